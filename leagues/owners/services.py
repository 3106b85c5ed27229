"""Changes of who owns a seat with its manager: by a commissioner, or by an invitation that is followed."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from auctionsite.text.isolates import isolated
from leagues import services
from leagues.models import League, Member, Role
from leagues.owners.queries import invited_to, owners_of, possible_owners
from leagues.permissions import Action, may
from leagues.queries import players_of
from leagues.services import ChangeRefused, require

OWNERS_AT_MOST = 5
"""Of one seat, its manager among them."""
CODE_LENGTH = 16


class InvitationGone(Exception):
    """There is no such invitation: it was followed before, taken back, or its seat's manager doesn't play any more."""


@transaction.atomic
def add_owner(by: Member, manager: Member, member: Member) -> Member:
    """Let a member own a manager's seat too; `by` is who gives it. Raises NotAllowed and ChangeRefused."""
    by, manager = services.lock_members(by, manager)
    require(by, Action.MANAGE_MEMBERS)
    return _add(manager, member)


@transaction.atomic
def end_ownership(by: Member, member: Member) -> Member:
    """Let a member own another's seat no more: they watch then, until a commissioner makes them a manager.

    Commissioners may, and everybody for themselves. Raises NotAllowed and ChangeRefused.
    """
    by, member = services.lock_members(by, member)
    if by.pk != member.pk:
        require(by, Action.MANAGE_MEMBERS)
    if member.owns_with_id is None:
        raise ChangeRefused(_("{name} owns nobody's seat with them.").format(name=isolated(member.name)))
    if member.role == Role.COMMISSIONER:
        services.let_go_of_seat(member)
        member.save(update_fields=services.OWNERSHIP)
        services.notify_member_changed(member)
    else:
        services.assign_role(member, Role.SPECTATOR)
    return member


@transaction.atomic
def invite_owner(by: Member, manager: Member) -> str:
    """Return the code of a new invitation to own a manager's seat too; the one before stops working.

    Raises NotAllowed and ChangeRefused.
    """
    by, manager = services.lock_members(by, manager)
    require(by, Action.MANAGE_MEMBERS)
    _check_seat(manager)
    manager.owner_code = services.draw_letters(CODE_LENGTH)
    manager.save(update_fields=["owner_code"])
    return manager.owner_code


@transaction.atomic
def take_back_invitation(by: Member, manager: Member) -> None:
    """Let nobody follow the invitation to a manager's seat any more. Raises NotAllowed and ChangeRefused."""
    by, manager = services.lock_members(by, manager)
    require(by, Action.MANAGE_MEMBERS)
    manager.owner_code = None
    manager.save(update_fields=["owner_code"])


@transaction.atomic
def accept_invitation(user: User, code: str) -> Member:
    """Make `user` an owner of the seat that they were invited to, and a member of its league. It works once.

    Raises InvitationGone and ChangeRefused.
    """
    invited = invited_to(code)
    if invited is None:
        raise InvitationGone
    League.lock(invited.league_id)
    manager = invited_to(code)  # as it is under the lock: of two who follow it together one comes in
    if manager is None:
        raise InvitationGone
    _check_seat(manager)  # before anybody joins
    return _add(manager, services.add_member(manager.league, user))


def _add(manager: Member, member: Member) -> Member:
    _check_seat(manager)
    owner = possible_owners(manager).filter(pk=member.pk).first()
    if owner is None:
        now = Member.objects.select_related("user", "owns_with__user").get(pk=member.pk)
        raise ChangeRefused(_why_not(manager, now))
    if not may(owner.role, Action.PLAY):
        owner.role = Role.MANAGER
    owner.owns_with, owner.plays = manager, False
    owner.save(update_fields=["role", *services.OWNERSHIP])
    manager.owner_code = None
    manager.save(update_fields=["owner_code"])
    services.notify_member_changed(owner)
    return owner


def _check_seat(manager: Member) -> None:
    """Raise ChangeRefused if nobody can be given the manager's seat to own too."""
    name = isolated(manager.name)
    if manager.bot:
        raise ChangeRefused(_("{name} is a bot, whose seat nobody owns with it.").format(name=name))
    if not players_of(manager.league_id).filter(pk=manager.pk).exists():
        words = _("{name} has no seat of their own: choose somebody who plays.")
        raise ChangeRefused(words.format(name=name))
    if len(owners_of(manager)) >= OWNERS_AT_MOST:
        words = _("{name}'s seat has {most} owners, which is the most: take one off first.")
        raise ChangeRefused(words.format(name=name, most=OWNERS_AT_MOST))


def _why_not(manager: Member, member: Member) -> str:
    name = isolated(member.name)
    if member.pk == manager.pk:
        return _("It is their own seat already: choose somebody else.")
    if member.owns_with_id == manager.pk:
        return _("{name} owns this seat already.").format(name=name)
    if member.owns_with is not None:
        words = _("{name} owns {manager}'s seat: end that first.")
        return words.format(name=name, manager=isolated(member.owns_with.name))
    if member.co_owners.filter(left_at=None).exists():
        return _("Others own {name}'s seat with them: end that first.").format(name=name)
    return _("Choose somebody of this league who isn't a bot.")
