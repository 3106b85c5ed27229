"""Reads of those on duty, beside the auctions."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import override_settings
from django.utils import timezone

from accounts.models import User
from accounts.services import create_bot_user
from leagues.models import League
from notices.models import NoticeDelivery
from operations import queries
from rollouts.changes.services import Author, Source, change_flag
from rollouts.propagation import readers
from tests.notices.news import tell
from tests.operations.backup.test_catalogue import backup_of

pytestmark = pytest.mark.django_db


def test_sign_ups_are_people_who_have_come_since(carla: User, max_: User) -> None:
    create_bot_user("Robo")
    User.objects.filter(pk=carla.pk).update(date_joined=timezone.now() - timedelta(days=2))
    assert queries.count_sign_ups(timezone.now() - timedelta(days=1)) == 1


@pytest.mark.parametrize(("days_ago", "stale"), [(1.05, False), (1.1, True)])
def test_backup_is_stale_after_26_hours(tmp_path: Path, days_ago: float, stale: bool) -> None:
    with override_settings(BACKUP_DIR=tmp_path):
        assert queries.find_newest_backup() is None
        made = backup_of(tmp_path, days_ago)
        found = queries.find_newest_backup()
    assert found is not None
    assert (found.name, found.stale, found.verified_at) == (made.name, stale, None)


def test_notices_are_counted_by_what_became_of_them(league: League, max_: User, mia: User) -> None:
    tell(league, max_, mia)
    for user, state in ((max_, "sent"), (mia, "unsure")):
        NoticeDelivery.objects.filter(notice__user=user).update(state=state, claimed_at=timezone.now())
    tell(league, max_, event="trade:2")
    now = timezone.now()
    assert queries.read_notice_outcomes(now - timedelta(hours=1)) == queries.NoticeOutcomes(1, 0, 1)
    assert queries.read_notice_outcomes(now + timedelta(hours=1)) == queries.NoticeOutcomes(0, 0, 0)


def test_changes_of_flags_are_the_newest_five_and_how_many_more_there_are() -> None:
    author = Author(source=Source.CODE, override="a test")
    for percent in range(1, 8):
        change_flag("waiting_room", {"everyone": None, "strategy": "percentage", "percent": percent}, author)
    found = queries.read_flag_activity(timezone.now())
    assert (len(found.changes), found.more, found.complete) == (queries.MOST_CHANGES, 2, True)
    later = timezone.now() + queries.LATELY + timedelta(days=1)
    assert queries.read_flag_activity(later).changes == []


def test_processes_are_counted_by_kind() -> None:
    for name, kind in (("web here 1", "web"), ("web here 2", "web"), ("clock here 3", "clock")):
        readers.record_reader(readers.ReaderProcess(name, kind), 1, 0)
    counted = queries.count_processes()
    assert (counted["web"], counted["clock"]) == (2, 1)
