"""Auctions that aren't over, as those on duty read them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from accounts.models import User
from auctions.clock import LATE
from auctions.models import Auction
from auctions.recovery.stuck import StuckAuction
from auctions.rules.commands import SYSTEM, Cancel, Pause
from operations.running_auctions import RunningAuction, read_running_auctions
from tests import cast

SECOND = timedelta(seconds=1)


def running(**other: Any) -> RunningAuction:
    """An auction whose clock is due in nine seconds, but for this."""
    row: dict[str, Any] = {
        "id": UUID(int=1), "league": "Fridays", "status": "active", "reason": "", "lot": "", "sold": 0, "done": 0,
        "lots": 3, "people": 1, "left": None, "paused": None, "late": timedelta(0), "next_in": 9 * SECOND, "last": "",
        "since_last": None, "stuck": None, "acts": [],
    }  # fmt: skip
    return RunningAuction(**{**row, **other})


@pytest.mark.parametrize(
    ("other", "says", "wrong"),
    [
        ({}, "next in 9 s", False),
        ({"late": LATE}, "next in 9 s", False),
        ({"late": LATE + 2 * SECOND, "next_in": timedelta(0)}, "3 s late", True),
        ({"next_in": None}, "has nothing to do", True),
        ({"status": "paused", "next_in": None}, "stands still", False),
        ({"status": "waiting", "next_in": None}, "stands still", False),
    ],
)
def test_clock_says_what_it_does_and_whether_that_is_wrong(other: dict[str, Any], says: str, wrong: bool) -> None:
    auction = running(**other)
    assert (auction.clock, auction.clock_wrong) == (says, wrong)


def test_sentence_of_what_keeps_it_leaves_the_league_out() -> None:
    stuck = StuckAuction(UUID(int=1), "Fridays", "lot_overdue", "Fridays: lot 1 ended.")
    assert (running().wrong, running(stuck=stuck).wrong) == ("", "lot 1 ended.")
    assert (running().ago, running(since_last=90 * SECOND).ago) == ("", "90 s")


def test_paused_ones_come_before_running_and_waiting_ones_and_those_that_are_over_are_left_out(
    carla: User, max_: User, mia: User, otto: User
) -> None:
    waits = cast.auction_of(cast.make_league(carla, name="Waits"), begun=False)
    runs = cast.auction_of(cast.make_league(max_, name="Runs"), lots=3)
    paused, over = (cast.auction_of(cast.make_league(user, name="x")) for user in (mia, otto))
    assert cast.do(paused, Pause(actor=SYSTEM, reason="pizza")).ok
    assert cast.do(over, Cancel(actor=SYSTEM, reason="rain")).ok
    found = read_running_auctions(2)
    assert [each.id for each in found.rows] == [paused.pk, runs.pk]
    assert (found.more, found.stuck) == (1, 0)
    assert [each.id for each in read_running_auctions(9).rows] == [paused.pk, runs.pk, waits.pk]


def test_times_are_those_of_the_database(carla: User) -> None:
    auction = cast.auction_of(cast.make_league(carla, lot_seconds=60))
    [row] = read_running_auctions(1).rows
    assert row.left is not None
    assert row.next_in is not None
    assert timedelta(0) < row.left < row.next_in < 61 * SECOND
    assert (row.late, row.paused, row.status) == (timedelta(0), None, Auction.Status.ACTIVE)
    assert cast.do(auction, Pause(actor=SYSTEM, reason="pizza")).ok
    [row] = read_running_auctions(1).rows
    assert (row.next_in, row.left, row.reason) == (None, None, "pizza")
    assert row.paused is not None
    assert timedelta(0) <= row.paused < 60 * SECOND


def test_stored_setting_that_has_no_effect_is_said(carla: User) -> None:
    auction = cast.auction_of(cast.make_league(carla), begun=False)
    assert read_running_auctions(5).rows[0].unused_settings == []
    Auction.objects.filter(pk=auction.pk).update(settings={**auction.settings, "moon": 1, "lot_seconds": "soon"})
    assert sorted(read_running_auctions(5).rows[0].unused_settings) == [
        "lot_seconds isn't a whole number; 30 is used",
        "moon isn't known",
    ]
