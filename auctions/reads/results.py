"""Results of an auction, for the results page. Reads only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from auctions import engine
from auctions.models import Auction, AuctionEvent, Bid, Lot
from auctions.publish.names import names_in
from auctions.rules.codes import Code
from auctions.rules.events import EventKind
from auctions.rules.state import LotStatus
from rollouts.flags import UseCase


def results_by_participant(auction_id: UUID) -> dict[str, Any]:
    """Return each participant's purchases (biggest spender first), unsold assets and totals. Raises NoSuchAuction.

    Of a cancelled auction all that isn't sold counts as unsold, and nothing as withdrawn.

    What was traded or given up afterwards stands with its buyer, and `left` is what they had left after buying. What
    was brought along from an auction before has no number.
    """
    state = engine.read(auction_id, UseCase.SCORING)
    names = names_in(state)
    lots = sorted(state.lots.values(), key=lambda lot: lot.number)
    others = bids_by_others(auction_id)
    withdrawn = {lot.id for lot in lots if lot.status is LotStatus.WITHDRAWN and state.auction.lots_withdrawn}
    unsold = [lot for lot in lots if lot.status is not LotStatus.SOLD and lot.id not in withdrawn]
    rows = [
        {
            "seat": seat.id,
            "participant_name": names.participant_name(seat.id),
            "team": names.people[seat.id][1],
            "spent": seat.spent,
            "left": seat.granted - seat.spent,
            "bought": [
                {
                    **names.assets[lot.asset],
                    "lot": lot.id,
                    "price": lot.sold_for,
                    "number": None if lot.kept else lot.number,
                    "bid_by": _BIDDERS.get(others.get((lot.id, lot.sold_to, lot.sold_for), "")),
                }
                for lot in lots
                if lot.sold_to == seat.id
            ],
        }
        for seat in sorted(state.participants.values(), key=lambda seat: (-seat.spent, seat.id))
    ]
    return {
        "rows": rows,
        "unsold": [names.assets[lot.asset] for lot in unsold],
        "totals": {
            "sold": state.auction.lots_sold - sum(lot.kept for lot in lots),
            "unsold": len(unsold),
            "withdrawn": len(withdrawn),
            "spent": sum(seat.spent for seat in state.participants.values()),
        },
        "unit": state.auction.settings.unit,
    }


@dataclass(frozen=True, slots=True)
class SalesInShort:
    """An auction's sales in short: how many lots, for how much in all, and the dearest one with its buyer's name."""

    sold: int
    spent: int
    top: str
    top_price: int
    buyer: str


def sales_in_short(auctions: Sequence[Auction]) -> dict[UUID, SalesInShort]:
    """Return the sales of those auctions that sold something, in two queries however many they are."""
    here = Lot.objects.filter(auction__in=auctions, status=Lot.Status.SOLD)
    sales = here.exclude(keeper=True).exclude(closed_seq=1)  # those brought along were never for sale
    sums = sales.order_by().values_list("auction_id").annotate(Count("pk"), Sum("sold_for"))
    dearest = sales.order_by("auction_id", "-sold_for", "number").distinct("auction_id")
    top = {lot.auction_id: lot for lot in dearest.select_related("asset", "sold_to__member__user")}
    return {
        auction: SalesInShort(
            sold=sold,
            spent=spent,
            top=top[auction].asset.name,
            top_price=top[auction].sold_for or 0,
            buyer=buyer.member.name if (buyer := top[auction].sold_to) else _("somebody"),
        )
        for auction, sold, spent in sums
        if auction in top
    }


_BIDDERS = {"commissioner": pgettext_lazy("bid by", "the commissioner"), "bot": pgettext_lazy("bid by", "a bot")}


def bids_by_others(auction_id: UUID) -> dict[tuple[int | None, int | None, int | None], str]:
    """Return who else made the bid that led each lot last: `commissioner` or `bot`, by lot, participant and amount.

    The journal says it: a bid that was taken back is none, and the one before it leads again as whosever it was.
    """
    made = Bid.objects.filter(auction=auction_id, code=Code.OK).filter(
        Q(receipt__on_behalf=True) | Q(receipt__by_bot=True)
    )
    lots = {*made.values_list("lot_id", flat=True)}
    if not lots:
        return {}
    leading: dict[int, list[_LeadingBid]] = {}
    events = AuctionEvent.objects.filter(auction=auction_id, kind__in=_LEAD, payload__detail__lot__in=[*lots]).order_by(
        "seq"
    )
    for kind, told in events.values_list("kind", "payload__detail"):
        bids = leading.setdefault(told["lot"], [])
        bid = _LeadingBid(told["participant"], told["amount"], _who_else(told))
        if kind == EventKind.BID_TAKEN_BACK:
            bids.pop()
        elif kind == EventKind.BID_RESTORED:
            while bids[-1][:2] != bid[:2]:
                bids.pop()
        else:
            bids.append(bid)
    last = {lot: bids[-1] for lot, bids in leading.items() if bids and bids[-1].by}
    return {(lot, bid.participant, bid.amount): bid.by for lot, bid in last.items()}


_LEAD = (EventKind.BID_PLACED, EventKind.PROXY_BID, EventKind.BID_TAKEN_BACK, EventKind.BID_RESTORED)


class _LeadingBid(NamedTuple):
    """A bid that led its lot; `by` is empty where its participant made it."""

    participant: int
    amount: int
    by: str


def _who_else(told: Mapping[str, Any]) -> str:
    return "bot" if told.get("by_bot") else "commissioner" if told.get("on_behalf") else ""
