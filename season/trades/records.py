"""What all that changes trades has in common: the command that a trade becomes, its steps, and refusals."""

from collections.abc import Sequence

from django.db import transaction

from auctions.models import Participant
from auctions.publish import broadcast
from auctions.rules.codes import Code
from auctions.rules.commands import Actor, ActorRole, TradeAssets
from leagues.models import Member
from season.models import Trade, TradeAsset, TradeStep
from season.trade_policy import Status


class TradeRefused(Exception):
    """Why nothing was done, in a sentence with what to do; `code` for programs."""

    def __init__(self, sentence: str, code: str = "trade_refused") -> None:
        super().__init__(sentence)
        self.code = code


class TradeNotFound(Exception):
    """There is no such trade in the league, or not one that this member may see."""

    def __init__(self) -> None:
        super().__init__("There is no such trade in this league.")


def command_of(trade: Trade, assets: Sequence[TradeAsset]) -> TradeAssets:
    """What a trade asks of its auction, in the name of who offered it. Raises TradeRefused if one has no seat there."""
    seats = dict(Participant.objects.filter(auction=trade.auction_id).values_list("member_id", "pk"))
    for member in (trade.proposer, trade.partner):
        if member.pk not in seats:
            name = member.user.display_name
            raise TradeRefused(f"{name} had no seat at the auction that sold this.", Code.NOT_A_PARTICIPANT)
    seat = seats[trade.proposer_id]
    return TradeAssets(
        actor=Actor(user=trade.proposer.user_id, role=ActorRole.SYSTEM, participant=seat),
        id=trade.command_id,
        participant=seat,
        other=seats[trade.partner_id],
        gives=tuple(each.lot_id for each in assets if each.giver_id == trade.proposer_id),
        takes=tuple(each.lot_id for each in assets if each.giver_id == trade.partner_id),
        pays=trade.pays,
    )


def step(trade: Trade, status: Status, by: Member | None, deed: str = "") -> None:
    """Bring a trade to a status, note who did it by what deed, promise or let go of its assets, and tell the league."""
    trade.status = status
    trade.save()
    TradeStep.objects.create(trade=trade, status=status, by=by, deed=deed)
    TradeAsset.objects.filter(trade=trade).update(promised=status is Status.AGREED)
    transaction.on_commit(lambda: broadcast.trades_changed(trade.league_id), robust=True)
