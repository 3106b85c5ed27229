"""Leagues follow competitions, each by a scheme."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from leagues.files.assets import AssetRow
from leagues.models import League
from leagues.services import NotAllowed, create_league, import_own_assets
from leagues.settings.auction import AuctionSettings
from season.competitions.services import CompetitionRefused, create_competition
from season.league_seasons.services import SchemeFixed, change_scheme, follow_competition
from season.locks import CompetitionBusy, lock_competition
from season.models import AssetPoints, Competition, LeagueSeason
from season.schemes.services import NoScheme, publish_scheme
from season.scores.services import SCORE_IMPORT
from season.scoring.scheme import SchemeError
from tests.season import small_competitions
from tests.season.small_competitions import member, scores
from tests.threads import at_once

GOALS: dict[str, Any] = {"rules": [{"name": "Goals", "statistic": "goals_scored", "per": 1, "points": 7}]}


@pytest.fixture
def cup(db: None) -> Competition:
    return small_competitions.players_competition()


@pytest.fixture
def league(carla: User, max_: User) -> League:
    return small_competitions.players_league(carla, max_)


def upload(competition: Competition, goals: int = 1) -> None:
    SCORE_IMPORT.run(None, competition, scores(f"f1,4,90,{goals},0"), "scores.csv")


def worth() -> list[int]:
    return list(AssetPoints.objects.order_by("points").values_list("points", flat=True))


def test_a_league_follows_by_the_recommended_scheme(cup: Competition, league: League, carla: User) -> None:
    season = follow_competition(member(league, carla), cup)
    assert season.scheme.versions.get().number == 1
    assert follow_competition(member(league, carla), cup, GOALS) == season
    assert LeagueSeason.objects.get().scheme == season.scheme


def test_only_a_commissioner_decides(cup: Competition, league: League, carla: User, max_: User) -> None:
    season = follow_competition(member(league, carla), cup)
    with pytest.raises(NotAllowed):
        follow_competition(member(league, max_), cup)
    with pytest.raises(NotAllowed):
        change_scheme(member(league, max_), season, GOALS)


def test_competitions_of_others_cannot_be_followed(league: League, carla: User, otto: User) -> None:
    other = create_league(otto, "Other", league.sport, AuctionSettings())
    own = create_competition(otto, league.sport, league=other, key="own", name="Own")
    clubs = small_competitions.clubs_competition()
    for competition in (own, clubs):
        with pytest.raises(CompetitionRefused, match="another sport or league"):
            follow_competition(member(league, carla), competition)


def test_a_league_with_a_list_of_its_own_follows_its_own_competitions_only(
    cup: Competition, league: League, carla: User
) -> None:
    import_own_assets(member(league, carla), [AssetRow(external_id="x", name="X", position="GK")])
    with pytest.raises(CompetitionRefused, match="a list of its own"):
        follow_competition(member(league, carla), cup)
    own = create_competition(carla, league.sport, league=league, key="own", name="Own")
    assert follow_competition(member(league, carla), own).competition == own


def test_scores_that_are_in_already_count_at_once(cup: Competition, league: League, carla: User) -> None:
    upload(cup)
    follow_competition(member(league, carla), cup, GOALS)
    assert worth() == [700]


def test_a_second_league_of_the_scheme_works_nothing_out_again(
    cup: Competition, league: League, carla: User, max_: User
) -> None:
    upload(cup)
    follow_competition(member(league, carla), cup, GOALS)
    [first] = AssetPoints.objects.all()
    other = create_league(max_, "Other", league.sport, AuctionSettings())
    follow_competition(member(other, max_), cup, GOALS)
    assert list(AssetPoints.objects.all()) == [first]


def test_a_scheme_is_changed_before_the_first_score_and_never_after(
    cup: Competition, league: League, carla: User
) -> None:
    season = follow_competition(member(league, carla), cup)
    season = change_scheme(member(league, carla), season, GOALS)
    upload(cup)
    assert worth() == [700]
    with pytest.raises(SchemeFixed, match="Scores have come in"):
        change_scheme(member(league, carla), season)
    assert worth() == [700]


def test_a_scheme_that_cannot_be_is_refused(cup: Competition, league: League, carla: User) -> None:
    season = follow_competition(member(league, carla), cup)
    with pytest.raises(SchemeError, match=r"rules\[0\].statistic: The sport has no statistic 'goals'"):
        change_scheme(member(league, carla), season, {"rules": [{**GOALS["rules"][0], "statistic": "goals"}]})
    season.refresh_from_db()
    assert season.scheme.versions.exists()


def test_a_new_version_is_for_those_who_ask_for_it(cup: Competition, league: League, carla: User, olga: User) -> None:
    season = follow_competition(member(league, carla), cup)
    version = publish_scheme(league.sport, GOALS, olga)
    assert version is not None
    season.refresh_from_db()
    assert season.scheme != version.scheme
    assert change_scheme(member(league, carla), season).scheme == version.scheme


def test_a_sport_without_scoring_says_so(league: League, carla: User) -> None:
    league.sport.pk = "chess"
    league.sport.name = "Chess"
    league.sport.save()
    league = create_league(carla, "Chess", league.sport, AuctionSettings())
    own = create_competition(carla, league.sport, league=league, key="own", name="Own")
    with pytest.raises(NoScheme, match="Chess has no scoring yet"):
        follow_competition(member(league, carla), own)


@pytest.mark.django_db(transaction=True)
def test_a_scheme_and_a_first_score_at_once_come_one_after_the_other(carla: User) -> None:
    cup = small_competitions.players_competition()
    league = small_competitions.players_league(carla)
    season = follow_competition(member(league, carla), cup)
    both: list[Callable[[], object]] = [
        lambda: upload(cup),
        lambda: change_scheme(member(league, carla), season, GOALS),
    ]
    calls = iter(both)
    outcomes = at_once(lambda: next(calls)())
    season.refresh_from_db()
    refused = any(isinstance(outcome, SchemeFixed) for outcome in outcomes)
    # Either the score was first, and the change refused; or the change was, and the score counts by it.
    assert worth() == ([600] if refused else [700])
    assert season.scheme.versions.exists() is refused


@pytest.mark.usefixtures("strict_locks")
@pytest.mark.django_db(transaction=True)
def test_following_waits_for_an_upload_and_is_refused_after_a_while(carla: User) -> None:
    cup = small_competitions.players_competition()
    carlas = member(small_competitions.players_league(carla), carla)
    with transaction.atomic():
        lock_competition(cup.pk)
        [outcome] = at_once(lambda: follow_competition(carlas, cup), times=1)
    assert isinstance(outcome, CompetitionBusy)
