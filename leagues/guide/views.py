"""The guide, `docs/guide/`, as pages of the site: for everybody, signed in or not."""

from functools import cache
from posixpath import normpath

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_GET

from leagues.guide.markup import as_html

PAGES = {
    "manager": gettext_noop("For managers"),
    "commissioner": gettext_noop("For commissioners"),
    "operator": gettext_noop("For operators"),
}
"""Each is a file in `docs/guide/`, under the name that its tab has."""
_PICTURES = "static/"


@require_GET
def show_guide(request: HttpRequest, page: str = "") -> HttpResponse:
    """Show one page of the guide. Raises Http404 for a page that it hasn't."""
    if not page:
        return redirect("help-page", next(iter(PAGES)))
    if page not in PAGES:
        raise Http404
    pages = {each: gettext(title) for each, title in PAGES.items()}
    return render(request, "help.html", {"pages": pages, "page": page, "title": pages[page], "guide": _rendered(page)})


@cache
def _rendered(page: str) -> SafeString:
    text = (settings.BASE_DIR / "docs/guide" / f"{page}.md").read_text(encoding="utf-8")
    return as_html(text, _picture, _link)


def _picture(path: str) -> str:
    return static(normpath(f"docs/guide/{path}").removeprefix(_PICTURES))


def _link(path: str) -> str:
    """Pages of the guide link to each other; other documents are the operators' and not on the site."""
    name = path.removesuffix(".md")
    return reverse("help-page", args=[name]) if name in PAGES else ""
