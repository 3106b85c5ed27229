"""The pages of an auction. The room renders itself from the snapshot; these give it its frame."""

from math import ceil
from uuid import UUID

from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from accounts.rate_limits import limits, throttles
from accounts.rate_limits.limits import Limit
from auctions import access, services
from auctions.access import Admission, AdmissionDenied
from auctions.models import Bid
from auctions.publish import messages
from auctions.publish.names import display_names
from auctions.reads import results
from auctions.rules.codes import Code
from auctionsite.http import errors
from leagues.permissions import Action, refusal
from rollouts import subjects


def _admit(request: HttpRequest, auction_id: UUID) -> Admission:
    admission = access.admit(auction_id, request.user if isinstance(request.user, User) else None)
    if isinstance(admission, AdmissionDenied):
        raise Http404
    return admission


@login_required
@ensure_csrf_cookie  # the room's HTTP fallback sends it back
@require_GET
def room(request: HttpRequest, auction_id: UUID) -> HttpResponse:
    """Waiting room, live auction and its end, all in one page."""
    admission = _admit(request, auction_id)
    context = {"auction": admission.auction, "league": admission.auction.league, "role": admission.actor.role}
    return render(request, "auctions/room.html", context)


@login_required
@require_GET
def show_results(request: HttpRequest, auction_id: UUID) -> HttpResponse:
    """The results: each manager's purchases."""
    admission = _admit(request, auction_id)
    context = {
        "auction": admission.auction,
        "league": admission.auction.league,
        **results.results_by_participant(auction_id),
    }
    return render(request, "auctions/results.html", context)


@login_required
@require_GET
def receipt(request: HttpRequest, bid_id: int) -> HttpResponse:
    """A bid's receipt, for its bidder and the commissioner."""
    bid = get_object_or_404(Bid.objects.select_related("participant__member", "auction__league"), pk=bid_id)
    admission = _admit(request, bid.auction_id)
    own = bid.participant_id is not None and bid.participant_id == admission.actor.participant
    reason = refusal(admission.actor.role, Action.SEE_ALL_RECEIPTS)
    if reason and not own:
        raise PermissionDenied(reason)
    names = display_names(bid.auction_id)
    context = {
        "auction": admission.auction,
        "league": admission.auction.league,
        "bid": bid,
        "bidder": names.participant_name(bid.participant_id),
        "sentence": messages.short_sentence(Code(bid.code)),
        "leader_name": names.participant_name(bid.receipt["leader"]) if bid.receipt["leader"] else None,
    }
    return render(request, "auctions/receipt.html", context)


@login_required
@require_POST
def start_auction(request: HttpRequest, league_id: UUID) -> HttpResponse:
    """Make an auction and go to its room."""
    assert isinstance(request.user, User)  # noqa: S101 # login_required let nobody else in
    if wait := limits.seconds_to_wait(Limit.CREATE_AUCTION, throttles.throttle_key(request)):
        return errors.too_many_requests(request, ceil(wait))
    try:
        auction = services.start_auction(league_id, request.user, subjects.of_request(request))
    except services.NoSuchLeague as error:
        raise Http404 from error
    except services.NotCommissioner as error:
        raise PermissionDenied(error.sentence) from error
    except services.StartRefused as error:
        notes.error(request, error.sentence)
        return redirect("league", league_id)
    return redirect("auction", auction.pk)
