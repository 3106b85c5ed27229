"""The processes that serve the site, and what each runs with: its label, its release, and the settings it registered.

What the site does is decided in these processes. So commands and pages judge by what they say, never by the
environment of the shell or of the one process that answers. A process that reads a flag registers itself with its
settings every few seconds (`readers.py`).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import Any

import orjson
from django.conf import settings as site
from django.db import connection

from auctionsite.flag_overrides import StepMinutes
from auctionsite.process_settings import ProcessSettings, settings_in_force
from rollouts.evaluation.evaluate import Evaluation, evaluate
from rollouts.evaluation.registry import SPECS
from rollouts.evaluation.types import FlagSnapshot, Subject
from rollouts.propagation.readers import GONE_SECONDS, MAX_SERVERS

SERVING = ("web", "clock", "bots", "season")
"""Kinds of processes that serve; a benchmark or a simulation that follows the flags doesn't."""
_ALIVE = """
    SELECT process, kind, label, region, release, settings::text FROM rollouts_reader
    WHERE seen_at > clock_timestamp() - %s * interval '1 second' AND kind = ANY(%s)
    ORDER BY array_position(%s, kind::text), label, process LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class ServingProcess:
    """A process that serves: what it is called by people, and what it runs with."""

    name: str
    kind: str
    label: str
    region: str
    release: str
    settings: ProcessSettings


def serving_processes() -> list[ServingProcess]:
    """Return the processes that serve now: web processes first, then clocks, bots and seasons."""
    kinds = list(SERVING)
    with connection.cursor() as cursor:
        cursor.execute(_ALIVE, [GONE_SECONDS, kinds, kinds, MAX_SERVERS])
        rows = cursor.fetchall()
    # The release before registers nothing of its settings, so it can't be asked for them.
    return [each for each in (_serving_process(*row) for row in rows) if each.settings.texts]


def judges(processes: Sequence[ServingProcess]) -> list[ServingProcess]:
    """Return those whose word counts: the web processes, which people ask; where none is alive, the others."""
    return [each for each in processes if each.kind == "web"] or list(processes)


def _serving_process(process: str, kind: str, label: str, region: str, release: str, settings: str) -> ServingProcess:
    return ServingProcess(label or process, kind, label, region, release, ProcessSettings(_readable_texts(settings)))


def _readable_texts(settings: str) -> dict[str, str]:
    """Return what can be read of a registration, which another release may have written."""
    found: Any = orjson.loads(settings)
    return {name: text for name, text in found.items() if isinstance(text, str)} if isinstance(found, dict) else {}


# Where they differ ------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class SettingDifference:
    """A setting in which serving processes differ: the processes by value; None where it isn't set."""

    name: str
    processes: Mapping[str | None, Sequence[str]]

    @property
    def sentence(self) -> str:
        """`FEATURE_BOTS is true on web-1, and isn't set on web-2 and clock.`"""
        parts = [
            f"{'isn’t set' if value is None else f'is {value}'} on {_join(names)}"
            for value, names in self.processes.items()
        ]
        return f"{self.name} {', and '.join(parts)}."


def differences(processes: Sequence[ServingProcess]) -> list[SettingDifference]:
    """Return each setting in which these processes differ, by name; the release is one of them."""
    texts = {
        serving_process.name: {**serving_process.settings.texts, "RELEASE": serving_process.release}
        for serving_process in processes
    }
    setting_differences = []
    for name in sorted({name for settings in texts.values() for name in settings}):
        by_value: dict[str | None, list[str]] = defaultdict(list)
        for process, settings in texts.items():
            by_value[settings.get(name)].append(process)
        if len(by_value) > 1:
            setting_differences.append(SettingDifference(name, dict(by_value)))
    return setting_differences


def _join(names: Sequence[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


# How they see flags -----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class ServerView:
    """Serving processes that see flags alike, by label, region and what their environment says of flags and releases.

    None of them: this process alone.
    """

    processes: tuple[str, ...]
    label: str
    region: str
    settings: ProcessSettings

    def flags(self, now: FlagSnapshot) -> FlagSnapshot:
        """Return the snapshot as these processes have it."""
        return with_settings(now, self.settings)

    def place(self, subject: Subject) -> Subject:
        """Return the subject as one whom these processes serve."""
        return replace(subject, label=self.label, region=self.region)


def server_views() -> list[ServerView]:
    """Return each way in which those whose word counts see flags; this process's own where nobody serves."""
    return views_of(judges(serving_processes()))


def views_of(processes: Iterable[ServingProcess]) -> list[ServerView]:
    """Return each way in which these processes see flags."""
    alike: dict[tuple[Any, ...], list[ServingProcess]] = defaultdict(list)
    for process in processes:
        says = process.settings
        pace = (says.step_minutes, *sorted(says.peak_hours))
        alike[(process.label, process.region, says.environment, pace, *sorted(says.overrides.items()))].append(process)
    views = [
        ServerView(tuple(process.name for process in same), same[0].label, same[0].region, same[0].settings)
        for same in alike.values()
    ]
    return views or [ServerView((), site.SERVER_LABEL, site.SERVER_REGION, settings_in_force())]


def slowest_steps(views: Iterable[ServerView]) -> StepMinutes:
    """Return how long a flag stays on a step where these servers differ: as long as the slowest of them says."""
    found = [each.settings.step_minutes for each in views]
    return StepMinutes(max(each.each for each in found), max(each.at_half for each in found))


def peak_hours(views: Iterable[ServerView]) -> frozenset[int]:
    """Return the hours that are peak hours to any of these servers."""
    return frozenset[int]().union(*(each.settings.peak_hours for each in views))


Forced = Mapping[bool | None, Sequence[str]]
"""What FEATURE_<NAME> says of a flag (None: nothing), and the names of the processes to which it says so."""


def forced_values(views: Iterable[ServerView], flag: str) -> Forced:
    """Return what the environment says of a flag to the processes of these views."""
    names_by_value: dict[bool | None, list[str]] = defaultdict(list)
    for view in views:
        names_by_value[view.settings.overrides.get(flag)] += view.processes
    return dict(names_by_value)


def agreed_value(forced: Forced) -> bool | None:
    """Return what the environment says of a flag everywhere; None where it says nothing, or not the same."""
    return next(iter(forced)) if len(forced) == 1 else None


@dataclass(frozen=True, slots=True)
class ServersAnswer:
    """A flag's value for a subject on these processes."""

    processes: tuple[str, ...]
    evaluation: Evaluation


def evaluate_on_servers(
    views: Iterable[ServerView], now: FlagSnapshot, name: str, subject: Subject
) -> list[ServersAnswer]:
    """Evaluate a flag on all servers; one answer for those that say the same for the same reasons."""
    alike: dict[Evaluation, tuple[str, ...]] = {}
    for view in views:
        evaluation = evaluate(view.flags(now), name, view.place(subject))
        alike[evaluation] = alike.get(evaluation, ()) + view.processes
    return [ServersAnswer(processes, evaluation) for evaluation, processes in alike.items()]


def pictures(views: Iterable[ServerView], now: FlagSnapshot) -> list[FlagSnapshot]:
    """Return the snapshot in each way in which these views see it, once each, whichever their servers."""
    unlike = {(each.settings.environment, *sorted(each.settings.overrides.items())): each for each in views}
    return [each.flags(now) for each in unlike.values()]


def with_settings(now: FlagSnapshot, settings: ProcessSettings) -> FlagSnapshot:
    """Return the snapshot, with its earlier pictures, as a process with these settings has it."""
    defaults = {name: spec.default(settings.environment) for name, spec in SPECS.items()}
    if now.defaults == defaults and now.overrides == settings.overrides:
        return now
    seen = partial(replace, defaults=MappingProxyType(defaults), overrides=MappingProxyType(settings.overrides))
    earlier: FlagSnapshot | None = None
    for picture in reversed(list(now.pictures_before())):
        earlier = seen(picture, earlier=earlier)
    return seen(now, earlier=earlier)
