"""Requests of a league's members for pages."""

from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from accounts.request_types import SignedInRequest
from leagues.models import Member
from leagues.permissions import Action
from leagues.queries import membership
from leagues.services import require


def member_or_404(request: SignedInRequest, league_id: UUID, action: Action = Action.SEE_LEAGUE) -> Member:
    """Return the requester's membership, which must allow the action.

    Outsiders get what they would get for a league that doesn't exist. Raises Http404, and NotAllowed, a 403.
    """
    member = membership(league_id, request.user)
    if member is None:
        raise Http404(_("There is no such league, or you are not in it."))
    require(member, action)
    return member
