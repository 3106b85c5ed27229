"""Flags' lives, from their changes and from who met them."""

from typing import Any

import pytest

from rollouts.changes.services import Author, Source, change_flag
from rollouts.evaluation.types import BucketBy
from rollouts.exposures import storage
from rollouts.exposures.storage import ExposureEntry
from rollouts.models import Exposure, FlagChange
from rollouts.stale import queries

pytestmark = pytest.mark.django_db
F = "waiting_room"
DAY = 86_400.0
BY_CODE = Author(source=Source.CODE, override="x")


def met(flag: str, days: float) -> Exposure:
    storage.write_exposures([(ExposureEntry(flag, BucketBy.LEAGUE, "x", True, True), days * DAY)])
    return Exposure.objects.latest("id")


def test_launch_and_last_read_are_found() -> None:
    met("bots", 40)
    read = met(F, 1)
    change_flag(F, {"everyone": None, "percent": 50}, BY_CODE)
    launch = change_flag(F, {"percent": 100}, BY_CODE)
    change_flag(F, {"note": "all of them"}, BY_CODE)
    lives = queries.flag_lives({F: True, "bots": False, "bidding": True, "left_over": False})
    assert (lives[F].launched_at, lives[F].read_at, [*lives[F].stale]) == (launch.at, read.last_at, [])
    assert [*lives["bots"].stale] == ["unread"]
    assert not lives["bidding"].stale
    assert not lives["left_over"].stale
    assert queries.flag_lives({F: False})[F].launched_at is None


def test_more_flags_and_changes_take_no_more_questions(django_assert_num_queries: Any) -> None:
    for count in (1, queries.MOST_CHANGES + 3):
        for number in range(count):
            change_flag("bots", {"percent": 100, "everyone": None, "note": f"{number} of {count}"}, BY_CODE)
        with django_assert_num_queries(4):
            lives = queries.flag_lives(dict.fromkeys(("bots", F)[:count], True))
    oldest = FlagChange.objects.filter(flag="bots").order_by("-id")[queries.MOST_CHANGES - 1]
    assert lives["bots"].launched_at == oldest.at
