"""The checks that a trade could take effect now: made when it is offered, and again when it is accepted."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.utils import dateformat
from django.utils.translation import gettext as _

from auctions.models import Auction, Lot
from auctions.reads import queries as auctions
from auctions.rules.codes import Code
from auctions.rules.commands import Command
from auctionsite.text.isolates import isolated
from leagues.models import Asset, Member
from season.models import Ownership, TradeAsset
from season.trades.records import TradeRefused
from season.trades.settings import SeasonSettings


def check_open(settings: SeasonSettings, now: datetime) -> None:
    """Raises TradeRefused unless the league trades at this time."""
    if not settings.trades:
        raise TradeRefused(_("This league doesn't trade."), "trades_off")
    if settings.deadline is not None and settings.deadline <= now:
        at = dateformat.format(settings.deadline, _("d F Y, H:i"))
        raise TradeRefused(_("The deadline for trades was {at} UTC.").format(at=at), "deadline_passed")


def owned_lots(league_id: UUID, givers: Mapping[int, Member]) -> dict[int, Lot]:
    """The lots that assets were sold as, by asset; `givers` says who would give each.

    Raises TradeRefused unless each is its giver's now, all were sold at one auction, and none is promised.
    """
    rows = list(Ownership.objects.filter(league=league_id, asset__in=givers, until_at=None))
    owners = {row.asset_id: row.member_id for row in rows}
    for asset, giver in givers.items():
        if owners.get(asset) != giver.pk:
            sentence = _("{asset} doesn't belong to {manager}.")
            raise TradeRefused(sentence.format(asset=_name(asset), manager=isolated(giver.name)), Code.NOT_OWNED)
    if len({row.auction_id for row in rows}) > 1:
        raise TradeRefused(_("These were sold at different auctions, so they can't be in one trade."))
    lots = Lot.objects.filter(auction__in={row.auction_id for row in rows}, asset__in=givers)
    lots_by_asset = {lot.asset_id: lot for lot in lots.select_related("auction", "asset")}
    check_not_promised(lots_by_asset.values())
    check_not_kept(lots_by_asset.values())
    return lots_by_asset


def check_not_promised(lots: Iterable[Lot]) -> None:
    """Raises TradeRefused if one of the lots is promised in an agreed trade."""
    promised = TradeAsset.objects.filter(lot__in=lots, promised=True).select_related("lot__asset").first()
    if promised is not None:
        sentence = _("{asset} is promised in a trade that is agreed already.")
        raise TradeRefused(sentence.format(asset=isolated(promised.lot.asset.name)), "promised")


def check_not_kept(lots: Iterable[Lot]) -> None:
    """Raises TradeRefused if one of the lots goes with its owner into an auction that hasn't begun yet."""
    lots = list(lots)
    waiting = Lot.objects.filter(auction__status=Auction.Status.WAITING, auction__league__in=_leagues_of(lots))
    kept = waiting.filter(status=Lot.Status.SOLD, asset__in=[lot.asset_id for lot in lots]).select_related("asset")
    if lot := kept.first():
        sentence = _("{asset} goes into the auction that is waiting to begin: try again once it is over.")
        raise TradeRefused(sentence.format(asset=isolated(lot.asset.name)), "auction_waiting")


def check_not_sold_again(lots: Iterable[Lot]) -> None:
    """Raises TradeRefused if an auction that began after that of the lots sells one of them, or was brought it."""
    lots = list(lots)
    for auction in {lot.auction for lot in lots}:
        later = Auction.objects.filter(league=auction.league_id, begun_at__gt=auction.begun_at)
        sold_again = Lot.objects.filter(auction__in=later.exclude(status=Auction.Status.CANCELLED))
        lot = sold_again.filter(asset__in=[each.asset_id for each in lots]).select_related("asset").first()
        if lot is not None and lot.closed_seq == 1:
            sentence = _("A later auction began with {asset} on its owner's roster: offer the trade again.")
            raise TradeRefused(sentence.format(asset=isolated(lot.asset.name)))
        if lot is not None:
            sentence = _("{asset} is sold again at a later auction.")
            raise TradeRefused(sentence.format(asset=isolated(lot.asset.name)))


def _leagues_of(lots: Iterable[Lot]) -> set[UUID]:
    return {lot.auction.league_id for lot in lots}


def check_possible(auction_id: UUID, command: Command) -> None:
    """Raises TradeRefused, with the rules' reason, unless the auction would do it now."""
    outcome, _state = auctions.preview(auction_id, command)
    if not outcome.ok:
        raise TradeRefused(auctions.outcome_payload(auction_id, outcome)["message"], outcome.code)


def _name(asset: int) -> str:
    found = Asset.objects.filter(pk=asset).first()
    return isolated(found.name) if found else _("This asset")
