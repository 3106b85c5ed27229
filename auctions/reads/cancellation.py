"""Sentences about the consequences of cancelling an auction: by name, with amounts. Reads only."""

from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from auctions import engine
from auctions.publish.names import DisplayNames, names_in
from auctions.rules.state import AuctionState, ParticipantState
from auctionsite.http.lists import listed
from auctionsite.text.isolates import isolated
from leagues.money import money


def sentences_about_cancel(auction_id: UUID) -> Iterator[str]:
    """Yield what everybody loses and gets back. Raises NoSuchAuction, and what a row that can't be read raises."""
    state = engine.read(auction_id)
    names = names_in(state)
    undone = [lot for lot in state.lots.values() if lot.sold_to is not None and not lot.kept]
    if undone:
        total = money(sum(lot.sold_for or 0 for lot in undone), state.auction.settings.unit)
        yield ngettext(
            "{number} sale for {total} is undone.", "{number} sales for {total} are undone.", len(undone)
        ).format(number=f"{len(undone):,}", total=total)
    for seat in state.participants.values():
        yield from _about_seat(state, seat, names)
    if any(lot.kept for lot in state.lots.values()):
        yield _("Rosters and money from the auction before are as they were before this one.")


def _about_seat(state: AuctionState, seat: ParticipantState, names: DisplayNames) -> Iterator[str]:
    unit, name = state.auction.settings.unit, isolated(names.participant_name(seat.id))
    bought = [slot for slot in seat.roster if not state.lots[slot.lot].kept]
    if bought:
        lost = listed(f"{isolated(names.asset_name(slot.asset))} ({money(slot.price, unit)})" for slot in bought)
        yield _("{name} loses {assets}.").format(name=name, assets=lost)
    for lot in (state.lots[each] for each in state.open_lots):
        if lot.leader == seat.id:
            yield _("{name}'s bid of {amount} on {asset} is void.").format(
                name=name, amount=money(lot.price or 0, unit), asset=isolated(names.asset_name(lot.asset))
            )
