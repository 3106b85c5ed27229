"""The creation of an auction: event 1 of its journal."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from random import Random
from typing import Protocol, TypeVar

from auctions.rules import money
from auctions.rules.events import Event, EventKind, LedgerEntry, LedgerEntryKind
from auctions.rules.state import AuctionHeader, AuctionState, LotState, ParticipantState, Slot, visible_lots
from leagues.settings.sets import in_order


class ListedAsset(Protocol):
    """An asset as far as the order of a list depends on it."""

    name: str
    rank: int | None
    position: str
    opening_price: int | None


A = TypeVar("A", bound=ListedAsset)


def create_state(
    auction: AuctionHeader,
    lots: Iterable[LotState],
    participants: Sequence[ParticipantState],
    *,
    now: int,
    actor: int | None,
    to_spend: Mapping[int, int] | None = None,
) -> tuple[AuctionState, Event]:
    """Return the state of a new auction and its event 1: all lots, and a grant to every seat.

    `to_spend` is the money that each seat has to spend, the budget where it says nothing. A lot that is sold already is
    one that its owner brings along: the grant is greater by its price, and pays for it at once.
    """
    listed = list(lots)
    seated, ledger = [], list[LedgerEntry]()
    for seat in participants:
        budget = (to_spend or {}).get(seat.id, auction.settings.budget)
        entries = _opening_entries(seat.id, budget, [lot for lot in listed if lot.sold_to == seat.id])
        seated.append(reduce(money.post, entries, replace(seat, roster=_roster_of(seat.id, listed))))
        ledger += entries
    auction = replace(auction, lots_total=len(listed), lots_sold=sum(lot.kept for lot in listed))
    state = AuctionState.of(seq=1, epoch=1, auction=auction, lots=listed, participants=seated)
    limits = money.shown_max_bids(state, seated)
    limited = tuple(replace(seat, max_bid=limits[seat.id]) for seat in seated)
    state = replace(state, participants={seat.id: seat for seat in limited})
    event = Event(
        seq=1,
        kind=EventKind.AUCTION_CREATED,
        at=now,
        auction=auction,
        lots=tuple(listed),
        participants=limited,
        ledger=tuple(ledger),
        actor=actor,
        gone=tuple(sorted(state.lots.keys() - visible_lots(state))),
    )
    return state, event


def _opening_entries(seat: int, budget: int, owned: Sequence[LotState]) -> list[LedgerEntry]:
    paid = [(lot.id, lot.sold_for or 0) for lot in owned]
    granted = budget + sum(price for _, price in paid)
    kinds = (LedgerEntryKind.HOLD, LedgerEntryKind.CAPTURE)
    grant = [LedgerEntry(LedgerEntryKind.GRANT, seat, granted)] if granted else []
    return [*grant, *(LedgerEntry(kind, seat, price, lot) for lot, price in paid for kind in kinds)]


def _roster_of(seat: int, lots: Sequence[LotState]) -> tuple[Slot, ...]:
    owned = sorted((lot for lot in lots if lot.sold_to == seat), key=lambda lot: lot.number)
    return tuple(Slot(lot.id, lot.asset, lot.sold_for or 0) for lot in owned)


def order_assets(assets: Sequence[A], order: str, seed: int, set_order: str | None = None) -> list[A]:
    """Return the assets in the order they come up.

    That is as given, A-Z, by rank (unranked last), by the list's opening price (the highest first, none last), by
    position (in the order of `set_order`, others as the list has them, each where its first one stands), or the given
    one shuffled by the seed.
    """
    if order == "alphabetical":
        return sorted(assets, key=lambda asset: asset.name.casefold())
    if order == "rank":
        return sorted(assets, key=lambda asset: (asset.rank is None, asset.rank or 0))
    if order == "price":
        return sorted(assets, key=lambda asset: -(asset.opening_price or 0))
    if order == "position":
        places = {each: place for place, each in enumerate(in_order((one.position for one in assets), set_order))}
        return sorted(assets, key=lambda asset: places[asset.position])
    listed = list(assets)
    if order == "shuffled":
        Random(seed).shuffle(listed)  # noqa: S311 # published and repeatable is the point
    return listed
