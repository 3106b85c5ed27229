"""Admission to an auction: the one check, and the role it gives, for pages, API and sockets."""

from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from accounts.models import User
from accounts.rate_limits.limits import Limit
from auctions import seats
from auctions.models import Auction
from auctions.rules.commands import Actor, ActorRole
from auctions.store.served_rooms import served_rooms
from leagues.models import League
from leagues.owners.queries import acts_for
from leagues.permissions import AccessRole, Action, access_role, may
from leagues.queries import access_role_in, membership
from leagues.settings.auction import AuctionFormat
from rollouts.flags import WAITING_ROOM
from rollouts.openfeature.contexts import LeagueScope


class AdmissionDenied(Enum):
    """The reason to keep somebody out."""

    NOT_SIGNED_IN = "not_signed_in"
    NO_SUCH_AUCTION = "no_such_auction"
    NOT_OF_THIS_LEAGUE = "not_of_this_league"


@dataclass(frozen=True, slots=True)
class Admission:
    """An auction, and the actor that a user is in it."""

    auction: Auction
    actor: Actor


def admit(auction_id: UUID, user: User | None) -> Admission | AdmissionDenied:
    """Let a user in, with the seat that they act for: one who comes late to the waiting room gets theirs here.

    Raises AuctionBusy if a seat is due and the auction's lock can't be had.
    """
    if user is None:
        return AdmissionDenied.NOT_SIGNED_IN
    auction = Auction.objects.select_related("league").filter(pk=auction_id).first()
    if auction is None:
        return AdmissionDenied.NO_SUCH_AUCTION
    member = membership(auction.league_id, user)
    rights = access_role(member.role if member else None, is_operator=user.is_staff)
    if not may(rights, Action.WATCH):
        return AdmissionDenied.NOT_OF_THIS_LEAGUE
    manager = acts_for(member) if member else None
    seat = seats.take_seat(auction_id, manager) if manager else None
    if seat is not None:
        served_rooms.take_http_call(seat)
    return Admission(auction, Actor(user=user.pk, role=actor_role(rights), participant=seat))


def bid_limit(auction: Auction) -> Limit:
    """The rate limit for one person's bids in an auction."""
    return Limit.BID_SLOW if auction.format == AuctionFormat.SLOW else Limit.BID


def actor_role(rights: AccessRole | None) -> ActorRole:
    """The role that somebody has for the rules: it follows from what the table of permissions allows them."""
    if may(rights, Action.CONDUCT_AUCTION):
        return ActorRole.COMMISSIONER
    return ActorRole.MANAGER if may(rights, Action.PLAY) else ActorRole.SPECTATOR


def may_watch(league_id: UUID, user: User) -> bool:
    """True if a user may hear what happens in a league."""
    return may(access_role_in(league_id, user), Action.WATCH)


def find_place(asker: User | None, league_id: UUID | None, auction_id: UUID | None) -> LeagueScope | None:
    """The league, or auction of it, that a question about flags is about. `asker` None: an operator asks.

    None if there is none, or if the asker isn't a member of its league.
    """
    auction = Auction.objects.filter(pk=auction_id).first() if auction_id else None
    if auction_id and (auction is None or league_id not in {None, auction.league_id}):
        return None
    wanted_league = auction.league_id if auction else league_id
    league = League.objects.filter(pk=wanted_league).first() if wanted_league else None
    if league is None or (asker is not None and membership(league.pk, asker) is None):
        return None
    pinned = {WAITING_ROOM.name: auction.waiting_room} if auction else {}
    return LeagueScope(league.pk, auction.pk if auction else None, {"sport": league.sport_id}, pinned)
