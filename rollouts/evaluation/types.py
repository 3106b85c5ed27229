"""The input of evaluation: an immutable snapshot of all flags and rings, and the subject. Pure.

Percentages are kept in hundredths of a percent, 0 to 10 000, so that nothing is rounded. Instants are epoch seconds.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any

HUNDRED_PERCENT = 10_000
"""100 % as shares are counted: in hundredths of a percent."""
EMPTY: Mapping[str, Any] = MappingProxyType({})
ACCOUNT_AGE = "account_age_days"
"""The trait that time changes."""
_DAY_SECONDS = 86_400


class BucketBy(StrEnum):
    """The kind of id that is hashed. By league or auction, all people of a room get the same answer."""

    USER = "user"
    LEAGUE = "league"
    AUCTION = "auction"


class Strategy(StrEnum):
    """The way in which a flag that is neither on nor off for everyone chooses."""

    PERCENTAGE = "percentage"
    RING = "ring"
    CANARY = "canary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A person, league or auction for which flags are evaluated. A socket builds its subject once, when it connects.

    Criteria test `traits`. `tester_answers` are those that a tester's browser asks for; `pinned` those which an auction
    got when it began and keeps to its end. `label` and `region` are those of the serving process.
    """

    user: int | None = None
    league: str | None = None
    auction: str | None = None
    staff: bool = False
    superuser: bool = False
    language: str = ""
    label: str = ""
    region: str = ""
    traits: Mapping[str, int | str | bool] = field(default_factory=lambda: EMPTY)
    tester_answers: Mapping[str, bool] = field(default_factory=lambda: EMPTY)
    pinned: Mapping[str, bool] = field(default_factory=lambda: EMPTY)
    since: float | None = None
    """When the account was made, in epoch seconds."""

    def as_of(self, then: float) -> "Subject":
        """Return the subject as it was `then`: its account was younger."""
        age = self.traits.get(ACCOUNT_AGE)
        if self.since is None or not isinstance(age, int):
            return self
        return replace(self, traits={**self.traits, ACCOUNT_AGE: min(age, int((then - self.since) // _DAY_SECONDS))})

    def on_behalf_of(self, league: str, **traits: int | str | bool) -> "Subject":
        """Return the same subject on behalf of a league of which `traits` are known."""
        return replace(self, league=league, traits={**self.traits, **traits})

    def id_for(self, bucket_by: BucketBy) -> str | None:
        """Return the id that is hashed, if the subject has one of this kind."""
        if bucket_by is BucketBy.USER:
            return None if self.user is None else str(self.user)
        return self.league if bucket_by is BucketBy.LEAGUE else self.auction


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Users, groups and leagues that are listed by id."""

    users: frozenset[int] = frozenset()
    groups: frozenset[int] = frozenset()
    leagues: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Criterion:
    """One condition on a trait. A subject without the trait doesn't meet it, whatever the operator."""

    trait: str
    operator: str  # one of OPERATORS
    value: Any

    def met_by(self, traits: Mapping[str, int | str | bool]) -> bool:
        """True if the condition holds."""
        actual = traits.get(self.trait)
        return actual is not None and OPERATORS[self.operator](actual, self.value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


_Operator = Callable[[Any, Any], bool]
OPERATORS: dict[str, _Operator] = {
    "is": lambda actual, wanted: actual == wanted,
    "is_not": lambda actual, wanted: actual != wanted,
    "in": lambda actual, wanted: actual in wanted,
    "not_in": lambda actual, wanted: actual not in wanted,
    "at_least": lambda actual, wanted: _is_number(actual) and actual >= wanted,
    "at_most": lambda actual, wanted: _is_number(actual) and actual <= wanted,
}


LIST_OPERATORS = ("in", "not_in")
"""Those that compare with a list of values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagConfig:
    """A flag's configuration for evaluation. `percent` and the values of `rings` are hundredths of a percent."""

    name: str
    version: int = 0
    everyone: bool | None = None
    strategy: Strategy = Strategy.PERCENTAGE
    percent: int = 0
    bucket_by: BucketBy = BucketBy.USER
    salt: str = ""
    rings: Mapping[str, int] = field(default_factory=lambda: EMPTY)
    labels: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    criteria: tuple[Criterion, ...] = ()
    requires: tuple[tuple[str, bool], ...] = ()
    starts_at: float | None = None
    ends_at: float | None = None
    targets: Audience = Audience()
    excluded: Audience = Audience()
    authenticated: bool = False
    staff: bool = False
    superusers: bool = False
    testing: bool = False
    languages: frozenset[str] = frozenset()
    arms: tuple[tuple[str, int], ...] = ()
    """The ways in which it is on, with the share of each in hundredths of a percent; the first is the control."""
    frozen: bool = False

    def outside_schedule(self, at: float) -> str:
        """Return why the schedule keeps everybody out at an instant; empty if it doesn't."""
        if self.starts_at is not None and at < self.starts_at:
            return "has not started"
        return "is over" if self.ends_at is not None and at >= self.ends_at else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RingConfig:
    """A ring and its members. `everybody`: the last ring, which nobody has to join."""

    name: str
    everybody: bool = False
    members: Audience = Audience()


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagSnapshot:
    """All flags at one version. `groups` holds the members of those groups which a flag or a ring names.

    `defaults` are the code's answers for flags that nobody has set, and `default_requires` what such a flag requires;
    `overrides` are the environment's answers.
    """

    version: int = 0
    at: float = 0.0
    """Schedules count as of this instant, in epoch seconds by the database's clock: what turns later is a version."""
    flags: Mapping[str, FlagConfig] = field(default_factory=lambda: EMPTY)
    rings: tuple[RingConfig, ...] = ()
    groups: Mapping[int, frozenset[int]] = field(default_factory=lambda: MappingProxyType({}))
    defaults: Mapping[str, bool] = field(default_factory=lambda: EMPTY)
    default_requires: Mapping[str, tuple[tuple[str, bool], ...]] = field(default_factory=lambda: EMPTY)
    overrides: Mapping[str, bool] = field(default_factory=lambda: EMPTY)
    unreadable: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    """Flags whose rows this release can't read: what of each, and what counts in its place."""
    earlier: "FlagSnapshot | None" = None
    """While flags are frozen, the picture before this one: who was off in it stays off."""

    def pictures_before(self) -> Iterator["FlagSnapshot"]:
        """Yield the earlier pictures, the newest first."""
        picture = self.earlier
        while picture is not None:
            yield picture
            picture = picture.earlier

    def has_flag(self, name: str) -> bool:
        """True if there is such a flag: one that the code declares or that somebody has set."""
        return name in self.flags or name in self.defaults

    def flag_names(self) -> list[str]:
        """Return every flag that can be evaluated, by name."""
        return sorted({*self.flags, *self.defaults})

    def is_in(self, audience: Audience, subject: Subject) -> bool:
        """True if the audience lists the subject: the user, one of the user's groups, or the league."""
        if subject.league is not None and subject.league in audience.leagues:
            return True
        user = subject.user
        if user is None:
            return False
        if user in audience.users:
            return True
        return any(user in self.groups.get(group, ()) for group in audience.groups)

    def has_anybody(self, audience: Audience) -> bool:
        """True if the audience lists anybody: a group without members is nobody."""
        return bool(audience.users or audience.leagues) or any(self.groups.get(group) for group in audience.groups)
