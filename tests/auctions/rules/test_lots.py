"""Lots on the clock: the next one, a sale, no sale, the rounds of what was left."""

from dataclasses import replace

import pytest

from auctions.rules.codes import Code
from auctions.rules.events import EventKind, LedgerEntry, LedgerEntryKind
from auctions.rules.lots import left_for_somebody
from auctions.rules.state import LotStatus, Slot
from tests.auctions.rules.play import FIRST_LOT, MAX, MIA, NED, Play, T

SECOND_LOT, THIRD_LOT = FIRST_LOT + 1, FIRST_LOT + 2


def _statuses(play: Play) -> list[str]:
    return [lot.status for lot in play.state.lots.values()]


def test_lot_is_sold_to_its_leader_and_the_hold_becomes_the_price() -> None:
    play = Play()
    play.bid(MAX, 7)
    play.tick(30_300)
    assert play.kinds() == [EventKind.LOT_SOLD]
    event = play.last.events[0]
    assert event.ledger == (LedgerEntry(LedgerEntryKind.CAPTURE, MAX, 7, FIRST_LOT),)
    assert event.detail == {"lot": FIRST_LOT, "participant": MAX, "price": 7}
    lot = play.lot()
    assert (lot.status, lot.sold_to, lot.sold_for, lot.leader, lot.hold) == (LotStatus.SOLD, MAX, 7, None, 0)
    assert lot.closed_seq == event.seq
    assert play.seat(MAX).roster == (Slot(FIRST_LOT, 501, 7),)
    assert play.money(MAX) == (193, 0, 7)
    assert (play.state.auction.lots_sold, play.state.auction.lots_unsold) == (1, 0)


def test_hold_beyond_the_price_is_released_when_the_lot_is_sold() -> None:
    play = Play()
    play.bid(MAX, 7)
    lots = {**play.state.lots, FIRST_LOT: replace(play.lot(), hold=12)}
    seats = {**play.state.participants, MAX: replace(play.seat(MAX), held=12)}
    play.state = replace(play.state, lots=lots, participants=seats)
    play.tick(30_300)
    assert play.last.events[0].ledger == (
        LedgerEntry(LedgerEntryKind.CAPTURE, MAX, 7, FIRST_LOT),
        LedgerEntry(LedgerEntryKind.RELEASE, MAX, 5, FIRST_LOT),
    )
    assert play.money(MAX) == (193, 0, 7)


def test_lot_without_a_bid_goes_unsold_without_a_line_in_the_ledger() -> None:
    play = Play()
    play.tick(30_300)
    assert play.told() == [(EventKind.LOT_UNSOLD, {"lot": FIRST_LOT})]
    assert play.last.events[0].ledger == ()
    assert (play.lot().status, play.state.auction.lots_unsold) == (LotStatus.UNSOLD, 1)


def test_closing_forgets_who_passed() -> None:
    play = Play()
    play.pass_(MAX)
    play.tick(30_300)
    assert play.seat(MAX).passed == ()


@pytest.mark.parametrize(("at", "kinds"), [(33_299, []), (33_300, [EventKind.LOT_STARTED])])
def test_next_lot_opens_when_the_break_is_over(at: int, kinds: list[EventKind]) -> None:
    play = Play()
    play.tick(30_300)
    assert play.state.auction.next_lot_at == T + 33_300
    play.tick(at)
    assert play.kinds() == kinds


def test_break_counts_from_when_the_lot_was_closed_not_from_when_it_should_have_been() -> None:
    play = Play()
    play.tick(31_000)
    assert play.state.auction.next_lot_at == T + 34_000


def test_without_a_break_one_tick_closes_a_lot_and_opens_the_next() -> None:
    play = Play(break_seconds=0)
    play.tick(30_300)
    assert play.told() == [
        (EventKind.LOT_UNSOLD, {"lot": FIRST_LOT}),
        (EventKind.LOT_STARTED, {"lot": SECOND_LOT, "number": 2}),
    ]
    assert (play.ends(SECOND_LOT), play.state.open_lots) == (60_300, (SECOND_LOT,))
    assert play.state.auction.next_lot_at is None


def test_tick_before_anything_is_due_is_no_event() -> None:
    play = Play()
    assert (play.tick(30_299), play.kinds()) == (Code.OK, [])


def test_last_lot_is_followed_by_the_end() -> None:
    play = Play(lots=1, break_seconds=0)
    play.bid(MAX, 5)
    play.tick(30_300)
    assert play.kinds() == [EventKind.LOT_SOLD, EventKind.AUCTION_COMPLETED]
    assert play.status == "completed"


def test_nothing_comes_next_after_the_end() -> None:
    play = Play(lots=1)
    play.sell(MAX, 5)
    assert (play.kinds(), play.state.auction.next_lot_at) == ([EventKind.AUCTION_COMPLETED], None)


def test_lots_that_nobody_can_bid_on_go_unsold_in_one_step() -> None:
    play = Play(opening=[300, 250, 10], slots_min=1)
    assert play.told() == [
        (EventKind.AUCTION_BEGUN, {}),
        (EventKind.LOT_UNSOLD, {"lot": FIRST_LOT}),
        (EventKind.LOT_UNSOLD, {"lot": SECOND_LOT}),
        (EventKind.LOT_STARTED, {"lot": THIRD_LOT, "number": 3}),
    ]
    assert play.state.open_lots == (THIRD_LOT,)


def test_auction_ends_when_everybody_is_full() -> None:
    play = Play(lots=3, seats=1, slots_min=0, slots_max=1, break_seconds=0)
    play.bid(MAX, 5)
    play.tick(30_300)
    assert play.kinds()[-3:] == [EventKind.LOT_UNSOLD, EventKind.LOT_UNSOLD, EventKind.AUCTION_COMPLETED]
    assert _statuses(play) == ["sold", "unsold", "unsold"]


# Rounds ---------------------------------------------------------------------------------------------
def _play_to_the_end(play: Play, ticks: int) -> None:
    for step in range(1, ticks + 1):
        play.tick(step * 40_000)


@pytest.mark.parametrize(("rounds", "times"), [(0, 1), (1, 2), (3, 4)])
def test_unsold_lots_come_back_as_often_as_the_settings_say(rounds: int, times: int) -> None:
    play = Play(lots=2, unsold_rounds=rounds, break_seconds=0)
    _play_to_the_end(play, 2 * times)
    started = [event.detail["lot"] for event in play.events if event.kind is EventKind.LOT_STARTED]
    assert started == [FIRST_LOT, SECOND_LOT] * times
    assert (play.status, play.state.auction.round) == ("completed", times)


def test_only_what_is_unsold_comes_back_and_can_be_bought() -> None:
    play = Play(lots=3, unsold_rounds=1, break_seconds=0, lot_cap_seconds=60)
    play.tick(30_300)
    play.bid(MAX, 5, lot=SECOND_LOT, at=40_000)
    play.tick(60_600)
    play.tick(91_000)
    assert play.told() == [
        (EventKind.LOT_UNSOLD, {"lot": THIRD_LOT}),
        (EventKind.QUEUE_CHANGED, {"round": 2}),
        (EventKind.LOT_STARTED, {"lot": FIRST_LOT, "number": 1}),
    ]
    assert _statuses(play) == ["open", "sold", "queued"]
    assert play.state.auction.lots_unsold == 0
    again = play.lot(THIRD_LOT)
    assert (again.opened_at, again.ends_at, again.cap_at, again.closed_seq) == (None, None, None, None)
    assert play.bid(MIA, 2, at=92_000) is Code.OK


def test_no_round_begins_when_nobody_can_buy() -> None:
    play = Play(lots=2, seats=1, slots_min=0, slots_max=1, unsold_rounds=3, break_seconds=0)
    play.bid(MAX, 1)
    play.tick(30_300)
    assert (play.status, play.state.auction.round) == ("completed", 1)


def test_roster_stands_in_order_of_lot_number() -> None:
    play = Play(lots=2, unsold_rounds=1, break_seconds=0)
    play.tick(30_300)
    play.bid(NED, 5, lot=SECOND_LOT, at=40_000)
    play.tick(60_600)
    play.bid(NED, 5, at=61_000)
    play.tick(90_900)
    assert [slot.lot for slot in play.seat(NED).roster] == [FIRST_LOT, SECOND_LOT]


def test_lot_that_lost_its_deadline_gets_a_whole_one_instead_of_an_end_at_once() -> None:
    play = Play(lot_cap_seconds=20)
    play.bid(MAX, 7)
    lots = {**play.state.lots, FIRST_LOT: replace(play.lot(), ends_at=None, cap_at=None)}
    play.state = replace(play.state, lots=lots)
    play.tick(90_000)
    assert play.told() == [(EventKind.LOT_EXTENDED, {"lot": FIRST_LOT, "ends_at": T + 110_000, "anew": True})]
    assert (play.ends(), play.lot().cap_at, play.lot().leader) == (110_000, T + 110_000, MAX)
    play.tick(110_300)
    assert play.kinds() == [EventKind.LOT_SOLD]


def test_lots_are_left_for_somebody_as_long_as_one_has_money_and_a_slot_for_one() -> None:
    play = Play(lots=3, seats=2, slots_min=1, slots_max=1)
    assert left_for_somebody(play.state)
    at = play.sell(MAX, 5)
    assert left_for_somebody(play.state)
    play.bid(MIA, 5, lot=SECOND_LOT, at=at + 1)
    play.tick(at + 20_000)
    assert play.kinds() == [EventKind.LOT_SOLD]
    assert [lot.id for lot in play.state.queued()] == [THIRD_LOT]
    assert not left_for_somebody(play.state)
