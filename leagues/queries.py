"""Reads of leagues, their members and assets. Nothing here writes."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, Q, QuerySet

from accounts.models import User
from leagues.models import Asset, League, Member, Role, Sport
from leagues.permissions import AccessRole, Action, access_role, may


def leagues_of(user: User) -> QuerySet[Member]:
    """The user's memberships with their leagues, newest league first; `league_size` is the number of its members."""
    return (
        Member.objects.filter(user=user, left_at=None)
        .select_related("league__sport")
        .annotate(league_size=Count("league__memberships", filter=Q(league__memberships__left_at=None)))
        .order_by("-league__created_at", "-league__id")
    )


def members_of(league: League) -> QuerySet[Member]:
    """Everybody in the league, in the order in which they came."""
    return league.memberships.filter(left_at=None).select_related("user")


def membership(league_id: uuid.UUID, user: User) -> Member | None:
    """The user's membership in a league; None for an outsider, and for a league that doesn't exist."""
    members = Member.objects.select_related("league__sport", "user", "owns_with__user").filter(left_at=None)
    return members.filter(league_id=league_id, user=user).first()


def access_role_in(league_id: uuid.UUID, user: User) -> AccessRole | None:
    """Return the user's role in a league, a member's or operator; None for an outsider."""
    member = membership(league_id, user)
    return access_role(member.role if member else None, is_operator=user.is_staff)


def players_of(*league_ids: uuid.UUID) -> QuerySet[Member]:
    """Those who get a budget in the leagues' auctions: all who play, and may."""
    roles = [role for role in Role if may(role, Action.PLAY)]
    return Member.objects.filter(league__in=league_ids, plays=True, left_at=None, role__in=roles).order_by("pk")


def bidders_of(league_id: uuid.UUID) -> QuerySet[Member]:
    """Those who bid in the league's auctions: all who play, and who own a seat with one of them."""
    roles = [role for role in Role if may(role, Action.PLAY)]
    seated = Q(plays=True) | Q(owns_with__isnull=False)
    return Member.objects.filter(seated, league=league_id, left_at=None, role__in=roles).order_by("pk")


def commissioners() -> QuerySet[Member]:
    """Everybody who runs a league, in the order in which they came: one league may have several. Bots run none."""
    heads = Member.objects.filter(role=Role.COMMISSIONER, left_at=None, bot=False, user__is_active=True)
    return heads.order_by("joined_at", "id")


def commissioners_of(*league_ids: uuid.UUID) -> QuerySet[Member]:
    """Those who run these leagues."""
    return commissioners().filter(league__in=league_ids)


def listed_assets_of(league: League) -> QuerySet[Asset]:
    """Return what can score in the league's own competitions, by name: its own assets if it has any, else its sport's.

    Retired ones are among them. What the league sells is in `leagues/lists/queries.py`.
    """
    has_own = Exists(Asset.objects.filter(league=league))
    known = Q(league=league) | Q(~has_own, league=None, sport=league.sport_id)
    return Asset.objects.filter(known).order_by("name", "id")


def shared_assets_of(sport_key: str) -> QuerySet[Asset]:
    """Return the assets that all leagues of the sport may sell, by name."""
    return shared_list_of(sport_key).filter(retired_at=None)


def shared_list_of(sport_key: str) -> QuerySet[Asset]:
    """Return the assets that the sport's leagues share, by name, with what is retired."""
    return Asset.objects.filter(sport=sport_key, league=None).order_by("name", "id")


def auctions_of(league: League) -> QuerySet[Any]:
    """The league's auctions, newest first: through the reverse relation, because this app must not know `auctions`."""
    return league.auctions.order_by("-created_at")


def waiting_auction_of(league: League) -> Any:
    """Return the league's auction that waits to begin; None: there is none."""
    return auctions_of(league).filter(status="waiting").first()


def sports() -> QuerySet[Sport]:
    """All sports that there are, by key."""
    return Sport.objects.order_by("key")


def names_of_members(league_id: uuid.UUID) -> dict[int, str]:
    """Return the names of all who were ever in the league, by the ids of their memberships."""
    members = Member.objects.filter(league=league_id).select_related("user")
    return {member.pk: member.name for member in members}


def asset_of(league: League, asset_id: int) -> Asset | None:
    """An asset that the league may sell or has sold; None for those of others."""
    known = Q(league=None, sport=league.sport_id) | Q(league=league)
    return Asset.objects.filter(known, pk=asset_id).first()


@dataclass(frozen=True, slots=True)
class WaitingForYou:
    """Something in a league that its member should answer: a sentence, and the path of the page to do so."""

    member: int
    sentence: str
    path: str


waiting_sources: list[Callable[[Sequence[Member]], Iterable[WaitingForYou]]] = []
"""Each gives, for several memberships at once, what waits in its app: one sentence a membership at most. Apps above
this one add theirs when they are ready."""


def waiting_for(members: Sequence[Member]) -> dict[int, list[WaitingForYou]]:
    """Return what waits for each of the memberships, by their ids; those for which nothing does are left out."""
    waiting_by_member: dict[int, list[WaitingForYou]] = {}
    for source in waiting_sources:
        for waiting in source(members):
            waiting_by_member.setdefault(waiting.member, []).append(waiting)
    return waiting_by_member
