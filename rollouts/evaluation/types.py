"""What evaluation looks at: one immutable picture of all flags and rings, and the subject that asks. Pure.

Percentages are kept in hundredths of a percent, 0 to 10 000, so that nothing is rounded. Instants are epoch seconds.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any

EVERYBODY = 10_000
"""100 %, in hundredths."""
NOTHING: Mapping[str, Any] = MappingProxyType({})


class BucketBy(StrEnum):
    """Whose id is hashed: a room has one answer for all of its people only if the league's or the auction's is."""

    USER = "user"
    LEAGUE = "league"
    AUCTION = "auction"


class Strategy(StrEnum):
    """How a flag that is neither on nor off for everyone chooses."""

    PERCENTAGE = "percentage"
    RING = "ring"
    CANARY = "canary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Who or what asks. A socket builds its subject once, when it connects.

    `traits` are what criteria look at; `tests` the answers that a tester's browser asks for; `pinned` the answers which
    an auction got when it began and keeps to its end. `label` and `region` are those of the serving process.
    """

    user: int | None = None
    league: str | None = None
    auction: str | None = None
    staff: bool = False
    superuser: bool = False
    language: str = ""
    label: str = ""
    region: str = ""
    traits: Mapping[str, int | str | bool] = field(default_factory=lambda: NOTHING)
    tests: Mapping[str, bool] = field(default_factory=lambda: NOTHING)
    pinned: Mapping[str, bool] = field(default_factory=lambda: NOTHING)

    def on_behalf_of(self, league: str, **traits: int | str | bool) -> "Subject":
        """The same subject, asking for a league of which `traits` are known."""
        return replace(self, league=league, traits={**self.traits, **traits})

    def id_for(self, bucket_by: BucketBy) -> str | None:
        """The id that is hashed, if the subject has one of this kind."""
        if bucket_by is BucketBy.USER:
            return None if self.user is None else str(self.user)
        return self.league if bucket_by is BucketBy.LEAGUE else self.auction


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """People and leagues by name: ids of users, of groups and of leagues."""

    users: frozenset[int] = frozenset()
    groups: frozenset[int] = frozenset()
    leagues: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Criterion:
    """One condition on a trait. A subject without the trait doesn't meet it."""

    trait: str
    operator: str  # one of OPERATORS
    value: Any

    def met_by(self, traits: Mapping[str, int | str | bool]) -> bool:
        """Whether the condition holds."""
        known = traits.get(self.trait)
        return known is not None and OPERATORS[self.operator](known, self.value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


_Operator = Callable[[Any, Any], bool]
OPERATORS: dict[str, _Operator] = {
    "is": lambda known, wanted: known == wanted,
    "in": lambda known, wanted: known in wanted,
    "at_least": lambda known, wanted: _is_number(known) and known >= wanted,
    "at_most": lambda known, wanted: _is_number(known) and known <= wanted,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagPicture:
    """A flag as evaluation sees it. `percent` and the values of `rings` are hundredths of a percent."""

    name: str
    version: int = 0
    everyone: bool | None = None
    strategy: Strategy = Strategy.PERCENTAGE
    percent: int = 0
    bucket_by: BucketBy = BucketBy.USER
    salt: str = ""
    rings: Mapping[str, int] = field(default_factory=lambda: NOTHING)
    labels: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    criteria: tuple[Criterion, ...] = ()
    requires: tuple[tuple[str, bool], ...] = ()
    starts_at: float | None = None
    ends_at: float | None = None
    named: Audience = Audience()
    authenticated: bool = False
    staff: bool = False
    superusers: bool = False
    testing: bool = False
    languages: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class RingPicture:
    """A ring and who is in it. `everybody`: the last ring, which nobody has to join."""

    name: str
    everybody: bool = False
    members: Audience = Audience()


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """All flags at one version. `groups` holds the members of those groups which a flag or a ring names.

    `defaults` are the code's answers for flags that nobody has set, and `needs` what such a flag requires;
    `overrides` are the environment's answers.
    """

    version: int = 0
    flags: Mapping[str, FlagPicture] = field(default_factory=lambda: NOTHING)
    rings: tuple[RingPicture, ...] = ()
    groups: Mapping[int, frozenset[int]] = field(default_factory=lambda: MappingProxyType({}))
    defaults: Mapping[str, bool] = field(default_factory=lambda: NOTHING)
    needs: Mapping[str, tuple[tuple[str, bool], ...]] = field(default_factory=lambda: NOTHING)
    overrides: Mapping[str, bool] = field(default_factory=lambda: NOTHING)

    def names(self, audience: Audience, subject: Subject) -> bool:
        """Whether the audience names the subject: the user, one of the user's groups, or the league."""
        if subject.league is not None and subject.league in audience.leagues:
            return True
        user = subject.user
        if user is None:
            return False
        if user in audience.users:
            return True
        return any(user in self.groups.get(group, ()) for group in audience.groups)
