"""The guide, `docs/guide/`, as pages of the site: for everybody, signed in or not, in their language if it is there."""

from functools import cache, partial
from posixpath import normpath

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, gettext_noop
from django.views.decorators.http import require_GET

from accounts.language import ENGLISH
from leagues.guide.markup import as_html

PAGES = {
    "manager": gettext_noop("For managers"),
    "commissioner": gettext_noop("For commissioners"),
    "operator": gettext_noop("For operators"),
}
"""Each is a file in `docs/guide/`, under the name that its tab has."""
_TITLES = {
    "manager": gettext_noop("for managers"),
    "commissioner": gettext_noop("for commissioners"),
    "operator": gettext_noop("for operators"),
}
_GUIDE = "docs/guide"
_PICTURES = "static/"


@require_GET
def show_guide(request: HttpRequest, page: str = "") -> HttpResponse:
    """Show one page of the guide. Raises Http404 for a page that it hasn't."""
    if not page:
        return redirect("help-page", next(iter(PAGES)))
    if page not in PAGES:
        raise Http404
    pages = {each: gettext(title) for each, title in PAGES.items()}
    folder, language = _translated(page, get_language() or ENGLISH)
    context = {"pages": pages, "page": page, "title": gettext(_TITLES[page])}
    return render(request, "help.html", context | {"guide": _rendered(folder, page), "guide_language": language})


@cache
def _translated(page: str, language: str) -> tuple[str, str]:
    """Return the folder of a page in a language, and the language that it is in: English where it isn't translated."""
    folder = f"{_GUIDE}/{language}"
    return (folder, language) if (settings.BASE_DIR / folder / f"{page}.md").exists() else (_GUIDE, ENGLISH)


@cache
def _rendered(folder: str, page: str) -> SafeString:
    text = (settings.BASE_DIR / folder / f"{page}.md").read_text(encoding="utf-8")
    return as_html(text, partial(_picture, folder), _link)


def _picture(folder: str, path: str) -> str:
    return static(normpath(f"{folder}/{path}").removeprefix(_PICTURES))


def _link(path: str) -> str:
    """Pages of the guide link to each other; other documents are the operators' and not on the site."""
    name = path.removesuffix(".md")
    return reverse("help-page", args=[name]) if name in PAGES else ""
