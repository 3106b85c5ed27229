"""The pace of a release: a flag stays on each step for a while, in which others rest and somebody watches.

The times are ROLLOUT_STEP_MINUTES of the servers, of the slowest where they differ; the clock is the database's.
Whether a change of the past let anybody in is what the evaluator says, whoever made it, and from where. A schedule that
begins lets people in when it does.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from auctionsite.flag_overrides import StepMinutes
from auctionsite.moments.utc_times import format_utc
from auctionsite.postgresql.clock import database_now
from rollouts.audiences.widening import enters_anywhere, lets_in, unfreezes
from rollouts.changes.ladder import ladder_position
from rollouts.evaluation.flag_state import FlagState
from rollouts.evaluation.registry import SPECS
from rollouts.evaluation.types import FlagSnapshot
from rollouts.models import STATE_CHANGED, FlagChange
from rollouts.propagation import fleet, freezes, loading, scrapes
from rollouts.propagation.fleet import ServerView

HALF, ABOVE_HALF = 50_00, 75_00
"""The step that takes longer, and the next one, in hundredths of a percent."""
MAX_CHANGES = 200
"""So many changes are looked through. Where there were more, the oldest of them counts as a widening."""

_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Pace:
    """The wait before a flag's next step: from when it may be made (None: at once), and each reason in a sentence."""

    due: datetime | None = None
    cautions: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class DueStep:
    """A step that is too early now: from when it isn't, and a sentence about that."""

    at: datetime
    sentence: str


def due_steps(views: Sequence[ServerView], states: Mapping[str, FlagState]) -> dict[str, DueStep]:
    """Return, of some flags with these states, the next step of each for which it is too early now."""
    if not any(fleet.slowest_steps(views)):
        return {}
    now, at = loading.load_snapshot(), database_now()
    rings = [ring.name for ring in now.rings]
    steps = {}
    for flag, state in states.items():
        position = ladder_position(state, rings)
        if position and position.up and (due := current_pace(views, now, flag, state, at).due):
            steps[flag] = DueStep(due, due_sentence(due, at))
    return steps


def current_pace(views: Sequence[ServerView], now: FlagSnapshot, flag: str, state: FlagState, at: datetime) -> Pace:
    """Return what holds the flag's next step back at this moment. A switch has no steps."""
    minutes = fleet.slowest_steps(views)
    if not any(minutes) or _is_switch(flag):
        return Pace()
    own, between = _time_on_step(now, state, minutes), timedelta(minutes=minutes.each)
    reasons, dues = [], []
    if (widened := _last_widening(views, now, [flag], at, own)) and widened[1] + own > at:
        dues.append(widened[1] + own)
        tense = "is" if widened[1] > at else "was"
        reasons.append(f"It {tense} widened at {format_utc(widened[1], at)}, and stays on this step for {_length(own)}")
    others = [each for each in now.flags if each != flag and not _is_switch(each) and _has_begun(now, each, at)]
    if (widened := _last_widening(views, now, others, at, between)) and widened[1] + between > at:
        dues.append(widened[1] + between)
        reasons.append(
            f"{widened[0]} was widened at {format_utc(widened[1], at)}: if something breaks, nobody knows which did it"
        )
    cautions = [f"{reason}. {due_sentence(due, at)}" for reason, due in zip(reasons, dues, strict=True)]
    if own and not scrapes.scraped_since(at - own):
        cautions.append(
            f"Nobody has read complete figures from /metrics for {_length(own)}: nobody would see what breaks."
        )
    return Pace(max(dues, default=None), cautions)


def due_sentence(due: datetime, at: datetime) -> str:
    """`Next step from 14:05 UTC, in 23 min.`; with the day if it is another than that of `at`."""
    minutes = max(1, -int((at - due).total_seconds() // 60))
    hours = f"{minutes // 60} h {minutes % 60} min".removesuffix(" 0 min")
    return f"Next step from {format_utc(due, at)}, in {f'{minutes} min' if minutes < 60 else hours}."


def _time_on_step(now: FlagSnapshot, state: FlagState, minutes: StepMinutes) -> timedelta:
    """Return how long the flag stays where it is. That is longer on 50 %, of everybody or of the ring that climbs."""
    position = ladder_position(state, [ring.name for ring in now.rings])
    half = position is not None and HALF <= position.percent < ABOVE_HALF
    return timedelta(minutes=minutes.at_half if half else minutes.each)


def _last_widening(
    views: Sequence[ServerView], now: FlagSnapshot, flags: Collection[str], at: datetime, within: timedelta
) -> tuple[str, datetime] | None:
    """Return which of the flags let people in last within this time, and when; a begin still to come counts too."""
    found = [*_begins(views, now, flags, at - within), *_widening(views, now, flags, at - within)]
    return max(found, key=lambda each: each[1], default=None)


def _widening(
    views: Sequence[ServerView], now: FlagSnapshot, flags: Collection[str], since: datetime
) -> Iterable[tuple[str, datetime]]:
    """Yield the newest change of one of the flags since then that let somebody in."""
    changes = FlagChange.objects.filter(STATE_CHANGED, flag__in=flags, at__gt=since).order_by("-id")[:MAX_CHANGES]
    for number, change in enumerate(changes, start=1):
        if number == MAX_CHANGES or _let_in(views, now, change):
            yield change.flag, change.at
            return


def _let_in(views: Sequence[ServerView], now: FlagSnapshot, change: FlagChange) -> bool:
    """True if the change let anybody in; one that ended a freeze, who had come while it held."""
    if change.before is not None and unfreezes(change.before, change.after):
        frozen = loading.snapshot_with(now, change.flag, change.before)
        now = freezes.with_earlier(frozen, {change.flag: change.before}, change.at - _TICK)
    return lets_in(views, now, change.flag, change.before, change.after)


def _begins(
    views: Sequence[ServerView], now: FlagSnapshot, flags: Iterable[str], since: datetime
) -> Iterable[tuple[str, datetime]]:
    """Yield the flags whose schedule has begun since then, or is to begin, if it lets anybody in."""
    for flag in flags:
        config = now.flags.get(flag)
        if config is None or config.starts_at is None or config.starts_at <= since.timestamp():
            continue
        off = replace(now, flags=MappingProxyType({**now.flags, flag: replace(config, everyone=False)}))
        if enters_anywhere(views, off, now, flag, config.starts_at):
            yield flag, datetime.fromtimestamp(config.starts_at, UTC)


def _has_begun(now: FlagSnapshot, flag: str, at: datetime) -> bool:
    starts_at = now.flags[flag].starts_at
    return starts_at is None or starts_at <= at.timestamp()


def _is_switch(flag: str) -> bool:
    spec = SPECS.get(flag)
    return spec is not None and spec.switch


def _length(time: timedelta) -> str:
    minutes = int(time.total_seconds() // 60)
    return f"{minutes // 60} h" if minutes and minutes % 60 == 0 else f"{minutes} min"
