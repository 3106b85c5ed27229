"""Tells open rooms when people or a league are called otherwise, or others run it, since names are in no journal."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from django.db import transaction

from accounts.models import User
from auctions.publish import broadcast
from leagues.models import League, Member


def tell_of_member(member: Member) -> None:
    """Show the rooms of a member's league who runs it, once that is committed."""
    _tell([member.league_id])


def tell_of_user(user: User) -> None:
    """Show the rooms in which a user is what they are called now, once that is committed."""
    _tell([*Member.objects.filter(user=user).values_list("league", flat=True)])


def tell_of_league(league: League) -> None:
    """Show the league's rooms what it is called now, once that is committed."""
    _tell([league.pk])


def _tell(league_ids: Sequence[UUID]) -> None:
    transaction.on_commit(partial(broadcast.names_changed, league_ids), robust=True)
