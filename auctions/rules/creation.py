"""The creation of an auction: event 1 of its journal."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from random import Random
from typing import Protocol, TypeVar

from auctions.rules import money
from auctions.rules.events import Event, EventKind, LedgerEntry, LedgerEntryKind
from auctions.rules.state import AuctionHeader, AuctionState, LotState, ParticipantState, visible_lots


class ListedAsset(Protocol):
    """An asset as far as the order of a list depends on it."""

    name: str
    rank: int | None


A = TypeVar("A", bound=ListedAsset)


def create_state(
    auction: AuctionHeader,
    lots: Iterable[LotState],
    participants: Sequence[ParticipantState],
    *,
    now: int,
    actor: int | None,
) -> tuple[AuctionState, Event]:
    """Return the state of a new auction and its event 1: all lots, and a grant of the budget to every seat."""
    grants = tuple(LedgerEntry(LedgerEntryKind.GRANT, seat.id, auction.settings.budget) for seat in participants)
    granted = [money.post(seat, grant) for seat, grant in zip(participants, grants, strict=True)]
    listed = list(lots)
    auction = replace(auction, lots_total=len(listed))
    state = AuctionState.of(seq=1, epoch=1, auction=auction, lots=listed, participants=granted)
    seated = tuple(replace(seat, max_bid=money.shown_max_bid(state, seat)) for seat in granted)
    state = replace(state, participants={seat.id: seat for seat in seated})
    event = Event(
        seq=1,
        kind=EventKind.AUCTION_CREATED,
        at=now,
        auction=auction,
        lots=tuple(listed),
        participants=seated,
        ledger=grants,
        actor=actor,
        gone=tuple(sorted(state.lots.keys() - visible_lots(state))),
    )
    return state, event


def order_assets(assets: Sequence[A], order: str, seed: int) -> list[A]:
    """Return the assets in the order they come up: as given, A-Z, by rank (unranked last), or shuffled by the seed."""
    if order == "alphabetical":
        return sorted(assets, key=lambda asset: asset.name.casefold())
    if order == "rank":
        return sorted(assets, key=lambda asset: (asset.rank is None, asset.rank or 0))
    listed = list(assets)
    if order == "shuffled":
        Random(seed).shuffle(listed)  # noqa: S311 # published and repeatable is the point
    return listed
