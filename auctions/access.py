"""Who may enter an auction, and in what role. Pages, API and sockets ask here."""

from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from accounts.models import User
from auctions import services
from auctions.models import Auction
from auctions.rules.commands import Actor, Role
from leagues.queries import membership


class Denied(Enum):
    """Why somebody may not enter."""

    NOT_SIGNED_IN = "not_signed_in"
    NO_SUCH_AUCTION = "no_such_auction"
    NOT_OF_THIS_LEAGUE = "not_of_this_league"


@dataclass(frozen=True, slots=True)
class Entry:
    """An auction, and as whom somebody enters it."""

    auction: Auction
    actor: Actor


def enter(auction_id: UUID, user: User | None) -> Entry | Denied:
    """Let a user in, with a seat if they play: one who comes late to the waiting room gets it here.

    Raises Busy if a seat is due and the auction's lock can't be had.
    """
    if user is None:
        return Denied.NOT_SIGNED_IN
    auction = Auction.objects.select_related("league").filter(pk=auction_id).first()
    if auction is None:
        return Denied.NO_SUCH_AUCTION
    member = membership(auction.league_id, user)
    if member is None:
        # Operators look after every auction; they watch, and act through the admin.
        operator = Actor(user=user.pk, role=Role.SPECTATOR)
        return Entry(auction, operator) if user.is_staff else Denied.NOT_OF_THIS_LEAGUE
    seat = services.take_seat(auction_id, member)
    return Entry(auction, Actor(user=user.pk, role=Role(member.role), participant=seat))
