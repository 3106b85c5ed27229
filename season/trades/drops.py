"""Assets that their owners give up."""

from uuid import UUID

from auctions import engine
from auctions.models import CommandOutcome, Lot, Participant
from auctions.reads import queries as auctions
from auctions.rules.commands import Actor, ActorRole, DropAsset
from leagues.models import Member
from leagues.permissions import Action
from leagues.services import require
from season.ownership.services import refresh_ownership
from season.trades.checks import owned_lots
from season.trades.queries import season_settings_of
from season.trades.records import TradeRefused


def drop_asset(by: Member, asset: int, key: UUID | None = None) -> int:
    """Give an asset up for good, for its price or nothing, as the league's settings say; the event it became.

    With the same `key` again it is done once. Raises NotAllowed, TradeRefused and engine.Busy.
    """
    require(by, Action.TRADE)
    settings = season_settings_of(by.league_id)
    if not settings.drops:
        raise TradeRefused("In this league nothing is given up.", "drops_off")
    lot = _dropped_before(by, asset, key)
    if lot is None:
        refresh_ownership(by.league_id)
        lot = owned_lots(by.league_id, {asset: by})[asset]
    seat = Participant.objects.get(auction=lot.auction_id, member=by).pk
    actor = Actor(user=by.user_id, role=ActorRole.SYSTEM, participant=seat)
    command = DropAsset(actor=actor, id=key, participant=seat, lot=lot.pk, refund=settings.drop_refund)
    [outcome] = engine.execute(lot.auction_id, command)
    if not outcome.ok:
        raise TradeRefused(auctions.outcome_payload(lot.auction_id, outcome)["message"], outcome.code)
    return outcome.seq


def _dropped_before(by: Member, asset: int, key: UUID | None) -> Lot | None:
    """The lot that the same wish was about, if it came before: the auction knows what became of it."""
    if key is None:
        return None
    known = CommandOutcome.objects.filter(auction__league=by.league_id, user=by.user_id, command_id=key)
    return Lot.objects.filter(auction__in=known.values("auction"), asset=asset).first()
