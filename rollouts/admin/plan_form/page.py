"""The page on which a draft of a plan is edited: looked at as a whole, saved, or saved and started."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from rollouts.admin.pages import find_plan, operator_of, render_plan_page
from rollouts.admin.plan_form.draft import DraftForm
from rollouts.admin.plan_form.parts import DraftChoices
from rollouts.changes.services import FlagRefused, Invalid
from rollouts.exposures.measures import measures_of
from rollouts.exposures.outcomes import metrics_of
from rollouts.figures import kind_of
from rollouts.models import Plan, Ring
from rollouts.plans import reading, services
from rollouts.plans.definition import PlanDefinition
from rollouts.plans.launch_gates import launch_gates
from rollouts.plans.machine import PlanStatus
from rollouts.plans.reading import UnreadablePlan
from rollouts.plans.services import EditedMeanwhile
from rollouts.propagation import snapshot

_GONE = "nobody measures it here"


def edit_draft(plans: Any, request: HttpRequest, plan: int) -> HttpResponse:
    """The form; a button that adds, moves or takes out a part shows it again, and saves nothing."""
    row = find_plan(plan)
    try:
        definition = reading.plan_state(row).definition
    except UnreadablePlan as error:
        return _back(request, row, str(error))
    if row.status != PlanStatus.DRAFT:
        return _back(request, row, "Only a draft can be edited. End this plan, and make another.")
    choices = _choices(row.flag, definition)
    if request.method != "POST":
        return _page(plans, request, row, DraftForm.of(definition, choices))
    form = DraftForm.typed(request.POST, choices)
    if "shape" in request.POST:
        form.reshape(request.POST["shape"])
        return _page(plans, request, row, form, revision=_revision(request))
    if not form.is_valid():
        return _page(plans, request, row, form, wrong=True, revision=_revision(request))
    try:
        services.edit_plan(row.pk, form.stored(definition.name), operator_of(request), _revision(request))
    except EditedMeanwhile:
        return _page(plans, request, row, form, meanwhile=True)
    except Invalid as error:
        left = form.explain(error.fields) if error.fields else [error.sentence]
        return _page(plans, request, row, form, wrong=True, problems=left, revision=_revision(request))
    except FlagRefused as refused:
        return _back(request, row, refused.sentence)
    return _saved(request, row)


def _saved(request: HttpRequest, row: Plan) -> HttpResponse:
    """Go to the plan's page; with `start` it is started first, and what speaks against that is said there."""
    if "start" not in request.POST:
        messages.success(request, "Saved. Approvals that were given before are void.")
        return redirect("admin:rollouts_plan_change", row.pk)
    try:
        services.start_plan(row.pk, operator_of(request))
    except FlagRefused as refused:
        return _back(request, row, f"The draft is saved, and it wasn't started. {refused.sentence}")
    messages.success(request, "Saved, and started.")
    return redirect("admin:rollouts_plan_change", row.pk)


def _back(request: HttpRequest, row: Plan, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    return redirect("admin:rollouts_plan_change", row.pk)


def _revision(request: HttpRequest) -> int | None:
    """Return the revision that the form was shown with."""
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _choices(flag: str, definition: PlanDefinition) -> DraftChoices:
    kind = kind_of(flag, snapshot.newest().flags.get(flag))
    measured = {metric.name: metric.says for metric in metrics_of(kind)}
    named = [criterion.metric for phase in definition.phases for criterion in phase.criteria]
    named += [trigger.metric for trigger in definition.triggers]
    tried = [name for phase in definition.phases if phase.experiment for name in phase.experiment.outcomes]
    outcomes = {**dict.fromkeys(tried, _GONE), **{measure.name: measure.says for measure in measures_of(kind)}}
    rings = [*Ring.objects.order_by("place").values_list("name", flat=True)]
    for phase in definition.phases:
        shares = phase.patch.get("rings")
        rings += shares if isinstance(shares, dict) else ()
    programs = {*launch_gates, *(gate.check for phase in definition.phases for gate in phase.gates)} - {""}
    return DraftChoices(
        {**dict.fromkeys(named, _GONE), **measured},
        list(dict.fromkeys(rings)),
        sorted(programs),
        outcomes,
    )


def _page(
    plans: Any, request: HttpRequest, row: Plan, form: DraftForm, *, revision: int | None = None, **more: Any
) -> HttpResponse:
    """Show the form. `revision`: the one that was looked at, if it isn't the newest."""
    shown = {"form": form, "row": row, "revision": revision or row.revision, **more}
    return render_plan_page(plans, request, "edit", f"Draft of {row.flag}", **shown)
