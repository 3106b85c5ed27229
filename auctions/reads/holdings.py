"""Reads the owned assets of a league with their owners, and the assets that nobody owns.

In a league that has held several auctions, the last one that has begun and sells an asset decides whose it is; one that
was cancelled decides nothing. `season/ownership/periods.py` says the same about every moment of the past.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from auctions.models import Auction, Lot, Participant
from auctionsite.http.lists import listed
from auctionsite.text.isolates import isolated
from leagues.lists.queries import assets_of
from leagues.models import Asset, League, Member
from leagues.money import money


@dataclass(frozen=True, slots=True)
class OwnedAsset:
    """An asset, the membership that owns it, and what was paid for it at the auction."""

    asset: Asset
    member: int
    price: int


@dataclass(frozen=True, slots=True)
class SeatBefore:
    """The money that a seat has left, in whole units, and its roster's own size (None: as the settings said)."""

    left: int
    slots_min: int | None
    slots_max: int | None


@dataclass(frozen=True, slots=True)
class HeldRoster:
    """The assets that a member owns now, by name, and the money they have left; None if they have no seat."""

    member: Member
    owned: list[OwnedAsset]
    left: int | None


def rosters_in(auction: Auction) -> list[HeldRoster]:
    """Return what each member owns in a league, by name, with the money of its current auction.

    All are there who have a seat in that auction or own something.
    """
    owned: dict[int, list[OwnedAsset]] = defaultdict(list)
    for holding in holdings_of(auction.league_id):
        owned[holding.member].append(holding)
    left = dict(Participant.objects.filter(auction=auction).values_list("member_id", "available"))
    members = Member.objects.filter(pk__in={*owned, *left}).select_related("user")
    rosters = [HeldRoster(member, owned[member.pk], left.get(member.pk)) for member in members]
    return sorted(rosters, key=lambda roster: (roster.member.name.casefold(), roster.member.pk))


def holdings_of(league_id: UUID) -> list[OwnedAsset]:
    """Return what is owned in a league now, by name of the asset."""
    decided: dict[int, OwnedAsset | None] = {}
    lots = Lot.objects.filter(auction__in=that_decide(league_id)).select_related("asset", "sold_to", "traded_to")
    for lot in lots.order_by("-auction__begun_at", "number"):
        owner = None if lot.dropped else lot.traded_to or lot.sold_to
        price = lot.sold_for or 0
        decided.setdefault(lot.asset_id, OwnedAsset(lot.asset, owner.member_id, price) if owner else None)
    return sorted(filter(None, decided.values()), key=lambda each: (each.asset.name, each.asset.pk))


def holdings_of_member(member: Member) -> list[OwnedAsset]:
    """Return what a member owns now, by name of the asset."""
    return [each for each in holdings_of(member.league_id) if each.member == member.pk]


def unowned_assets(league: League) -> list[Asset]:
    """Return what the league sells and nobody owns, in the order of its list."""
    owned = {each.asset.pk for each in holdings_of(league.pk)}
    return [asset for asset in assets_of(league) if asset.pk not in owned]


def current_auction(league_id: UUID) -> Auction | None:
    """Return the auction that began last and wasn't cancelled."""
    return that_decide(league_id).order_by("-begun_at").first()


def seats_before(league_id: UUID) -> dict[int, SeatBefore]:
    """Return the seats in the current auction, by membership."""
    seats = Participant.objects.filter(auction=current_auction(league_id))
    rows = seats.values_list("member_id", "available", "slots_min", "slots_max")
    return {member: SeatBefore(left, least, most) for member, left, least, most in rows}


def described(holdings: Iterable[OwnedAsset], unit: str) -> str:
    """Return holdings as a list in a sentence, each with its price: `AFC Ajax (£30m) and PSV (£5m)`."""
    return listed(f"{isolated(each.asset.name)} ({money(each.price, unit)})" for each in holdings)


def that_decide(league_id: UUID) -> QuerySet[Auction]:
    """Return the auctions of a league that have begun and weren't cancelled."""
    begun = Auction.objects.filter(league=league_id).exclude(begun_at=None)
    return begun.exclude(status=Auction.Status.CANCELLED)
