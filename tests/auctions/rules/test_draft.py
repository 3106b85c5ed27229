"""A draft collects changes; `emit` closes the event with what follows from them."""

from dataclasses import replace

import pytest

from auctions.rules.codes import Code
from auctions.rules.commands import Pause
from auctions.rules.draft import Draft, refuse
from auctions.rules.events import EventKind, LedgerEntry, LedgerEntryKind
from auctions.rules.evolve import evolve
from auctions.rules.money import MoneyError
from auctions.rules.state import LotStatus, ParticipantState
from auctions.rules.switches import ALL_OPEN
from tests.auctions.rules.scenario import CARLA, FIRST_LOT, MAX, MIA, Scenario, T

NOW = T + 1_000


def draft_of(scenario: Scenario) -> Draft:
    return Draft(scenario.state, Pause(actor=CARLA, reason="Tea."), NOW, ALL_OPEN)


def test_changes_are_seen_in_the_draft_and_not_in_the_state() -> None:
    scenario = Scenario()
    draft = draft_of(scenario)
    draft.set_auction(round=2)
    draft.set_lot(FIRST_LOT, price=7)
    draft.set_participant(MAX, away=True)
    assert (draft.auction.round, draft.lot(FIRST_LOT).price, draft.participant(MAX).away) == (2, 7, True)
    assert draft.state == scenario.state
    assert draft.events == []


def test_event_carries_what_changed_and_leads_to_the_next_state() -> None:
    scenario = Scenario()
    draft = draft_of(scenario)
    draft.set_lot(FIRST_LOT, bids=3)
    draft.emit(EventKind.BID_PLACED, lot=FIRST_LOT)
    [event] = draft.events
    assert (event.seq, event.at, event.detail) == (scenario.state.seq + 1, NOW, {"lot": FIRST_LOT})
    assert ([lot.id for lot in event.lots], event.participants, event.auction) == ([FIRST_LOT], (), None)
    assert draft.state == evolve(scenario.state, event)


def test_only_the_first_event_of_a_command_has_its_actor_and_reason() -> None:
    draft = draft_of(Scenario())
    for _ in range(2):
        draft.set_auction(round=draft.auction.round + 1)
        draft.emit(EventKind.QUEUE_CHANGED)
    assert [(event.actor, event.reason) for event in draft.events] == [(CARLA.user, "Tea."), (None, "")]


def test_money_moves_by_entries_and_nothing_leaves_none() -> None:
    draft = draft_of(Scenario())
    draft.post(LedgerEntryKind.HOLD, MAX, 5, FIRST_LOT)
    draft.post(LedgerEntryKind.RELEASE, MAX, 0, FIRST_LOT)
    draft.emit(EventKind.BID_PLACED)
    assert draft.events[0].ledger == (LedgerEntry(LedgerEntryKind.HOLD, MAX, 5, FIRST_LOT),)
    assert draft.state.participants[MAX].held == 5
    with pytest.raises(MoneyError):
        draft.post(LedgerEntryKind.RELEASE, MAX, 6, FIRST_LOT)


def test_limits_of_those_whose_money_moved_follow() -> None:
    scenario = Scenario(budget=200, slots_min=2)
    draft = draft_of(scenario)
    draft.post(LedgerEntryKind.HOLD, MAX, 50, FIRST_LOT)
    draft.emit(EventKind.BID_PLACED)
    [event] = draft.events
    assert [seat.id for seat in event.participants] == [MAX]
    assert draft.state.participants[MAX].max_bid == scenario.seat(MAX).max_bid - 50


def test_lot_that_changes_status_is_counted_numbered_and_gives_everybody_new_limits() -> None:
    scenario = Scenario(budget=200, slots_min=1, slots_max=1, lots=2)
    draft = draft_of(scenario)
    draft.set_lot(FIRST_LOT, status=LotStatus.UNSOLD)
    draft.emit(EventKind.LOT_UNSOLD)
    assert draft.state.auction.lots_unsold == 1
    assert draft.state.lots[FIRST_LOT].closed_seq == draft.events[0].seq
    draft.set_lot(FIRST_LOT, status=LotStatus.QUEUED)
    draft.emit(EventKind.QUEUE_CHANGED)
    assert draft.state.auction.lots_unsold == 0


def test_new_seat_is_in_the_event() -> None:
    draft = draft_of(Scenario())
    draft.seat(ParticipantState(id=9, member=19))
    draft.post(LedgerEntryKind.GRANT, 9, 200)
    draft.emit(EventKind.PARTICIPANT_JOINED)
    assert draft.state.participants[9].granted == 200
    assert draft.state.participants[9].max_bid > 0


def test_lots_that_enter_the_window_ride_along_and_those_that_leave_are_named() -> None:
    scenario = Scenario(lots=43)
    draft = draft_of(scenario)
    closed = range(FIRST_LOT, FIRST_LOT + 21)
    for lot in closed:
        draft.set_lot(lot, status=LotStatus.UNSOLD)
        draft.emit(EventKind.LOT_UNSOLD, lot=lot)
    first, last = draft.events[0], draft.events[-1]
    assert (first.gone, last.gone) == ((), (FIRST_LOT,))
    assert FIRST_LOT + 21 in {lot.id for event in draft.events for lot in event.lots}
    entered = [lot.id for lot in last.lots if lot.id not in closed]
    assert [draft.state.lots[lot] for lot in entered] == [scenario.state.lots[lot] for lot in entered]


def test_refusal_has_its_facts() -> None:
    rejection = refuse(Code.TOO_LOW, price=5, leader=MIA)
    assert (rejection.code, dict(rejection.facts)) == (Code.TOO_LOW, {"price": 5, "leader": MIA})


def test_draft_begins_with_the_state_it_was_given() -> None:
    scenario = Scenario()
    other = replace(scenario.state, seq=77)
    draft = Draft(other, Pause(actor=CARLA), NOW, ALL_OPEN)
    draft.set_auction(round=2)
    draft.emit(EventKind.QUEUE_CHANGED)
    assert draft.state.seq == 78
