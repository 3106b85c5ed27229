"""The one-click actions on a flag: step, off, on, freeze, revert. A refused one is shown again, with the reason."""

from datetime import UTC, datetime

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from rollouts.admin.display import PreviewDisplay, displayed_changes
from rollouts.admin.pages import (
    REASON_LENGTH,
    author_of,
    expected_version,
    find_change,
    find_flag,
    redirect_after_change,
    render_page,
)
from rollouts.changes import actions, ladder, preview, reverting, services
from rollouts.changes.services import Frozen, Invalid, NeedsOverride, Stale
from rollouts.evaluation.flag_state import FlagPatch, FlagState
from rollouts.explain import page_queries
from rollouts.models import Flag, FlagChange

LABELS = {
    "up": "Step up",
    "down": "Step down",
    "kill": "Turn off for everyone",
    "on": "Turn on for everyone",
    "freeze": "Freeze",
    "unfreeze": "Unfreeze",
    "back": "Take back a change",
}
"""What can be done, and what the page is called that asks again."""


class NothingToDo(Exception):
    """The action would change nothing, or lacks something; the text says what."""


def perform_action(flags: "ModelAdmin[Flag]", request: HttpRequest, name: str) -> HttpResponse:
    """Do what was clicked. Turning off goes through whatever happened meanwhile."""
    action = request.POST.get("action", "")
    change = _taken_back(name, _number(request, "change")) if action == "back" else None
    try:
        made = _carry_out(request, name, action, change)
    except NothingToDo as reason:
        return _nothing(request, name, reason)
    except services.FlagRefused as refused:
        return _ask(flags, request, name, action, change, refused)
    return redirect_after_change(request, name, made)


def confirm_revert(flags: "ModelAdmin[Flag]", request: HttpRequest, name: str, change: int) -> HttpResponse:
    """Show what taking a change back would do, before it is done."""
    return _ask(flags, request, name, "back", _taken_back(name, change), None)


def _taken_back(name: str, change: int) -> FlagChange:
    return reverting.change_to_take_back(find_change(name, change))


def _carry_out(request: HttpRequest, name: str, action: str, change: FlagChange | None) -> FlagChange:
    expected = None if action == "kill" else expected_version(request)
    consequence = request.POST.get("consequence", "")[:40]
    if change:
        return services.revert(change, author_of(request), expected_version=expected, consequence=consequence)
    current = find_flag(name)
    if expected not in {None, current.version}:
        raise Stale(f"{name} was changed meanwhile. Look at it again, then decide.")
    patch = _patch(action, current.state, request.POST.get("reason", ""))
    expected = None if action == "kill" else current.version
    return services.change_flag(name, patch, author_of(request), expected_version=expected, consequence=consequence)


def _patch(action: str, state: FlagState, reason: str) -> FlagPatch:
    """Return the patch of the action. Raises NothingToDo."""
    if action in {"up", "down"}:
        return _step(action, state)
    if action in {"kill", "on"}:
        if state["everyone"] is (action == "on"):
            raise NothingToDo(f"It is {'on' if action == 'on' else 'off'} for everyone already.")
        return {"everyone": True} if action == "on" else actions.kill()
    if action == "freeze":
        if not reason.strip():
            raise NothingToDo("Say why it is to be frozen, for whoever comes next.")
        return actions.freeze(state, datetime.now(UTC), reason.strip()[:200])
    if action == "unfreeze":
        return actions.unfreeze()
    raise NothingToDo("There is no such button.")


def _step(action: str, state: FlagState) -> FlagPatch:
    position = ladder.ladder_position(state, page_queries.wording_context().rings)
    if position is None:
        raise NothingToDo("It goes by server, which has no steps.")
    step = position.up if action == "up" else position.down
    if step is None:
        raise NothingToDo(f"It is at the {'top' if action == 'up' else 'bottom'} of the ladder already.")
    return step.patch


def _nothing(request: HttpRequest, name: str, reason: NothingToDo) -> HttpResponse:
    messages.warning(request, f"{reason} Nothing was changed.")
    return redirect("admin:rollouts_flag_change", name)


def _ask(
    flags: "ModelAdmin[Flag]",
    request: HttpRequest,
    name: str,
    action: str,
    change: FlagChange | None,
    refused: services.FlagRefused | None,
) -> HttpResponse:
    """Show what the action would do to the flag as it is now, and ask for what is missing."""
    current = find_flag(name)
    try:
        restored = services.plan_revert(change) if change else None
        patch = restored.patch if restored else _patch(action, current.state, request.POST["reason"])
    except NothingToDo as reason:
        return _nothing(request, name, reason)
    previewed = preview.preview_changes(name, current.state, {action: {**current.state, **patch}})[action]
    meanwhile = page_queries.changes_since(name, expected_version(request) or 0) if isinstance(refused, Stale) else []
    context = page_queries.wording_context([current.state, previewed.after], meanwhile)
    shown = PreviewDisplay.of(previewed, context, request.POST.get("consequence", ""))
    return render_page(
        flags,
        request,
        "ask",
        LABELS[action],
        name=name,
        action=action,
        change=change,
        lost=restored.lost if restored else (),
        change_who=page_queries.author_name(change) if change else "",
        found=current,
        proposal=shown,
        problem=refused.sentence if refused and not isinstance(refused, NeedsOverride) else "",
        meanwhile=displayed_changes(meanwhile, context),
        needs_override=bool(shown.cautions) and not change,
        possible=not isinstance(refused, Frozen | Invalid | services.NotOperator),
        typed=author_of(request),
        reason_length=REASON_LENGTH,
    )


def _number(request: HttpRequest, key: str) -> int:
    text = request.POST.get(key, "")
    return int(text) if text.isdecimal() and len(text) < 19 else 0
