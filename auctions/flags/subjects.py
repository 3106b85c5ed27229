"""Leagues and auctions as subjects of flags, with their names, for `rollouts/audiences/audience.py`."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from accounts.models import User
from auctions.models import Auction
from auctions.rules.state import NOT_OVER
from leagues.models import League, Member
from leagues.queries import commissioners
from rollouts import subjects
from rollouts.audiences.audience import MAX_MATCHES, MAX_SUBJECTS, NamedSubject
from rollouts.evaluation.types import Subject


class LeagueSource:
    """All leagues. Each asks through each of its commissioners, as when one of them starts an auction."""

    def all(self) -> Iterable[NamedSubject]:
        """All leagues, the oldest first."""
        return self._named(_leagues()[: MAX_SUBJECTS + 1], commissioners())

    def find(self, text: str) -> Sequence[NamedSubject]:
        """By id, or a part of the name; those of just this name first."""
        matches = list(_by_id_or(text, _leagues(), "name")[:MAX_MATCHES])
        return list(self._named(matches, commissioners().filter(league__in=matches)))

    def names(self, ids: Collection[str]) -> Mapping[str, str]:
        """Return the name of each league, by id."""
        return {str(pk): name for pk, name in League.objects.filter(pk__in=ids).values_list("pk", "name")}

    def _named(self, leagues: Iterable[League], heads: "QuerySet[Member]") -> Iterator[NamedSubject]:
        of_league: dict[UUID, list[User]] = defaultdict(list)
        people = _users_of(heads)
        for league_id, user in heads.values_list("league", "user"):
            of_league[league_id].append(people[user])
        for league in leagues:
            traits = {"sport": league.sport_id}
            asking = self._subjects(str(league.pk), of_league[league.pk], traits)
            yield NamedSubject(id=str(league.pk), name=league.name, subjects=asking, traits=traits)

    def _subjects(self, league: str, people: Iterable[User], traits: dict[str, str]) -> tuple[Subject, ...]:
        return tuple(subjects.of_user(user).on_behalf_of(league, **traits) for user in people)


class BotLeagueSource(LeagueSource):
    """All leagues, as their bots ask: nothing is known but the league."""

    def _subjects(self, league: str, people: Iterable[User], traits: dict[str, str]) -> tuple[Subject, ...]:
        return (subjects.anonymous().on_behalf_of(league),)


class AuctionSource:
    """The auctions that aren't over."""

    def all(self) -> Iterable[NamedSubject]:
        """The auctions that aren't over, the oldest first."""
        return map(
            _named_auction,
            _auctions().filter(status__in=NOT_OVER).order_by("created_at", "pk")[: MAX_SUBJECTS + 1],
        )

    def find(self, text: str) -> Sequence[NamedSubject]:
        """By id, or a part of their league's name, the newest first; those that are over too."""
        matches = _by_id_or(text, _auctions().order_by("-created_at", "pk"), "league__name")
        return list(map(_named_auction, matches[:MAX_MATCHES]))

    def names(self, ids: Collection[str]) -> Mapping[str, str]:
        """Their leagues' names, and when they were made."""
        return {str(each.pk): _name(each) for each in _auctions().filter(pk__in=ids)}


def leagues_of_auctions(leagues: Iterable[str]) -> Mapping[str, str]:
    """Return the auctions of these leagues, with the league of each; an id that isn't one has none."""
    auctions = Auction.objects.filter(league__in=filter(None, map(_read_id, leagues)))
    return {str(pk): str(league) for pk, league in auctions.values_list("pk", "league")}


def _read_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _leagues() -> "QuerySet[League]":
    return League.objects.only("name", "sport").order_by("created_at", "pk")


def _users_of(heads: "QuerySet[Member]") -> dict[int, User]:
    """The users of these members, with what flags look at."""
    users = User.objects.filter(pk__in=heads.order_by().values("user"))
    return users.only("is_staff", "is_superuser", "date_joined").in_bulk()


def _auctions() -> "QuerySet[Auction]":
    return Auction.objects.select_related("league")


def _named_auction(auction: Auction) -> NamedSubject:
    return NamedSubject(id=str(auction.pk), name=_name(auction), subjects=(subjects.of_auction(auction.pk),))


def _name(auction: Auction) -> str:
    return f"{auction.league.name}, {auction.created_at:%d %b %H:%M}"


def _by_id_or(text: str, rows: "QuerySet[Any]", name: str) -> "QuerySet[Any]":
    if pk := _read_id(text):
        return rows.filter(pk=pk)
    just_so = ExpressionWrapper(Q(**{f"{name}__iexact": text}), output_field=BooleanField())
    return rows.filter(**{f"{name}__icontains": text}).order_by(just_so.desc(), *rows.query.order_by)
