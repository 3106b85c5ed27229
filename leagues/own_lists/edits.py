"""Single assets of a league's own list: each edit is kept like an upload of one line, and taken back like one."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from auctionsite.text.isolates import isolated
from leagues.assets import changes
from leagues.files.external_ids import external_id_of
from leagues.files.namesakes import free_id
from leagues.lists.listing import find_or_create_list, take_off_list
from leagues.models import Asset, League, ListEntry, ListUpload
from leagues.own_lists.queries import own_list
from leagues.own_lists.recording import MOST_ASSETS, lock_own_list, recording, require_keeper, too_long
from leagues.own_lists.states import assets_in_use
from leagues.own_lists.wording import ADDED, BROUGHT_BACK, EDITED, MERGED, RETIRED
from leagues.targets.services import follow_merge
from leagues.uploads.records import describe_file, save_applied

OF_THE_LIST = ("position", "club", "rank", "opening_price")
"""What an asset is on one list, and may be otherwise on another."""


class EditRefused(ValueError):
    """The edit can't be made; the text says why, and what to do. `field` is where, if it is one of a form."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


def add_asset(by: User | None, league: League, values: dict[str, Any], *, another: bool = False) -> ListUpload:
    """Put a new asset on the league's own list, which is made if it has none.

    With `another` it may be called as one that is there already. Raises NotAllowed, ListBusy and EditRefused.
    """

    def add(league: League) -> None:
        asset = new_asset(by, league, values, another=another)
        asset.save()
        _put_on_own_list(league, asset)

    return _edit(by, league, ADDED.format(name=values["name"]), add, created=1)


def new_asset(by: User | None, league: League, values: dict[str, Any], *, another: bool = False) -> Asset:
    """Return a new asset as the league's own list would take it, not saved.

    Raises NotAllowed, and EditRefused if the list is full or has the name, and `another` isn't said.
    """
    require_keeper(by, league)
    if ListEntry.objects.filter(asset_list=own_list(league)).count() >= MOST_ASSETS:
        raise EditRefused(too_long())
    _require_new_name(league, values["name"], another=another)
    taken = {*Asset.objects.filter(league=league).values_list("external_id", flat=True)}
    made = free_id(external_id_of(values["name"], values.get("country", ""), values.get("club", "")), taken)
    given = {**values, "external_id": _free_given_id(values.get("external_id"), taken) or made}
    return Asset(sport=league.sport, league=league, **given)


def list_asset(by: User | None, league: League, asset: Asset) -> ListUpload:
    """Put an asset that was made for the league, and is on no list, on its own one. Raises NotAllowed and ListBusy."""
    return _edit(by, league, ADDED.format(name=asset.name), lambda league: _put_on_own_list(league, asset), created=1)


def edit_asset(by: User | None, league: League, asset: Asset, values: dict[str, Any]) -> ListUpload:
    """Give an asset of the league's list other values; of one that is the sport's only those of the list.

    A new name, club or position is news for everybody who owns it. Raises NotAllowed, ListBusy and EditRefused.
    """

    def edit(league: League) -> None:
        entry = _entry(league, asset)
        now = entry.asset
        of_list = {name: values[name] for name in OF_THE_LIST}
        if now.league_id is not None:
            taken = {*Asset.objects.filter(league=league).exclude(pk=now.pk).values_list("external_id", flat=True)}
            given = _free_given_id(values.get("external_id"), taken)
            for name, value in {**values, "external_id": given or now.external_id}.items():
                setattr(now, name, value)
            changes.save_asset(now, by)
        ListEntry.objects.filter(pk=entry.pk).update(**of_list)

    return _edit(by, league, EDITED.format(name=asset.name), edit)


def retire_asset(by: User | None, league: League, asset: Asset) -> ListUpload:
    """Let no new auction of the league sell an asset; whoever owns it keeps it. One of the sport's leaves the list.

    Raises NotAllowed, ListBusy and EditRefused.
    """

    def retire(league: League) -> None:
        entry = _entry(league, asset)
        if entry.asset.league_id is None:
            take_off_list(entry.asset_list, [asset.pk])
        elif not changes.retire([asset.pk], by):
            raise EditRefused(_("{name} is retired already.").format(name=isolated(asset.name)))

    return _edit(by, league, RETIRED.format(name=asset.name), retire)


def bring_back_asset(by: User | None, league: League, asset: Asset) -> ListUpload:
    """Let new auctions sell a retired asset again. Raises NotAllowed, ListBusy and EditRefused."""

    def bring_back(league: League) -> None:
        if _entry(league, asset).asset.league_id is None or not changes.bring_back([asset.pk], by):
            raise EditRefused(_("{name} isn't retired.").format(name=isolated(asset.name)))

    return _edit(by, league, BROUGHT_BACK.format(name=asset.name), bring_back)


def merge_assets(by: User | None, league: League, kept: Asset, other: Asset) -> ListUpload:
    """Make one asset of two: what the list says of `kept` stays, and what has happened to either.

    Raises NotAllowed, ListBusy and EditRefused, where both are in auctions or have scores.
    """

    def merge(league: League) -> None:
        one, two = _entry(league, kept), _entry(league, other)
        if one.asset_id == two.asset_id:
            raise EditRefused(_("Choose another asset: this is the same one."), "other")
        if None in {one.asset.league_id, two.asset.league_id}:
            words = _("One of them is the sport's, which leagues share; retire the other one instead.")
            raise EditRefused(words, "other")
        used = {each.pk for each in assets_in_use([one.asset_id, two.asset_id])}
        if len(used) == 2:
            words = _(
                "{name} and {other} have both been in auctions, or have scores, so neither can become the other. "
                "Retire one of them."
            )
            names = {"name": isolated(one.asset.name), "other": isolated(two.asset.name)}
            raise EditRefused(words.format(**names), "other")
        if two.asset_id in used:
            follow_merge(one.asset, two.asset)
            _take_over(two, one, by)
        else:
            follow_merge(two.asset, one.asset)
            two.asset.delete()

    return _edit(by, league, MERGED.format(other=other.name, name=kept.name), merge)


def _take_over(stays: ListEntry, goes: ListEntry, by: User | None) -> None:
    """Give what is said of one entry's asset to the asset of another, and delete the first."""
    asset, said = stays.asset, goes.asset
    Asset.objects.filter(pk=said.pk).delete()
    for name in ("external_id", "name", "country", *OF_THE_LIST):
        setattr(asset, name, getattr(said, name))
    asset.retired_at = said.retired_at
    changes.save_asset(asset, by)
    ListEntry.objects.filter(pk=stays.pk).update(**{name: getattr(goes, name) for name in (*OF_THE_LIST, "file_id")})


def _put_on_own_list(league: League, asset: Asset) -> None:
    """Put an asset on the league's own list, which is made if there is none."""
    listed = own_list(league) or find_or_create_list(league.sport, league)
    ListEntry.objects.create(asset_list=listed, asset=asset, **{name: getattr(asset, name) for name in OF_THE_LIST})


def _edit(
    by: User | None, league: League, what: str, change: Callable[[League], None], *, created: int = 0
) -> ListUpload:
    """Make a change under the list's lock, and keep it."""
    require_keeper(by, league)
    counts = {"created": created, "changed": 1 - created, "unchanged": 0}
    with transaction.atomic():
        league = lock_own_list(league)
        upload = describe_file(ListUpload(league=league), "", what)
        save_applied(upload, by, "", counts)
        with recording(upload):
            change(league)
    return upload


def _entry(league: League, asset: Asset) -> ListEntry:
    """The asset's place on the league's list, as it is now. Raises EditRefused if it isn't there any more."""
    entries = ListEntry.objects.filter(asset_list=own_list(league), asset=asset)
    entry = entries.select_related("asset", "asset_list").first()
    if entry is None:
        raise EditRefused(_("{name} isn't on the league's list any more.").format(name=isolated(asset.name)))
    return entry


def _require_new_name(league: League, name: str, *, another: bool) -> None:
    if another:
        return
    entries = ListEntry.objects.filter(asset_list=own_list(league), asset__name__iexact=name).select_related("asset")
    if there := entries.first():
        more = ", ".join(filter(None, (there.position, there.club)))
        words = (
            _(
                "{name} is on the list already ({more}). Say below that this is another one of that name, or edit "
                "that one."
            )
            if more
            else _("{name} is on the list already. Say below that this is another one of that name, or edit that one.")
        )
        raise EditRefused(words.format(name=isolated(there.asset.name), more=more), "name")


def _free_given_id(given: str | None, taken: set[str]) -> str:
    """The id that somebody typed. Raises EditRefused if another asset of the league has it."""
    if given and given in taken:
        words = _("Another asset has this id; give one of its own, or leave it empty.")
        raise EditRefused(words, "external_id")
    return given or ""
