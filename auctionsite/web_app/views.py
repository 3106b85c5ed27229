"""The site as an app on a phone's home screen: what it is called, and what is there while it can't be reached."""

from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

_DAY_SECONDS = 86_400
_BACKGROUND = "#0e1116"
"""The dark pages' own, from palette.css: an app opens on it before its first page is there."""
_ICONS = (
    ("img/app-192.png", "192x192", "any"),
    ("img/app-512.png", "512x512", "any"),
    ("img/app-maskable-512.png", "512x512", "maskable"),
)


@require_GET
@cache_control(max_age=_DAY_SECONDS)
def manifest(request: HttpRequest) -> HttpResponse:
    """Answer what a browser wants to know to install the site, and that an invitation may be shared with it."""
    icons = [
        {"src": static(path), "sizes": sizes, "type": "image/png", "purpose": purpose}
        for path, sizes, purpose in _ICONS
    ]
    told = {
        "id": "/",
        "name": "auctionsite",
        "short_name": "auctionsite",
        "description": _("Live auction rooms for your league."),
        "start_url": reverse("my-leagues"),
        "scope": "/",
        "display": "standalone",
        "background_color": _BACKGROUND,
        "theme_color": _BACKGROUND,
        "icons": icons,
        "share_target": {
            "action": reverse("join-by-code"),
            "method": "GET",
            "params": {"text": "code", "url": "link"},
        },
    }
    return JsonResponse(told, content_type="application/manifest+json")


@require_GET
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. It is served from the root, because a worker sees to the addresses below its own alone."""
    return HttpResponse(_worker_script(), content_type="text/javascript; charset=utf-8")


@cache
def _worker_script() -> str:
    return (settings.BASE_DIR / "static" / "js" / "worker.js").read_text(encoding="utf-8")


@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """The page that the service worker keeps for when the site can't be reached. It says nothing of its reader."""
    return render(request, "offline.html")
