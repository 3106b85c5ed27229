"""Turns: whose it is to put a lot up."""

from collections.abc import Container, Iterable, Sequence
from itertools import dropwhile
from random import Random

from auctions.rules import clock, lots, money
from auctions.rules.draft import Draft
from auctions.rules.events import EventKind
from auctions.rules.limits.places import smallest_roster
from auctions.rules.pace.quiet_hours import Span
from auctions.rules.state import AuctionState, AuctionStatus, ParticipantState


def call_next(draft: Draft) -> None:
    """Give the turn to the next manager who can put a lot up; where nobody can, what is left goes unsold, and all ends.

    Who is away is given no time: what comes up for them comes with the next tick.
    """
    while not (able := _able(draft.state)):
        if not lots.start_another_round(draft):
            lots.complete(draft)
            return
    auction, number = draft.auction, draft.auction.nomination_round
    turns = _from_first_able(auction.to_nominate, able)
    if not turns:
        number += 1
        turns = _from_first_able(order_of_round(draft.state, number), able)
    seconds = 0 if draft.participant(turns[0]).away else auction.settings.nomination_seconds
    draft.set_auction(
        nominator=turns[0],
        to_nominate=tuple(turns[1:]),
        nomination_round=number,
        turn_ends_at=clock.running_from(auction, draft.now) + seconds * 1000,
        next_lot_at=None,
    )
    draft.emit(EventKind.NOMINATION_OPENED, participant=turns[0], round=number)


def pass_on_if_unable(draft: Draft) -> None:
    """Give the turn to the next if a command left whose it is without the money or the slot for any lot to come."""
    auction = draft.auction
    if auction.nominator is None or auction.status is not AuctionStatus.ACTIVE:
        return
    if not _is_able(draft.state, draft.participant(auction.nominator)):
        call_next(draft)


def hurry(draft: Draft, seat: int) -> None:
    """Let the turn end now, if it is that of a seat for which nobody waits any more."""
    auction = draft.auction
    if auction.nominator == seat and auction.turn_ends_at is not None:
        draft.set_auction(turn_ends_at=clock.running_from(auction, draft.now))
    elif auction.nominator == seat:
        draft.set_auction(turn_remaining_ms=0)


def extend_after_stall(draft: Draft, stalls: Iterable[Span], counted: Iterable[Span]) -> None:
    """Give a turn the time back in which the server stalled, unless nobody waits for who has it."""
    auction = draft.auction
    if auction.nominator is None or draft.participant(auction.nominator).away:
        return
    owed = clock.owed_for_turn(auction, stalls, counted)
    if owed and auction.turn_ends_at is not None:
        ends_at = clock.after(auction, auction.turn_ends_at, owed)
        draft.set_auction(turn_ends_at=ends_at)
        draft.emit(EventKind.TURN_EXTENDED, participant=auction.nominator, ends_at=ends_at, stalled_ms=owed)


def order_of_round(state: AuctionState, number: int) -> Sequence[int]:
    """Return all seats in the order in which they put lots up in a round, from 1 on.

    The first order is drawn by the auction's published seed: for each seat by itself, so that who comes late changes
    nothing about the others. `straight` repeats it, `snake` turns it round in every second round, `random` draws each
    round anew.
    """
    settings = state.auction.settings
    drawn = number if settings.nomination_order == "random" else 1
    order = sorted(
        state.participants,
        key=lambda seat: Random(f"{settings.seed or 0}:{drawn}:{seat}").random(),  # noqa: S311 # anybody can repeat it
    )
    return order[::-1] if settings.nomination_order == "snake" and number % 2 == 0 else order


def _from_first_able(seats: Sequence[int], able: Container[int]) -> Sequence[int]:
    """Return the seats from the first on that can put a lot up; whether the others can, matters in their turn."""
    return [*dropwhile(lambda seat: seat not in able, seats)]


def _able(state: AuctionState) -> set[int]:
    """Return the seats that can bid on any queued lot, as far as others see: whose turn it is tells no maximum."""
    return {seat.id for seat in state.participants.values() if _is_able(state, seat)}


def _is_able(state: AuctionState, seat: ParticipantState) -> bool:
    """True if the participant can bid on any queued lot.

    Who must fill slots and can't pay for the cheapest lots that fill them can bid on none: a dearer one would leave the
    rest no cheaper. Who can pay for these can bid on each of them, if it is queued.
    """
    if money.roster_full(state, seat, None):
        return False
    cheapest, queued = smallest_roster(state, seat), state.queued()
    if cheapest.cost and cheapest.shortfall == (0, 0):
        if cheapest.cost > money.as_seen(seat).available:
            return False
        if state.coming.size == len(queued) and not state.open_lots:  # it took no other lot than queued ones
            return True
    return any(money.can_bid(state, seat, lot) for lot in lots.cheapest_of_groups(queued))
