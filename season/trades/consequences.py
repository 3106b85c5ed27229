"""Consequences for trades of a change of a member, and of a further auction, in sentences. Reads only."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from auctionsite.http.lists import listed
from auctionsite.text.isolates import isolated
from leagues.member_changes import MemberChange
from leagues.models import Member
from leagues.money import money
from season.models import Trade
from season.trade_policy import TradeStatus


def sentences_about_member(change: MemberChange) -> Iterator[str]:
    """Yield what becomes of the member's trades that are under way."""
    if not change.stops_playing:
        return
    mine = Trade.objects.filter(Q(proposer=change.member) | Q(partner=change.member), league=change.member.league_id)
    agreed = mine.filter(status=TradeStatus.AGREED).select_related("proposer__user", "partner__user", "auction")
    for trade in agreed.order_by("id"):
        sentence = (
            _("The trade agreed with {partner} won't take effect: {trade}.")
            if change.role is None
            else _("The trade agreed with {partner} still takes effect: {trade}.")
        )
        yield sentence.format(partner=_partner_in(trade, change), trade=description_of(trade))
    offers = mine.filter(status=TradeStatus.OFFERED).count()
    if offers:
        sentence = ngettext(
            "{number} open trade offer can't be accepted any more.",
            "{number} open trade offers can't be accepted any more.",
            offers,
        )
        yield sentence.format(number=f"{offers:,}")


def sentences_about_auction(league_id: UUID) -> Iterator[str]:
    """Yield what becomes of a league's trades that are under way when a further auction begins."""
    trades = Trade.objects.filter(league=league_id)
    agreed = trades.filter(status=TradeStatus.AGREED).select_related("proposer__user", "partner__user", "auction")
    for trade in agreed.order_by("id"):
        sentence = _("An agreed trade that hasn't taken effect by then won't: {trade}.")
        yield sentence.format(trade=description_of(trade))
    offers = trades.filter(status=TradeStatus.OFFERED).count()
    if offers:
        sentence = ngettext(
            "{number} open trade offer can't be accepted any more, and can be offered again afterwards.",
            "{number} open trade offers can't be accepted any more, and can be offered again afterwards.",
            offers,
        )
        yield sentence.format(number=f"{offers:,}")


def _partner_in(trade: Trade, change: MemberChange) -> str:
    partner = trade.partner if trade.proposer_id == change.member.pk else trade.proposer
    return isolated(partner.name)


def description_of(trade: Trade) -> str:
    """Return what each gives in a trade: `Max gives AFC Ajax and £5m, Mia gives PSV`."""
    rows = list(trade.assets.select_related("lot__asset").order_by("lot__number"))
    unit = str(trade.auction.settings["unit"])

    def half(giver: Member, pays: int) -> str:
        given = [isolated(row.lot.asset.name) for row in rows if row.giver_id == giver.pk]
        if pays > 0:
            given.append(money(pays, unit))
        return _("{manager} gives {what}").format(manager=isolated(giver.name), what=listed(given or [_("nothing")]))

    return f"{half(trade.proposer, trade.pays)}, {half(trade.partner, -trade.pays)}"
