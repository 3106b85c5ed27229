"""A flag's page: what it is, what can be done about it with one click and whom that moves, and what was done."""

from contextlib import suppress
from dataclasses import dataclass

from django.contrib.admin import ModelAdmin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from rollouts.admin.display import ShownChange, ShownFlag, ShownProposal
from rollouts.admin.pages import REASON_LENGTH, is_switch, known, page, reach_now
from rollouts.changes import audience, ladder, preview, services
from rollouts.changes.actions import Patch, kill
from rollouts.changes.ladder import Rung, Step
from rollouts.changes.warnings import LADDER
from rollouts.evaluation.evaluate import percent_text
from rollouts.evaluation.flag_state import State
from rollouts.evaluation.registry import SPECS
from rollouts.evaluation.types import Snapshot
from rollouts.explain import queries
from rollouts.explain.queries import Listed
from rollouts.explain.wording import Reading, on_off
from rollouts.models import Flag, FlagChange
from rollouts.propagation import loading

LATEST, PER_PAGE = 5, 25


def show(flags: "ModelAdmin[Flag]", request: HttpRequest, name: str) -> HttpResponse:
    """The flag's page."""
    found = known(name)
    latest = list(queries.changes_of(name)[: LATEST + 1])
    last = latest[0] if latest else None
    reading = queries.reading([found.state, *queries.states_of(latest)])
    rung = None if is_switch(name) else ladder.rung(found.state, reading.rings)
    now = loading.load()
    listed = Listed(flag=queries.standing(name, found.row), spec=SPECS.get(name), last=last)
    return page(
        flags,
        request,
        "page",
        name,
        flag=ShownFlag.of(listed, reading),
        found=found,
        offers=_offers(name, found.state, rung, last, reading, now),
        rung=rung,
        steps=_steps(rung),
        requires=[(each, on_off(value)) for each, value in found.state["requires"].items()],
        dependents=audience.dependents(now, name),
        changes=[ShownChange.of(change, reading) for change in latest[:LATEST]],
        more_changes=len(latest) > LATEST,
        reach=reach_now(),
        reason_length=REASON_LENGTH,
    )


def show_changes(flags: "ModelAdmin[Flag]", request: HttpRequest, name: str) -> HttpResponse:
    """All that was changed, page by page, the last first."""
    pages = Paginator(queries.changes_of(name), PER_PAGE)
    here = pages.get_page(request.GET.get("page"))
    reading = queries.reading(queries.states_of(here.object_list))
    shown = [ShownChange.of(change, reading) for change in here.object_list]
    return page(flags, request, "changes", f"Changes of {name}", name=name, here=here, changes=shown)


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be done with one click, and what it would do. `change` is what it takes back."""

    action: str
    label: str
    proposal: ShownProposal
    change: FlagChange | None = None
    of: str = ""


def _offers(
    name: str, state: State, rung: Rung | None, last: FlagChange | None, reading: Reading, now: Snapshot
) -> dict[str, Offer]:
    patches = _patches(name, state, rung, last)
    after = {action: {**state, **patch} for action, (_, patch) in patches.items()}
    proposed = preview.propose(name, state, after, now)
    return {
        action: Offer(
            action,
            label,
            ShownProposal.of(proposed[action], reading),
            last if action == "back" else None,
            queries.who(last) if last else "",
        )
        for action, (label, _) in patches.items()
    }


def _patches(name: str, state: State, rung: Rung | None, last: FlagChange | None) -> dict[str, tuple[str, Patch]]:
    """By action: what the button says, and the patch. An action that would change nothing is not offered."""
    offered: dict[str, tuple[str, Patch]] = {}
    if is_switch(name) and not state["everyone"]:
        offered["on"] = "Turn on", {"everyone": True}
    if rung and rung.up:
        offered["up"] = f"Step up to {_height(rung.up)}", rung.up.patch
    if rung and rung.down:
        offered["down"] = f"Step down to {_height(rung.down)}", rung.down.patch
    if state["everyone"] is not False:
        offered["kill"] = "Turn off for everyone", kill()
    if last:
        with suppress(services.UnknownFlag):  # a row that the code doesn't know has no state before its first
            offered["back"] = "Take it back", services.patch_to_revert(last)
    return {key: (label, patch) for key, (label, patch) in offered.items() if {**state, **patch} != state}


def _height(step: Step) -> str:
    return percent_text(step.percent) + (f" of the {step.ring} ring" if step.ring else "")


def _steps(rung: Rung | None) -> list[tuple[str, str]]:
    """The ladder: each step, and whether it is `below`, `here` or `above`."""
    if rung is None:
        return []
    here = max(step for step in LADDER if step <= rung.percent)
    return [(percent_text(step), "here" if step == here else "below" if step < here else "above") for step in LADDER]
