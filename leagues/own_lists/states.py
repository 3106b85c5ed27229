"""States of a league's own assets and their places on its lists: kept before and after a change, and restored."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db.models import PROTECT, RESTRICT, Exists, OuterRef, Q
from django.utils.dateparse import parse_datetime

from accounts.models import User
from auctionsite.postgresql.bulk import update_rows
from auctionsite.postgresql.clock import database_now
from leagues.assets.changes import give_ids, known_by, record_changes
from leagues.models import Asset, AssetChange, AssetList, League, ListChange, ListEntry, PoolEdit

AssetState = dict[str, Any]
"""As JSON has it. `asset`: its columns, None for one of the sport's; `entries`: its places by the lists' ids; `edit`:
whether it is added to the pool by hand, or left out (False), or neither (None)."""
_ASSET = ("external_id", "name", "country", "position", "club", "rank", "opening_price", "retired_at")
_ENTRY = ("id", "position", "club", "rank", "opening_price", "file_id")
_AT_A_TIME = 1000


class StateUnreadable(ValueError):
    """A state was kept by another release, in a way that this one doesn't know."""


def states_of(league: League, assets: Collection[int] | None = None) -> dict[int, AssetState]:
    """Return the states of all that the league's lists are made of, or of these assets, by the assets' ids."""
    own = Asset.objects.filter(league=league)
    entries = ListEntry.objects.filter(Q(asset_list__league=league) | Q(asset__league=league))
    edits = PoolEdit.objects.filter(pool__league=league)
    if assets is not None:
        own, entries, edits = (
            own.filter(pk__in=assets),
            entries.filter(asset__in=assets),
            edits.filter(asset__in=assets),
        )
    states: dict[int, AssetState] = defaultdict(lambda: {"asset": None, "entries": {}, "edit": None})
    for row in own.values("pk", *_ASSET):
        row["retired_at"] = row["retired_at"] and row["retired_at"].isoformat()
        states[row.pop("pk")]["asset"] = row
    for row in entries.order_by().values("asset_id", "asset_list_id", *_ENTRY):
        states[row.pop("asset_id")]["entries"][str(row.pop("asset_list_id"))] = row
    for asset, added in edits.values_list("asset_id", "added"):
        if asset in states:
            states[asset]["edit"] = added
    return dict(states)


def differences(
    before: dict[int, AssetState], after: dict[int, AssetState]
) -> list[tuple[int, AssetState | None, AssetState | None]]:
    """Return the assets that became others, with both states; None: it wasn't there, or isn't any more."""
    found = ((asset, before.get(asset), after.get(asset)) for asset in sorted(before.keys() | after.keys()))
    return [each for each in found if each[1] != each[2]]


def assets_in_use(assets: Collection[int]) -> "list[Asset]":
    """Return those to which more than lists refer, such as lots and scores: they can't be deleted."""
    uses = Q()
    for relation in Asset._meta.related_objects:
        if relation.on_delete in (PROTECT, RESTRICT):
            rows = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            uses |= Q(Exists(rows))
    return list(Asset.objects.filter(uses, pk__in=assets).order_by("pk"))


def restore(league: League, changes: Sequence[ListChange], by: User | None) -> None:
    """Make the assets of the changes again what they were before; what people know them by is kept as news.

    They must be what they were after the changes, and those that were new may be in no use. Raises StateUnreadable.
    """
    try:
        _restore_assets(league, changes, by)
        _restore_entries(changes)
        _restore_edits(league, changes)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise StateUnreadable from error


def new_assets(changes: Iterable[ListChange]) -> list[int]:
    """Return the ids of those that the changes made."""
    return [each.asset_id for each in changes if _part(each.before, "asset") is None and _part(each.after, "asset")]


def _part(state: Any, name: str) -> Any:
    return state[name] if state else None


def _asset(league: League, change: ListChange) -> Asset:
    """The asset as it was before, not saved."""
    values = {**_part(change.before, "asset")}
    values["retired_at"] = values["retired_at"] and parse_datetime(values["retired_at"])
    return Asset(pk=change.asset_id, sport_id=league.sport_id, league=league, **values)


def _restore_assets(league: League, changes: Sequence[ListChange], by: User | None) -> None:
    Asset.objects.filter(pk__in=new_assets(changes)).delete()
    own = [change for change in changes if _part(change.before, "asset")]
    there = Asset.objects.in_bulk([change.asset_id for change in own])
    known = {pk: known_by(asset) for pk, asset in there.items()}
    retired = {pk for pk, asset in there.items() if asset.retired_at}
    wanted = [_asset(league, change) for change in own]
    kept = [asset for asset in wanted if asset.pk in there]
    give_ids({asset.pk: asset.external_id for asset in kept if there[asset.pk].external_id != asset.external_id})
    update_rows(kept, _ASSET)
    Asset.objects.bulk_create([asset for asset in wanted if asset.pk not in there], batch_size=_AT_A_TIME)
    record_changes(known, kept, by)
    at, what = database_now(), AssetChange.What
    AssetChange.objects.bulk_create(
        AssetChange(asset=asset, what=what.RETIRED if asset.retired_at else what.RETURNED, by=by, at=at)
        for asset in kept
        if (asset.retired_at is not None) != (asset.pk in retired)
    )


def _restore_entries(changes: Sequence[ListChange]) -> None:
    """Every place on a list has the id that it had, since their order is that of the lists."""
    wrong: list[int] = []
    missing: list[ListEntry] = []
    for change in changes:
        before, after = _part(change.before, "entries") or {}, _part(change.after, "entries") or {}
        for listed in before.keys() | after.keys():
            if before.get(listed) != after.get(listed):
                wrong += [after[listed]["id"]] if listed in after else []
                missing += (
                    [ListEntry(asset_list_id=int(listed), asset_id=change.asset_id, **before[listed])]
                    if listed in before
                    else []
                )
    lists = {entry.asset_list_id for entry in missing}
    if AssetList.objects.filter(pk__in=lists).count() < len(lists):
        raise StateUnreadable
    ListEntry.objects.filter(pk__in=wrong).delete()
    ListEntry.objects.bulk_create(missing, batch_size=_AT_A_TIME)


def _restore_edits(league: League, changes: Sequence[ListChange]) -> None:
    for change in changes:
        before, after = _part(change.before, "edit"), _part(change.after, "edit")
        if before != after:
            PoolEdit.objects.filter(pool__league=league, asset=change.asset_id).delete()
            if before is not None:
                PoolEdit.objects.create(pool=league.pool, asset_id=change.asset_id, added=before)
