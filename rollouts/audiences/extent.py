"""For whom a flag is on, all in all: everybody, some or nobody, on the servers that run. Pure.

Lists, pages, commands, previews and the history say this and nothing that they read in a column: a schedule, a required
flag, a freeze or the environment may decide otherwise than the row looks. Everybody and nobody are
proven, however small an audience is; auctions that keep what they began with aren't counted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from rollouts.audiences.entering import configs_asked, probes
from rollouts.evaluation.bounds import Server, possible_values
from rollouts.evaluation.evaluate import Evaluation, Reason, evaluate
from rollouts.evaluation.types import FlagSnapshot, Strategy, Subject
from rollouts.propagation.fleet import ServerView

MOST_PROBES = 60
"""So many are asked why they don't have it."""
_SAID_ALREADY = {Reason.PERCENTAGE, Reason.RING, Reason.CANARY, Reason.EVERYONE, Reason.ENVIRONMENT}


class Extent(StrEnum):
    """For whom a flag is on."""

    EVERYBODY = "on"
    SOME = "part"
    NOBODY = "off"


@dataclass(frozen=True, slots=True)
class Reach:
    """For whom a flag is on, and what beside its strategy keeps out one who doesn't have it; empty: nothing."""

    extent: Extent
    because: str = ""


def reach_on(views: Sequence[ServerView], now: FlagSnapshot, flag: str) -> Reach:
    """Return for whom the flag is on, on the servers of these views."""
    return _reach([(view.flags(now), Server(view.label, view.region)) for view in views], flag)


def reach_of(snapshots: Iterable[FlagSnapshot], flag: str) -> Reach:
    """Return for whom the flag is on by these snapshots, whichever server is asked."""
    return _reach([(snapshot, None) for snapshot in snapshots], flag)


def _reach(asked: Sequence[tuple[FlagSnapshot, Server | None]], flag: str) -> Reach:
    possibilities = [possible_values(snapshot, flag, server) for snapshot, server in asked]
    values = frozenset[bool]().union(*possibilities)
    if False not in values:
        return Reach(Extent.EVERYBODY)
    snapshot, server = next(pair for pair, value in zip(asked, possibilities, strict=True) if False in value)
    extent = Extent.SOME if True in values else Extent.NOBODY
    if extent is Extent.NOBODY and _goes_by_server(snapshot, flag):
        return Reach(extent, _why(snapshot, flag, server) or "no server that runs now is chosen")
    return Reach(extent, _why(snapshot, flag, server))


def _goes_by_server(snapshot: FlagSnapshot, flag: str) -> bool:
    config = snapshot.flags.get(flag)
    chosen = config is not None and config.strategy is Strategy.CANARY and (config.labels or config.regions)
    return bool(chosen) and config is not None and config.everyone is None and flag not in snapshot.overrides


def _why(snapshot: FlagSnapshot, flag: str, server: Server | None) -> str:
    """Return what keeps one out, at the step that decided; empty where what is set says it, or FEATURE_<NAME>."""
    answer = next((each for each in _answers(snapshot, flag, server) if not each.value), None)
    if answer is None or answer.reason in _SAID_ALREADY:
        return ""
    return next((f"{line.step}: {line.found}" for line in answer.trace if line.decided), "")


def _answers(snapshot: FlagSnapshot, flag: str, server: Server | None) -> Iterable[Evaluation]:
    """Yield the evaluator's answers for whoever isn't signed in, and then for probes."""
    place = Server() if server is None else server
    yield evaluate(snapshot, flag, Subject(label=place.label, region=place.region))
    for probe in islice(probes(snapshot, snapshot, configs_asked(snapshot, flag)), MOST_PROBES):
        yield evaluate(snapshot, flag, probe)
