"""Everything that people do about trades. What takes effect goes through the auction's journal: see `settling.py`.

Whoever changes a trade locks its league first, so that no two decide about the same assets at the same time.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from auctions import engine
from auctions.models import Lot
from auctions.publish import messages
from auctions.rules.codes import Code
from leagues.models import Member
from leagues.permissions import REASONS, Action
from leagues.services import NotAllowed, require
from season import trade_policy
from season.locks import LeagueBusy, lock_league, now
from season.models import Trade, TradeAsset, TradeVeto
from season.ownership.services import refresh
from season.trade_policy import Approval, Deed, Status, TradeParty
from season.trades.checks import check_open, check_possible, owned_lots
from season.trades.queries import Deciders, deciders_of, deeds_of, partners_of, seen_by, settings_of
from season.trades.records import TradeNotFound, TradeRefused, command_of, step
from season.trades.settings import SeasonSettings
from season.trades.settling import SettlingPostponed, settle

OFFERS_AT_MOST = 20
"""Of one manager in a league, that nobody has answered yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeOffer:
    """What a manager offers another: ids of assets, and money from the one who offers; below zero the other way."""

    partner: int
    gives: Sequence[int] = ()
    takes: Sequence[int] = ()
    pays: int = 0
    note: str = ""


def propose(by: Member, offer: TradeOffer, key: UUID | None = None) -> Trade:
    """Offer a trade; with the same `key` again it is the same one. Raises NotAllowed, TradeRefused and LeagueBusy."""
    require(by, Action.TRADE)
    partner = partners_of(by).filter(pk=offer.partner).first()
    if partner is None:
        raise TradeRefused("Choose another manager of this league; bots don't trade.", Code.NOT_A_PARTICIPANT)
    refresh(by.league_id)
    with transaction.atomic():
        lock_league(by.league_id)
        if key is not None and (known := Trade.objects.filter(proposer=by, key=key).first()):
            return _same(known, offer)
        check_open(settings_of(by.league_id), now())
        _check_number(by)
        givers = dict.fromkeys(offer.gives, by) | dict.fromkeys(offer.takes, partner)
        if len(givers) != len(offer.gives) + len(offer.takes) or not givers:
            raise TradeRefused(messages.short(Code.NOT_A_TRADE), Code.NOT_A_TRADE)
        lots = owned_lots(by.league_id, givers)
        return _offered(by, partner, offer, [(lots[asset], giver) for asset, giver in givers.items()], key)


def _same(trade: Trade, offer: TradeOffer) -> Trade:
    """The trade that was offered with this key before; refused if it was another."""
    assets = set(trade.assets.values_list("giver", "lot__asset"))
    wanted = {(trade.proposer_id, each) for each in offer.gives} | {(offer.partner, each) for each in offer.takes}
    if (trade.partner_id, trade.pays, trade.note, assets) != (offer.partner, offer.pays, offer.note, wanted):
        raise TradeRefused(messages.short(Code.ID_REUSED), Code.ID_REUSED)
    return trade


def _check_number(by: Member) -> None:
    if Trade.objects.filter(proposer=by, status=Status.OFFERED).count() >= OFFERS_AT_MOST:
        sentence = f"{OFFERS_AT_MOST} offers of yours wait for an answer; withdraw one first."
        raise TradeRefused(sentence, "too_many_offers")


def _offered(
    by: Member, partner: Member, offer: TradeOffer, assets: list[tuple[Lot, Member]], key: UUID | None
) -> Trade:
    auction = assets[0][0].auction
    trade = Trade(
        league_id=by.league_id, auction=auction, proposer=by, partner=partner, pays=offer.pays, note=offer.note, key=key
    )
    rows = [TradeAsset(trade=trade, lot=lot, giver=giver) for lot, giver in assets]
    check_possible(auction.pk, command_of(trade, rows))
    step(trade, Status.OFFERED, by, "offer")
    TradeAsset.objects.bulk_create(rows)
    return trade


def accept(by: Member, trade_id: int) -> Trade:
    """Agree to a trade: it waits for what the league's setting wants, or takes effect at once.

    Raises NotAllowed, TradeNotFound, TradeRefused and LeagueBusy.
    """
    refresh(by.league_id)
    with transaction.atomic():
        trade, deciders, at = _taken(by, trade_id, Deed.ACCEPT)
        settings = settings_of(by.league_id)
        _check_still_possible(by, trade, settings, at)
        trade.approval = trade_policy.approval_of(
            settings.approval, other_commissioner=deciders.other_commissioner(trade)
        )
        hours = {Approval.VETO: settings.veto_hours, Approval.NONE: 0}.get(Approval(trade.approval))
        trade.takes_effect_at = None if hours is None else at + timedelta(hours=hours)
        step(trade, Status.AGREED, by, Deed.ACCEPT)
    return _settled(trade)


def _check_still_possible(by: Member, trade: Trade, settings: SeasonSettings, at: datetime) -> None:
    check_open(settings, at)
    if not partners_of(by).filter(pk=trade.proposer_id).exists():
        raise TradeRefused(f"{trade.proposer.user.display_name} doesn't play in this league any more.")
    assets = list(trade.assets.select_related("lot", "giver__user"))
    owned_lots(by.league_id, {each.lot.asset_id: each.giver for each in assets})
    check_possible(trade.auction_id, command_of(trade, assets))


def decline(by: Member, trade_id: int) -> Trade:
    """Say no to an offer. Raises NotAllowed, TradeNotFound, TradeRefused and LeagueBusy."""
    return _end_offer(by, trade_id, Deed.DECLINE, Status.DECLINED)


def withdraw(by: Member, trade_id: int) -> Trade:
    """Take an offer back that nobody has answered. Raises as `decline` does."""
    return _end_offer(by, trade_id, Deed.WITHDRAW, Status.WITHDRAWN)


@transaction.atomic
def _end_offer(by: Member, trade_id: int, deed: Deed, status: Status) -> Trade:
    trade, _, _ = _taken(by, trade_id, deed)
    step(trade, status, by, deed)
    return trade


def approve(by: Member, trade_id: int) -> Trade:
    """Let an agreed trade take effect, as a commissioner who isn't part of it. Raises as `decline` does."""
    with transaction.atomic():
        trade, _, at = _taken(by, trade_id, Deed.APPROVE)
        trade.takes_effect_at = at
        step(trade, Status.AGREED, by, Deed.APPROVE)
    return _settled(trade)


@transaction.atomic
def veto(by: Member, trade_id: int) -> Trade:
    """Object to an agreed trade. It ends when a commissioner does, or most of the managers who aren't part of it.

    Raises as `decline` does.
    """
    trade, deciders, _ = _taken(by, trade_id, Deed.VETO)
    if deciders.part(trade, by.pk) is TradeParty.MANAGER:
        TradeVeto.objects.create(trade=trade, member=by)
        objecting, needed = deciders.objections(trade)
        if objecting < needed:
            step(trade, Status.AGREED, by, "object")
            return trade
    step(trade, Status.VETOED, by, Deed.VETO)
    return trade


def _taken(by: Member, trade_id: int, deed: Deed) -> tuple[Trade, Deciders, datetime]:
    """Lock the league and take a trade in hand, as it is now: with who decides, and the instant.

    Raises NotAllowed for those who left meanwhile, TradeNotFound, TradeRefused unless `by` may do the deed now.
    """
    lock_league(by.league_id)
    present = Member.objects.filter(pk=by.pk, left_at=None).first()
    if present is None:
        raise NotAllowed(REASONS[Action.SEE_LEAGUE])
    require(present, Action.TRADE if deed is not Deed.APPROVE else Action.DECIDE_TRADES)
    trades = Trade.objects.select_related("auction", "proposer__user", "partner__user")
    trade = seen_by(present, trades).select_for_update(of=("self",), no_key=True).filter(pk=trade_id).first()
    if trade is None:
        raise TradeNotFound
    deciders, at = deciders_of(by.league_id), now()
    if deed not in deeds_of(trade, present, deciders, at):
        raise TradeRefused(trade_policy.REFUSALS[deed], "not_allowed_now")
    return trade, deciders, at


def _settled(trade: Trade) -> Trade:
    """The trade after it took effect, if its time has come; what can't be done at once is done by `run_season`."""
    with suppress(SettlingPostponed, engine.AuctionBusy, LeagueBusy):
        return settle(trade.pk)
    return trade
