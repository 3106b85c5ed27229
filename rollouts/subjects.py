"""Makes subjects of requests, users, leagues and auctions, and evaluates flags for them. No I/O in here."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings as site
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from accounts.models import User
from rollouts.evaluation.evaluate import evaluate
from rollouts.evaluation.types import ACCOUNT_AGE, EMPTY, FlagSnapshot, Subject
from rollouts.propagation import snapshot


def is_on(name: str, subject: Subject, of: FlagSnapshot | None = None) -> bool:
    """True if the flag is on for the subject now, by the snapshot of this process, or by another one."""
    return evaluate(of or snapshot.current(), name, subject).value


def anonymous() -> Subject:
    """Return a subject without a user, for flags that are the same for everybody."""
    return Subject(label=site.SERVER_LABEL, region=site.SERVER_REGION)


def of_user(user: AbstractBaseUser | AnonymousUser, *, league_id: UUID | None = None, **traits: int | str) -> Subject:
    """Return a user as a subject, on behalf of a league where one is named. `traits` adds to the account's."""
    if not isinstance(user, User):
        return Subject(league=_text(league_id), traits=traits, label=site.SERVER_LABEL, region=site.SERVER_REGION)
    age = (datetime.now(UTC) - user.date_joined).days
    return Subject(
        user=user.pk,
        league=_text(league_id),
        staff=user.is_staff,
        superuser=user.is_superuser,
        traits={ACCOUNT_AGE: age, **traits},
        since=user.date_joined.timestamp(),
        label=site.SERVER_LABEL,
        region=site.SERVER_REGION,
    )


def of_auction(auction_id: UUID, league_id: UUID | None = None) -> Subject:
    """Return an auction as a subject, where no person matters."""
    return Subject(auction=str(auction_id), league=_text(league_id), label=site.SERVER_LABEL, region=site.SERVER_REGION)


def of_league(league_id: UUID) -> Subject:
    """Return a league as a subject, where no person and no auction matters."""
    return Subject(league=str(league_id), label=site.SERVER_LABEL, region=site.SERVER_REGION)


def of_request(request: HttpRequest, *, league_id: UUID | None = None, **traits: int | str) -> Subject:
    """Return the request's user as a subject, with the answers that a tester's browser asks for."""
    user = getattr(request, "user", None) or AnonymousUser()
    subject = of_user(user, league_id=league_id, **traits)
    return replace(subject, tester_answers=_tester_answers(request), language=getattr(request, "LANGUAGE_CODE", ""))


def _text(identifier: UUID | None) -> str | None:
    return None if identifier is None else str(identifier)


def _tester_answers(request: HttpRequest) -> Mapping[str, bool]:
    """Return what `?dwft_NAME=1`, the header `dwft-NAME` or an earlier one's cookie asks of flags in testing mode.

    Waffle's middleware sets the cookie from `request.waffle_tests`.
    """
    testing = [flag.name for flag in snapshot.current().flags.values() if flag.testing]
    asked = {name: on for name in testing if (on := _asked(request, name)) is not None}
    if asked:
        vars(request).setdefault("waffle_tests", {}).update(asked)
    cookies = {name: f"dwft_{name}" for name in testing}
    remembered = {name: request.COOKIES[key] == "True" for name, key in cookies.items() if key in request.COOKIES}
    return {**remembered, **asked} if testing else EMPTY


def _asked(request: HttpRequest, name: str) -> bool | None:
    answer = request.GET.get(f"dwft_{name}") or request.headers.get(f"dwft-{name}")
    return None if answer is None else answer == "1"
