"""The three places in which an auction stands, and that they agree."""

from uuid import UUID

from auctions import engine
from auctions.rules.evolve import evolve, from_nothing
from auctions.rules.state import AuctionState
from auctions.store import journal


def replayed_state(auction_id: UUID) -> AuctionState:
    """The state that the journal gives from its first event."""
    first, *others = journal.events_after(auction_id, 0, 100_000)
    state = from_nothing(first, epoch=1)
    for event in others:
        state = evolve(state, event)
    return state


def consistent_state(auction_id: UUID) -> AuctionState:
    """The state, after checking that memory, tables and journal say the same."""
    state = engine.read(auction_id)
    assert journal.state_from_tables(auction_id) == state
    assert replayed_state(auction_id) == state
    return state
