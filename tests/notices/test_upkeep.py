"""Upkeep, which keeps the queue short and true; that what was cut off is unsure is in `test_mailing.py`."""

import pytest
from django.db.models.functions import Now

from accounts.models import User
from leagues.models import League
from notices.models import Notice, NoticeDelivery
from notices.upkeep import KEPT_FOR, delete_old, mark_unsure, next_cut_off, next_old
from tests.notices.news import tell, work

pytestmark = pytest.mark.django_db


def test_old_notices_go_with_what_became_of_them(league: League, max_: User) -> None:
    tell(league, max_, event="trade:1")
    tell(league, max_, event="trade:2")
    assert next_old() is None
    Notice.objects.filter(event="trade:1").update(created_at=Now() - KEPT_FOR)
    assert next_old([]) is not None
    assert next_old(["old"]) is None  # it failed a moment ago
    work()
    assert Notice.objects.get().event == "trade:2"
    assert NoticeDelivery.objects.count() == 1
    delete_old()
    assert Notice.objects.count() == 1


def test_nothing_is_unsure_that_waits_or_is_sent(league: League, max_: User) -> None:
    tell(league, max_)
    for state in ("waiting", "sent", "given_up"):
        NoticeDelivery.objects.update(state=state, claimed_at="2026-01-01T00:00:00Z")
        assert next_cut_off() is None
        mark_unsure()
        assert NoticeDelivery.objects.get().state == state
    NoticeDelivery.objects.update(state="sending")
    assert next_cut_off(["cut off"]) is None
    assert next_cut_off() is not None
