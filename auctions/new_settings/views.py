"""The page that asks a commissioner whether the league's settings and list are meant for the waiting auction too."""

from uuid import UUID

from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from accounts.request_types import SignedInRequest
from auctions import access, engine
from auctions.access import Admission, AdmissionDenied
from auctions.engine import Outcome
from auctions.models import Auction
from auctions.new_settings import services
from auctions.publish import messages
from auctions.reads.queries import outcome_payload
from auctions.rules.codes import Code
from auctions.services import StartRefused
from auctionsite.http.confirmation import Question, ask_first
from leagues.permissions import Action, refusal
from rollouts import subjects

BEGUN = gettext_noop("The auction has begun, so it keeps the settings and the list that it began with.")
AS_IT_IS = gettext_noop("The waiting auction has the league's settings and list already.")


@login_required
@require_http_methods(["GET", "POST"])
def take_over_settings(request: SignedInRequest, auction_id: UUID) -> HttpResponse:
    """Ask, with what would change, whether the waiting auction takes over what the league says now; then do it."""
    admission = _admit_commissioner(request, auction_id)
    auction, subject = admission.auction, subjects.of_request(request)
    if auction.status != Auction.Status.WAITING:
        return _back(request, admission, refused=_(BEGUN))
    try:
        now = services.terms_now(auction, admission.actor, subject)
        if not now.outcome.ok:
            return _back(request, admission, refused=_sentence(admission, now.outcome))
        if not now.sentences:
            return _back(request, admission, done=_(AS_IT_IS))
        if page := ask_first(request, _question(auction_id, now.sentences)):
            return page
        outcome = services.adopt(auction, admission.actor, subject)
    except StartRefused as error:
        return _back(request, admission, refused=error.sentence)
    except engine.AuctionBusy:
        return _back(request, admission, refused=messages.short_sentence(Code.BUSY))
    if not outcome.ok:
        return _back(request, admission, refused=_sentence(admission, outcome))
    done = _("The waiting auction has the new settings. Everybody in the room sees them.")
    return _back(request, admission, done=done)


def _admit_commissioner(request: SignedInRequest, auction_id: UUID) -> Admission:
    admission = access.admit(auction_id, request.user)
    if isinstance(admission, AdmissionDenied):
        raise Http404
    if reason := refusal(admission.actor.role, Action.CONDUCT_AUCTION):
        raise PermissionDenied(reason)
    return admission


def _question(auction_id: UUID, sentences: list[str]) -> Question:
    return Question(
        title=_("An auction is waiting. Change it too?"),
        follows=sentences,
        button=_("Change the waiting auction"),
        back=reverse("auction", args=[auction_id]),
        ends=False,
    )


def _sentence(admission: Admission, outcome: Outcome) -> str:
    return str(outcome_payload(admission.auction.pk, outcome)["message"])


def _back(request: SignedInRequest, admission: Admission, *, done: str = "", refused: str = "") -> HttpResponse:
    """Go back to the league's page, and say there what was done, or why the auction stays as it is."""
    if done:
        notes.success(request, done)
    else:
        notes.error(request, " ".join([_("The waiting auction stays as it is."), refused]))
    return redirect("league", admission.auction.league_id)
