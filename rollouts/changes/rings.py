"""Changes rings, their order and their members. Flags know rings by name, so a name stays as it is.

Nobody's past is deleted: leaving sets `left_at`, so that last night can be explained.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import DateTimeField, F, Func, Max, QuerySet
from django.utils.translation import gettext, gettext_noop

from accounts.account import AccountChoice
from accounts.models import User
from auctionsite.postgresql.acting import acting
from rollouts.models import Flag, FlagChange, Ring, RingMember

_ASIDE = 10_000
"""Places beyond every real one, where rings stand while they are reordered."""
_KEY = "ring_"
_NOW = Func(function="clock_timestamp", output_field=DateTimeField())
"""Not of the transaction's begin: a freeze looks back to who was in when."""


class RingRefused(Exception):
    """The ring can't be changed so; the text says why, and what to do."""


def join(
    ring: Ring,
    *,
    user: User | None = None,
    group: Group | None = None,
    league: UUID | None = None,
    opted_in: bool = False,
    operator: User | None = None,
) -> RingMember:
    """Put one of the three into the ring; who is in it already stays as they are. No operator: the program does it."""
    with acting(_source(operator, by_themselves=opted_in), None if operator is None else operator.pk):
        member, _ = RingMember.objects.get_or_create(
            ring=ring, user=user, group=group, league=league, left_at=None, defaults={"opted_in": opted_in}
        )
    return member


def leave(members: "QuerySet[RingMember]", operator: User | None = None, *, by_themselves: bool = False) -> int:
    """Take these out of their rings; how many were in. No operator: the program does it, or they do."""
    with acting(_source(operator, by_themselves=by_themselves), None if operator is None else operator.pk):
        return members.filter(left_at=None).update(left_at=_NOW)


def _source(operator: User | None, *, by_themselves: bool) -> FlagChange.Source:
    if operator is not None:
        return FlagChange.Source.ADMIN
    return FlagChange.Source.ACCOUNT if by_themselves else FlagChange.Source.CODE


@transaction.atomic
def save_ring(ring: Ring, place: int) -> None:
    """Write a ring, new or changed (its name stays), and put it at this place; see `move_ring`."""
    if ring._state.adding:
        ring.place = 1 + (Ring.objects.aggregate(last=Max("place"))["last"] or 0)
        ring.save()
    else:
        ring.save(update_fields=["description", "opt_in"])
    move_ring(ring, place)


@transaction.atomic
def move_ring(ring: Ring, place: int) -> None:
    """Make the ring the first (1), the second and so on; the others keep their order around it."""
    others = list(Ring.objects.select_for_update().exclude(pk=ring.pk).order_by("place"))
    at = min(max(place, 1), len(others) + 1) - 1
    Ring.objects.update(place=F("place") + _ASIDE)  # each place is unique at every moment
    for number, each in enumerate([*others[:at], ring, *others[at:]], start=1):
        Ring.objects.filter(pk=each.pk).update(place=number)
    ring.refresh_from_db(fields=["place"])


def delete_ring(ring: Ring) -> None:
    """Delete a ring that never mattered to anybody. Raises RingRefused."""
    if reason := objection_to_deletion(ring):
        raise RingRefused(reason)
    ring.delete()


def objection_to_deletion(ring: Ring) -> str:
    """Return why the ring can't be deleted; an empty text if it can."""
    if users := flags_using(ring.name):
        return f"The ring {ring.name} is used by {', '.join(users)}. Take it out of these flags first."
    if ring.everybody:
        return f"The ring {ring.name} is everybody's: everybody has to be somewhere."
    if ring.members.exists():
        return f"The ring {ring.name} has or had members, which explains what they saw. Take them out, and leave it."
    return ""


def flags_using(name: str) -> list[str]:
    """The flags that give a ring a percentage."""
    return list(Flag.objects.filter(rings__has_key=name).order_by("name").values_list("name", flat=True))


# On the account page --------------------------------------------------------------------------------
def ring_choices(user: User) -> Iterable[AccountChoice]:
    """The rings that the user may join by themselves, and whether they have."""
    joined = set(RingMember.objects.filter(user=user, left_at=None).values_list("ring", flat=True))
    for ring in Ring.objects.filter(opt_in=True).order_by("place"):
        yield AccountChoice(key=_KEY + ring.name, label=_label(ring), hint=gettext(_HINT), chosen=ring.pk in joined)


_HINT = gettext_noop("You can leave again at any time.")


def _label(ring: Ring) -> str:
    """`Beta: see new things first`."""
    says = ring.description.rstrip(".")
    name = ring.name.replace("-", " ").capitalize()
    return f"{name}: {says[:1].lower()}{says[1:]}" if says else name


def apply_ring_choices(user: User, chosen: Mapping[str, bool]) -> None:
    """Join and leave rings as the user says, by the keys of `ring_choices`; others and unknown ones stay."""
    for ring in Ring.objects.filter(opt_in=True):
        wanted = chosen.get(_KEY + ring.name)
        if wanted:
            join(ring, user=user, opted_in=True)
        elif wanted is False:
            leave(ring.members.filter(user=user), by_themselves=True)


def export_memberships(user: User) -> dict[str, Any]:
    """The rings that the user is or was in, for the download of their data."""
    rows = RingMember.objects.filter(user=user).order_by("id")
    return {"rings": list(rows.values("ring__name", "opted_in", "joined_at", "left_at"))}


def leave_all_rings(user: User) -> None:
    """Take the user out of all rings, at the end of the account."""
    leave(RingMember.objects.filter(user=user), by_themselves=True)
