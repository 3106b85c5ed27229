"""Why somebody sees a flag or doesn't, now or at a past moment, step by step in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from rollouts.admin.pages import known, page
from rollouts.changes.audience import FOUND, NamedSubject
from rollouts.evaluation.evaluate import evaluate
from rollouts.evaluation.types import BucketBy, Snapshot
from rollouts.explain import history, subject_lookup, traces
from rollouts.explain.subject_lookup import Asker
from rollouts.explain.traces import Step
from rollouts.forms import TraceForm
from rollouts.models import Flag
from rollouts.propagation import loading

KINDS = {"user": BucketBy.USER, "league": BucketBy.LEAGUE, "auction": BucketBy.AUCTION}


@dataclass(frozen=True, slots=True)
class Answer:
    """What one who asks gets, and why."""

    who: str
    value: bool
    says: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several that a text may mean, and the address that asks for it."""

    name: str
    id: str
    query: str


def show(flags: "ModelAdmin[Flag]", request: HttpRequest, name: str) -> HttpResponse:
    """The question, and its answer once it is asked."""
    known(name)
    form = TraceForm(request.GET if "ask" in request.GET else None)
    answers: list[Answer] = []
    choices: list[Choice] = []
    at: datetime | None = None
    if form.is_valid():
        at = form.cleaned_data["at"]
        if at and at > timezone.now():
            form.add_error("at", "That is still to come. Give a moment of the past, or leave it empty for now.")
        meant, choices = _meant(form, name, request.GET)
        if form.is_valid() and not choices:
            answers = _answers(form, name, meant, at)
    return page(
        flags,
        request,
        "trace",
        f"Who sees {name}, and why",
        name=name,
        form=form,
        answers=answers,
        choices=choices,
        more_choices=len(choices) >= FOUND,
        at=at,
        unknown=history.UNKNOWN if at else (),
    )


def _meant(form: TraceForm, name: str, asked: QueryDict) -> tuple[dict[str, NamedSubject], list[Choice]]:
    """Who is meant by what was typed, and whom to choose from where that isn't clear."""
    meant: dict[str, NamedSubject] = {}
    for field, kind in KINDS.items():
        text = form.cleaned_data.get(field, "")
        found = subject_lookup.find(name, kind, text) if text else []
        if len(found) > 1:
            return meant, _choices(found, field, asked)
        if found:
            meant[field] = found[0]
        elif text:
            form.add_error(field, f"Nothing fits “{text}”. {form.fields[field].help_text}")
    return meant, []


def _choices(found: Sequence[NamedSubject], field: str, asked: QueryDict) -> list[Choice]:
    offered = []
    for each in found:
        query = asked.copy()
        query[field] = each.id
        offered.append(Choice(each.name, each.id, query.urlencode()))
    return offered


def _answers(form: TraceForm, name: str, meant: dict[str, NamedSubject], at: datetime | None) -> list[Answer]:
    snapshot = history.snapshot_at(at) if at else loading.load()
    moment = (at or timezone.now()).timestamp()
    found = subject_lookup.askers(meant.get("user"), meant.get("league"), meant.get("auction"), at)
    if not found:
        form.add_error("league", "This league has no commissioner, so nobody asks for it.")
    return [_answer(snapshot, name, each, moment) for each in found]


def _answer(snapshot: Snapshot, name: str, asker: Asker, moment: float) -> Answer:
    decision = evaluate(snapshot, name, asker.subject, moment)
    return Answer(asker.who, decision.value, traces.conclusion(decision), tuple(traces.steps(decision)))
