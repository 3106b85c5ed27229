"""The room on the landing page, asked for again and again while it plays."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET

from auctions.showcase.queries import FRESH_SECONDS, showcase


@require_GET
def watch(request: HttpRequest) -> HttpResponse:
    """Return the room that strangers may watch, as a piece of a page."""
    response = render(request, "auctions/showcase.html", {"room": showcase.room()})
    patch_cache_control(response, public=True, max_age=int(FRESH_SECONDS))
    return response
