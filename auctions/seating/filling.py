"""Ways to fill the table of seats: what is, what the settings say, and what there was after the last auction."""

from collections.abc import Callable
from uuid import UUID

from auctions.publish.names import DisplayNames
from auctions.reads.holdings import holdings_of, seats_before
from auctions.rules.powers.seat_table import terms_of
from auctions.rules.state import AuctionState
from auctions.seating.typed import TypedKeeper, TypedSeat
from leagues.lists.naming import NamedAsset, NamesUnclear, assets_named, lines_naming


def as_it_is(state: AuctionState, names: DisplayNames) -> list[TypedSeat]:
    """Return the table that the auction has now."""
    called = _names_of_assets(names)
    return [
        TypedSeat(
            seat,
            str(terms.budget),
            "" if terms.slots_min is None else str(terms.slots_min),
            "" if terms.slots_max is None else str(terms.slots_max),
            tuple(TypedKeeper(called(state.lots[lot].asset), str(price)) for lot, price in terms.keepers),
        )
        for seat in state.participants
        for terms in [terms_of(state, seat)]
    ]


def from_settings(state: AuctionState) -> list[TypedSeat]:
    """Return the table by which everybody begins alike, and keeps nothing."""
    return [TypedSeat(seat, str(state.auction.settings.budget)) for seat in state.participants]


def from_last_auction(league_id: UUID, state: AuctionState, names: DisplayNames) -> tuple[list[TypedSeat], list[str]]:
    """Return the table by which everybody keeps what they own, with the money and the roster's size they had.

    A keeper's price is paid out of the budget, so that as much is left as was. Beside it, the names of what is owned
    and isn't a lot of this auction.
    """
    called, lots = _names_of_assets(names), {lot.asset for lot in state.lots.values()}
    owned, before = holdings_of(league_id), seats_before(league_id)
    rows = []
    for seat in state.participants.values():
        kept = [holding for holding in owned if holding.member == seat.member and holding.asset.pk in lots]
        had = before.get(seat.member)
        budget = had.left + sum(holding.price for holding in kept) if had else state.auction.settings.budget
        rows.append(
            TypedSeat(
                seat.id,
                str(budget),
                str(had.slots_min) if had and had.slots_min is not None else "",
                str(had.slots_max) if had and had.slots_max is not None else "",
                tuple(TypedKeeper(called(holding.asset.pk), str(holding.price)) for holding in kept),
            )
        )
    return rows, [holding.asset.name for holding in owned if holding.asset.pk not in lots]


def lots_by_name(state: AuctionState, names: DisplayNames) -> Callable[[str], int]:
    """Return the function that says which lot a name or id means; it raises ValueError with what to write instead."""
    lots = {lot.asset: lot.id for lot in state.lots.values()}
    assets = _named(names)

    def lot_named(name: str) -> int:
        try:
            [asset] = assets_named(name, assets)
        except NamesUnclear as error:
            raise ValueError(str(error)) from error
        return lots[asset]

    return lot_named


def names_to_choose(names: DisplayNames) -> list[str]:
    """Return what each asset is called so that it can't be another's, in the order of names."""
    called = _names_of_assets(names)
    return sorted((called(asset) for asset in names.assets), key=str.casefold)


def _named(names: DisplayNames) -> list[NamedAsset]:
    return [NamedAsset(pk, shown["external_id"], shown["name"]) for pk, shown in names.assets.items()]


def _names_of_assets(names: DisplayNames) -> Callable[[int], str]:
    """Return the function that says what an asset is called: its name, or its id where others have the same name."""
    everything = _named(names)
    called = dict(zip((each.id for each in everything), lines_naming(everything, everything).split("\n"), strict=True))
    return lambda asset: called[asset]
