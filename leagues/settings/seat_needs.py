"""Whether seats that differ in money, roster or keepers can fill their rosters, said before the start. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from leagues.money import money


@dataclass(frozen=True, slots=True)
class SeatNeed:
    """How many slots a seat's smallest roster still needs filled, and the money left for them; by name."""

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
    lots = f"the cheapest {wanted} lots, for all smallest rosters,"
    return [f"At their opening prices {lots} cost {money(cost, unit)}, and all together have {money(has, unit)} left."]


def shortage_of_seats(wanted: int, lots: int) -> str | None:
    """Return a sentence if all smallest rosters need more lots than there are; else None."""
    if wanted <= lots:
        return None
    on_sale = "only 1 is" if lots == 1 else f"only {lots} are"
    return f"To fill all smallest rosters takes {wanted} more lots, and {on_sale} on sale: {wanted - lots} too few."


def _too_poor(seats: Sequence[SeatNeed], cheapest: Sequence[int], unit: str) -> Iterator[str]:
    for seat in seats:
        cost = sum(cheapest[: seat.wanted])
        if cost > seat.left:
            lots = "lot, and the cheapest costs" if seat.wanted == 1 else "lots, and the cheapest cost"
            yield f"{seat.name} needs {seat.wanted} more {lots} {money(cost, unit)}: {money(seat.left, unit)} is left."
