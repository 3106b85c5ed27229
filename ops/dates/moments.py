"""The moments at which the tests are played, and what came of it. Pure, but for the files it reads."""

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

FILE = Path(__file__).with_name("moments.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A moment at which the tests are played: from `at` on, or some days ahead, or now; in `zone`, or the machine's."""

    name: str
    at: datetime | None = None
    days_ahead: int = 0
    zone: str | None = None

    def seconds_ahead(self, now: datetime) -> int:
        """Return the seconds by which the clock has to be moved on at `now`; negative: back."""
        then = self.at or now + timedelta(days=self.days_ahead)
        return math.ceil((then - now).total_seconds())

    def environment(self, now: datetime, clock: Path) -> dict[str, str]:
        """The variables that take a process to this moment, all that are started with them to the same."""
        zone = {"TZ": self.zone} if self.zone else {}
        ahead = self.seconds_ahead(now)
        return {**zone, "LD_PRELOAD": str(clock), "CLOCK_AHEAD_SECONDS": str(ahead)} if ahead else zone


def read(text: str) -> tuple[list[Moment], dict[str, str]]:
    """The moments of a file like moments.toml, and the reason for each test that is left out. Raises ValueError."""
    document = tomllib.loads(text)
    moments = [_moment(name, fields) for name, fields in document["moments"].items()]
    return moments, document.get("left_out", {})


def _moment(name: str, fields: Mapping[str, Any]) -> Moment:
    moment = Moment(name=name, **fields)
    if moment.at and (moment.days_ahead or moment.at.utcoffset() is None):
        raise ValueError(f"{name}: give an instant with its offset, as 2028-02-29T12:00:00Z, or days, not both")
    return moment


def choose(moments: Sequence[Moment], names: str) -> list[Moment]:
    """The moments of these names, separated by commas or blanks; all without any. Raises ValueError."""
    by_name = {each.name: each for each in moments}
    asked = names.replace(",", " ").split()
    if unknown := [name for name in asked if name not in by_name]:
        raise ValueError(f"{unknown[0]} is not known; choose from {', '.join(by_name)}")
    return [by_name[name] for name in asked] or list(moments)


@dataclass(frozen=True, slots=True)
class MomentOutcome:
    """The outcome of the tests at a moment. `counts` are as in `counted`; none if pytest didn't come to its end."""

    name: str
    began: str
    code: int
    counts: tuple[int, int, int] | None


def counted(report: str) -> tuple[int, int, int]:
    """Return how many tests passed, failed (with errors), and were skipped, from a report in the format of JUnit."""
    suites = list(ElementTree.fromstring(report).iter("testsuite"))  # noqa: S314 - written by our own pytest
    tests, failures, errors, skipped = (
        sum(int(suite.get(name, 0)) for suite in suites) for name in ("tests", "failures", "errors", "skipped")
    )
    return tests - failures - errors - skipped, failures + errors, skipped


def table(outcomes: Sequence[MomentOutcome]) -> str:
    """The outcomes in rows, under a heading."""
    rows = [f"{'date':<12} {'began':<26} {'passed':>7} {'failed':>7} {'skipped':>8}"]
    for outcome in outcomes:
        counts = outcome.counts or ("-", "-", "-")
        end = "" if outcome.counts else f"  pytest ended with {outcome.code}"
        rows.append(f"{outcome.name:<12} {outcome.began:<26} {counts[0]:>7} {counts[1]:>7} {counts[2]:>8}{end}")
    return "\n".join(rows)
