"""Everything that people do about trades. What takes effect goes through the auction's journal: see `settling.py`.

Whoever changes a trade locks its league first, so that no two decide about the same assets at the same time.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from auctions import engine
from auctions.models import Lot
from auctions.publish import messages
from auctions.rules.codes import Code
from auctionsite.postgresql.clock import database_now
from auctionsite.text.isolates import isolated
from leagues.models import Member
from leagues.owners.queries import owners_of, seat_of
from leagues.permissions import REASONS, Action
from leagues.services import NotAllowed, require
from notices.kinds import NoticeKind
from notices.queue import NewsItem, notify
from notices.sentences import english
from season import trade_policy
from season.locks import LeagueBusy, lock_league
from season.models import Trade, TradeAsset, TradeVeto
from season.ownership.services import refresh_ownership
from season.trade_policy import Approval, TradeAction, TradeParty, TradeStatus
from season.trades.checks import check_open, check_possible, owned_lots
from season.trades.queries import Deciders, allowed_actions_of, deciders_of, partners_of, season_settings_of, seen_by
from season.trades.records import TradeNotFound, TradeRefused, record_step, seat_that_trades, trade_command
from season.trades.settings import SeasonSettings
from season.trades.settling import SettlingPostponed, settle_trade

MOST_OPEN_OFFERS = 20
"""Of one manager in a league, that nobody has answered yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeOffer:
    """The content of an offer: ids of assets, and money from the one who offers; below zero the other way."""

    partner: int
    gives: Sequence[int] = ()
    takes: Sequence[int] = ()
    pays: int = 0
    note: str = ""


def propose(by: Member, offer: TradeOffer, key: UUID | None = None) -> Trade:
    """Offer a trade; with the same `key` again it is the same one. Raises NotAllowed, TradeRefused and LeagueBusy."""
    seat = seat_that_trades(by)
    partner = partners_of(by).filter(pk=offer.partner).first()
    if partner is None:
        raise TradeRefused(_("Choose another manager of this league; bots don't trade."), Code.NOT_A_PARTICIPANT)
    refresh_ownership(by.league_id)
    with transaction.atomic():
        lock_league(by.league_id)
        if key is not None and (known := Trade.objects.filter(proposer=seat, key=key).first()):
            return _same_offer(known, offer)
        check_open(season_settings_of(by.league_id), database_now())
        _check_open_offers(seat)
        givers = dict.fromkeys(offer.gives, seat) | dict.fromkeys(offer.takes, partner)
        if len(givers) != len(offer.gives) + len(offer.takes) or not givers:
            raise TradeRefused(messages.short_sentence(Code.NOT_A_TRADE), Code.NOT_A_TRADE)
        lots = owned_lots(by.league_id, givers)
        assets = [(lots[asset], giver) for asset, giver in givers.items()]
        return _save_offer(by, seat, partner, offer, assets, key)


def _same_offer(trade: Trade, offer: TradeOffer) -> Trade:
    """The trade that was offered with this key before; refused if it was another."""
    assets = set(trade.assets.values_list("giver", "lot__asset"))
    wanted = {(trade.proposer_id, each) for each in offer.gives} | {(offer.partner, each) for each in offer.takes}
    if (trade.partner_id, trade.pays, trade.note, assets) != (offer.partner, offer.pays, offer.note, wanted):
        raise TradeRefused(messages.short_sentence(Code.ID_REUSED), Code.ID_REUSED)
    return trade


def _check_open_offers(seat: Member) -> None:
    if Trade.objects.filter(proposer=seat, status=TradeStatus.OFFERED).count() >= MOST_OPEN_OFFERS:
        sentence = _("{number} offers of yours wait for an answer; withdraw one first.")
        raise TradeRefused(sentence.format(number=MOST_OPEN_OFFERS), "too_many_offers")


def _save_offer(
    by: Member, seat: Member, partner: Member, offer: TradeOffer, assets: list[tuple[Lot, Member]], key: UUID | None
) -> Trade:
    auction = assets[0][0].auction
    trade = Trade(
        league_id=by.league_id,
        auction=auction,
        proposer=seat,
        partner=partner,
        pays=offer.pays,
        note=offer.note,
        key=key,
    )
    rows = [TradeAsset(trade=trade, lot=lot, giver=giver) for lot, giver in assets]
    check_possible(auction.pk, trade_command(trade, rows))
    record_step(trade, TradeStatus.OFFERED, by, "offer")
    TradeAsset.objects.bulk_create(rows)
    path = reverse("trades", args=[by.league_id])
    news = NewsItem(kind=NoticeKind.TRADE_OFFERED, event=f"trade:{trade.pk}", league=by.league, path=path)
    owners = (each.user_id for each in owners_of(partner))
    notify(news, dict.fromkeys(owners, english.TRADE_OFFERED.told()))
    return trade


def accept(by: Member, trade_id: int) -> Trade:
    """Agree to a trade: it waits for what the league's setting wants, or takes effect at once.

    Raises NotAllowed, TradeNotFound, TradeRefused and LeagueBusy.
    """
    refresh_ownership(by.league_id)
    with transaction.atomic():
        trade, deciders, at = _take_in_hand(by, trade_id, TradeAction.ACCEPT)
        settings = season_settings_of(by.league_id)
        _check_still_possible(by, trade, settings, at)
        trade.approval = trade_policy.approval_of(
            settings.approval, other_commissioner=deciders.other_commissioner(trade)
        )
        hours = {Approval.VETO: settings.veto_hours, Approval.NONE: 0}.get(Approval(trade.approval))
        trade.takes_effect_at = None if hours is None else at + timedelta(hours=hours)
        record_step(trade, TradeStatus.AGREED, by, TradeAction.ACCEPT)
    return _settle_if_due(trade)


def _check_still_possible(by: Member, trade: Trade, settings: SeasonSettings, at: datetime) -> None:
    check_open(settings, at)
    if not partners_of(by).filter(pk=trade.proposer_id).exists():
        sentence = _("{manager} doesn't play in this league any more.")
        raise TradeRefused(sentence.format(manager=isolated(trade.proposer.name)))
    assets = list(trade.assets.select_related("lot", "giver__user"))
    owned_lots(by.league_id, {each.lot.asset_id: each.giver for each in assets})
    check_possible(trade.auction_id, trade_command(trade, assets))


def decline(by: Member, trade_id: int) -> Trade:
    """Say no to an offer. Raises NotAllowed, TradeNotFound, TradeRefused and LeagueBusy."""
    return _end_offer(by, trade_id, TradeAction.DECLINE, TradeStatus.DECLINED)


def withdraw(by: Member, trade_id: int) -> Trade:
    """Take an offer back that nobody has answered. Raises as `decline` does."""
    return _end_offer(by, trade_id, TradeAction.WITHDRAW, TradeStatus.WITHDRAWN)


@transaction.atomic
def _end_offer(by: Member, trade_id: int, action: TradeAction, status: TradeStatus) -> Trade:
    trade, *_others = _take_in_hand(by, trade_id, action)
    record_step(trade, status, by, action)
    return trade


def approve(by: Member, trade_id: int) -> Trade:
    """Let an agreed trade take effect, as a commissioner who isn't part of it. Raises as `decline` does."""
    with transaction.atomic():
        trade, _deciders, at = _take_in_hand(by, trade_id, TradeAction.APPROVE)
        trade.takes_effect_at = at
        record_step(trade, TradeStatus.AGREED, by, TradeAction.APPROVE)
    return _settle_if_due(trade)


@transaction.atomic
def veto(by: Member, trade_id: int) -> Trade:
    """Object to an agreed trade. It ends when a commissioner does, or most of the managers who aren't part of it.

    Raises as `decline` does.
    """
    trade, deciders, _at = _take_in_hand(by, trade_id, TradeAction.VETO)
    if deciders.part(trade, by) is TradeParty.MANAGER:
        TradeVeto.objects.create(trade=trade, member=seat_of(by))
        objecting, needed = deciders.objections(trade)
        if objecting < needed:
            record_step(trade, TradeStatus.AGREED, by, "object")
            return trade
    record_step(trade, TradeStatus.VETOED, by, TradeAction.VETO)
    return trade


def _take_in_hand(by: Member, trade_id: int, action: TradeAction) -> tuple[Trade, Deciders, datetime]:
    """Lock the league and take a trade in hand, as it is now: with who decides, and the instant.

    Raises NotAllowed for those who left meanwhile, TradeNotFound, TradeRefused unless `by` may do the deed now.
    """
    lock_league(by.league_id)
    present = Member.objects.select_related("owns_with__user").filter(pk=by.pk, left_at=None).first()
    if present is None:
        raise NotAllowed(REASONS[Action.SEE_LEAGUE])
    if action is TradeAction.APPROVE:
        require(present, Action.DECIDE_TRADES)
    else:
        seat_that_trades(present)
    trades = Trade.objects.select_related("auction", "proposer__user", "partner__user")
    trade = seen_by(present, trades).select_for_update(of=("self",), no_key=True).filter(pk=trade_id).first()
    if trade is None:
        raise TradeNotFound
    deciders, at = deciders_of(by.league_id), database_now()
    if action not in allowed_actions_of(trade, present, deciders, at):
        raise TradeRefused(_(trade_policy.ACTION_REFUSALS[action]), "not_allowed_now")
    return trade, deciders, at


def _settle_if_due(trade: Trade) -> Trade:
    """The trade after it took effect, if its time has come; what can't be done at once is done by `run_season`."""
    with suppress(SettlingPostponed, engine.AuctionBusy, LeagueBusy):
        return settle_trade(trade.pk)
    return trade
