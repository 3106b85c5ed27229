"""Scripts and style sheets as a deployed site sends them, one file each: to load each module by itself costs browsers
and sites here a good part of their time."""

import re
from functools import cache
from pathlib import Path

from django.conf import settings
from playwright.sync_api import BrowserContext, Route

from auctionsite.static_files.bundles import bundle_module, bundle_sheet
from auctionsite.static_files.storage import BUNDLED_MODULES, MODULES_APART

_STATIC = Path(settings.BASE_DIR) / "static"


def send_bundles(context: BrowserContext) -> None:
    """Let all pages of a browser have what `collectstatic` makes of the files that import others."""
    sheets = [
        path.relative_to(_STATIC).as_posix() for path in _STATIC.glob("css/*.css") if "@import" in path.read_text()
    ]
    names = "|".join(map(re.escape, (*BUNDLED_MODULES, *sheets)))
    context.route(re.compile(rf"/static/(?:{names})(?:\?|$)"), _send)


def _send(route: Route) -> None:
    path = route.request.url.split("/static/")[1].partition("?")[0]
    kind = "text/css" if path.endswith(".css") else "text/javascript"
    route.fulfill(body=_bundle(path), content_type=kind)


@cache
def _bundle(path: str) -> str:
    return bundle_sheet(path, _read) if path.endswith(".css") else bundle_module(path, _read, MODULES_APART)


def _read(path: str) -> str:
    return (_STATIC / path).read_text(encoding="utf-8")
