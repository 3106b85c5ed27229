"""Sentences about the consequences of cancelling an auction: by name, with amounts. Reads only."""

from collections.abc import Iterator
from uuid import UUID

from auctions import engine
from auctions.publish.names import DisplayNames, names_in
from auctions.rules.state import AuctionState, ParticipantState
from auctionsite.http.lists import counted, listed
from auctionsite.text.isolates import isolated
from leagues.money import money


def sentences_about_cancel(auction_id: UUID) -> Iterator[str]:
    """Yield what everybody loses and gets back. Raises NoSuchAuction, and what a row that can't be read raises."""
    state = engine.read(auction_id)
    names = names_in(state)
    undone = [lot for lot in state.lots.values() if lot.sold_to is not None and not lot.kept]
    if undone:
        total = money(sum(lot.sold_for or 0 for lot in undone), state.auction.settings.unit)
        yield f"{counted(len(undone), 'sale')} for {total} {'is' if len(undone) == 1 else 'are'} undone."
    for seat in state.participants.values():
        yield from _about_seat(state, seat, names)
    if any(lot.kept for lot in state.lots.values()):
        yield "Rosters and money from the auction before are as they were before this one."


def _about_seat(state: AuctionState, seat: ParticipantState, names: DisplayNames) -> Iterator[str]:
    unit, name = state.auction.settings.unit, isolated(names.participant_name(seat.id))
    bought = [slot for slot in seat.roster if not state.lots[slot.lot].kept]
    if bought:
        lost = listed(f"{isolated(names.asset_name(slot.asset))} ({money(slot.price, unit)})" for slot in bought)
        yield f"{name} loses {lost}."
    for lot in (state.lots[each] for each in state.open_lots):
        if lot.leader == seat.id:
            yield f"{name}'s bid of {money(lot.price or 0, unit)} on {isolated(names.asset_name(lot.asset))} is void."
