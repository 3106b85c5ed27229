"""Changes of what a league sells."""

from django.db import transaction
from django.utils.translation import gettext as _

from auctionsite.numbers.writing import grouped
from leagues.lists import queries
from leagues.lists.choosing import Choice
from leagues.lists.listing import keep_list
from leagues.models import AssetList, AssetPool, League, ListEntry, Member, PoolEdit
from leagues.permissions import Action
from leagues.services import require

MOST_EDITS = 1000
"""Assets that a league adds or leaves out by hand."""


class PoolRefused(ValueError):
    """The choice can't be made; `fields` maps each wrong part to what to do there."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.fields = problems


def change_pool(member: Member, asset_list: AssetList | None, choice: Choice) -> AssetPool:
    """Let the league's next auctions sell this choice from a list; `member` is who does it. Without a list: the newest.

    Auctions that exist keep their lots. Raises NotAllowed and PoolRefused.
    """
    require(member, Action.CHANGE_SETTINGS)
    check_choice(member.league, asset_list, choice)
    with transaction.atomic():
        League.lock(member.league_id)
        values = {"asset_list": asset_list, "positions": sorted(choice.positions), "first": choice.first}
        pool, _made = AssetPool.objects.update_or_create(league=member.league, defaults=values)
        pool.edits.all().delete()
        edits = [(asset, False) for asset in sorted(choice.left_out)] + [
            (asset, True) for asset in sorted(choice.added)
        ]
        PoolEdit.objects.bulk_create(PoolEdit(pool=pool, asset_id=asset, added=added) for asset, added in edits)
    return pool


def sell_too(league: League, asset: int) -> None:
    """Let the league's next auctions sell an asset of its lists, whatever it chose before."""
    with transaction.atomic():
        League.lock(league.pk)
        keep_list(league)
        if any(each.pk == asset for each in queries.assets_of(league)):
            return
        pool = AssetPool.objects.get(league=league)
        PoolEdit.objects.update_or_create(pool=pool, asset_id=asset, defaults={"added": True})


def check_choice(league: League, asset_list: AssetList | None, choice: Choice) -> None:
    """Raises PoolRefused for a list or assets that aren't the league's to sell, and for a choice that can't be."""
    problems: dict[str, str] = {}
    lists = queries.lists_for(league)
    if asset_list is not None and not lists.filter(pk=asset_list.pk).exists():
        problems["list"] = _("There is no such list for this league; choose another.")
    if choice.first is not None and choice.first < 1:
        problems["first"] = _("Give a whole number from 1, or nothing for all.")
    if both := choice.left_out & choice.added:
        names = ", ".join(ListEntry.objects.filter(asset__in=both).values_list("asset__name", flat=True).distinct()[:3])
        problems["added"] = _("{names} can't be added and left out; choose one.").format(names=names)
    edited = choice.left_out | choice.added
    if len(edited) > MOST_EDITS:
        words = _("Leave out and add {most} at most by hand; choose by position or rank first.")
        problems["left_out"] = words.format(most=grouped(MOST_EDITS))
    else:
        known = set(ListEntry.objects.filter(asset_list__in=lists, asset__in=edited).values_list("asset", flat=True))
        for name, assets in (("left_out", choice.left_out), ("added", choice.added)):
            if missing := assets - known:
                ids = ", ".join(map(str, sorted(missing)[:5]))
                problems.setdefault(name, _("The league has no list with {ids}; see its lists.").format(ids=ids))
    if problems:
        raise PoolRefused(problems)
