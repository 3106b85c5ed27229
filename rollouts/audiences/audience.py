"""The audience of a flag by name, and how a change would move it; computed in memory, nothing is changed.

Flags hash users, leagues or auctions; where those come from is registered here, by the apps that know them.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.services import BOT_EMAIL_SUFFIX
from rollouts import subjects
from rollouts.evaluation.evaluate import evaluate
from rollouts.evaluation.types import EMPTY, BucketBy, FlagSnapshot, Subject

MAX_SUBJECTS = 20_000
"""More subjects than this nobody counts while a page waits."""
MAX_NAMES_SHOWN = 50
"""So many names of each side are kept."""
MAX_MATCHES = 20
"""So many are offered where a name fits several."""
K = TypeVar("K", bound=Hashable)
_Answers = tuple[bool, ...]
"""What a flag is for one subject, in each way in which servers see it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedSubject:
    """A user, a league or an auction, and what operators call it.

    It has a flag if one of those who ask for it gets it: a league asks through each of its commissioners. `traits` is
    what criteria can know about it, whoever asks.
    """

    id: str
    name: str
    subjects: tuple[Subject, ...]
    traits: Mapping[str, int | str | bool] = field(default_factory=lambda: EMPTY)


class SubjectSource(Protocol):
    """A source of the subjects of one kind. Each method takes a constant number of queries."""

    def all(self) -> Iterable[NamedSubject]:
        """Every one that could ask today, `MAX_SUBJECTS` and one more at most."""

    def find(self, text: str) -> Sequence[NamedSubject]:
        """Those with this id, or else whose name has the text in it, just that name first; `MAX_MATCHES` at most."""

    def names(self, ids: Collection[str]) -> Mapping[str, str]:
        """Return the names of these ids; ids that nobody has are left out."""


class UserSource:
    """Everybody who can sign in."""

    def all(self) -> Iterable[NamedSubject]:
        """In the order in which they signed up."""
        return map(_person, _people()[: MAX_SUBJECTS + 1])

    def find(self, text: str) -> Sequence[NamedSubject]:
        """By id or e-mail address, or a part of the name."""
        number = int(text) if text.isdecimal() and len(text) < 10 else None
        exact = [_person(user) for user in _people().filter(Q(pk=number) | Q(email=text.lower()))]
        some = Q(name__icontains=text) | Q(email__icontains=text)
        return exact or [_person(user) for user in _people().filter(some)[:MAX_MATCHES]]

    def names(self, ids: Collection[str]) -> Mapping[str, str]:
        """Return the e-mail address of each user, by id."""
        return {str(pk): email for pk, email in User.objects.filter(pk__in=ids).values_list("pk", "email")}


def _people() -> "QuerySet[User]":
    return User.objects.filter(is_active=True).exclude(email__endswith=BOT_EMAIL_SUFFIX).order_by("pk")


def _person(user: User) -> NamedSubject:
    subject = subjects.of_user(user)
    return NamedSubject(id=str(user.pk), name=user.email, subjects=(subject,), traits=subject.traits)


sources: dict[BucketBy, SubjectSource] = {BucketBy.USER: UserSource()}
"""The source of a flag's subjects, by the kind that it hashes; apps above add theirs."""
flag_sources: dict[tuple[str, BucketBy], SubjectSource] = {}
"""By name and kind, for flags that are asked for in another way than most with the same hash."""


def prefer_exact_name(text: str, matches: Sequence[NamedSubject]) -> Sequence[NamedSubject]:
    """Return the matches with exactly this name, if there are any; else all."""
    return [each for each in matches if each.name.casefold() == text.strip().casefold()] or matches


def source_of(flag: str, kind: BucketBy) -> SubjectSource | None:
    """Return the source of the flag's subjects; None if no app registered one."""
    return flag_sources.get((flag, kind)) or sources.get(kind)


# Who has it ---------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class AudienceChange:
    """The effect of a change on the audience of one flag.

    `enter` and `leave` are how many, `entering` and `leaving` the first of their names; `had` and `have` how many of
    `total` have the flag before and after. `complete` is false where more could ask.
    """

    flag: str
    kind: BucketBy
    total: int
    had: int
    have: int
    enter: int
    leave: int
    entering: tuple[str, ...]
    leaving: tuple[str, ...]
    complete: bool = True
    differ: bool = False
    """True where some of those who have it then have it on some servers only."""

    def __bool__(self) -> bool:
        """True if anybody enters or leaves."""
        return bool(self.enter or self.leave)


def audience_changes(
    flag: str,
    kind: BucketBy,
    candidates: Sequence[NamedSubject],
    now: Sequence[FlagSnapshot],
    afters: Mapping[K, Sequence[FlagSnapshot]],
    at: float | None = None,
) -> dict[K, AudienceChange]:
    """Return, for each of some changes, who of the candidates enters and leaves. Pure.

    Each snapshot is given as the servers see it, once for each way in which they do, in the same order. One who enters
    on one of them enters, and has the flag who has it on one of them.
    """
    complete, candidates = len(candidates) <= MAX_SUBJECTS, candidates[:MAX_SUBJECTS]
    before = _answers(now, flag, candidates, at)
    return {key: _moved(flag, kind, candidates, before, after, at, complete) for key, after in afters.items()}


def _moved(
    flag: str,
    kind: BucketBy,
    candidates: Sequence[NamedSubject],
    before: Sequence[_Answers],
    after: Sequence[FlagSnapshot],
    at: float | None,
    complete: bool,
) -> AudienceChange:
    becomes = _answers(after, flag, candidates, at)
    both = list(zip(candidates, before, becomes, strict=True))
    entering = [
        candidate.name for candidate, was, will in both if any(new and not old for old, new in _pairs(was, will))
    ]
    leaving = [
        candidate.name for candidate, was, will in both if any(old and not new for old, new in _pairs(was, will))
    ]
    return AudienceChange(
        flag=flag,
        kind=kind,
        total=len(candidates),
        had=sum(map(any, before)),
        have=sum(map(any, becomes)),
        enter=len(entering),
        leave=len(leaving),
        entering=tuple(sorted(entering, key=str.casefold)[:MAX_NAMES_SHOWN]),
        leaving=tuple(sorted(leaving, key=str.casefold)[:MAX_NAMES_SHOWN]),
        complete=complete,
        differ=any(len({*answers}) > 1 for answers in becomes),
    )


def _answers(
    snapshots: Sequence[FlagSnapshot], flag: str, candidates: Sequence[NamedSubject], at: float | None
) -> Sequence[_Answers]:
    return [tuple(_has(each, flag, named, at) for each in snapshots) for named in candidates]


def _pairs(was: _Answers, becomes: _Answers) -> Iterable[tuple[bool, bool]]:
    return zip(was, becomes, strict=True)


def _has(snapshot: FlagSnapshot, flag: str, named: NamedSubject, at: float | None) -> bool:
    return any(evaluate(snapshot, flag, subject, at).value for subject in named.subjects)


def dependent_flags(now: FlagSnapshot, flag: str) -> list[str]:
    """Return the flags that require this one, directly or through others, the nearest first."""
    needs = {**now.default_requires, **{name: config.requires for name, config in now.flags.items()}}
    dependents: list[str] = []
    around = [flag]
    while around:
        nearer = {*around}
        around = sorted(
            name
            for name, required in needs.items()
            if name != flag and name not in dependents and nearer & {each for each, _ in required}
        )
        dependents += around
    return dependents
