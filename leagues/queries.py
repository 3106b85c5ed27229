"""What pages and the API read about leagues. Nothing here writes."""

import uuid
from typing import Any

from django.db.models import Count, QuerySet

from accounts.models import User
from leagues.models import Asset, League, Member, Role


def leagues_of(user: User) -> QuerySet[Member]:
    """The user's memberships with their leagues, newest league first; `league_size` is the number of its members."""
    return (
        Member.objects.filter(user=user)
        .select_related("league__sport")
        .annotate(league_size=Count("league__memberships"))
        .order_by("-league__created_at", "-league__id")
    )


def members_of(league: League) -> QuerySet[Member]:
    """Everybody in the league, in the order in which they came."""
    return league.memberships.select_related("user")


def membership(league_id: uuid.UUID, user: User) -> Member | None:
    """The user's membership in a league; None for an outsider, and for a league that doesn't exist."""
    return Member.objects.select_related("league__sport", "user").filter(league_id=league_id, user=user).first()


def players_of(league_id: uuid.UUID) -> QuerySet[Member]:
    """Those who get a budget in the league's auctions: all who play, and are more than spectators."""
    return Member.objects.filter(league=league_id, plays=True).exclude(role=Role.SPECTATOR).order_by("pk")


def assets_of(league: League) -> QuerySet[Asset]:
    """What there is to buy in the league, by name."""
    return league.sport.assets.order_by("name", "id")


def auctions_of(league: League) -> QuerySet[Any]:
    """The league's auctions, newest first: through the reverse relation, because this app must not know `auctions`."""
    return league.auctions.order_by("-created_at")
