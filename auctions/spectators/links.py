"""The secret address from which strangers watch an auction: there is none until a commissioner wants one."""

import secrets
from uuid import UUID

from django.utils.crypto import constant_time_compare

from auctions.models import Auction
from leagues.models import Member
from leagues.permissions import Action
from leagues.services import require
from leagues.settings.auction import AuctionFormat
from rollouts import flags

DELAYS = (10, 15, 20, 30, 45, 60)
"""How many seconds spectators may be behind."""
USUAL_DELAY = 30


def is_offered(auction: Auction) -> bool:
    """True if this auction may have spectators: it is live, and their flag is on."""
    return auction.format == AuctionFormat.LIVE and flags.rooms_have_spectators(auction.league_id, auction.pk)


def open_link(member: Member, auction: Auction, delay: int = USUAL_DELAY) -> str:
    """Let strangers watch, `delay` seconds behind, and return the new token; an older one opens nothing any more.

    Raises NotAllowed, and ValueError for a delay that isn't one of `DELAYS`.
    """
    require(member, Action.CONDUCT_AUCTION)
    if delay not in DELAYS:
        raise ValueError(f"{delay} s is none of {DELAYS}.")
    token = secrets.token_urlsafe(24)
    Auction.objects.filter(pk=auction.pk).update(spectator_token=token, spectator_delay=delay)
    return token


def close_link(member: Member, auction: Auction) -> None:
    """Let strangers watch no longer. Raises NotAllowed."""
    require(member, Action.CONDUCT_AUCTION)
    Auction.objects.filter(pk=auction.pk).update(spectator_token="")


def watched_auction(auction_id: UUID, token: str) -> Auction | None:
    """Return the auction if this token lets somebody watch it. It's the same None for a wrong id and a wrong token."""
    auction = Auction.objects.select_related("league").filter(pk=auction_id).first()
    kept = auction.spectator_token if auction else ""
    fits = constant_time_compare(token.encode(), (kept or secrets.token_urlsafe(24)).encode())
    return auction if auction and fits and flags.rooms_have_spectators(auction.league_id, auction.pk) else None
