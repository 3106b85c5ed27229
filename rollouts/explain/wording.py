"""A flag's state in words, short enough for somebody who was woken up. Pure.

Moments are said in the reader's time zone: `WordingContext` knows it, and what ids are called.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from rollouts.audiences.extent import Extent, Reach
from rollouts.evaluation.evaluate import format_percent
from rollouts.evaluation.flag_state import NEW_STATE, FlagState, parse_instant, to_hundredths
from rollouts.evaluation.registry import PERMANENT
from rollouts.evaluation.types import HUNDRED_PERCENT, BucketBy, Strategy

PLURAL = {BucketBy.USER: "users", BucketBy.LEAGUE: "leagues", BucketBy.AUCTION: "auctions"}
OPERATORS = {
    "is": "",
    "is_not": "not ",
    "in": "one of ",
    "not_in": "none of ",
    "at_least": "at least ",
    "at_most": "at most ",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingContext:
    """The reader's clock and zone, and the names of ids. `rings` are all in order, of which `everybody` are those
    that nobody has to join."""

    now: datetime
    zone: tzinfo
    as_of: datetime | None = None
    """Schedules are said as of this moment, up to which they are carried out; without it as of now."""
    rings: Sequence[str] = ()
    everybody: Collection[str] = ()
    users: Mapping[int, str] = field(default_factory=dict)
    groups: Mapping[int, str] = field(default_factory=dict)
    leagues: Mapping[str, str] = field(default_factory=dict)

    def when(self, moment: datetime) -> str:
        """`21 Nov 14:02 CET`; with the year if it is another than now's."""
        there, today = moment.astimezone(self.zone), self.now.astimezone(self.zone)
        year = "" if there.year == today.year else f" {there.year}"
        return f"{there.day} {there:%b}{year} {there:%H:%M %Z}"

    def in_order(self, shares: Mapping[str, Any]) -> list[tuple[str, Any]]:
        """Return shares by ring, in the order of the rings; JSON keeps none."""
        position = {ring: number for number, ring in enumerate(self.rings)}
        return sorted(shares.items(), key=lambda share: (position.get(share[0], len(position)), share[0]))

    def name(self, key: str, identifier: Any) -> str:
        """Return the name of an id in the field `key` of a state; the id itself where it is unknown.

        Those of users, groups and leagues that are left out are the same.
        """
        names: dict[str, Mapping[Any, str]] = {"users": self.users, "groups": self.groups, "leagues": self.leagues}
        return names[key.removeprefix("excluded_")].get(identifier, str(identifier))

    def left_out(self, state: FlagState) -> list[str]:
        """Return the leagues, groups and users that a state leaves out, by name."""
        return [
            name
            for key in ("excluded_leagues", "excluded_groups", "excluded_users")
            for name in sorted((self.name(key, each) for each in state[key]), key=str.casefold)
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagStatus:
    """A flag's status: `state` is none where it has no row, `default` where the code doesn't know it.

    `requires` is what it requires without a row; `forced` is what the environment says of it (None: nothing), and on
    which servers; without their names it is this process's alone.
    """

    name: str
    state: FlagState | None = None
    default: bool | None = None
    requires: Mapping[str, bool] = field(default_factory=dict)
    forced: Mapping[bool | None, Sequence[str]] = field(default_factory=dict)
    reach: Reach
    """For whom it is on, by the evaluator."""
    unreadable: str = ""
    """What of its row this release can't read, and what counts in its place; empty: nothing."""

    @property
    def overridden(self) -> bool:
        """True if the environment decides on some server, whatever is set."""
        return any(value is not None for value in self.forced)

    @property
    def override(self) -> bool | None:
        """Return what the environment says on every server; None where it says nothing, or not the same."""
        return next(iter(self.forced)) if len(self.forced) == 1 else None


def status_sentence(flag: FlagStatus, context: WordingContext) -> str:
    """Return its status, as `on for 25 % of leagues and the beta ring; frozen since 21 Nov 14:02 CET (finals)`."""
    if flag.state is not None:
        set_to = state_sentence(flag.state, context)
    elif flag.default is not None:
        needs = f"; {_needs(flag.requires)}" if flag.default and flag.requires else ""
        set_to = f"not set: {on_off(flag.default)}, the default of this environment{needs}"
    else:
        set_to = "gone: it counts as off"
    if flag.unreadable:
        set_to = f"{flag.unreadable}. What can be read: {set_to}"
    if flag.overridden:
        return f"{_forced_phrase(flag)}; {set_to}"
    if flag.reach.extent == _set_extent(flag, context):
        return set_to
    because = f" ({flag.reach.because})" if flag.reach.because else ""
    return f"{_EXTENTS[flag.reach.extent]}{because}; {'set to: ' if flag.state is not None else ''}{set_to}"


def past_sentence(flag: str, state: Mapping[str, Any] | None, reach: Reach | None, context: WordingContext) -> str:
    """Return what a flag with this state and reach was at `as_of` of the context; empty without a state.

    Without a reach it is what was set alone.
    """
    if state is None:
        return ""
    full = {**NEW_STATE, **state}
    if reach is None:
        return state_sentence(full, context)
    return status_sentence(FlagStatus(name=flag, state=full, reach=reach), context)


def _forced_phrase(flag: FlagStatus) -> str:
    """`off by FEATURE_BOTS, whatever is set`, or `by FEATURE_BOTS off (web-1), not forced (web-2)`."""
    variable = f"FEATURE_{flag.name.upper()}"
    if flag.override is not None:
        return f"{on_off(flag.override)}{'' if flag.forced[flag.override] else ' here'} by {variable}, whatever is set"
    parts = [
        f"{'not forced' if value is None else on_off(value)} ({join_words(names)})"
        for value, names in sorted(flag.forced.items(), key=lambda each: each[0] is None)
    ]
    return f"by {variable} {', '.join(parts)}: the servers differ"


def forced_caution(flag: FlagStatus) -> str:
    """Return where buttons don't count because of the environment, and what to do about it; empty: they do."""
    if not flag.overridden:
        return ""
    names = [name for value, processes in flag.forced.items() if value is not None for name in processes]
    free = flag.forced.get(None, ())
    where = f"on {join_words(names)}" if names else "here"
    elsewhere = f" It has effect on {join_words(free)}." if free else ""
    return (
        f"FEATURE_{flag.name.upper()} decides {where}: what you set on this page has no effect there. "
        f"To give it effect, remove the variable and restart the server{'s' if len(names) > 1 else ''}.{elsewhere}"
    )


_EXTENTS = {Extent.EVERYBODY: "on for everyone", Extent.SOME: "on for some", Extent.NOBODY: "off for everyone"}


def _set_extent(flag: FlagStatus, context: WordingContext) -> str:
    """Return for whom the flag looks on by what is set alone: where that isn't so, the sentence begins with what is."""
    if flag.state is None:
        return on_off(bool(flag.default))
    state = flag.state
    if state["everyone"] is False or _before(state, context) or _after(state, context):
        return "off"
    if state["everyone"]:
        return "part" if _left_out(state) else "on"
    if not (audience := _audience(state, context)):
        return "off"
    whole = state["strategy"] == Strategy.PERCENTAGE and to_hundredths(state["percent"]) == HUNDRED_PERCENT
    return "on" if audience and whole and not state["criteria"] and not _left_out(state) else "part"


def state_sentence(state: FlagState, context: WordingContext) -> str:
    """Return the state in words."""
    parts = [_within_schedule(state, context)]
    if state["requires"] and state["everyone"] is not False:
        parts.append(_needs(state["requires"]))
    if state["arms"] and state["everyone"] is not False:
        parts.append(f"in the arms {arms_in_words(state['arms'])}")
    if frozen_at := parse_instant(state["frozen_at"]):
        reason = f" ({state['freeze_reason']})" if state["freeze_reason"] else ""
        parts.append(f"frozen since {context.when(frozen_at)}{reason}")
    return "; ".join(parts)


def arms_in_words(arms: Iterable[Mapping[str, Any]]) -> str:
    """`as_today 33.33 %, larger 66.67 %`."""
    return ", ".join(f"{arm['name']} {format_percent(to_hundredths(arm['weight']))}" for arm in arms)


def _needs(requires: Mapping[str, bool]) -> str:
    return f"needs {join_words([f'{flag} {on_off(value)}' for flag, value in requires.items()])}"


def on_off(value: bool) -> str:
    """Return `on` or `off`."""
    return "on" if value else "off"


def _within_schedule(state: FlagState, context: WordingContext) -> str:
    if state["everyone"] is False:
        return "off for everyone"
    core = _core(state, context)
    if start := _before(state, context):
        return f"off until {context.when(start)}, then {core}"
    if end := _after(state, context):
        return f"off since {context.when(end)}, when its time was over; before, {core}"
    end = parse_instant(state["ends_at"])
    return f"{core}, until {context.when(end)}" if end else core


def _before(state: FlagState, context: WordingContext) -> datetime | None:
    """Return the start, if it is still to come."""
    start = parse_instant(state["starts_at"])
    return start if start and (context.as_of or context.now) < start else None


def _after(state: FlagState, context: WordingContext) -> datetime | None:
    """Return the end, if it is over."""
    end = parse_instant(state["ends_at"])
    return end if end and (context.as_of or context.now) >= end else None


def _core(state: FlagState, context: WordingContext) -> str:
    audience = ["everyone"] if state["everyone"] else _audience(state, context)
    if not audience:
        return "on for nobody"
    out = _left_out(state)
    return f"on for {join_words(audience)}{f', without {join_words(out)}' if out else ''}"


_KINDS = (("users", "user"), ("groups", "group"), ("leagues", "league"))


def _left_out(state: FlagState) -> list[str]:
    """Return how many users, groups and leagues are left out: `1 user`, `2 leagues`."""
    counts = [(len(state[f"excluded_{key}"]), word) for key, word in _KINDS]
    return [counted(count, word) for count, word in counts if count]


def _audience(state: FlagState, context: WordingContext) -> list[str]:
    """Return the parts of the audience, each by what chooses it."""
    chosen = _STRATEGIES[state["strategy"]](state, context)
    if chosen and state["criteria"]:
        chosen = [f"{join_words(chosen)} (where {join_words(criteria_phrases(state['criteria']))})"]
    for key, word in _KINDS:
        if count := len(state[key]):
            chosen.append(f"{counted(count, word)} by name")
    kinds = {"staff": "operators", "superusers": "superusers", "authenticated": "everybody who is signed in"}
    chosen += [words for key, words in kinds.items() if state[key]]
    if state["languages"]:
        chosen.append(f"the languages {state['languages']}")
    if state["testing"]:
        chosen.append("testers whose browser asks for it")
    return chosen


def _percentage(state: FlagState, context: WordingContext) -> list[str]:
    percent = to_hundredths(state["percent"])
    return [f"{format_percent(percent)} of {PLURAL[state['bucket_by']]}"] if percent else []


def _rings(state: FlagState, context: WordingContext) -> list[str]:
    """Everybody's ring first, as a share of all; then the others, those that are whole in one."""
    shares = {ring: to_hundredths(percent) for ring, percent in context.in_order(state["rings"]) if percent}
    parts = [
        f"{format_percent(share)} of {PLURAL[state['bucket_by']]}"
        for ring, share in shares.items()
        if ring in context.everybody
    ]
    own = {ring: share for ring, share in shares.items() if ring not in context.everybody}
    if whole := [ring for ring, share in own.items() if share == HUNDRED_PERCENT]:
        parts.append(f"the {join_words(whole)} ring{'s' if len(whole) > 1 else ''}")
    return parts + [
        f"{format_percent(share)} of the {ring} ring" for ring, share in own.items() if share < HUNDRED_PERCENT
    ]


def _canary(state: FlagState, context: WordingContext) -> list[str]:
    servers = [f"servers labelled {', '.join(state['labels'])}"] if state["labels"] else []
    return servers + ([f"servers in {', '.join(state['regions'])}"] if state["regions"] else [])


_STRATEGIES = {Strategy.PERCENTAGE: _percentage, Strategy.RING: _rings, Strategy.CANARY: _canary}


def criteria_phrases(criteria: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """`sport is one of football, cricket`, one for each trait."""
    phrases = []
    for trait, conditions in criteria.items():
        parts = [f"{OPERATORS[operator]}{_value(value)}" for operator, value in conditions.items()]
        phrases.append(f"{trait.replace('_', ' ')} is {join_words(parts)}")
    return phrases


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def counted(number: int, word: str) -> str:
    """`1 league`, `12 leagues`, `12,000 leagues`; of `process` the plural is `processes`."""
    ending = "" if number == 1 else "es" if word.endswith("s") else "s"
    return f"{number:,} {word}{ending}"


def join_words(parts: Iterable[str]) -> str:
    """Return the words as `a, b and c`."""
    *most, last = parts
    return f"{', '.join(most)} and {last}" if most else last


def end_text(expected: str) -> str:
    """Return the expected end: `stays`, or `by 2027-03`."""
    return "stays" if expected == PERMANENT else f"by {expected}"
