"""Years of plans in seconds: whole releases, phase by phase, decided by the plans' machine where the truth is known.

    .venv/bin/python -m benchmarks.plans [--plans 200] [--template percentage-ladder]
    .venv/bin/python -m benchmarks.plans --promotions 200

Leagues meet the flag for the first time over some days, as in `benchmarks.evidence`, and from then on once in six hours
or so; three of ten never again. They fail by each metric of the plan: by the first as the release says, for as long as
the flag is on for them; by the others a tenth as often, and alike. What they met and how they failed goes on from phase
to phase. The plan is looked at when a phase's time is over, and every six hours; since evidence that was reached stays
reached, looking oftener finds the same harm, and sooner. After ten days it stays where it is. The luck is seeded.
"""

import argparse
import json
import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from benchmarks.evidence import DAY, RELEASES, SEED, Release
from rollouts.evaluation.flag_state import to_hundredths
from rollouts.evaluation.types import HUNDRED_PERCENT
from rollouts.evidence.bars import roll_back_bar
from rollouts.evidence.comparison import ExposedSubject, compare_arms
from rollouts.evidence.forecast import seconds_until, subjects_to_pass
from rollouts.evidence.strata import Stays, Step, Visit, exposed_subjects, stays_of
from rollouts.plans import machine
from rollouts.plans.definition import PlanDefinition
from rollouts.plans.machine import NOT_BEGUN, PlanDecision, PlanMove, PlanState, PlanStatus, Sighting
from rollouts.plans.templates.catalogue import TEMPLATES

BEGIN = datetime.fromtimestamp(0, UTC)
HORIZON = 10 * DAY
LOOK = DAY / 4
AGAIN = DAY / 4
"""Between two visits of a league, on average."""
SHARE_ONCE = 0.3
"""Of the leagues that meet the flag once only."""
Exposures = Mapping[str, Sequence[ExposedSubject]]


@dataclass(frozen=True, slots=True)
class Played:
    """The end of a plan: the last thing it did, when (in seconds), in which phase, and how many had failed with it."""

    move: PlanMove
    at: float
    phase: int
    failures: int


@dataclass(slots=True)
class SimulatedLeague:
    """A league: when it comes, and how fast and after how much of its patience it fails, by metric."""

    bucket: int
    comes: tuple[float, ...]
    times: float
    patience: list[float]
    visits: list[Visit] = field(default_factory=list)

    def visit(self, place: int, begins: float, percent: int) -> None:
        """Meet the flag in a new step, when it comes for the first time after that has begun."""
        at = next((each for each in self.comes if each >= begins), None)
        if at is None:
            return
        self.visits = [each for each in self.visits if each.since < begins]
        self.visits.append(Visit(place, self.bucket < percent, at))


def _league(release: Release, luck: random.Random, metrics: int) -> SimulatedLeague:
    at, end = luck.random() * release.days * DAY, HORIZON
    comes = [at]
    if luck.random() >= SHARE_ONCE:
        while (at := at + luck.expovariate(1 / AGAIN)) < end:
            comes.append(at)
    times = 60.0 if luck.random() < release.bad_leagues else 1.0
    return SimulatedLeague(
        luck.randrange(HUNDRED_PERCENT), tuple(comes), times, [luck.expovariate(1) for _ in range(metrics)]
    )


def _failures(league: SimulatedLeague, release: Release, place: int) -> list[float]:
    """Return when a league fails by a metric: for the first time, or never."""
    pace = -math.log1p(-release.rate) / (release.days * DAY) * league.times
    ratio = 1.0 if place else release.ratio
    left = league.patience[place] * (10.0 if place else 1.0)
    visits = league.visits
    longest = HORIZON + 3_600 * release.bad_hour - (visits[0].since if visits else HORIZON)
    if pace * max(ratio, 1.0) * longest < left:
        return []
    for visit, after in zip(visits, [*visits[1:], None], strict=False):
        since, until = visit.since, after.since if after else HORIZON
        for begin, end, times in _weather(since, until, release):
            gone = pace * times * (ratio if visit.on else 1.0) * (end - begin)
            if gone >= left:
                return [begin + left / gone * (end - begin)]
            left -= gone
    return []


def _weather(since: float, until: float, release: Release) -> list[tuple[float, float, float]]:
    """Cut a time by the bad hour, which is half a day after the plan's begin; each with its times."""
    begin, end = DAY / 2, DAY / 2 + 3_600
    cuts = [(since, min(until, begin), 1.0), (max(since, begin), min(until, end), release.bad_hour)]
    return [each for each in [*cuts, (max(since, end), until, 1.0)] if each[0] < each[1]]


def _exposed(stays: Stays, failed: Sequence[float]) -> list[ExposedSubject]:
    first = {on: next((each for each in failed if each >= own[0].since), None) for on, own in stays.items()}
    return exposed_subjects(stays, first)


class Playing:
    """A plan that is played: its leagues, its steps, and where it is."""

    def __init__(self, definition: PlanDefinition, release: Release, luck: random.Random) -> None:
        watched = [each.metric for each in definition.triggers]
        needed = [each.metric for phase in definition.phases for each in phase.criteria]
        self.metrics = list(dict.fromkeys([*watched, *needed]))
        self.release = release
        self.leagues = [_league(release, luck, len(self.metrics)) for _ in range(release.leagues)]
        self.steps: list[Step] = []
        self.exposures: Exposures = dict.fromkeys(self.metrics, ())
        self.plan = PlanState(
            flag="a_flag", definition=definition, status=PlanStatus.RUNNING, phase=NOT_BEGUN, since=BEGIN
        )

    def enter(self, phase: int, at: float) -> None:
        """Begin a phase: whoever comes from now on meets its percentage."""
        self.plan = replace(self.plan, phase=phase, since=BEGIN + timedelta(seconds=at))
        percent = to_hundredths(self.plan.definition.phases[phase].patch["percent"])
        place = len(self.steps)
        self.steps.append(Step(at, percent))
        for league in self.leagues:
            league.visit(place, at, percent)
        stays = [stays_of(league.visits, self.steps, league.bucket) for league in self.leagues]
        self.exposures = {
            name: [
                subject
                for league, own in zip(self.leagues, stays, strict=True)
                for subject in _exposed(own, _failures(league, self.release, number))
            ]
            for number, name in enumerate(self.metrics)
        }

    def decide(self, at: float) -> PlanDecision:
        """Return what the plan does if it is looked at then."""
        return machine.decide(self.plan, self.seen(at))

    def seen(self, at: float) -> Sighting:
        """Return what is known then."""
        known = {name: _until(each, at) for name, each in self.exposures.items()}
        step = len(self.steps) - 1
        on = sum(
            bool(league.visits)
            and league.visits[-1].step == step
            and league.visits[-1].on
            and league.visits[-1].since <= at
            for league in self.leagues
        )
        return Sighting(now=BEGIN + timedelta(seconds=at), on=on, exposed=known, subjects="leagues")


def _until(subjects: Sequence[ExposedSubject], at: float) -> list[ExposedSubject]:
    met = (each for each in subjects if each.since <= at)
    return [each if each.failed_at is None or each.failed_at <= at else replace(each, failed_at=None) for each in met]


def play(definition: PlanDefinition, release: Release, luck: random.Random) -> Played:
    """Play a plan to its end, or to the end of the time."""
    playing, at = Playing(definition, release, luck), 0.0
    while True:
        decision = playing.decide(at)
        if decision.move is PlanMove.ENTER and decision.phase is not None:
            playing.enter(decision.phase, at)
        elif decision.move not in {PlanMove.WAIT, PlanMove.NOTIFY} or at >= HORIZON:
            return Played(decision.move, at, playing.plan.phase, _failures_until(playing, at, decision))
        at = _next_look(playing, at)


def _next_look(playing: Playing, at: float) -> float:
    current = playing.plan.current
    over = at if current is None else (playing.plan.since - BEGIN + current.bake).total_seconds()
    return min(over, at + LOOK) if over > at else at + LOOK


def _failures_until(playing: Playing, at: float, decision: PlanDecision) -> int:
    """Return how many with the flag had failed by the metric that fired, at the failure by which it did."""
    if decision.trigger is None:
        return 0
    subjects = playing.exposures[playing.plan.definition.triggers[decision.trigger].metric]
    moments = sorted(each.failed_at for each in subjects if each.failed_at is not None and each.failed_at <= at)
    low, high = 0, len(moments)
    while high - low > 1:
        middle = (low + high) // 2
        early = playing.decide(moments[middle - 1]).move is decision.move
        low, high = (low, middle) if early else (middle, high)
    until = moments[high - 1] if moments else at
    return sum(each.on and each.failed_at is not None and each.failed_at <= until for each in subjects)


def outcomes(definition: PlanDefinition, release: Release, plans: int) -> dict[str, Any]:
    """Return what became of so many plans, as shares, and after how many failures half of those taken back were."""
    luck = random.Random(SEED)  # noqa: S311 # makes leagues
    played = [play(definition, release, luck) for _ in range(plans)]
    back = [each for each in played if each.move is PlanMove.ROLL_BACK]
    done = [each for each in played if each.move is PlanMove.COMPLETE]
    return {
        "rolled_back": len(back) / plans,
        "failures": median(each.failures for each in back) if back else None,
        "hours": median(each.at for each in back) / 3_600 if back else None,
        "paused": sum(each.move is PlanMove.PAUSE for each in played) / plans,
        "promoted": sum(each.phase > 0 or each.move is PlanMove.COMPLETE for each in played) / plans,
        "completed": len(done) / plans,
        "days": median(each.at for each in done) / DAY if done else None,
    }


# How well a plan says when it goes on ----------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Promotions:
    """Of plans that are played until they leave their first phase: the share that did, and after how many days, median.

    `said_before`: after how many days it should be, as is said before the start, when nobody has failed yet; `said`: as
    is said when it is known how many fail. None: never, as with too few leagues.
    """

    promoted: float
    days: float | None
    said_before: float | None
    said: float | None


def promotions(definition: PlanDefinition, release: Release, plans: int) -> Promotions:
    """Play so many plans until they leave their first phase, are taken back, or the time is over."""
    luck = random.Random(SEED)  # noqa: S311 # makes leagues
    left = [at for _ in range(plans) if (at := _leaves_first_phase(Playing(definition, release, luck))) is not None]
    within = max(each.within or timedelta() for each in definition.phases[0].criteria).total_seconds()
    fail_in_time = -math.expm1(math.log1p(-release.rate) * within / (release.days * DAY))
    return Promotions(
        promoted=len(left) / plans,
        days=median(left) / DAY if left else None,
        said_before=_days_until_known(definition, release, 0.0),
        said=_days_until_known(definition, release, fail_in_time),
    )


def _leaves_first_phase(playing: Playing) -> float | None:
    at = 0.0
    while at <= HORIZON:
        decision = playing.decide(at)
        if decision.move is PlanMove.ENTER and playing.plan.phase == 0:
            return at
        if decision.move is PlanMove.ENTER:
            playing.enter(0, at)
        elif decision.move not in {PlanMove.WAIT, PlanMove.NOTIFY}:
            return None
        at = _next_look(playing, at)
    return None


def _days_until_known(definition: PlanDefinition, release: Release, rate: float) -> float | None:
    """Return when the first phase should be over, by what `plans/forecasts.py` asks for."""
    phase = definition.phases[0]
    have = release.leagues * phase.patch["percent"] / 100
    needed: list[int] = [phase.minimum_subjects]
    for criterion in phase.criteria:
        subjects = subjects_to_pass(criterion.below, rate)
        if subjects is None:
            return None
        needed.append(subjects)
    if max(needed) > have:
        return None
    seconds = seconds_until(max(needed), 0, have / release.days)
    settled = max(each.within or timedelta() for each in phase.criteria).total_seconds()
    return None if seconds is None else max(seconds + settled, phase.bake.total_seconds()) / DAY


AT_THE_LIMIT = 1 - 0.95**3
"""Of the leagues fail in three days, where just 5 % do in one."""
PROMOTED = {
    "nobody fails": Release(rate=0.0),
    "0.5 % in a day": Release(rate=1 - 0.995**3),
    "1.7 % in a day": Release(),
    "at the limit, 5 % in a day": Release(rate=AT_THE_LIMIT),
    "6 % in a day": Release(rate=1 - 0.94**3),
    "no traffic": Release(leagues=0),
}


GUARDS = 3
CLIMB_HOURS = 6


def false_alarms(release: Release, plans: int) -> float:
    """Return the share of ladders, climbed whatever happens, that one of so many guards would take back.

    A step is six hours; the evidence of all of them counts, with the leagues that came back and those that didn't.
    """
    luck = random.Random(SEED)  # noqa: S311 # makes leagues
    ladder = TEMPLATES["percentage-ladder"]
    return sum(any(_cries_wolf(ladder, release, luck) for _ in range(GUARDS)) for _ in range(plans)) / plans


def _cries_wolf(ladder: PlanDefinition, release: Release, luck: random.Random) -> bool:
    leagues = [_league(release, luck, 1) for _ in range(release.leagues)]
    steps: list[Step] = []
    for place, phase in enumerate(ladder.phases[:-1]):
        steps.append(Step(place * CLIMB_HOURS * 3_600.0, to_hundredths(phase.patch["percent"])))
        for league in leagues:
            league.visit(place, steps[-1].begins, steps[-1].percent)
    exposed = (
        subject
        for league in leagues
        for subject in _exposed(stays_of(league.visits, steps, league.bucket), _failures(league, release, 0))
    )
    return compare_arms(exposed).reached(roll_back_bar(GUARDS))


PLANNED = {
    **{name: release for name, release in RELEASES.items() if "half and half" not in name},
    "above the limit": Release(rate=0.2),
    "no traffic": Release(leagues=0),
}
"""Of a release above the limit of 5 % more than that fail in a day, with the flag and without."""


def main() -> None:
    """Print a line of figures for each template and each release whose truth is known."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plans", type=int, default=200, help="plans of each kind (default 200)")
    parser.add_argument("--template", choices=TEMPLATES, help="this one only")
    parser.add_argument("--ladders", type=int, default=0, help="instead: so many ladders, and how many cry wolf")
    parser.add_argument("--promotions", type=int, default=0, help="instead: so many plans until their first step")
    parser.add_argument("--release", choices=[*PLANNED, *PROMOTED], help="this one only")
    asked = parser.parse_args()
    lines = _ladders(asked) if asked.ladders else _promotions(asked) if asked.promotions else _plans(asked)
    for line in lines:
        print(json.dumps(line), flush=True)


Lines = Iterator[dict[str, Any]]


def _ladders(asked: argparse.Namespace) -> Lines:
    for name in ("no harm", "no harm, bad leagues", "no harm, a bad hour"):
        small = replace(RELEASES[name], leagues=1_000, rate=0.2)
        yield {"release": name, "false_alarms": false_alarms(small, asked.ladders)}


def _promotions(asked: argparse.Namespace) -> Lines:
    for name, release in PROMOTED.items():
        if asked.release in {None, name}:
            yield {"release": name, **asdict(promotions(TEMPLATES["waiting-room"], release, asked.promotions))}


def _plans(asked: argparse.Namespace) -> Lines:
    for template, definition in TEMPLATES.items():
        if asked.template not in {None, template}:
            continue
        if any("percent" not in phase.patch for phase in definition.phases):
            continue  # whom rings let in was chosen, so there is nobody to compare them with
        for name, release in PLANNED.items():
            if asked.release in {None, name}:
                yield {"template": template, "release": name, **outcomes(definition, release, asked.plans)}


if __name__ == "__main__":
    main()
