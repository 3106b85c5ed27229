"""A flag's page: what it is, what can be done about it with one click and whom that moves, and what was done."""

from contextlib import suppress
from dataclasses import dataclass

from django.contrib.admin import ModelAdmin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from rollouts.admin.display import FlagDisplay, PreviewDisplay, displayed_changes
from rollouts.admin.pages import REASON_LENGTH, find_flag, is_switch, propagation_now, render_page
from rollouts.audiences import audience
from rollouts.changes import ladder, pace, preview, services
from rollouts.changes.actions import kill, unfreeze
from rollouts.changes.ladder import LADDER, LadderPosition, LadderStep
from rollouts.evaluation.evaluate import format_percent
from rollouts.evaluation.flag_state import FlagPatch, FlagState
from rollouts.evaluation.registry import SPECS
from rollouts.evaluation.types import FlagSnapshot
from rollouts.explain import page_queries, queries
from rollouts.explain.page_queries import FlagListing
from rollouts.explain.wording import WordingContext, on_off
from rollouts.models import Flag, FlagChange
from rollouts.plans.queries import alive_plan
from rollouts.propagation import fleet, loading

LATEST, PER_PAGE = 5, 25
LONGEST_NUMBER = 19
"""A number with as many digits is no id of a row."""


def show_flag(flags: "ModelAdmin[Flag]", request: HttpRequest, name: str) -> HttpResponse:
    """Show the flag, what it is now, and the changes that are offered."""
    current = find_flag(name)
    latest, notes = page_queries.latest_changes(name, LATEST), page_queries.latest_notes(name, LATEST)
    last = page_queries.last_change(name)
    context = page_queries.wording_context([current.state], [*latest, *notes])
    position = None if is_switch(name) else ladder.ladder_position(current.state, context.rings)
    now = loading.load_snapshot()
    views = fleet.server_views()
    status = page_queries.flag_status(name, current.row, views, now)
    life = queries.lives_of({name: status.reach})[name]
    listed = FlagListing(flag=status, spec=SPECS.get(name), last=last, life=life)
    return render_page(
        flags,
        request,
        "page",
        name,
        flag=FlagDisplay.of(listed, context),
        found=current,
        offers=_offers(name, current.state, position, last, context, now),
        rung=position,
        due=pace.due_steps(views, {name: current.state}).get(name),
        steps=_steps(position),
        left_out=context.left_out(current.state),
        requires=[(each, on_off(value)) for each, value in current.state["requires"].items()],
        dependents=audience.dependent_flags(now, name),
        changes=displayed_changes(latest, context),
        notes=displayed_changes(notes, context),
        reach=propagation_now(),
        plan=alive_plan(name),
        reason_length=REASON_LENGTH,
    )


def show_changes(flags: "ModelAdmin[Flag]", request: HttpRequest, name: str) -> HttpResponse:
    """All that was changed, and who came and went, page by page, the last first; or the page with one of them."""
    changes = page_queries.changes_of(name)
    pages = Paginator(changes, PER_PAGE)
    asked = request.GET.get("change", "")
    if asked.isdecimal() and len(asked) < LONGEST_NUMBER:
        here = pages.get_page(1 + changes.filter(pk__gt=int(asked)).count() // PER_PAGE)
    else:
        here = pages.get_page(request.GET.get("page"))
    context = page_queries.wording_context(changes=list(here.object_list))
    shown = displayed_changes(list(here.object_list), context)
    return render_page(flags, request, "changes", f"Changes of {name}", name=name, here=here, changes=shown)


@dataclass(frozen=True, slots=True)
class OfferedAction:
    """Something that can be done with one click, and what it would do. `change` is what it takes back."""

    action: str
    label: str
    proposal: PreviewDisplay
    change: FlagChange | None = None
    of: str = ""


def _offers(
    name: str,
    state: FlagState,
    position: LadderPosition | None,
    last: FlagChange | None,
    context: WordingContext,
    now: FlagSnapshot,
) -> dict[str, OfferedAction]:
    patches = _patches(name, state, position, last)
    after = {action: {**state, **patch} for action, (_, patch) in patches.items()}
    proposed = preview.preview_changes(name, state, after, now)
    return {
        action: OfferedAction(
            action,
            label,
            PreviewDisplay.of(proposed[action], context),
            last if action == "back" else None,
            page_queries.author_name(last) if last else "",
        )
        for action, (label, _) in patches.items()
    }


def _patches(
    name: str, state: FlagState, position: LadderPosition | None, last: FlagChange | None
) -> dict[str, tuple[str, FlagPatch]]:
    """By action: what the button says, and the patch. An action that would change nothing is not offered."""
    offered: dict[str, tuple[str, FlagPatch]] = {}
    if is_switch(name) and not state["everyone"]:
        offered["on"] = "Turn on", {"everyone": True}
    if position and position.up:
        offered["up"] = f"Step up to {_height(position.up)}", position.up.patch
    if position and position.down:
        offered["down"] = f"Step down to {_height(position.down)}", position.down.patch
    if state["everyone"] is not False:
        offered["kill"] = "Turn off for everyone", kill()
    if state["frozen_at"]:
        offered["unfreeze"] = "Unfreeze", unfreeze()
    if last:
        with suppress(services.UnknownFlag):  # a row that the code doesn't know has no state before its first
            offered["back"] = "Take it back", services.plan_revert(last).patch
    return {key: (label, patch) for key, (label, patch) in offered.items() if {**state, **patch} != state}


def _height(step: LadderStep) -> str:
    return format_percent(step.percent) + (f" of the {step.ring} ring" if step.ring else "")


def _steps(position: LadderPosition | None) -> list[tuple[str, str]]:
    """The ladder: each step, and whether it is `below`, `here` or `above`."""
    if position is None:
        return []
    here = max(step for step in LADDER if step <= position.percent)
    return [(format_percent(step), "here" if step == here else "below" if step < here else "above") for step in LADDER]
