"""A check that seats that differ in money, roster or keepers can fill their rosters, said before the start. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leagues.money import money


@dataclass(frozen=True, slots=True)
class SeatNeed:
    """A seat's need: how many slots its smallest roster still needs filled, and the money left for them; by name."""

    name: str
    wanted: int
    left: int


def obstacles_of_seats(seats: Sequence[SeatNeed], prices: Sequence[int], unit: str) -> list[str]:
    """Return a sentence for whatever keeps seats from filling their smallest rosters; none if all can.

    `prices` are the opening prices of the lots still for sale.
    """
    wanted = sum(seat.wanted for seat in seats)
    if too_few := shortage_of_seats(wanted, len(prices)):
        return [too_few]
    cheapest = sorted(prices)
    alone = list(_too_poor(seats, cheapest, unit))
    cost, has = sum(cheapest[:wanted]), sum(seat.left for seat in seats)
    if alone or cost <= has:
        return alone
    words = _(
        "At their opening prices the cheapest {lots} lots, for all smallest rosters, cost {cost}, and all together "
        "have {has} left."
    )
    return [words.format(lots=wanted, cost=money(cost, unit), has=money(has, unit))]


def shortage_of_seats(wanted: int, lots: int) -> str | None:
    """Return a sentence if all smallest rosters need more lots than there are; else None."""
    if wanted <= lots:
        return None
    words = ngettext(
        "To fill all smallest rosters takes {wanted} more lots, and only {lots} is on sale: {missing} too few.",
        "To fill all smallest rosters takes {wanted} more lots, and only {lots} are on sale: {missing} too few.",
        lots,
    )
    return words.format(wanted=wanted, lots=lots, missing=wanted - lots)


def _too_poor(seats: Sequence[SeatNeed], cheapest: Sequence[int], unit: str) -> Iterator[str]:
    for seat in seats:
        cost = sum(cheapest[: seat.wanted])
        if cost > seat.left:
            words = ngettext(
                "{name} needs {lots} more lot, and the cheapest costs {cost}: {left} is left.",
                "{name} needs {lots} more lots, and the cheapest cost {cost}: {left} is left.",
                seat.wanted,
            )
            amounts = {"cost": money(cost, unit), "left": money(seat.left, unit)}
            yield words.format(name=seat.name, lots=seat.wanted, **amounts)
