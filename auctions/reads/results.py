"""Results of an auction, for the results page. Reads only."""

from typing import Any
from uuid import UUID

from django.db.models import Q

from auctions import engine
from auctions.models import Bid
from auctions.publish.names import display_names
from auctions.rules.codes import Code
from auctions.rules.state import LotStatus
from rollouts.flags import UseCase


def results_by_participant(auction_id: UUID) -> dict[str, Any]:
    """Return each participant's purchases (biggest spender first), unsold assets and totals. Raises NoSuchAuction.

    Of a cancelled auction all that isn't sold counts as unsold, and nothing as withdrawn.

    What was traded or given up afterwards stands with its buyer, and `left` is what they had left after buying. What
    was brought along from an auction before has no number.
    """
    state = engine.read(auction_id, UseCase.SCORING)
    names = display_names(auction_id, frozenset(state.participants))
    lots = sorted(state.lots.values(), key=lambda lot: lot.number)
    others = bids_by_others(auction_id)
    withdrawn = {lot.id for lot in lots if lot.status is LotStatus.WITHDRAWN and state.auction.lots_withdrawn}
    unsold = [lot for lot in lots if lot.status is not LotStatus.SOLD and lot.id not in withdrawn]
    rows = [
        {
            "participant_name": names.participant_name(seat.id),
            "team": names.people[seat.id][1],
            "spent": seat.spent,
            "left": seat.granted - seat.spent,
            "bought": [
                {
                    **names.assets[lot.asset],
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


_BIDDERS = {"commissioner": "the commissioner", "bot": "a bot"}


def bids_by_others(auction_id: UUID) -> dict[tuple[int | None, int | None, int | None], str]:
    """Return the lot, the participant and the amount of bids that others made for somebody: `commissioner` or `bot`."""
    bids = Bid.objects.filter(auction=auction_id, code=Code.OK)
    made = bids.filter(Q(receipt__on_behalf=True) | Q(receipt__by_bot=True)).order_by("id")
    rows = made.values_list("lot_id", "participant_id", "amount", "receipt__by_bot")
    return {(lot, seat, amount): "bot" if by_bot else "commissioner" for lot, seat, amount, by_bot in rows}
