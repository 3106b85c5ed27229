"""The pictures of a recap: bars and charts, as places in an SVG. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from django.utils.translation import gettext as _

from auctions.reads.recap import Recap, Spending
from auctionsite.charts import COLOURS, Chart, line_chart
from auctionsite.text.isolates import isolated

_POINTS = 40
"""A line has so many points at most: more can't be told apart, and make the page heavy."""
_LEAST_SALES = 2
"""Sales of which a line is drawn, at least: a line needs two points."""
BAR = 100
"""The width of the longest bar."""


@dataclass(frozen=True, slots=True)
class Part:
    """A manager's spending at one position: where it is on their bar, and what it says."""

    start: float
    width: float
    colour: int
    position: str
    amount: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A manager's spending, by position."""

    spending: Spending
    parts: Sequence[Part]


def spending_bars(recap: Recap) -> list[Bar]:
    """Return a bar for each manager, the longest one `BAR` wide."""
    most = max((each.total for each in recap.spending), default=0) or 1
    return [Bar(each, _parts(each, recap.positions, BAR / most)) for each in recap.spending]


def spending_legend(recap: Recap) -> list[tuple[int, str]]:
    """Return the colour of each position on the bars."""
    return [(number % COLOURS + 1, position) for number, position in enumerate(recap.positions)]


def _parts(spending: Spending, positions: Sequence[str], scale: float) -> list[Part]:
    starts = accumulate(spending.at, initial=0)
    return [
        Part(round(start * scale, 2), round(amount * scale, 2), number % COLOURS + 1, position, amount)
        for number, (position, amount, start) in enumerate(zip(positions, spending.at, starts, strict=False))
        if amount
    ]


def spending_chart(recap: Recap) -> Chart | None:
    """Return what each manager had spent after each sale; None for fewer than two sales."""
    if len(recap.sales) < _LEAST_SALES:
        return None
    shown = _shown(len(recap.sales))
    series = [(isolated(each.name), [float(each.after[at]) for at in shown]) for each in recap.spending]
    return line_chart([_sale(at) for at in shown], series)


def _sale(at: int) -> str:
    return _("Sale {number}").format(number=at + 1)


def inflation_chart(recap: Recap) -> Chart | None:
    """Return by how many percent more than expected had been paid after each sale; None where the list has no ranks."""
    wanted = [sale.expected for sale in recap.sales if sale.expected is not None]
    if len(wanted) < len(recap.sales) or len(wanted) < _LEAST_SALES:
        return None
    paid = list(accumulate(sale.price for sale in recap.sales))
    expected = list(accumulate(wanted))
    shown = _shown(len(paid))
    values = [round(100 * paid[at] / expected[at]) - 100 if expected[at] else None for at in shown]
    return line_chart([_sale(at) for at in shown], [(_("Paid more than expected, in %"), values)])


def _shown(count: int) -> list[int]:
    """Return the places of a line's points among so many sales, the last of them always."""
    step = -(-count // _POINTS)
    return sorted({*range(0, count, step), count - 1})
