"""The room for those who watch by a link, without an account; and the page on which a commissioner gives it out."""

from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.request_types import SignedInRequest
from auctions.engine import NoSuchAuction
from auctions.models import Auction
from auctions.publish import payloads
from auctions.reads.queries import snapshot_text
from auctions.rules.commands import Actor, ActorRole
from auctions.spectators import links
from auctions.spectators.forms import SpectatorsForm
from auctions.spectators.past import PastRoom, past_room
from auctions.store import heartbeat
from auctionsite.http.search_engines import unlisted
from auctionsite.text.qr import qr_picture
from leagues.permissions import Action
from leagues.requests import member_or_404

_STRANGER = Actor(user=None, role=ActorRole.SPECTATOR, participant=None)
_SEQ_DIGITS = 18


@never_cache
@require_GET
def watch_page(request: HttpRequest, auction_id: UUID, token: str) -> HttpResponse:
    """The room as spectators see it: nothing to press in the auction, and a sign that says how far behind it is."""
    auction = _watched_or_404(auction_id, token)
    context = {"auction": auction, "league": auction.league, "token": token, "delay": auction.spectator_delay}
    return unlisted(render(request, "auctions/spectators_room.html", context))


@never_cache
@require_GET
def watch_snapshot(request: HttpRequest, auction_id: UUID, token: str) -> HttpResponse:
    """Send the room's snapshot as anybody with no seat got it, so many seconds ago."""
    auction = _watched_or_404(auction_id, token)
    return _json(snapshot_text(_past(auction).rendered, _STRANGER, _then(auction)))


@never_cache
@require_GET
def watch_events(request: HttpRequest, auction_id: UUID, token: str) -> HttpResponse:
    """Send what happened after event `since` up to then: `events` is null if a snapshot is the shorter way."""
    auction = _watched_or_404(auction_id, token)
    since = request.GET.get("since", "0")
    if not (since.isascii() and since.isdigit() and len(since) <= _SEQ_DIGITS):
        return _json({"code": "invalid", "detail": "since: must be the number of an event, from 0."}, 400)
    past = _past(auction)
    state, events = past.rendered.state, past.events_after(int(since))
    answer = {
        "epoch": state.epoch,
        "now": _then(auction),
        "events": None if events is None else payloads.events(events, state, past.rendered.names),
    }
    return _json(answer)


@login_required
@require_http_methods(["GET", "POST"])
def spectators_page(request: SignedInRequest, auction_id: UUID) -> HttpResponse:
    """Show a commissioner the link; give out another one, or none."""
    auction = get_object_or_404(Auction.objects.select_related("league"), pk=auction_id)
    member = member_or_404(request, auction.league_id, Action.CONDUCT_AUCTION)
    if not links.is_offered(auction):
        raise Http404(_("This auction has no spectators' link."))
    pressed = request.POST.get("do")
    if request.method == "POST" and pressed not in {"on", "off"}:
        raise PermissionDenied(_("Press a button of the page."))
    form = SpectatorsForm(request.POST if pressed == "on" else None)
    if pressed == "off":
        links.close_link(member, auction)
        notes.success(request, _("Link turned off. Nobody can watch with it any more."))
        return redirect("auction-spectators", auction_id)
    if form.is_bound and form.is_valid():
        links.open_link(member, auction, form.cleaned_data["delay"])
        notes.success(request, _("Anyone with the new link can watch."))
        return redirect("auction-spectators", auction_id)
    context = {"auction": auction, "league": auction.league, "form": form, **_shown_link(auction)}
    return render(request, "auctions/spectators.html", context, status=400 if form.errors else 200)


def _shown_link(auction: Auction) -> dict[str, Any]:
    if not auction.spectator_token:
        return {"link": ""}
    link = settings.BASE_URL + reverse("watch-room", args=[auction.pk, auction.spectator_token])
    return {"link": link, "qr": qr_picture(link), "delay": auction.spectator_delay}


def _watched_or_404(auction_id: UUID, token: str) -> Auction:
    auction = links.watched_auction(auction_id, token)
    if auction is None:
        raise Http404(_("This link shows no auction. It may have been turned off: ask for a new one."))
    return auction


def _past(auction: Auction) -> PastRoom:
    try:
        return past_room(auction.pk, auction.spectator_delay)
    except NoSuchAuction as error:
        raise Http404 from error


def _then(auction: Auction) -> int:
    """The instant that spectators see, in epoch ms."""
    return heartbeat.now_ms() - auction.spectator_delay * 1000


def _json(body: str | dict[str, Any], status: int = 200) -> HttpResponse:
    text = body if isinstance(body, str) else orjson.dumps(body)
    return unlisted(HttpResponse(text, content_type="application/json", status=status))
