"""The form for everything that no button does. Saving shows first who enters and who leaves, then it is saved.

If somebody changes the flag meanwhile, what was typed is put onto what the flag is now, and shown again.
"""

import json
from hashlib import sha256
from typing import Any

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse

from rollouts.admin.display import PreviewDisplay, base_of, displayed_changes
from rollouts.admin.pages import (
    REASON_LENGTH,
    FlagNow,
    author_of,
    expected_version,
    find_flag,
    is_switch,
    redirect_after_change,
    render_page,
)
from rollouts.changes import preview, services
from rollouts.changes.services import Author, NeedsOverride, Stale
from rollouts.evaluation.flag_state import FlagPatch, FlagState
from rollouts.explain import page_queries
from rollouts.forms import FlagForm, SwitchForm, as_submitted, initial_values
from rollouts.models import Flag, FlagChange


def edit_flag(flags: "ModelAdmin[Flag]", request: HttpRequest, name: str) -> HttpResponse:
    """The form; sent, what it would do; sent again with `save`, it is done."""
    current = find_flag(name)
    if request.method != "POST":
        return _page(flags, request, name, current, _form(name, current.state))
    form, meanwhile = _typed(request, name, current)
    if not form.is_valid():
        return _page(flags, request, name, current, form, meanwhile=meanwhile)
    patch = form.patch()
    seen = request.POST.get("seen") == _digest(current, patch)
    try:
        if "save" in request.POST and seen:
            return redirect_after_change(request, name, _save(request, name, current, patch))
        _, after = services.apply_unsaved(name, patch)
    except services.Invalid as error:
        form.explain(error.fields)
        return _page(flags, request, name, current, form, meanwhile=meanwhile)
    except Stale:
        return edit_flag(flags, request, name)  # the flag as it is now, and what was typed
    except services.FlagRefused as refused:
        _, after = services.apply_unsaved(name, patch)
        sentence = "" if isinstance(refused, NeedsOverride) else refused.sentence
        return _page(flags, request, name, current, form, after=after, patch=patch, problem=sentence)
    return _page(flags, request, name, current, form, after=after, patch=patch, meanwhile=meanwhile)


def _save(request: HttpRequest, name: str, current: FlagNow, patch: FlagPatch) -> FlagChange:
    return services.change_flag(
        name,
        patch,
        author_of(request),
        expected_version=current.version,
        consequence=request.POST.get("consequence", "")[:40],
    )


def _form(name: str, state: FlagState, data: Any = None) -> SwitchForm:
    context = page_queries.wording_context([state])
    initial = initial_values(state, context)
    if is_switch(name):
        return SwitchForm(data, initial=initial)
    return FlagForm(data, initial=initial, rings=context.rings)


def _typed(request: HttpRequest, name: str, current: FlagNow) -> tuple[SwitchForm, list[FlagChange]]:
    """The form with what was typed, over the flag as it is now; and what was changed since it was looked at.

    A field that wasn't touched has the value of now, not the one that the form was shown with.
    """
    expected = expected_version(request)
    if expected in {None, current.version}:
        return _form(name, current.state, request.POST), []
    meanwhile = page_queries.changes_since(name, expected or 0)
    looked_at = base_of(meanwhile[0]) if meanwhile else current.state
    touched = _form(name, looked_at, request.POST).changed_data
    now = as_submitted(_form(name, current.state).initial)
    for field in touched:
        now.setlist(field, request.POST.getlist(field))
    return _form(name, current.state, now), meanwhile


def _digest(current: FlagNow, patch: FlagPatch) -> str:
    """Says whether what is saved is what was shown."""
    return sha256(json.dumps([current.version, patch], sort_keys=True).encode()).hexdigest()[:16]


def _page(
    flags: "ModelAdmin[Flag]",
    request: HttpRequest,
    name: str,
    current: FlagNow,
    form: SwitchForm,
    *,
    after: FlagState | None = None,
    patch: FlagPatch | None = None,
    problem: str = "",
    meanwhile: list[FlagChange] | None = None,
) -> HttpResponse:
    previewed = None
    if after and after != current.state:
        previewed = preview.preview_changes(name, current.state, {"": after})[""]
    meanwhile = meanwhile or []
    context = page_queries.wording_context([current.state, after], meanwhile)
    chosen = request.POST.get("consequence", "")
    return render_page(
        flags,
        request,
        "edit",
        f"Change {name}",
        name=name,
        found=current,
        form=form,
        switch=is_switch(name),
        proposal=PreviewDisplay.of(previewed, context, chosen) if previewed else None,
        unchanged=after is not None and previewed is None,
        seen=_digest(current, patch) if patch is not None else "",
        problem=problem,
        meanwhile=displayed_changes(meanwhile, context),
        typed=author_of(request) if request.method == "POST" else Author(source=services.Source.ADMIN),
        reason_length=REASON_LENGTH,
    )
