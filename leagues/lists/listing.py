"""Assets are put on lists."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from auctionsite.postgresql.bulk import update_rows
from leagues.files.assets import AssetRow
from leagues.lists import queries
from leagues.models import Asset, AssetList, AssetPool, League, ListEntry, Sport

_VALUES = ("position", "club", "rank", "opening_price", "file_id")


class ListNotNamed(ValueError):
    """The sport has several lists, so an import has to say which one it is for; the text says how."""

    def __init__(self, lists: Iterable[AssetList]) -> None:
        words = _("Say which list it is for. There are {lists}.")
        super().__init__(words.format(lists=", ".join(each.title for each in lists)))


@dataclass(frozen=True, slots=True)
class ListName:
    """A list's names: `Premier League`, `2025/26`, and for commands `premier-league-2025-26`."""

    name: str
    season: str = ""
    key: str = ""

    @property
    def slug(self) -> str:
        """The key, by default of name and season."""
        return self.key or slugify(f"{self.name} {self.season}".replace("/", "-"))[:80] or "list"


OWN_LIST = ListName(gettext_noop("Our own list"), key="own")
"""What a league's first list of its own is called; it is kept in English."""


def find_or_create_list(sport: Sport, league: League | None, called: ListName | None = None) -> AssetList:
    """Return the list of this name; without one the only list that there is of the sport or league, or a first one.

    With a league's first own list its auctions sell that one. Raises ListNotNamed if there are several. The caller has
    locked the sport.
    """
    lists = AssetList.objects.filter(sport=sport, league=league)
    if called is None:
        there_are = list(lists[:20])
        if len(there_are) == 1:
            return there_are[0]
        if there_are:
            raise ListNotNamed(there_are)
        called = OWN_LIST if league else ListName(sport.name, key=sport.key)
    called = called if called.name else replace(called, name=sport.name)
    fields = {"name": called.name, "season": called.season}
    known = lists.filter(key=called.key) if called.key else lists.filter(name__iexact=called.name, season=called.season)
    if there := known.first():
        return there
    listed = AssetList.objects.create(sport=sport, league=league, key=_free_key(lists, called.slug), **fields)
    if league is not None:
        AssetPool.objects.update_or_create(league=league, defaults={"asset_list": listed})
    return listed


def _free_key(lists: QuerySet[AssetList], slug: str) -> str:
    """Return the slug, or with a number if another list has it: names in other scripts have no slug of their own."""
    taken = {*lists.values_list("key", flat=True)}
    return next(key for number in count(1) if (key := slug if number == 1 else f"{slug[:75]}-{number}") not in taken)


def take_off_list(listed: AssetList, assets: Iterable[int]) -> None:
    """Take assets off a list, by their ids; they stay what they are, and on other lists."""
    listed.entries.filter(asset__in=assets).delete()


def sell_list(league: League, listed: AssetList | None = None) -> AssetPool:
    """Let a new league sell a list of its sport, or the newest that there is; later ones don't change what it sells."""
    return AssetPool.objects.create(league=league, asset_list=listed or queries.pool_of(league).asset_list)


def keep_list(league: League) -> AssetList | None:
    """Return the list that the league sells from, which it then keeps: its next auction sells from it too."""
    asset_list = queries.pool_of(league).asset_list
    if asset_list is not None and not AssetPool.objects.filter(league=league, asset_list=asset_list).exists():
        AssetPool.objects.update_or_create(league=league, defaults={"asset_list": asset_list})
    return asset_list


def on_newer_lists(listed: AssetList, assets: Iterable[Asset]) -> set[int]:
    """Return the ids of the assets that are on a list of a newer season too, so that this one doesn't say what they
    are now; a list without a season does."""
    if not listed.season:
        return set()
    entries = ListEntry.objects.filter(asset__in=[asset.pk for asset in assets]).exclude(asset_list=listed)
    rows = entries.values_list("asset_id", "asset_list__season", "asset_list_id")
    return {asset for asset, season, other in rows if (season, other) > (listed.season, listed.pk)}


def put_on_list(listed: AssetList, rows: Sequence[AssetRow], assets: Mapping[str, Asset]) -> tuple[set[str], set[str]]:
    """Put the assets of a file on a list, each as its row says; the external ids of those new there, and different.

    `assets` are by external id. What a row doesn't say stays, and those in no row stay on the list.
    """
    known = {entry.asset_id: entry for entry in listed.entries.filter(asset__in=[each.pk for each in assets.values()])}
    new: dict[str, ListEntry] = {}
    changed: dict[str, ListEntry] = {}
    for row in rows:
        values = {name: value for name in _VALUES if (value := getattr(row, name)) is not None}
        asset = assets[row.external_id]
        entry = known.get(asset.pk)
        if entry is None:
            new[row.external_id] = ListEntry(asset_list=listed, asset=asset, **values)
        elif _assign(entry, values):
            changed[row.external_id] = entry
    ListEntry.objects.bulk_create(new.values(), batch_size=1000)
    update_rows(changed.values(), _VALUES)
    return {*new}, {*changed}


def _assign(entry: ListEntry, values: Mapping[str, Any]) -> bool:
    """Put the values into the entry; whether any was different."""
    different = {name: value for name, value in values.items() if getattr(entry, name) != value}
    for name, value in different.items():
        setattr(entry, name, value)
    return bool(different)
