"""The pages of an auction. The room renders itself from the snapshot; these give it its frame."""

from typing import Any
from uuid import UUID

from django.conf import settings as site
from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from accounts.rate_limits import limits, throttles
from accounts.rate_limits.limits import Limit
from accounts.sent_forms import once
from auctions import access, engine, services
from auctions.access import Admission, AdmissionDenied
from auctions.lineup import TOP_UP_AT_MOST, StartTerms
from auctions.models import Bid
from auctions.proof.links import token_of
from auctions.publish import messages
from auctions.publish.names import DisplayNames, display_names
from auctions.reads import recap_pictures, receipts, results
from auctions.reads.queries import bids_of
from auctions.reads.recap import recap_of
from auctions.rules.codes import Code
from auctions.rules.commands import ActorRole
from auctions.spectators import links
from auctions.stand_ins.services import welcome_back
from auctions.talk.queries import is_offered
from auctionsite.http import errors
from auctionsite.http.confirmation import Question, ask_first
from auctionsite.numbers.reading import NotAWholeNumber, read_between
from auctionsite.text.isolates import isolated
from auctionsite.text.qr import qr_picture
from leagues.invites.queries import invite_to
from leagues.models import League
from leagues.permissions import Action, may, refusal
from leagues.queries import membership
from rollouts import subjects

_BIDS_ON_A_PAGE = 50


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
    welcome_back(auction_id, admission.actor)
    assert isinstance(request.user, User)  # noqa: S101 # login_required let nobody else in
    league = admission.auction.league
    member = membership(league.pk, request.user)  # None: an operator who is none
    invites = admission.auction.status == "waiting" and may(member.role if member else None, Action.INVITE)
    context = {
        "auction": admission.auction,
        "league": league,
        "member": member,
        "invite": invite_to(league) if invites else None,
        "role": admission.actor.role,
        "talks": is_offered(admission.auction),
        "plays": admission.actor.role is not ActorRole.SPECTATOR,
        "spectators": admission.actor.role is ActorRole.COMMISSIONER and links.is_offered(admission.auction),
    }
    return render(request, "auctions/room.html", context)


@login_required
@require_GET
def screen(request: HttpRequest, auction_id: UUID) -> HttpResponse:
    """The auction on a television: nothing to press, and a QR code of the room."""
    admission = _admit(request, auction_id)
    address = site.BASE_URL + reverse("auction", args=[auction_id])
    context = {
        "auction": admission.auction,
        "league": admission.auction.league,
        "address": address,
        "qr": qr_picture(address),
    }
    return render(request, "auctions/screen.html", context)


@login_required
@require_GET
def replay(request: HttpRequest, auction_id: UUID) -> HttpResponse:
    """The auction from its start, as the room showed it, with a scrubber."""
    admission = _admit(request, auction_id)
    last = engine.read(auction_id).seq
    return render(
        request,
        "auctions/replay.html",
        {"auction": admission.auction, "league": admission.auction.league, "last": last, "reader": admission.actor},
    )


@login_required
@require_GET
def show_results(request: HttpRequest, auction_id: UUID) -> HttpResponse:
    """The results: each manager's purchases."""
    admission = _admit(request, auction_id)
    context = {
        "auction": admission.auction,
        "league": admission.auction.league,
        "bids": _bids_with_receipts(request, admission),
        "talks": is_offered(admission.auction),
        "proof": token_of(admission.auction),
        "shares": refusal(admission.actor.role, Action.CONDUCT_AUCTION) is None,
        **results.results_by_participant(auction_id),
    }
    _link_receipts(context["rows"], admission)
    return render(request, "auctions/results.html", context)


@login_required
@require_GET
def show_recap(request: HttpRequest, auction_id: UUID) -> HttpResponse:
    """Show what the evening was like: bargains, fights, and where the money went."""
    admission = _admit(request, auction_id)
    recap = recap_of(auction_id)
    context = {
        "auction": admission.auction,
        "league": admission.auction.league,
        "recap": recap,
        "bars": recap_pictures.spending_bars(recap),
        "legend": recap_pictures.spending_legend(recap),
        "spending_chart": recap_pictures.spending_chart(recap),
        "inflation_chart": recap_pictures.inflation_chart(recap),
    }
    return render(request, "auctions/recap.html", context)


def _sees_all_receipts(admission: Admission) -> bool:
    return refusal(admission.actor.role, Action.SEE_ALL_RECEIPTS) is None


def _link_receipts(rows: list[dict[str, Any]], admission: Admission) -> None:
    """Say of each purchase which bid it was, if the viewer may see that bid's receipt."""
    everybody, own = _sees_all_receipts(admission), admission.actor.participant
    if not everybody and own is None:
        return
    bids = receipts.bids_by_amount(admission.auction.pk, None if everybody else own)
    for row in rows:
        for item in row["bought"]:
            item["bid"] = bids.get((item["lot"], row["seat"], item["price"]))


def _bids_with_receipts(request: HttpRequest, admission: Admission) -> dict[str, Any]:
    """Return a page of the bids whose receipts the viewer may see: their own, or all; the newest first."""
    everybody = _sees_all_receipts(admission)
    bids = bids_of(admission.auction.pk, None if everybody else admission.actor.participant)
    page = Paginator(bids, _BIDS_ON_A_PAGE).get_page(request.GET.get("bids"))
    names = display_names(admission.auction.pk)
    rows = [(bid, names.participant_name(bid.participant_id), _owner_who_bid(bid, admission, names)) for bid in page]
    return {"page": page, "rows": rows, "everybody": everybody, "own": admission.actor.participant}


def _owner_who_bid(bid: Bid, admission: Admission, names: DisplayNames) -> str | None:
    """Return which of a seat's several owners made a bid, for them alone."""
    own = bid.participant_id == admission.actor.participant
    return names.owner_name(bid.participant_id, bid.actor_id) if own else None


@login_required
@require_GET
def receipt(request: HttpRequest, bid_id: int) -> HttpResponse:
    """A bid's receipt, for its bidder and the commissioner."""
    bid = get_object_or_404(Bid.objects.all(), pk=bid_id)
    return _show_receipt(request, bid, _admit(request, bid.auction_id))


@login_required
@require_GET
def receipt_of_event(request: HttpRequest, auction_id: UUID, seq: int) -> HttpResponse:
    """The receipt of the bid that became an event, which is what the room and the replay know of it."""
    admission = _admit(request, auction_id)
    bid = receipts.bid_of_event(auction_id, seq)
    if bid is None:
        raise Http404
    return _show_receipt(request, bid, admission)


@login_required
@require_GET
def receipt_of_command(request: HttpRequest, auction_id: UUID, command_id: UUID) -> HttpResponse:
    """The receipt of a bid that the viewer sent, by its command: one that was refused became no event."""
    admission = _admit(request, auction_id)
    bid = receipts.bid_of_command(auction_id, admission.actor.user or 0, command_id)
    if bid is None:
        raise Http404
    return _show_receipt(request, bid, admission)


def _show_receipt(request: HttpRequest, bid: Bid, admission: Admission) -> HttpResponse:
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
        "owner": _owner_who_bid(bid, admission, names),
        "sentence": messages.short_sentence(Code(bid.code)),
        "leader_name": names.participant_name(bid.receipt["leader"]) if bid.receipt["leader"] else None,
    }
    return render(request, "auctions/receipt.html", context)


@login_required
@require_POST
@once
def start_auction(request: HttpRequest, league_id: UUID) -> HttpResponse:
    """Make an auction and go to its room."""
    assert isinstance(request.user, User)  # noqa: S101 # login_required let nobody else in
    try:
        terms = _start_terms(request)
    except NotAWholeNumber as error:
        notes.error(request, _("The top-up: {problem}").format(problem=error))
        return redirect("league", league_id)
    try:
        if page := _ask_before_start(request, league_id, request.user, terms):
            return page
        if wait := limits.seconds_to_wait(Limit.CREATE_AUCTION, throttles.throttle_key(request)):
            return errors.too_many_requests(request, wait)
        auction = services.start_auction(league_id, request.user, subjects.of_request(request), terms=terms)
    except services.NoSuchLeague as error:
        raise Http404 from error
    except services.NotCommissioner as error:
        raise PermissionDenied(error.sentence) from error
    except services.StartRefused as error:
        notes.error(request, error.sentence)
        return redirect("league", league_id)
    return redirect("auction", auction.pk)


def _start_terms(request: HttpRequest) -> StartTerms:
    """Return what the buttons and the field of the league's page say. Raises NotAWholeNumber for a wrong top-up."""
    top_up = read_between(request.POST.get("top_up", "").strip() or "0", 0, TOP_UP_AT_MOST)
    return StartTerms(anew="anew" in request.POST, top_up=top_up)


def _ask_before_start(request: HttpRequest, league_id: UUID, user: User, terms: StartTerms) -> HttpResponse | None:
    """Return the page that asks before a league's further auction; the first one needs no question."""
    follows = services.preview_start(league_id, user, terms)
    if not follows:
        return None
    league = League.objects.get(pk=league_id)
    question = Question(
        title=_("Start {league} anew?").format(league=isolated(league.name))
        if terms.anew
        else _("Auction what is left?"),
        follows=follows,
        button=_("Empty all rosters and start anew") if terms.anew else _("Create auction"),
        back=reverse("league", args=[league_id]),
        typed=league.name if terms.anew else "",
        ends=terms.anew,
    )
    return ask_first(request, question)
