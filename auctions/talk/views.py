"""The page on which commissioners read who said what in a room, remove messages, and turn them off and on."""

from uuid import UUID

from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.request_types import SignedInRequest
from auctions.models import Auction
from auctions.talk import queries, services
from auctions.talk.forms import TalkForm
from auctionsite.http.downloads import download
from leagues.models import Member
from leagues.permissions import Action
from leagues.requests import member_or_404

_ON_A_PAGE = 100


def _conducted(request: SignedInRequest, auction_id: UUID) -> tuple[Auction, Member]:
    """Return the auction and the membership of one of its commissioners. Raises Http404 and NotAllowed."""
    auction = Auction.objects.select_related("league").filter(pk=auction_id).first()
    if auction is None or not queries.is_offered(auction):
        raise Http404(_("There is no such auction, or its rooms have no messages."))
    return auction, member_or_404(request, auction.league_id, Action.CONDUCT_AUCTION)


@login_required
@require_http_methods(["GET", "POST"])
def report_page(request: SignedInRequest, auction_id: UUID) -> HttpResponse:
    """Show who said what, and do what a button says."""
    auction, member = _conducted(request, auction_id)
    if request.method == "POST":
        form = TalkForm(request.POST)
        if not form.is_valid():
            raise PermissionDenied(_("Press a button of the page."))
        _do(request, auction, member, form)
        return redirect("auction-messages", auction_id)
    page = Paginator(queries.reported_messages(auction_id), _ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"auction": auction, "league": auction.league, "page": page, "open": queries.is_open(auction)}
    return render(request, "auctions/messages.html", context)


def _do(request: SignedInRequest, auction: Auction, member: Member, form: TalkForm) -> None:
    wanted = form.cleaned_data["do"]
    if wanted == "remove":
        message = queries.message_of(auction.pk, form.cleaned_data["message"] or 0)
        if message is not None:
            services.remove(message, member)
            notes.success(request, _("Removed. Nobody but commissioners reads it any more."))
        return
    services.set_open(member, is_on=wanted == "on")
    said = _("Messages are on in the rooms of this league."), _("Messages are off in the rooms of this league.")
    notes.success(request, said[wanted == "off"])


@login_required
@require_GET
def export(request: SignedInRequest, auction_id: UUID) -> StreamingHttpResponse:
    """Send who said what as a CSV."""
    auction = _conducted(request, auction_id)[0]
    return download("messages.csv", queries.report(auction.pk).as_csv())
