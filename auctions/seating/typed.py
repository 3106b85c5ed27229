"""A table of seats as people type it, on the page or in a file: texts, each with the place where it stands.

Pure, but for the language of its sentences.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from auctions.rules.commands import SeatTerms
from auctionsite.numbers.reading import NotAWholeNumber, read_between
from leagues.settings.auction import AuctionSettings

BUDGET_AT_MOST = AuctionSettings.BOUNDS["budget"][1]
SLOTS_AT_MOST = AuctionSettings.BOUNDS["slots_max"][1]


@dataclass(frozen=True, slots=True)
class TypedKeeper:
    """An asset that is kept, by name, and its price; `line` is where it stands in a file."""

    name: str
    price: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class TypedSeat:
    """A row of the table; a roster's size that is left empty is what the settings say."""

    participant: int
    budget: str
    slots_min: str = ""
    slots_max: str = ""
    keepers: tuple[TypedKeeper, ...] = ()
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake in a row, and what to do; `participant` None: in the table as a whole."""

    participant: int | None
    sentence: str
    line: int | None = None


class TableUnreadable(ValueError):
    """A table of which a row says no terms: all its problems."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(problem.sentence for problem in problems))
        self.problems = problems


def read_table(rows: Iterable[TypedSeat], lot_named: Callable[[str], int]) -> tuple[SeatTerms, ...]:
    """Return the terms that rows say. `lot_named` raises ValueError with what to write instead of a name.

    Raises TableUnreadable with everything that is wrong anywhere.
    """
    problems: list[Problem] = []
    terms = tuple(_read_row(row, lot_named, problems) for row in rows)
    if problems:
        raise TableUnreadable(problems)
    return terms


def _read_row(row: TypedSeat, lot_named: Callable[[str], int], problems: list[Problem]) -> SeatTerms:
    def number(what: str, text: str, most: int) -> int | None:
        if not text.strip():
            return None
        try:
            return read_between(text, 0, most)
        except NotAWholeNumber as error:
            problems.append(Problem(row.participant, f"{what}: {error}", row.line))
            return None

    budget = number(_("Budget"), row.budget, BUDGET_AT_MOST)
    if not row.budget.strip():
        problems.append(Problem(row.participant, _("Budget: Give an amount, 0 or more."), row.line))
    return SeatTerms(
        participant=row.participant,
        budget=budget or 0,
        slots_min=number(_("Smallest roster"), row.slots_min, SLOTS_AT_MOST),
        slots_max=number(_("Largest roster"), row.slots_max, SLOTS_AT_MOST),
        keepers=tuple(_read_keepers(row, lot_named, problems)),
    )


def _read_keepers(
    row: TypedSeat, lot_named: Callable[[str], int], problems: list[Problem]
) -> Iterator[tuple[int, int]]:
    """Yield the lots that are kept with their prices; a row without name and price is none."""
    for keeper in row.keepers:
        name, price = keeper.name.strip(), keeper.price.strip()
        if not name and not price:
            continue
        try:
            if not name:
                raise ValueError(_("Say who is kept for {price}.").format(price=price))
            lot = lot_named(name)
            yield lot, _read_price(name, price)
        except ValueError as error:
            problems.append(Problem(row.participant, str(error), keeper.line))


def _read_price(name: str, price: str) -> int:
    if not price:
        raise ValueError(_("{name}: give a price, 1 or more.").format(name=name))
    try:
        return read_between(price, 1, BUDGET_AT_MOST)
    except NotAWholeNumber as error:
        raise ValueError(f"{name}: {error}") from error
