"""Reads of lists of assets, and of what leagues sell of them. Nothing here writes."""

from collections.abc import Iterable, Sequence

from django.db.models import Count, Q, QuerySet

from leagues.lists.choosing import Choice, choose
from leagues.models import Asset, AssetList, AssetPool, League, ListEntry


def lists_for(league: League) -> QuerySet[AssetList]:
    """Return the lists that the league may sell, its own first, then its sport's, the newest season first.

    `size` is the number of assets on each.
    """
    lists = AssetList.objects.filter(Q(league=league) | Q(league=None), sport=league.sport_id)
    return lists.annotate(size=Count("entries")).order_by("league", "-season", "-id")


def shared_lists() -> "QuerySet[AssetList, AssetList]":
    """Return the lists that any league of their sport may sell, by sport, the newest season first."""
    lists = AssetList.objects.filter(league=None).select_related("sport")
    return lists.annotate(size=Count("entries")).order_by("sport__name", "-season", "-id")


def pool_of(league: League) -> AssetPool:
    """Return the league's pool; one that isn't saved, of all that the newest list has, if it has chosen nothing."""
    pool = AssetPool.objects.select_related("asset_list").filter(league=league).first() or AssetPool(league=league)
    if pool.asset_list is None:
        pool.asset_list = lists_for(league).filter(Q(league=league) | Q(size__gt=0)).first()
    return pool


def choice_of(pool: AssetPool) -> Choice:
    """Return the choice that a pool makes from its list."""
    edits = list(pool.edits.all()) if pool.pk else []
    return Choice(
        positions=frozenset(pool.positions),
        first=pool.first,
        left_out=frozenset(edit.asset_id for edit in edits if not edit.added),
        added=frozenset(edit.asset_id for edit in edits if edit.added),
    )


def entries_of(asset_list: AssetList | None) -> list[ListEntry]:
    """Return what is on a list, in its order, with the assets."""
    return list(ListEntry.objects.filter(asset_list=asset_list).select_related("asset")) if asset_list else []


def chosen_from(league: League, asset_list: AssetList | None, choice: Choice) -> list[Asset]:
    """Return the assets of a choice from a list, as they are there; added ones as on the newest of their lists.

    The choice is made before the retired ones are taken away, so that nobody moves up for them.
    """
    entries = entries_of(asset_list)
    missing = choice.added - {entry.asset_id for entry in entries}
    chosen = choose(entries, choice, _elsewhere(league, sorted(missing)))
    return [entry.as_asset() for entry in chosen if entry.asset.retired_at is None]


def assets_of(league: League) -> list[Asset]:
    """Return the assets that the league sells, in the order of its list."""
    pool = pool_of(league)
    return chosen_from(league, pool.asset_list, choice_of(pool))


def as_listed(asset_list: int | None, assets: Sequence[Asset]) -> Sequence[Asset]:
    """Return the assets as they are on a list, by its id; those that aren't on it as they are now. Not to be saved."""
    if asset_list is None:
        return assets
    entries = ListEntry.objects.filter(asset_list=asset_list, asset__in=[asset.pk for asset in assets])
    values = {entry.asset_id: entry for entry in entries}
    for asset in assets:
        if asset.pk in values:
            values[asset.pk].describe(asset)
    return assets


def _elsewhere(league: League, assets: Sequence[int]) -> list[ListEntry]:
    """Return an entry for each asset that is on another list of the league: on its newest."""
    if not assets:
        return []
    entries = ListEntry.objects.filter(asset_list__in=lists_for(league), asset__in=assets).select_related("asset")
    newest = {entry.asset_id: entry for entry in entries.order_by("asset_list__season", "asset_list")}
    return [newest[asset] for asset in assets if asset in newest]


def told_of(assets: Iterable[Asset]) -> dict[str, bool]:
    """Return whether any of the assets has a position, and a club: pages have a column for what there is."""
    listed = [(asset.position, asset.club) for asset in assets]
    return {"position": any(each for each, _ in listed), "club": any(each for _, each in listed)}


def positions_of(league: League) -> dict[str, int]:
    """Return how many entries of each position the league's lists have, in its sport's order; "" is none."""
    entries = ListEntry.objects.filter(asset_list__in=lists_for(league).order_by()).order_by()
    counts = dict(entries.values_list("position").annotate(count=Count("pk")))
    known = [*league.sport.positions, *sorted(set(counts) - {*league.sport.positions})]
    return {position: counts[position] for position in known if position in counts}
