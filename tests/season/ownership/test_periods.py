"""Periods of ownership: whose an asset was, from rosters as they changed."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from auctions.rules.events import CHANGES_ROSTERS, Event
from season.ownership.periods import (
    AuctionSpan,
    Holding,
    Period,
    RosterSnapshot,
    ownership_periods,
    without_later_auctions,
)
from tests.auctions.rules.test_random_auctions import play_at_random

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
MAX, MIA = 1, 2
ARSENAL, AJAX = 501, 502


def at(hours: float) -> datetime:
    return EPOCH + timedelta(hours=hours)


def change(hours: float, owner: int, *assets: int, seq: int = 0) -> RosterSnapshot:
    """Everything costs 9."""
    return RosterSnapshot(seq or int(hours), at(hours), owner, frozenset(Holding(asset, 9) for asset in assets))


Short = tuple[int, int, datetime, datetime | None]


def period(owner: int, since: float, until: float | None, asset: int = ARSENAL) -> Short:
    return asset, owner, at(since), None if until is None else at(until)


def short(found: list[Period]) -> list[Short]:
    return [(each.asset, each.owner, each.since, each.until) for each in found]


# One journal ----------------------------------------------------------------------------------------
def test_sale_begins_a_period_with_its_price_and_event() -> None:
    assert ownership_periods([change(1, MAX, ARSENAL, seq=7)]) == [
        Period(asset=ARSENAL, owner=MAX, since=at(1), until=None, price=9, seq=7)
    ]


def test_roster_said_again_changes_nothing() -> None:
    assert short(ownership_periods([change(1, MAX, ARSENAL), change(2, MAX, ARSENAL, AJAX)])) == [
        period(MAX, 1, None), period(MAX, 2, None, AJAX),
    ]  # fmt: skip


def test_undone_sale_counts_until_it_was_undone() -> None:
    changes = [change(1, MAX, ARSENAL), change(2, MAX), change(3, MIA, ARSENAL)]
    assert short(ownership_periods(changes)) == [period(MAX, 1, 2), period(MIA, 3, None)]


def test_trade_ends_one_period_and_begins_another_at_the_same_instant() -> None:
    changes = [change(1, MAX, ARSENAL), change(1, MIA, AJAX), change(5, MAX, AJAX), change(5, MIA, ARSENAL)]
    assert short(ownership_periods(changes)) == [
        period(MAX, 1, 5), period(MIA, 1, 5, AJAX), period(MIA, 5, None), period(MAX, 5, None, AJAX),
    ]  # fmt: skip


def test_what_is_owned_again_is_owned_in_two_periods() -> None:
    changes = [
        change(1, MAX, ARSENAL),
        change(2, MAX),
        change(2, MIA, ARSENAL),
        change(3, MIA),
        change(3, MAX, ARSENAL),
    ]
    assert short(ownership_periods(changes)) == [period(MAX, 1, 2), period(MIA, 2, 3), period(MAX, 3, None)]


def test_what_lasted_no_time_was_never_there() -> None:
    assert ownership_periods([change(1, MAX, ARSENAL, seq=4), change(1, MAX, seq=5)]) == []


def test_clock_that_was_set_back_makes_no_two_owners() -> None:
    changes = [change(5, MAX, ARSENAL), change(4, MAX), change(4, MIA, ARSENAL)]
    assert short(ownership_periods(changes)) == [period(MIA, 5, None)]


def rosters(events: list[Event]) -> list[RosterSnapshot]:
    """Return what a journal says about rosters; its instants as they are."""
    return [
        RosterSnapshot(
            event.seq, datetime.fromtimestamp(event.at / 1000, UTC), seat.id,
            frozenset(Holding(slot.asset, slot.price) for slot in seat.roster),
        )
        for event in events if event.kind in CHANGES_ROSTERS for seat in event.participants
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(25))
def test_at_every_instant_of_a_random_auction_owners_are_those_of_its_rosters(seed: int) -> None:
    events = play_at_random(Random(seed)).checker.events  # noqa: S311 # the same every time
    found = ownership_periods(rosters(events))
    owned: dict[int, set[tuple[int, int, int]]] = {}
    for place, event in enumerate(events):
        for seat in event.participants:
            owned[seat.id] = {(slot.asset, seat.id, slot.price) for slot in seat.roster}
        if place + 1 < len(events) and events[place + 1].at == event.at:
            continue  # of one instant its last event decides
        instant = datetime.fromtimestamp(event.at / 1000, UTC)
        then = [each for each in found if each.since <= instant and (each.until is None or instant < each.until)]
        assert {(each.asset, each.owner, each.price) for each in then} == set().union(*owned.values())
        assert len(then) == len({each.asset for each in then})


# Several auctions of a league -----------------------------------------------------------------------
def reign(since: float, until: float | None = None, *assets: int) -> AuctionSpan:
    return AuctionSpan(
        since=at(since), until=None if until is None else at(until), assets=frozenset(assets or (ARSENAL, AJAX))
    )


OLD = [Period(asset=ARSENAL, owner=MAX, since=at(1), until=None, price=9, seq=1)]


def old_under(*later: AuctionSpan) -> list[Short]:
    reigns = {"old": reign(0), **{str(place): each for place, each in enumerate(later)}}
    return short(without_later_auctions(reigns, {"old": OLD})["old"])


@pytest.mark.parametrize(
    ("later", "left"),
    [
        ([], [period(MAX, 1, None)]),
        ([reign(5)], [period(MAX, 1, 5)]),
        ([reign(5, 7)], [period(MAX, 1, 5), period(MAX, 7, None)]),
        ([reign(5, 7), reign(6, 9)], [period(MAX, 1, 5), period(MAX, 9, None)]),
        ([reign(5, 7), reign(8)], [period(MAX, 1, 5), period(MAX, 7, 8)]),
        ([reign(5, 5)], [period(MAX, 1, None)]),
        ([reign(0.5)], []),
        ([reign(5, None, AJAX)], [period(MAX, 1, None)]),
    ],
    ids=["alone", "ends it", "cancelled", "two cancelled", "two", "at once cancelled", "before it", "of other assets"],
)
def test_later_auction_decides_while_it_stands(later: list[AuctionSpan], left: list[Short]) -> None:
    assert old_under(*later) == left


def test_later_auction_is_not_cut_by_the_one_before() -> None:
    new = [Period(asset=ARSENAL, owner=MIA, since=at(6), until=None, price=9, seq=1)]
    kept = without_later_auctions({"new": reign(5), "old": reign(0)}, {"new": new, "old": OLD})
    assert (short(kept["new"]), short(kept["old"])) == ([period(MIA, 6, None)], [period(MAX, 1, 5)])
