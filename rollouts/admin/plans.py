"""Plans in the admin: the list, one plan with what happens next and what to press, and starting one from a template."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from auctionsite import bounded_json
from rollouts.admin import incident
from rollouts.admin.pages import (
    REASON_LENGTH,
    OperatorAdmin,
    find_flag,
    find_plan,
    is_switch,
    render_plan_page,
)
from rollouts.admin.plan_display import PlanDisplay, PlanLine
from rollouts.admin.plan_form.page import edit_draft
from rollouts.changes.services import FlagRefused, Invalid
from rollouts.evaluation.registry import SPECS
from rollouts.messages.banners import BannerRefused, show_banner, take_down
from rollouts.messages.facts import fitting_messages
from rollouts.messages.release_messages import TO_PEOPLE
from rollouts.models import Plan
from rollouts.plans import forecasts, queries, report_reading, reports, services
from rollouts.plans.reading import UnreadablePlan
from rollouts.plans.templates.catalogue import TEMPLATES

GET, POST, BOTH = ["GET"], ["POST"], ["GET", "POST"]
DEFINITION_BYTES = 200_000
BANNER_HOURS = 24
SHOWN = 50
"""So many plans are listed, the newest first."""


class PlanAdmin(OperatorAdmin):
    """Plans are made and steered on pages of our own, through their services."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        """Our own pages in place of Django's."""
        return [
            self._path("", show_list, "changelist", GET),
            self._path("incident/", show_incident, "incident", GET),
            self._path("new/<path:flag>/", start_plan, "new", BOTH),
            self._path("<int:plan>/change/", show_plan, "change", GET),
            self._path("<int:plan>/edit/", edit_draft, "edit", BOTH),
            self._path("<int:plan>/report/", show_report, "report", GET),
            self._path("<int:plan>/do/", perform_act, "do", POST),
        ]

    def _path(self, where: str, view: Callable[..., HttpResponse], name: str, methods: list[str]) -> URLPattern:
        guarded = require_http_methods(methods)(never_cache(partial(view, self)))
        return path(where, self.admin_site.admin_view(guarded), name=f"rollouts_plan_{name}")


def show_list(plans: PlanAdmin, request: HttpRequest) -> HttpResponse:
    """Every plan with what it waits for, those that are alive first; and the flags that one can be started for."""
    lines = [PlanLine.of(plan) for plan in queries.all_plans()[:SHOWN]]
    alive = [line for line in lines if line.alive]
    free = [name for name, spec in SPECS.items() if not spec.switch and name not in {line.flag for line in alive}]
    over = [line for line in lines if not line.alive]
    return render_plan_page(plans, request, "list", "Plans", alive=alive, over=over, free=free)


def show_incident(plans: PlanAdmin, request: HttpRequest) -> HttpResponse:
    """Show what may be wrong, and the one button for each plan; then what else was changed, and the other ways back."""
    shown = {
        "troubled": incident.plans_in_trouble(),
        "changes": incident.latest_changes(),
        "reason_length": REASON_LENGTH,
    }
    return render_plan_page(plans, request, "incident", "Something is wrong", **shown)


@dataclass(frozen=True, slots=True)
class OfferedTemplate:
    """A template, and what each of its phases can know if it starts now; or why it can't."""

    name: str
    says: str
    known: Sequence[str]
    problem: str = ""


def start_plan(plans: PlanAdmin, request: HttpRequest, flag: str) -> HttpResponse:
    """The templates with what a plan of each can know; a press starts one, or makes a draft."""
    find_flag(flag)
    if is_switch(flag):
        raise Http404(f"{flag} is a switch: it has no phases.")
    if request.method == "POST":
        return _make(request, flag)
    offered = [_offered(flag, name) for name in TEMPLATES]
    running = queries.alive_plan(flag)
    return render_plan_page(
        plans, request, "new", f"Release {flag} by a plan", flag=flag, offered=offered, running=running
    )


def _offered(flag: str, name: str) -> OfferedTemplate:
    template = TEMPLATES[name]
    try:
        known = [each.sentence for each in forecasts.forecast_plan(flag, template)]
    except FlagRefused as refused:
        return OfferedTemplate(name, template.says, (), refused.sentence)
    return OfferedTemplate(name, template.says, known)


def _make(request: HttpRequest, flag: str) -> HttpResponse:
    template = TEMPLATES.get(request.POST.get("template", ""))
    if template is None:
        raise Http404("There is no such template.")
    starts = "start" in request.POST
    make = services.make_started_plan if starts else services.make_plan
    try:
        plan = make(flag, template, _actor(request))
    except FlagRefused as refused:
        messages.error(request, refused.sentence)
        return redirect("admin:rollouts_plan_new", flag)
    return redirect("admin:rollouts_plan_change" if starts else "admin:rollouts_plan_edit", plan.pk)


def show_plan(plans: PlanAdmin, request: HttpRequest, plan: int) -> HttpResponse:
    """One plan."""
    row = find_plan(plan)
    shown = PlanDisplay.of(row)
    return render_plan_page(plans, request, "page", f"Plan of {row.flag}", plan=shown, reason_length=REASON_LENGTH)


def show_report(plans: PlanAdmin, request: HttpRequest, plan: int) -> HttpResponse:
    """The report of a plan, as of now; `?as=markdown` is for whoever passes it on."""
    row = find_plan(plan)
    report = report_reading.read_report(row)
    if request.GET.get("as") == "markdown":
        return HttpResponse(reports.as_markdown(report), content_type="text/markdown; charset=utf-8")
    return render_plan_page(plans, request, "report", f"Report of plan {row.pk}", report=report, plan=row)


def _actor(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 # the admin lets nobody else in
    return request.user


def perform_act(plans: PlanAdmin, request: HttpRequest, plan: int) -> HttpResponse:
    """Do what was pressed, and show the plan; a refusal is said there."""
    row = find_plan(plan)
    act = _ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise Http404("There is no such button.")
    try:
        act(row, request, _actor(request))
    except FlagRefused as refused:
        messages.error(request, refused.sentence)
    except (BannerRefused, UnreadablePlan) as refused:
        messages.error(request, str(refused))
    return redirect("admin:rollouts_plan_change", plan)


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "")[:REASON_LENGTH]


def _edit(row: Plan, request: HttpRequest, actor: User) -> Plan:
    try:
        stored = bounded_json.load(request.POST.get("definition", ""), DEFINITION_BYTES)
    except bounded_json.JsonRefused as error:
        raise Invalid(str(error)) from error
    return services.edit_plan(row.pk, stored, actor)


def _show_banner(row: Plan, request: HttpRequest, actor: User) -> None:
    """Let everybody read a message of the plan on top of every page."""
    kind, fitting = request.POST.get("kind", ""), fitting_messages(row)
    text = next((text for each, text in fitting.items() if each == kind and each in TO_PEOPLE), None)
    if text is None:
        raise Invalid("The plan has no such message to people any more. Look at those that it has now.")
    show_banner(text, BANNER_HOURS, plan=row, actor=actor)
    messages.success(request, f"On top of every page for {BANNER_HOURS} hours, except in rooms.")


_ACTS: dict[str, Callable[[Plan, HttpRequest, User], object]] = {
    "banner": _show_banner,
    "take_down": lambda *_: take_down(),
    "start": lambda row, request, actor: services.start_plan(row.pk, actor, _reason(request)),
    "pause": lambda row, request, actor: services.pause_plan(row.pk, actor, _reason(request)),
    "go_on": lambda row, request, actor: services.go_on(row.pk, actor, _reason(request)),
    "roll_back": lambda row, request, actor: services.roll_back_plan(row.pk, actor, _reason(request)),
    "end": lambda row, request, actor: services.end_plan(row.pk, actor, _reason(request)),
    "edit": _edit,
    "approve": lambda row, request, actor: services.approve_phase(
        row.pk, request.POST.get("phase", ""), request.POST.get("role", ""), actor
    ),
    "gate": lambda row, request, actor: services.answer_gate(
        row.pk,
        request.POST.get("gate", ""),
        passed=request.POST.get("passed") == "yes",
        proof=request.POST.get("proof", "")[:REASON_LENGTH],
        actor=actor,
    ),
}
