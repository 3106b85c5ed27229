"""Finds the subjects of an operator's question: a user, a league, both, an auction, or nobody in particular."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from accounts.models import User
from rollouts import subjects
from rollouts.audiences import audience
from rollouts.audiences.audience import NamedSubject
from rollouts.evaluation.types import BucketBy, Subject

MAX_COMMISSIONERS = 10
"""So many commissioners of a league are asked for."""


@dataclass(frozen=True, slots=True)
class DescribedSubject:
    """A subject, and its name in words."""

    who: str
    subject: Subject


def find_subjects(flag: str, kind: BucketBy, text: str) -> Sequence[NamedSubject]:
    """Return the subjects that the text may mean, for a question about the flag."""
    source = audience.source_of(flag, kind)
    return audience.prefer_exact_name(text, source.find(text.strip())) if source else []


def describe_subjects(
    user: NamedSubject | None, league: NamedSubject | None, auction: NamedSubject | None, at: datetime | None = None
) -> list[DescribedSubject]:
    """Return the subjects in words. A league without a user asks through its commissioners; none if it has none.

    `at` is the moment in question: accounts were younger then.
    """
    described = _describe(user, league, auction)
    accounts = User.objects.in_bulk({each.subject.user for each in described if each.subject.user is not None})
    return [_as_of(each, accounts.get(each.subject.user or 0), at) for each in described]


def _describe(
    user: NamedSubject | None, league: NamedSubject | None, auction: NamedSubject | None
) -> list[DescribedSubject]:
    if auction:
        scoped = [
            subject.on_behalf_of(league.id, **league.traits) if league else subject for subject in auction.subjects
        ]
        return [DescribedSubject(f"the auction {auction.name}", subject) for subject in scoped]
    if user and league:
        theirs = user.subjects[0].on_behalf_of(league.id, **league.traits)
        return [DescribedSubject(f"{user.name}, for the league {league.name}", theirs)]
    if user:
        return [DescribedSubject(user.name, user.subjects[0])]
    if league:
        return [
            DescribedSubject(f"the league {league.name}", subject) for subject in league.subjects[:MAX_COMMISSIONERS]
        ]
    return [DescribedSubject("nobody in particular", subjects.anonymous())]


def _as_of(described: DescribedSubject, account: User | None, at: datetime | None) -> DescribedSubject:
    """Add the account's address to the name, and set its age at that moment."""
    if account is None:
        return described
    who, traits = described.who, dict(described.subject.traits)
    if account.email not in who:
        who = f"{who}, through its commissioner {account.email}"
    if at is not None:
        traits["account_age_days"] = (at - account.date_joined).days
    return DescribedSubject(who, replace(described.subject, traits=traits))
