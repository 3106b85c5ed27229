"""The page on which anybody who has its address checks an auction, with the file and the script it is checked by."""

from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.rate_limits import limits, throttles
from accounts.rate_limits.limits import Limit
from accounts.request_types import SignedInRequest
from auctions.models import Auction
from auctions.proof import links
from auctions.reads.proof import proof_lines
from auctionsite.http import errors
from auctionsite.http.downloads import download
from auctionsite.http.search_engines import unlisted
from leagues.permissions import Action
from leagues.requests import member_or_404

_SCRIPT = Path(settings.BASE_DIR) / "clients" / "verify_journal.py"


@never_cache
@require_GET
def proof_page(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the chain is and who holds it together; the page's own module checks it."""
    if wait := _seconds_to_wait(request):
        return errors.too_many_requests(request, wait)
    auction = _auction_or_404(token)
    context = {"auction": auction, "league": auction.league, "token": token}
    return unlisted(render(request, "auctions/proof.html", context))


@never_cache
@require_GET
def proof_file(request: HttpRequest, token: str) -> HttpResponseBase:
    """Send the journal's chain, an event a line."""
    if wait := _seconds_to_wait(request):
        return errors.too_many_requests(request, wait)
    return unlisted(download("proof.jsonl", proof_lines(_auction_or_404(token).pk)))


@require_GET
def proof_script(request: HttpRequest) -> FileResponse:
    """Send the script that checks the file without us."""
    return FileResponse(_SCRIPT.open("rb"), as_attachment=True, content_type="text/x-python; charset=utf-8")


@login_required
@require_POST
def share_proof(request: SignedInRequest, auction_id: UUID) -> HttpResponse:
    """Give the proof an address, another one, or none, for commissioners."""
    auction = get_object_or_404(Auction, pk=auction_id)
    member = member_or_404(request, auction.league_id, Action.CONDUCT_AUCTION)
    if request.POST.get("do") == "off":
        links.close_link(member, auction)
        notes.success(request, _("The proof page is closed. Its link leads nowhere now."))
    else:
        links.open_link(member, auction)
        notes.success(request, _("Anyone with the new link can check this auction."))
    return redirect("auction-results", auction_id)


def _auction_or_404(token: str) -> Auction:
    auction = links.auction_of(token)
    if auction is None:
        raise Http404(_("There is no such proof page. Ask for a new link: it may have been renewed."))
    return auction


def _seconds_to_wait(request: HttpRequest) -> float:
    return limits.seconds_to_wait(Limit.OTHER, "proof", throttles.throttle_key(request))
