"""Reads of the owners of assets. Nothing here writes.

They are as of the last `services.refresh_ownership`; call that first.
"""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q, QuerySet

from auctions.models import Auction, Participant
from leagues import queries as leagues
from leagues.models import Asset, AssetChange, Member
from season.models import Ownership

_NEWS_SHOWN = 20


def owned_now(league_id: UUID) -> QuerySet[Ownership]:
    """Return the ownerships of the league that last, by name of the asset."""
    now = Ownership.objects.filter(league=league_id, until_at=None)
    return now.select_related("asset", "member__user").order_by("asset__name", "asset_id")


@dataclass(frozen=True, slots=True)
class Roster:
    """A member's assets now, in order of name; `available` is the money they have left, if they had a seat."""

    member: Member
    owned: list[Ownership]
    available: int | None


def rosters(league_id: UUID) -> list[Roster]:
    """Everybody who plays or owns something, by name, with the money of the league's current auction."""
    owned: dict[int, list[Ownership]] = defaultdict(list)
    for row in owned_now(league_id):
        owned[row.member_id].append(row)
    playing = leagues.players_of(league_id).values("pk")
    members = Member.objects.filter(Q(pk__in=playing) | Q(pk__in=owned), league=league_id).select_related("user")
    money = dict(Participant.objects.filter(auction=current_auction(league_id)).values_list("member_id", "available"))
    found = [Roster(each, owned.get(each.pk, []), money.get(each.pk)) for each in members]
    return sorted(found, key=lambda each: each.member.name.casefold())


def current_auction(league_id: UUID) -> Auction | None:
    """The one that began last and wasn't cancelled."""
    begun = Auction.objects.filter(league=league_id).exclude(begun_at=None)
    return begun.exclude(status=Auction.Status.CANCELLED).order_by("-begun_at").first()


@dataclass(frozen=True, slots=True)
class AssetNews:
    """News of an asset that was owned then; `by` is who did it, empty for nobody of the league."""

    change: AssetChange
    by: str


def news_of_assets(league_id: UUID) -> list[AssetNews]:
    """Return the last changes of what assets are called, play for, or whether they are sold, while one was owned."""
    then = AssetChange.objects.filter(
        Q(asset__ownerships__until_at=None) | Q(asset__ownerships__until_at__gt=F("at")),
        asset__ownerships__league=league_id,
        asset__ownerships__from_at__lte=F("at"),
    )
    rows = then.select_related("asset").distinct().order_by("-id")[:_NEWS_SHOWN]
    users = Member.objects.filter(league=league_id, user__in=[row.by_id for row in rows]).select_related("user")
    names = {member.user_id: member.user.display_name for member in users}
    return [AssetNews(row, names.get(row.by_id or 0, "")) for row in rows]


def owners_of(league_id: UUID, asset: Asset) -> list[Ownership]:
    """Return the ownerships of the asset, one after the other."""
    rows = Ownership.objects.filter(league=league_id, asset=asset).select_related("member__user")
    return list(rows.order_by("from_at"))
