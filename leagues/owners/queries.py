"""Owners of seats: whose seat somebody acts for, and who else does. Nothing here writes.

A seat is its manager's. Others may own it with them: they bid, trade and are waited for as its manager is, and money
and roster stay the seat's. Whoever compares a person with a seat asks here.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from leagues.models import Member
from leagues.permissions import Action, may
from leagues.queries import players_of


def seat_of(member: Member) -> Member:
    """Return the manager of the seat that is a member's: they themselves, or the one with whom they own it."""
    return member.owns_with or member


def acts_for(member: Member) -> Member | None:
    """Return the manager for whose seat a member may act now; None if either of the two may not play."""
    manager = seat_of(member)
    both = all(each.left_at is None and may(each.role, Action.PLAY) for each in (member, manager))
    return manager if both else None


def owners_of(manager: Member) -> list[Member]:
    """Return all who own a member's seat: the manager, and the others in the order in which they came."""
    return [manager, *co_owners_in(manager.league_id).filter(owns_with=manager)]


def co_owners_in(league_id: UUID) -> QuerySet[Member]:
    """Return those in a league who own a seat with its manager."""
    present = Member.objects.filter(league=league_id, left_at=None).exclude(owns_with=None)
    return present.select_related("user").order_by("joined_at", "pk")


def possible_owners(manager: Member) -> QuerySet[Member]:
    """Return the members who could own a member's seat too: people who own no seat with somebody yet."""
    shares = Exists(Member.objects.filter(owns_with=OuterRef("pk"), left_at=None))
    people = Member.objects.filter(league=manager.league_id, left_at=None, bot=False, owns_with=None).exclude(shares)
    return people.exclude(pk=manager.pk).select_related("user").order_by("joined_at", "pk")


def invited_to(code: str) -> Member | None:
    """Return the member whose seat an invitation is for; None if it isn't one, was followed or was taken back."""
    letters = "".join(code.split()).upper()
    # Only letters are looked up: Postgres refuses a NUL with an error, not with an empty answer.
    if not (letters.isascii() and letters.isalnum()):
        return None
    invited = Member.objects.select_related("league__sport", "user").filter(owner_code=letters).first()
    plays = invited is not None and players_of(invited.league_id).filter(pk=invited.pk).exists()
    return invited if plays else None


def co_owners_among(members: Iterable[Member]) -> dict[int, list[Member]]:
    """Return those of a league's members who own a seat with its manager, by the manager's id."""
    co_owners: dict[int, list[Member]] = {}
    for member in members:
        if member.owns_with_id is not None:
            co_owners.setdefault(member.owns_with_id, []).append(member)
    return co_owners
