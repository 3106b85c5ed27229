"""Reads of leagues' own lists, and of what was done to them. Nothing here writes."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import User
from auctionsite.http.spreadsheets import write_csv
from leagues.files.assets import COLUMNS
from leagues.models import AssetList, League, ListChange, ListEntry, ListUpload


def own_list(league: League) -> AssetList | None:
    """Return the league's own list: the one that it sells from, else its newest; None if it has none."""
    lists = AssetList.objects.filter(league=league)
    return lists.filter(pools__league=league).first() or lists.order_by("-id").first()


def listed_assets(asset_list: AssetList | None, search: str = "", *, retired: bool = False) -> "QuerySet[ListEntry]":
    """Return what is on a list, in its order: what is sold or what is retired, and has the words that are searched."""
    entries = ListEntry.objects.filter(asset_list=asset_list, asset__retired_at__isnull=not retired)
    for word in search.split()[:10]:
        entries = entries.filter(
            Q(asset__name__icontains=word)
            | Q(position__icontains=word)
            | Q(club__icontains=word)
            | Q(asset__external_id__icontains=word)
        )
    return entries.select_related("asset").order_by("id")


def told_on(asset_list: AssetList | None) -> dict[str, bool]:
    """Return whether anybody on a list has a position, a club, a country, a rank: what there is has a column."""
    entries = ListEntry.objects.filter(asset_list=asset_list)
    return {
        "position": entries.exclude(position="").exists(),
        "club": entries.exclude(club="").exists(),
        "country": entries.exclude(asset__country="").exists(),
        "rank": entries.exclude(rank=None).exists(),
    }


def upload_of(league_id: UUID, upload_id: int) -> ListUpload | None:
    """Return a file that anybody brought for the league's list."""
    return ListUpload.objects.select_related("league__sport", "by").filter(pk=upload_id, league=league_id).first()


def waiting_upload(user: User, league_id: UUID, upload_id: int) -> ListUpload | None:
    """Return a file that the user brought and that waits."""
    waiting = ListUpload.objects.filter(pk=upload_id, league=league_id, by=user, status=ListUpload.Status.PREVIEWED)
    return waiting.select_related("league__sport").first()


def past_uploads(league: League) -> "QuerySet[ListUpload]":
    """Return what was done to the league's list, also what was taken back; the newest first."""
    rows = ListUpload.objects.filter(league=league).exclude(status=ListUpload.Status.PREVIEWED)
    return rows.select_related("by", "taken_back_by").order_by("-applied_at", "-pk")


def later_uploads(upload: ListUpload) -> "QuerySet[ListUpload]":
    """Return those that changed the same assets later, and weren't taken back; the newest first."""
    last = upload.changes.order_by("-id").values("id")[:1]
    later = ListChange.objects.filter(
        asset_id__in=upload.changes.values("asset_id"),
        id__gt=last,
        upload__league=upload.league_id,
        upload__status=ListUpload.Status.APPLIED,
    )
    return ListUpload.objects.filter(pk__in=later.values("upload")).order_by("-applied_at", "-pk")


def list_uploads_for_download(user: User) -> dict[str, Any]:
    """Return the files for own lists that the user brought, for the download of their data."""
    rows = ListUpload.objects.filter(by=user).order_by("created_at")
    names = ("file_name", "created_at", "applied_at")
    return {
        "list_uploads": [
            {"league": row.league.name, **{name: getattr(row, name) for name in names}}
            for row in rows.select_related("league")
        ]
    }


def exported_list(asset_list: AssetList | None) -> str:
    """Return what is sold of a list as a CSV, which changes nothing when it is uploaded again.

    A list without opening prices has no column of them.
    """
    rows = [entry.as_asset() for entry in listed_assets(asset_list)] if asset_list else []
    priced = any(asset.opening_price is not None for asset in rows)
    columns = [name for name in COLUMNS if priced or name != "opening_price"]
    return write_csv(columns, ([getattr(asset, name) for name in columns] for asset in rows))


def entry_of(league: League, asset_id: int) -> ListEntry | None:
    """Return the place of an asset on the league's own list; None if it isn't there."""
    return ListEntry.objects.select_related("asset").filter(asset_list=own_list(league), asset=asset_id).first()
