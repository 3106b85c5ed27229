"""The subjects of an operator's question."""

from datetime import UTC, datetime, timedelta

from accounts.models import User
from leagues.models import League
from rollouts import subjects
from rollouts.audiences.audience import NamedSubject
from rollouts.evaluation.types import BucketBy, Subject
from rollouts.explain.subject_lookup import MAX_COMMISSIONERS, describe_subjects, find_subjects

F = "waiting_room"
AUCTION = NamedSubject(id="y", name="Friday, 3 Dec", subjects=(Subject(auction="y"),))


def league_of(*users: User) -> NamedSubject:
    asking = tuple(subjects.of_user(user).on_behalf_of("x", sport="football") for user in users)
    return NamedSubject(id="x", name="Friday", subjects=asking, traits={"sport": "football"})


def person(user: User) -> NamedSubject:
    return NamedSubject(id=str(user.pk), name=user.email, subjects=(subjects.of_user(user),))


def test_exact_name_wins_over_parts_of_names(league: League, max_: User) -> None:
    assert [each.name for each in find_subjects(F, BucketBy.LEAGUE, f" {league.name.upper()} ")] == [league.name]
    assert [each.id for each in find_subjects(F, BucketBy.USER, "max@example.com")] == [str(max_.pk)]
    assert not find_subjects(F, BucketBy.LEAGUE, "no such league")


def test_league_asks_through_its_commissioners(carla: User, otto: User) -> None:
    found = describe_subjects(None, league_of(carla, otto), None)
    assert [each.who for each in found] == [
        f"the league Friday, through its commissioner {user.email}" for user in (carla, otto)
    ]
    assert [each.subject.user for each in found] == [carla.pk, otto.pk]
    assert len(describe_subjects(None, league_of(*[carla] * (MAX_COMMISSIONERS + 1)), None)) == MAX_COMMISSIONERS
    assert describe_subjects(None, league_of(), None) == []


def test_user_asks_alone_or_for_a_league(carla: User, max_: User) -> None:
    [alone] = describe_subjects(person(max_), None, None)
    [for_league] = describe_subjects(person(max_), league_of(carla), None)
    assert (alone.who, alone.subject.league) == (max_.email, None)
    assert (for_league.who, for_league.subject.league) == (f"{max_.email}, for the league Friday", "x")
    assert for_league.subject.traits["sport"] == "football"


def test_auction_or_nobody_in_particular_asks(carla: User) -> None:
    [auction] = describe_subjects(None, league_of(carla), AUCTION)
    assert (auction.who, auction.subject.auction, auction.subject.league) == ("the auction Friday, 3 Dec", "y", "x")
    [nobody] = describe_subjects(None, None, None)
    assert (nobody.who, nobody.subject) == ("nobody in particular", subjects.anonymous())


def test_accounts_were_younger_at_a_past_moment(max_: User) -> None:
    User.objects.filter(pk=max_.pk).update(date_joined=datetime(2026, 1, 1, tzinfo=UTC))
    max_.refresh_from_db()
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=9, hours=1)
    [then] = describe_subjects(person(max_), None, None, at)
    assert then.subject.traits == {"account_age_days": 9}
