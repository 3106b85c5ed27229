"""The price of every asset beside its points, to compare. Nothing here writes. Points are hundredths of a point."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from season.models import LeagueSeason
from season.standings import queries

MOST_SOLD = 1_000
"""Assets that a page compares; a league sells fewer."""


@dataclass(frozen=True, slots=True)
class Bargain:
    """An asset's price at its auction, and its points for all its owners. `owner` is None if it was given up."""

    asset: int
    name: str
    owner: int | None
    price: int
    points: int

    @property
    def worth(self) -> float | None:
        """Points for each unit of the price, in hundredths; None where nothing was paid."""
        return self.points / self.price if self.price else None


_SORTS: dict[str, Callable[[Bargain], Any]] = {
    "name": lambda each: each.name.casefold(),
    "price": lambda each: each.price,
    "points": lambda each: each.points,
    "worth": lambda each: each.worth if each.worth is not None else float("-inf"),
}
SORTS = tuple(_SORTS)


def find_bargains(season: LeagueSeason, sort: str = "-worth") -> list[Bargain]:
    """Every asset that was sold, sorted by one of SORTS; with `-` before it the most first."""
    by_asset: dict[int, Bargain] = {}
    for row in queries.asset_standings(season, limit=MOST_SOLD):
        so_far = by_asset.get(row.asset) or Bargain(row.asset, row.name, None, row.price, 0)
        owner = row.member if row.owned_now else so_far.owner
        by_asset[row.asset] = replace(so_far, owner=owner, points=so_far.points + row.points)
    by = _SORTS.get(sort.removeprefix("-"), _SORTS["worth"])
    in_order = sorted(by_asset.values(), key=lambda each: (each.name.casefold(), each.asset))
    return sorted(in_order, key=by, reverse=sort.startswith("-"))
