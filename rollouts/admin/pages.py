"""The parts that the pages of flags and plans in the admin share."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from accounts.models import User
from rollouts.changes import services
from rollouts.changes.services import Author, Source
from rollouts.evaluation.flag_state import FlagState
from rollouts.evaluation.registry import SPECS
from rollouts.explain import change_wording, page_queries, wording
from rollouts.models import Flag, FlagChange, Plan
from rollouts.plans import queries
from rollouts.propagation import fleet, loading, readers, snapshot

REASON_LENGTH = 500
MAX_DONE_SHOWN = 20
"""So many sentences about those affected are shown after a change."""


class OperatorAdmin(ModelAdmin):  # type: ignore[type-arg] # generic in the stubs only
    """Everybody who may use the admin may look and change; the services ask again where it matters."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return True

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return True

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return True


def render_page(
    flags: "ModelAdmin[Flag]", request: HttpRequest, template: str, title: str, **more: Any
) -> HttpResponse:
    """Render a page of flags in the admin's look."""
    context = {**flags.admin_site.each_context(request), "opts": flags.opts, "title": title, **more}
    return TemplateResponse(request, f"admin/rollouts/flag/{template}.html", context)


def render_plan_page(
    plans: "ModelAdmin[Plan]", request: HttpRequest, template: str, title: str, **more: Any
) -> HttpResponse:
    """Render a page of plans in the admin's look."""
    context = {**plans.admin_site.each_context(request), "opts": plans.opts, "title": title, **more}
    return TemplateResponse(request, f"admin/rollouts/plan/{template}.html", context)


def find_plan(plan: int) -> Plan:
    """Return the plan. Raises Http404 if there is none of this number."""
    row = queries.all_plans().filter(pk=plan).first() if plan < 2**63 else None
    if row is None:
        raise Http404("There is no such plan.")
    return row


def propagation_now() -> dict[str, Any]:
    """Return how far the last change has propagated: in words, whether it has reached all, and its version."""
    status = readers.propagation_status()
    return {"says": change_wording.propagation_sentence(status), "complete": status.complete, "version": status.version}


@dataclass(frozen=True, slots=True)
class FlagNow:
    """A flag as a page found it; a flag that nobody has set has no row, and version 0."""

    row: Flag | None
    state: FlagState
    version: int


def find_flag(name: str) -> FlagNow:
    """Return the flag. Raises Http404 if there is none of this name."""
    row = page_queries.row_of(name)
    if row is not None:
        return FlagNow(row, loading.state_of(row), row.version)
    try:
        return FlagNow(None, services.default_state(name), 0)
    except services.UnknownFlag as error:
        raise Http404(error.sentence) from error


def find_change(name: str, change: int) -> FlagChange:
    """Return one of the flag's changes. Raises Http404."""
    row = page_queries.changes_of(name).filter(pk=change).first()
    if row is None:
        raise Http404(f"{name} has no such change.")
    return row


def operator_of(request: HttpRequest) -> User | None:
    """Return who sends the request."""
    return request.user if isinstance(request.user, User) else None


def author_of(request: HttpRequest) -> Author:
    """Return the author of a change by this request, with the reasons that were typed."""
    return Author(
        source=Source.ADMIN,
        actor=operator_of(request),
        reason=request.POST.get("reason", "")[:REASON_LENGTH],
        override=request.POST.get("override", "")[:REASON_LENGTH],
    )


def expected_version(request: HttpRequest) -> int | None:
    """Return the version of the flag that the page showed."""
    text = request.POST.get("expected", "")
    return int(text) if text.isdecimal() and len(text) < 19 else None


def is_switch(name: str) -> bool:
    """True if the flag is on or off for everybody, and nothing between."""
    return name in SPECS and SPECS[name].switch


def redirect_after_change(request: HttpRequest, name: str, change: FlagChange) -> HttpResponseRedirect:
    """Redirect to the flag's page, with messages about its new state and the side effects of the change."""
    status = page_queries.flag_status(name, page_queries.row_of(name), fleet.server_views(), snapshot.newest())
    sentence = wording.status_sentence(status, page_queries.wording_context())
    messages.success(request, f"Done: {name} is {sentence}.")
    for each in list(change.done)[:MAX_DONE_SHOWN]:
        messages.info(request, each)
    if (more := len(change.done) - MAX_DONE_SHOWN) > 0:
        messages.info(request, f"And {more} more; the log has them.")
    return redirect("admin:rollouts_flag_change", name)
