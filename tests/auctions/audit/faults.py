"""A journal that was played, with one event changed: what the audit's checks say of it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from auctions.rules.events import Event
from auctions.rules.evolve import evolve
from auctions.rules.state import AuctionState
from tests.auctions.rules.scenario import Scenario

Check = Callable[[Event, AuctionState, AuctionState], Iterator[str]]


def found(played: Scenario, check: Check, change: Callable[[Event], Event] = lambda event: event) -> list[str]:
    """Return what a check finds in a journal whose events were changed by `change`, which leaves most as they are."""
    first, *rest = played.events
    state = AuctionState.of(
        seq=1, epoch=1, auction=_there(first.auction), lots=first.lots, participants=first.participants
    )
    sentences: list[str] = []
    for event in map(change, rest):
        before, state = state, evolve(state, event)
        sentences += check(event, before, state)
    return sentences


def at(number: int, change: Callable[[Event], Event]) -> Callable[[Event], Event]:
    """Change the event with this number alone."""
    return lambda event: change(event) if event.seq == number else event


def told(event: Event, **detail: Any) -> Event:
    """The event with other details."""
    return replace(event, detail={**event.detail, **detail})


def with_lot(event: Event, lot: int, **fields: Any) -> Event:
    """The event with other values of a lot."""
    return replace(event, lots=tuple(replace(each, **fields) if each.id == lot else each for each in event.lots))


def _there(auction: Any) -> Any:
    assert auction is not None
    return auction
