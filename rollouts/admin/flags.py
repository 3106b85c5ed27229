"""The list of flags with the propagation of the last change, and the addresses of the other pages."""

from collections.abc import Callable
from functools import partial

from django.db.models import Model
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from rollouts.admin import actions, edit, figures, find, flag_page, trace
from rollouts.admin.display import FlagDisplay
from rollouts.admin.pages import OperatorAdmin, propagation_now, render_page
from rollouts.explain import page_queries

GET, POST, BOTH = ["GET"], ["POST"], ["GET", "POST"]


class FlagAdmin(OperatorAdmin):
    """Flags are changed on pages of our own, through the service. Nothing is added or deleted here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        """Our own pages, by the flag's name, in place of Django's by row: most flags have none."""
        return [
            self._path("", show_list, "changelist", GET),
            self._path("reach/", show_reach, "reach", GET),
            self._path("find/<str:kind>/", find.find_named, "find", GET),
            self._path("<path:name>/change/", flag_page.show_flag, "change", GET),
            self._path("<path:name>/changes/", flag_page.show_changes, "changes", GET),
            self._path("<path:name>/do/", actions.perform_action, "do", POST),
            self._path("<path:name>/take-back/<int:change>/", actions.confirm_revert, "take_back", GET),
            self._path("<path:name>/edit/", edit.edit_flag, "edit", BOTH),
            self._path("<path:name>/figures/", figures.show_figures, "figures", GET),
            self._path("<path:name>/trace/", trace.trace_flag, "trace", GET),
        ]

    def _path(self, where: str, view: Callable[..., HttpResponse], name: str, methods: list[str]) -> URLPattern:
        guarded = require_http_methods(methods)(never_cache(partial(view, self)))
        return path(where, self.admin_site.admin_view(guarded), name=f"rollouts_flag_{name}")


def show_list(flags: FlagAdmin, request: HttpRequest) -> HttpResponse:
    """Every flag in words, the switches for the bad day first."""
    context = page_queries.wording_context()
    shown = [FlagDisplay.of(listing, context) for listing in page_queries.list_flags()]
    groups = (
        ("Switches for the bad day", [flag for flag in shown if flag.switch]),
        ("Releases", [flag for flag in shown if flag.known and not flag.switch]),
        ("Rows that the code doesn't know", [flag for flag in shown if not flag.known]),
    )
    filled = [(title, rows) for title, rows in groups if rows]
    return render_page(flags, request, "list", "Flags", groups=filled, reach=propagation_now())


def show_reach(flags: FlagAdmin, request: HttpRequest) -> HttpResponse:
    """Answer how far the last change has propagated, for the script that keeps the page current."""
    return JsonResponse(propagation_now())
