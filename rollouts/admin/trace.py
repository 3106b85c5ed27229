"""The page that explains an evaluation for a subject, now or at a past moment, step by step in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from rollouts.admin.pages import find_flag, render_page
from rollouts.audiences.audience import MAX_MATCHES, NamedSubject
from rollouts.evaluation.evaluate import Evaluation, evaluate
from rollouts.evaluation.types import BucketBy, FlagSnapshot
from rollouts.explain import history, subject_lookup, traces
from rollouts.explain.subject_lookup import DescribedSubject
from rollouts.explain.traces import TraceStep
from rollouts.explain.wording import join_words
from rollouts.forms import TraceForm
from rollouts.models import Flag
from rollouts.propagation import fleet, loading
from rollouts.propagation.fleet import ServerView

KINDS = {"user": BucketBy.USER, "league": BucketBy.LEAGUE, "auction": BucketBy.AUCTION}


@dataclass(frozen=True, slots=True)
class TraceAnswer:
    """The evaluation of a flag for one subject, in words."""

    who: str
    value: bool
    says: str
    steps: tuple[TraceStep, ...]


@dataclass(frozen=True, slots=True)
class SubjectChoice:
    """One of several subjects that a text may mean, and the query that names it."""

    name: str
    id: str
    query: str


def trace_flag(flags: "ModelAdmin[Flag]", request: HttpRequest, name: str) -> HttpResponse:
    """The question, and its answer once it is asked."""
    find_flag(name)
    form = TraceForm(request.GET if "ask" in request.GET else None)
    answers: list[TraceAnswer] = []
    choices: list[SubjectChoice] = []
    at: datetime | None = None
    if form.is_valid():
        at = form.cleaned_data["at"]
        if at and at > timezone.now():
            form.add_error("at", "That is still to come. Give a moment of the past, or leave it empty for now.")
        meant, choices = _meant(form, name, request.GET)
        if form.is_valid() and not choices:
            answers = _answers(form, name, meant, at)
    return render_page(
        flags,
        request,
        "trace",
        f"Who sees {name}, and why",
        name=name,
        form=form,
        answers=answers,
        choices=choices,
        more_choices=len(choices) >= MAX_MATCHES,
        at=at,
        unknown=history.NOT_KEPT if at else (),
    )


def _meant(form: TraceForm, name: str, asked: QueryDict) -> tuple[dict[str, NamedSubject], list[SubjectChoice]]:
    """Return the subjects that the form names by kind, or those to choose from where a text fits several."""
    meant: dict[str, NamedSubject] = {}
    for field, kind in KINDS.items():
        text = form.cleaned_data.get(field, "")
        matches = subject_lookup.find_subjects(name, kind, text) if text else []
        if len(matches) > 1:
            return meant, _choices(matches, field, asked)
        if matches:
            meant[field] = matches[0]
        elif text:
            form.add_error(field, f"Nothing fits “{text}”. {form.fields[field].help_text}")
    return meant, []


def _choices(matches: Sequence[NamedSubject], field: str, asked: QueryDict) -> list[SubjectChoice]:
    offered = []
    for match in matches:
        query = asked.copy()
        query[field] = match.id
        offered.append(SubjectChoice(match.name, match.id, query.urlencode()))
    return offered


def _answers(form: TraceForm, name: str, meant: dict[str, NamedSubject], at: datetime | None) -> list[TraceAnswer]:
    snapshot = history.snapshot_at(at) if at else loading.load_snapshot()
    described = subject_lookup.describe_subjects(meant.get("user"), meant.get("league"), meant.get("auction"), at)
    if not described:
        form.add_error("league", "This league has no commissioner, so nobody asks for it.")
    if at:  # which servers there were isn't kept
        return [_answer(each.who, evaluate(snapshot, name, each.subject)) for each in described]
    views = fleet.server_views()
    return [answer for each in described for answer in _answers_of_servers(views, snapshot, name, each)]


def _answers_of_servers(
    views: Sequence[ServerView], snapshot: FlagSnapshot, name: str, described: DescribedSubject
) -> list[TraceAnswer]:
    """The answer of all servers, or one for each of those that differ."""
    answers = fleet.evaluate_on_servers(views, snapshot, name, described.subject)
    if len(answers) == 1:
        return [_answer(described.who, answers[0].evaluation)]
    return [_answer(f"{described.who}, on {join_words(answer.processes)}", answer.evaluation) for answer in answers]


def _answer(who: str, evaluation: Evaluation) -> TraceAnswer:
    return TraceAnswer(
        who, evaluation.value, traces.conclusion_sentence(evaluation), tuple(traces.trace_steps(evaluation))
    )
