"""Assets that their owners give up."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from auctions import engine
from auctions.models import CommandOutcome, Lot, Participant
from auctions.reads import queries as auctions
from auctions.rules.commands import Actor, ActorRole, DropAsset
from auctionsite.text.isolates import isolated
from leagues.models import Member
from leagues.money import money
from season.models import TradeAsset
from season.ownership.services import refresh_ownership
from season.trade_policy import TradeStatus
from season.trades.checks import check_not_kept, check_not_sold_again, check_possible, owned_lots
from season.trades.queries import season_settings_of
from season.trades.records import TradeRefused, seat_that_trades


@dataclass(frozen=True, slots=True)
class DropPreview:
    """An asset's name, and what follows from giving it up, as sentences."""

    asset: str
    follows: list[str]


def preview_drop(by: Member, asset: int) -> DropPreview:
    """Return what giving an asset up would do. Raises NotAllowed and TradeRefused as `drop_asset` would."""
    lot, command = _plan(by, asset, None)
    check_possible(lot.auction_id, command)
    seat = Participant.objects.get(pk=command.participant)
    unit, price = str(lot.auction.settings["unit"]), lot.sold_for or 0
    paid, left = money(price, unit), seat.available + (price if command.refund else 0)
    lasts = _("Nobody owns {asset} then. It can only be bought again at a further auction.")
    sentence = (
        _("You get {paid} back: {left} to spend.")
        if command.refund
        else _("The {paid} paid for it doesn't come back: you keep {left} to spend.")
    )
    follows = [lasts.format(asset=isolated(lot.asset.name)), sentence.format(paid=paid, left=money(left, unit))]
    offers = TradeAsset.objects.filter(lot=lot, trade__status=TradeStatus.OFFERED).count()
    if offers:
        sentence = ngettext(
            "{number} open trade offer with it can't be accepted any more.",
            "{number} open trade offers with it can't be accepted any more.",
            offers,
        )
        follows.append(sentence.format(number=f"{offers:,}"))
    return DropPreview(lot.asset.name, follows)


def drop_asset(by: Member, asset: int, key: UUID | None = None) -> int:
    """Give an asset up for good, for its price or nothing, as the league's settings say; the event it became.

    With the same `key` again it is done once. Raises NotAllowed, TradeRefused and engine.Busy.
    """
    lot, command = _plan(by, asset, key)
    [outcome] = engine.execute(lot.auction_id, command, guard=lambda: _check_not_elsewhere(lot))
    if not outcome.ok:
        raise TradeRefused(auctions.outcome_payload(lot.auction_id, outcome)["message"], outcome.code)
    return outcome.seq


def _check_not_elsewhere(lot: Lot) -> None:
    """Raise TradeRefused if a further auction has been made with the lot's asset meanwhile."""
    check_not_sold_again([lot])
    check_not_kept([lot])


def _plan(by: Member, asset: int, key: UUID | None) -> tuple[Lot, DropAsset]:
    """Return the lot that an asset was sold as, and the command that takes it from its owner."""
    manager = seat_that_trades(by)
    settings = season_settings_of(by.league_id)
    if not settings.drops:
        raise TradeRefused(_("In this league nothing is given up."), "drops_off")
    lot = _dropped_before(by, asset, key)
    if lot is None:
        refresh_ownership(by.league_id)
        lot = owned_lots(by.league_id, {asset: manager})[asset]
    seat = Participant.objects.get(auction=lot.auction_id, member=manager).pk
    actor = Actor(user=by.user_id, role=ActorRole.SYSTEM, participant=seat)
    return lot, DropAsset(actor=actor, id=key, participant=seat, lot=lot.pk, refund=settings.drop_refund)


def _dropped_before(by: Member, asset: int, key: UUID | None) -> Lot | None:
    """The lot that the same wish was about, if it came before: the auction knows what became of it."""
    if key is None:
        return None
    known = CommandOutcome.objects.filter(auction__league=by.league_id, user=by.user_id, command_id=key)
    return Lot.objects.filter(auction__in=known.values("auction"), asset=asset).first()
