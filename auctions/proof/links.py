"""The secret address of an auction's proof: there is none until a commissioner wants one, and it can be renewed."""

import secrets

from auctions.models import Auction
from leagues.models import Member
from leagues.permissions import Action
from leagues.services import require


def open_link(member: Member, auction: Auction) -> str:
    """Give the auction's proof a new address, and return its token; an older one leads nowhere. Raises NotAllowed."""
    require(member, Action.CONDUCT_AUCTION)
    token = secrets.token_urlsafe(24)
    Auction.objects.filter(pk=auction.pk).update(proof_token=token)
    return token


def close_link(member: Member, auction: Auction) -> None:
    """Take the auction's proof from its address. Raises NotAllowed."""
    require(member, Action.CONDUCT_AUCTION)
    Auction.objects.filter(pk=auction.pk).update(proof_token="")


def auction_of(token: str) -> Auction | None:
    """Return the auction whose proof has this address; None: nobody's has."""
    return Auction.objects.select_related("league").filter(proof_token=token).first() if token else None


def token_of(auction: Auction) -> str | None:
    """Return the token in the address of an auction's proof; None: it has no address."""
    return Auction.objects.values_list("proof_token", flat=True).get(pk=auction.pk) or None
