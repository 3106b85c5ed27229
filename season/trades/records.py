"""The records that every change of a trade makes, the command that a trade becomes, and refusals."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from auctions.models import Participant
from auctions.publish import broadcast
from auctions.rules.codes import Code
from auctions.rules.commands import Actor, ActorRole, TradeAssets
from auctionsite.text.isolates import isolated
from leagues.models import Member
from leagues.owners.queries import acts_for, seat_of
from leagues.permissions import Action
from leagues.services import require
from season.models import Trade, TradeAsset, TradeStep
from season.trade_policy import TradeStatus


class TradeRefused(Exception):
    """Nothing was done; the text says why, and what to do, and `code` says it for programs."""

    def __init__(self, sentence: str, code: str = "trade_refused") -> None:
        super().__init__(sentence)
        self.code = code


class TradeNotFound(Exception):
    """There is no such trade in the league, or not one that this member may see."""

    def __init__(self) -> None:
        super().__init__(_("There is no such trade in this league."))


def seat_that_trades(by: Member) -> Member:
    """Return the manager for whose seat somebody trades. Raises NotAllowed, and TradeRefused if that one is gone."""
    require(by, Action.TRADE)
    seat = acts_for(by)
    if seat is None:
        sentence = _("{manager} doesn't play in this league any more.")
        raise TradeRefused(sentence.format(manager=isolated(seat_of(by).name)))
    return seat


def trade_command(trade: Trade, assets: Sequence[TradeAsset]) -> TradeAssets:
    """Return the command that a trade is to its auction, in the name of who offered it."""
    seats = dict(Participant.objects.filter(auction=trade.auction_id).values_list("member_id", "pk"))
    for member in (trade.proposer, trade.partner):
        if member.pk not in seats:
            sentence = _("{manager} had no seat at the auction that sold this.")
            raise TradeRefused(sentence.format(manager=isolated(member.name)), Code.NOT_A_PARTICIPANT)
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


def record_step(trade: Trade, status: TradeStatus, by: Member | None, action: str = "") -> None:
    """Bring a trade to a status, note who did it by what deed, promise or let go of its assets, and tell the league."""
    trade.status = status
    trade.save()
    TradeStep.objects.create(trade=trade, status=status, by=by, deed=action)
    TradeAsset.objects.filter(trade=trade).update(promised=status is TradeStatus.AGREED)
    transaction.on_commit(lambda: broadcast.trades_changed(trade.league_id), robust=True)
