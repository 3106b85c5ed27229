"""Who asks, for a question of an operator: a user, a league, both, an auction, or nobody in particular."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from accounts.models import User
from rollouts import subjects
from rollouts.changes import audience
from rollouts.changes.audience import NamedSubject
from rollouts.evaluation.types import BucketBy, Subject

MOST = 10
"""So many commissioners of a league are asked for."""


@dataclass(frozen=True, slots=True)
class Asker:
    """A subject, and who that is in words."""

    who: str
    subject: Subject


def find(flag: str, kind: BucketBy, text: str) -> Sequence[NamedSubject]:
    """Who is meant by the text, for a question about the flag."""
    source = audience.source_of(flag, kind)
    return audience.meant_by(text, source.find(text.strip())) if source else []


def askers(
    user: NamedSubject | None, league: NamedSubject | None, auction: NamedSubject | None, at: datetime | None = None
) -> list[Asker]:
    """Who asks. A league without a user asks through its commissioners; none are left if it has none.

    `at` is the moment in question: accounts were younger then.
    """
    found = _askers(user, league, auction)
    accounts = User.objects.in_bulk({each.subject.user for each in found if each.subject.user is not None})
    return [_then(each, accounts.get(each.subject.user or 0), at) for each in found]


def _askers(user: NamedSubject | None, league: NamedSubject | None, auction: NamedSubject | None) -> list[Asker]:
    if auction:
        asking = [each.on_behalf_of(league.id, **league.traits) if league else each for each in auction.asking]
        return [Asker(f"the auction {auction.name}", each) for each in asking]
    if user and league:
        theirs = user.asking[0].on_behalf_of(league.id, **league.traits)
        return [Asker(f"{user.name}, for the league {league.name}", theirs)]
    if user:
        return [Asker(user.name, user.asking[0])]
    if league:
        return [Asker(f"the league {league.name}", each) for each in league.asking[:MOST]]
    return [Asker("nobody in particular", subjects.nobody())]


def _then(asker: Asker, account: User | None, at: datetime | None) -> Asker:
    """The asker by name, and as old as at that moment."""
    if account is None:
        return asker
    who = asker.who if account.email in asker.who else f"{asker.who}, through its commissioner {account.email}"
    if at is None:
        return replace(asker, who=who)
    age = {"account_age_days": (at - account.date_joined).days}
    return Asker(who, replace(asker.subject, traits={**asker.subject.traits, **age}))
