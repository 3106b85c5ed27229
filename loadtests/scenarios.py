"""Scenarios: how many people come, when, to how many auctions, and what has to hold. Pure."""

from dataclasses import dataclass, replace
from enum import StrEnum

BID, EVENTS, STATE = "bid to its answer", "events", "state"
"""The names under which requests are counted. Over sockets and over HTTP alike."""
SHOWN = "bid to its event at a socket"


class Line(StrEnum):
    """The transport over which people bid."""

    HTTP = "http"
    SOCKETS = "sockets"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """From the stage before, or from nobody, the number of people changes evenly to `users` by `minutes`."""

    minutes: float
    users: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestTarget:
    """The bounds that the requests of one name have to keep."""

    name: str
    p95_ms: int
    failed_percent: float = 1.0
    """At most so many percent get no answer, or one that is no answer to what was asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One load test. A refused bid is an answer: somebody else was first."""

    name: str
    line: Line
    auctions: int
    stages: tuple[Stage, ...]
    targets: tuple[RequestTarget, ...]

    @property
    def users(self) -> int:
        """The most at a time."""
        return max(stage.users for stage in self.stages)

    @property
    def minutes(self) -> float:
        """Its length, without making the rooms."""
        return self.stages[-1].minutes

    def users_at(self, minutes: float) -> int | None:
        """Return the number of people after so many minutes; None: it is over."""
        before = Stage(minutes=0.0, users=0)
        for stage in self.stages:
            if minutes < stage.minutes:
                share = (minutes - before.minutes) / (stage.minutes - before.minutes)
                return max(1, round(before.users + share * (stage.users - before.users)))
            before = stage
        return None

    def within(self, minutes: float) -> "Scenario":
        """The same in less time: the shape stays."""
        share = min(1.0, minutes / self.minutes)
        return replace(self, stages=tuple(replace(each, minutes=each.minutes * share) for each in self.stages))


def _hold(users: int, minutes: float) -> tuple[Stage, ...]:
    """So many people who come within a tenth of the time, and stay."""
    return Stage(minutes=minutes / 10, users=users), Stage(minutes=minutes, users=users)


def _http_targets(p95_ms: int) -> tuple[RequestTarget, ...]:
    return tuple(RequestTarget(name=name, p95_ms=p95_ms) for name in (BID, EVENTS, STATE))


def _socket_targets(p95_ms: int) -> tuple[RequestTarget, ...]:
    return tuple(RequestTarget(name=name, p95_ms=p95_ms, failed_percent=5.0) for name in (BID, SHOWN))


def _http(name: str, stages: tuple[Stage, ...], *, auctions: int = 1, p95_ms: int = 500) -> Scenario:
    return Scenario(name=name, line=Line.HTTP, auctions=auctions, stages=stages, targets=_http_targets(p95_ms))


def _sockets(users: int, minutes: float, p95_ms: int) -> Scenario:
    name = f"sockets-{users}"
    return Scenario(
        name=name, line=Line.SOCKETS, auctions=1, stages=_hold(users, minutes), targets=_socket_targets(p95_ms)
    )


SCENARIOS = {
    each.name: each
    for each in (
        _http("one-auction", _hold(150, 10)),
        _http("three-auctions", _hold(150, 15), auctions=3),
        _http("two-hours", _hold(100, 120)),
        _http("ramp", (Stage(minutes=30, users=200),)),
        _http(
            "spike",
            (
                Stage(minutes=2, users=50),
                Stage(minutes=2.2, users=300),
                Stage(minutes=4.2, users=300),
                Stage(minutes=4.4, users=50),
                Stage(minutes=6, users=50),
            ),
            p95_ms=2_000,
        ),
        _sockets(10, 2, 300),
        _sockets(30, 5, 300),
        _sockets(50, 10, 500),
        _sockets(100, 15, 500),
    )
}
