"""The story of an auction: who paid too much, who got a bargain, which lots were fought for, where the money went.

What an asset should have cost is known in hindsight, from the list's ranks: the strongest that was sold should have
cost the highest price, the next one the next highest. What owners brought along counts nowhere. Reads only.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from uuid import UUID

from django.utils.translation import gettext as _

from auctions import engine
from auctions.models import AuctionEvent, Lot
from auctions.publish.names import DisplayNames, names_in
from auctions.rules.events import EventKind
from auctions.rules.state import AuctionState, LotState
from leagues.lists.queries import as_listed
from rollouts.flags import UseCase

WARS = 3
"""So many lots are told of as bidding wars."""
_LEAST_BIDS = 4
"""Fewer bids on a lot are no war."""
_LEAST_RANKED = 2
_QUARTERS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """A lot that was sold: `detail` is its asset's position or club, `expected` what it should have cost by its rank.

    `expected` is None where the list doesn't rank it. Amounts are in the auction's unit.
    """

    lot: int
    number: int
    name: str
    detail: str
    buyer: int
    buyer_name: str
    price: int
    expected: int | None
    bids: int

    @property
    def over(self) -> int:
        """Return how much more was paid than expected: below zero for a bargain, 0 where nothing was expected."""
        return self.price - self.expected if self.expected is not None else 0

    @property
    def distance(self) -> int:
        """Return the difference between price and expectation, without its sign."""
        return abs(self.over)


@dataclass(frozen=True, slots=True)
class War:
    """A lot that was fought for, and the names of those who led it, the keenest first."""

    sale: Sale
    bidders: Sequence[str]


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of the sales: the first and the last of them, counted from 1, and what was paid and expected.

    `expected` is None where the list ranks too little.
    """

    first: int
    last: int
    paid: int
    expected: int | None

    @property
    def average(self) -> int:
        """The mean price, in whole units."""
        return round(self.paid / (self.last - self.first + 1))

    @property
    def over_percent(self) -> int | None:
        """By how many percent more was paid than expected; None where nothing was."""
        return round(100 * self.paid / self.expected) - 100 if self.expected else None

    @property
    def distance_percent(self) -> int:
        """Return the difference between price and expectation in percent, without its sign."""
        return abs(self.over_percent or 0)


@dataclass(frozen=True, slots=True)
class Spending:
    """A manager's spending: at each position, in all, and in all after each of the auction's sales."""

    name: str
    at: Sequence[int]
    total: int
    after: Sequence[int]


@dataclass(frozen=True, slots=True)
class Recap:
    """An evening in figures. `sales` are in the order in which they were made, `positions` may be empty.

    Bargain and overpay are None where the list has no ranks, or nothing went for less or more than that.
    """

    sales: Sequence[Sale]
    most_expensive: Sale | None
    bargain: Sale | None
    overpay: Sale | None
    wars: Sequence[War]
    positions: Sequence[str]
    spending: Sequence[Spending]
    quarters: Sequence[Quarter]
    unit: str


def recap_of(auction_id: UUID) -> Recap:
    """Return the recap of an auction, so far if it runs. Raises NoSuchAuction."""
    state = engine.read(auction_id, UseCase.SCORING)
    names = names_in(state)
    sales = _sales(state, names, _expected(state, _ranks(auction_id)))
    unusual = [sale for sale in sales if sale.over]
    bargain = min(unusual, key=lambda sale: (sale.over, sale.number), default=None)
    overpay = max(unusual, key=lambda sale: (sale.over, -sale.number), default=None)
    positions = list(dict.fromkeys(_position(names, lot.asset) for lot in _sold(state)))
    positions = positions if any(positions) else []
    return Recap(
        sales=sales,
        most_expensive=max(sales, key=lambda sale: (sale.price, -sale.number), default=None),
        bargain=bargain if bargain and bargain.over < 0 else None,
        overpay=overpay if overpay and overpay.over > 0 else None,
        wars=_wars(auction_id, sales, names),
        positions=[position or _("No position") for position in positions],
        spending=_spending(state, names, positions),
        quarters=_quarters(sales),
        unit=state.auction.settings.unit,
    )


def _sold(state: AuctionState) -> list[LotState]:
    """Return what was sold in this auction, in order."""
    sold = [lot for lot in state.lots.values() if lot.sold_for is not None and not lot.kept]
    return sorted(sold, key=lambda lot: (lot.closed_seq or 0, lot.number))


def _position(names: DisplayNames, asset: int) -> str:
    return names.assets[asset]["position"] or ""


def _sales(state: AuctionState, names: DisplayNames, expected: Mapping[int, int]) -> list[Sale]:
    return [
        Sale(
            lot=lot.id,
            number=lot.number,
            name=names.asset_name(lot.asset),
            detail=_position(names, lot.asset) or names.assets[lot.asset]["club"] or "",
            buyer=lot.sold_to or 0,
            buyer_name=names.participant_name(lot.sold_to),
            price=lot.sold_for or 0,
            expected=expected.get(lot.id),
            bids=lot.bids,
        )
        for lot in _sold(state)
    ]


def _ranks(auction_id: UUID) -> dict[int, int]:
    """Return the ranks of lots' assets on the auction's list, by the ids of lots; those without one are left out."""
    lots = list(Lot.objects.filter(auction=auction_id).select_related("asset", "auction"))
    if lots:
        as_listed(lots[0].auction.asset_list_id, [lot.asset for lot in lots])
    return {lot.pk: lot.asset.rank for lot in lots if lot.asset.rank is not None}


def _expected(state: AuctionState, ranks: Mapping[int, int]) -> dict[int, int]:
    """Return what each ranked lot that was sold should have cost, by its id: nothing where there are fewer than two."""
    ranked = [lot for lot in _sold(state) if lot.id in ranks]
    if len(ranked) < _LEAST_RANKED:
        return {}
    prices = sorted((lot.sold_for or 0 for lot in ranked), reverse=True)
    ranked.sort(key=lambda lot: (ranks[lot.id], lot.number))
    return {lot.id: price for lot, price in zip(ranked, prices, strict=True)}


def _wars(auction_id: UUID, sales: Sequence[Sale], names: DisplayNames) -> list[War]:
    fought = sorted((sale for sale in sales if sale.bids >= _LEAST_BIDS), key=lambda sale: (-sale.bids, sale.number))
    leaders: dict[int, Counter[int]] = defaultdict(Counter)
    bids = AuctionEvent.objects.filter(
        auction=auction_id,
        kind__in=(EventKind.BID_PLACED, EventKind.PROXY_BID),
        payload__detail__lot__in=[sale.lot for sale in fought[:WARS]],
    )
    for detail in bids.order_by("seq").values_list("payload__detail", flat=True):
        leaders[detail["lot"]][detail["participant"]] += 1
    wars = [War(sale, [names.participant_name(who) for who, _ in leaders[sale.lot].most_common()]) for sale in fought]
    return [war for war in wars[:WARS] if len(war.bidders) > 1]


def _spending(state: AuctionState, names: DisplayNames, positions: Sequence[str]) -> list[Spending]:
    """Return what each manager spent, the biggest spender first."""
    sold = _sold(state)
    spendings = []
    for seat in state.participants.values():
        paid = [lot.sold_for or 0 if lot.sold_to == seat.id else 0 for lot in sold]
        at = Counter[str]()
        for lot, price in zip(sold, paid, strict=True):
            at[_position(names, lot.asset)] += price
        name = names.participant_name(seat.id)
        spendings.append(Spending(name, [at[position] for position in positions], sum(paid), list(accumulate(paid))))
    return sorted(spendings, key=lambda spending: (-spending.total, spending.name))


def _quarters(sales: Sequence[Sale]) -> list[Quarter]:
    """Return the sales in quarters, each at least one sale: nothing of fewer than four."""
    if len(sales) < _QUARTERS:
        return []
    bounds = [round(len(sales) * part / _QUARTERS) for part in range(_QUARTERS + 1)]
    quarters = []
    for first, end in pairwise(bounds):
        part = sales[first:end]
        wanted = [sale.expected for sale in part if sale.expected is not None]
        expected = sum(wanted) if len(wanted) == len(part) else None
        quarters.append(Quarter(first + 1, end, sum(sale.price for sale in part), expected))
    return quarters
