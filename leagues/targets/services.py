"""Changes of a member's list of targets, each under the member's row. Reasons are told to the member alone."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from leagues.models import Asset, Member, Target
from leagues.permissions import Action
from leagues.queries import asset_of
from leagues.services import require

MOST_TARGETS = 300
"""As many as a member can look through while a lot is open; a roster has fewer."""
WORTH_AT_MOST = 10**12
"""As any amount of an auction."""


class TargetRefused(Exception):
    """The list can't be changed so; the text says why, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A member's wish for a target: its worth to them in units of the league, None if they don't say, and a note."""

    worth: int | None = None
    note: str = ""


@transaction.atomic
def put_target(member: Member, asset_id: int, wish: Wish | None = None) -> Target:
    """Put an asset at the end of the member's list, or say of one that is there what the wish says.

    Without a wish one that is there stays as it is. Raises NotAllowed and TargetRefused.
    """
    require(member, Action.PLAY)
    _lock(member)
    there = Target.objects.filter(member=member, asset=asset_id).select_related("asset").first()
    if there is None:
        return _add(member, asset_id, wish or Wish())
    if wish is not None:
        there.worth, there.note = wish.worth, wish.note
        there.save(update_fields=["worth", "note"])
    return there


def _add(member: Member, asset_id: int, wish: Wish) -> Target:
    asset = asset_of(member.league, asset_id)
    if asset is None:
        words = _("There is no such {asset} in this league.")
        raise TargetRefused(words.format(asset=member.league.sport.one_asset))
    count = Target.objects.filter(member=member).count()
    if count >= MOST_TARGETS:
        words = _("Your list has {most} targets, which is the most: remove one first.")
        raise TargetRefused(words.format(most=MOST_TARGETS))
    last = Target.objects.filter(member=member).order_by("-place").values_list("place", flat=True).first() or 0
    return Target.objects.create(member=member, asset=asset, place=last + 1, worth=wish.worth, note=wish.note)


@transaction.atomic
def move_target(member: Member, asset_id: int, place: int) -> None:
    """Put a target at a place of the list, counted from 1; those behind it move down. Beyond the end is the end.

    Raises NotAllowed and TargetRefused.
    """
    require(member, Action.PLAY)
    _lock(member)
    targets = list(Target.objects.filter(member=member))
    moved = next((target for target in targets if target.asset_id == asset_id), None)
    if moved is None:
        raise TargetRefused(_("It isn't on your list any more."))
    targets.remove(moved)
    targets.insert(max(place, 1) - 1, moved)
    for number, target in enumerate(targets, start=1):
        target.place = number
    Target.objects.bulk_update(targets, ["place"])


@transaction.atomic
def remove_target(member: Member, asset_id: int) -> None:
    """Take an asset off the member's list, with its worth and note; off it already is no error. Raises NotAllowed."""
    require(member, Action.PLAY)
    _lock(member)
    Target.objects.filter(member=member, asset=asset_id).delete()


def follow_merge(gone: Asset, kept: Asset) -> None:
    """Let those who want an asset that becomes another want that one; who wants both keeps what they said of it."""
    there = Target.objects.filter(asset=kept).values("member")
    Target.objects.filter(asset=gone).exclude(member__in=there).update(asset=kept)


def _lock(member: Member) -> None:
    """Let two changes of one list wait for one another; nobody else's waits."""
    Member.objects.select_for_update(no_key=True).get(pk=member.pk)
