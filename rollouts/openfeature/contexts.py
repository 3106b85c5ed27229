"""Turns an evaluation context, as OpenFeature calls it, into a subject.

`targetingKey` (or `user`, or `user_id`) is a user's id; `league` and `auction` are ids too; `staff`, `superuser`,
`language`, `label` and `region` are as in `types.Subject`, and `account_since` is its `since`; every other attribute is
a trait, for criteria to look at. Operators ask about anybody and may claim all of it. Everybody else asks about
themselves, in leagues of theirs, and what is known counts, whatever the context claims.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.conf import settings as site
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from rollouts import subjects
from rollouts.evaluation.types import EMPTY, Subject

Traits = Mapping[str, int | str | bool]
MAX_LENGTH = 200
"""Characters of a text in a context."""


class InvalidContext(ValueError):
    """An attribute isn't what it must be; the text says which, and what to give."""


class SubjectNotAllowed(Exception):
    """A context is about somebody else, which only operators may ask."""


@dataclass(frozen=True, slots=True)
class LeagueScope:
    """A league, and an auction of it where one was named. `traits` are the league's; `pinned` the auction's answers."""

    league: UUID
    auction: UUID | None = None
    traits: Traits = field(default_factory=lambda: EMPTY)
    pinned: Mapping[str, bool] = field(default_factory=lambda: EMPTY)


ScopeFinder = Callable[[User | None, UUID | None, UUID | None], LeagueScope | None]
scope_finders: list[ScopeFinder] = []
"""Apps that know leagues and auctions register here: `(who asks, league, auction)`, None for operators.

It answers None for what isn't there, and for what isn't of a league of whoever asks.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextClaims:
    """The parts of a context."""

    user: int | None
    league: UUID | None
    auction: UUID | None
    fields: Mapping[str, Any]
    traits: Traits


def read_claims(context: Mapping[str, Any]) -> ContextClaims:
    """Return the context's parts. Attributes that no criterion could test are left out. Raises InvalidContext."""
    rest = dict(context)
    named = {name: rest.pop(name, None) for name in ("targetingKey", "user", "user_id")}
    keys = {_user(value) for value in named.values() if value not in (None, "")}
    if len(keys) > 1:
        raise InvalidContext("targetingKey, user and user_id name two people. Give one of them.")
    league, auction = (_uuid(name, rest.pop(name, None)) for name in ("league", "auction"))
    fields = {name: _of_kind(name, kind, rest.pop(name)) for name, kind in _KINDS.items() if name in rest}
    if (since := rest.pop("account_since", None)) is not None:
        fields["since"] = _instant(since)
    traits = {name: value for name, value in rest.items() if isinstance(value, str | int) and _short(value)}
    return ContextClaims(user=next(iter(keys), None), league=league, auction=auction, fields=fields, traits=traits)


_KINDS: dict[str, type] = {"staff": bool, "superuser": bool, "language": str, "label": str, "region": str}


def _user(value: Any) -> int:
    text = str(value)
    if isinstance(value, bool) or not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise InvalidContext("targetingKey: give the id of a user, as `GET auth/me` tells it.")
    return int(text)


def _uuid(name: str, value: Any) -> UUID | None:
    if value is None:
        return None
    try:
        return UUID(str(value))
    except ValueError:
        raise InvalidContext(f"{name}: give an id as in its address.") from None


def _of_kind(name: str, kind: type, value: Any) -> Any:
    if not isinstance(value, kind) or not _short(value):
        raise InvalidContext(f"{name}: give {'true or false' if kind is bool else f'{MAX_LENGTH} characters at most'}.")
    return value


def _instant(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidContext("account_since: give seconds since 1970, UTC.")
    return float(value)


def _short(value: Any) -> bool:
    return not isinstance(value, str) or len(value) <= MAX_LENGTH


def trusted_subject(context: Mapping[str, Any]) -> Subject:
    """Return the subject as the context claims it, without any I/O: for trusted code. Raises InvalidContext."""
    claims = read_claims(context)
    base = Subject(
        user=claims.user,
        league=_text(claims.league),
        auction=_text(claims.auction),
        label=site.SERVER_LABEL,
        region=site.SERVER_REGION,
        traits=claims.traits,
    )
    return replace(base, **claims.fields)


def verified_subject(context: Mapping[str, Any], caller: User | None) -> Subject:
    """The subject with all that is known of it. `caller` is whoever may ask about themselves only; None: operators.

    Raises InvalidContext, SubjectNotAllowed.
    """
    claims = read_claims(context)
    scope = _find_scope(caller, claims)
    subject = subjects.of_user(
        _person(claims.user) if caller is None else _self(caller, claims.user),
        league_id=scope.league if scope else None,
        **(scope.traits if scope else {}),
    )
    subject = replace(subject, auction=_text(claims.auction), pinned=scope.pinned if scope else EMPTY)
    if caller is not None:
        return replace(subject, language=claims.fields.get("language", ""))
    return replace(subject, **{**claims.fields, "traits": {**subject.traits, **claims.traits}})


def _self(caller: User, wanted: int | None) -> User:
    if wanted not in {None, caller.pk}:
        raise SubjectNotAllowed("You can ask about yourself only. Leave targetingKey out, or give your own id.")
    return caller


def _person(wanted: int | None) -> User | AnonymousUser:
    if wanted is None:
        return AnonymousUser()
    user = User.objects.filter(pk=wanted).first()
    if user is None:
        raise InvalidContext(f"targetingKey: there is no user {wanted}.")
    return user


def _find_scope(caller: User | None, claims: ContextClaims) -> LeagueScope | None:
    if claims.league is None and claims.auction is None:
        return None
    for find in scope_finders:
        if scope := find(caller, claims.league, claims.auction):
            return scope
    what = "league" if claims.auction is None else "auction"
    raise InvalidContext(f"{what}: there is none with this id, or it isn't of a league of yours.")


def _text(identifier: UUID | None) -> str | None:
    return None if identifier is None else str(identifier)
