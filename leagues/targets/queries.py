"""Reads of targets: each asks for one member's own. Nothing here writes."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from auctionsite.http.downloads import DownloadTable
from leagues.lists.queries import as_listed, assets_of, pool_of
from leagues.models import Asset, Member, Target
from leagues.settings.auction import AuctionSettings

FOUND_AT_MOST = 30
"""Assets that a search for new targets shows."""


@dataclass(frozen=True, slots=True)
class Found:
    """The result of a search: the first of it, and how many more there are."""

    assets: Sequence[Asset]
    more: int


def targets_of(member: Member) -> list[Target]:
    """Return the member's targets in their order, 300 at most, with assets as the league's list has them."""
    targets = list(Target.objects.filter(member=member).select_related("asset"))
    as_listed(pool_of(member.league).asset_list_id, [each.asset for each in targets])
    return targets


def wanted_assets(member: Member) -> dict[int, Target]:
    """Return the member's targets by the ids of their assets."""
    return {each.asset_id: each for each in Target.objects.filter(member=member)}


def find_assets(member: Member, text: str) -> Found:
    """Return what the league sells with all these words in its name, club or position, and not a target yet."""
    words = text.casefold().split()[:10]
    if not words:
        return Found([], 0)
    wanted = wanted_assets(member)
    assets = [
        asset
        for asset in assets_of(member.league)
        if asset.pk not in wanted
        and all(word in f"{asset.name} {asset.club} {asset.position}".casefold() for word in words)
    ]
    assets.sort(key=lambda asset: (asset.name.casefold(), asset.pk))
    return Found(assets[:FOUND_AT_MOST], max(0, len(assets) - FOUND_AT_MOST))


def exported_targets(member: Member) -> DownloadTable:
    """Return the member's list for download."""
    unit = AuctionSettings.read(member.league.settings).unit
    names = ("name", "position", "club", "country", "external_id")
    columns = {
        "place": "place",
        **dict(zip(names, names, strict=True)),
        "worth": f"worth to me ({unit})",
        "note": "note",
    }
    rows = [
        (number, *(getattr(each.asset, name) or None for name in names), each.worth, each.note or None)
        for number, each in enumerate(targets_of(member), start=1)
    ]
    return DownloadTable(columns, [rows])


def targets_for_download(user: User) -> dict[str, object]:
    """Return the user's targets, for the download of their data."""
    rows = Target.objects.filter(member__user=user).order_by("member__league", "place", "id")
    return {"targets": list(rows.values("member__league__name", "asset__name", "place", "worth", "note"))}
