"""Imports of files into a competition: who may bring them, and that they come one after the other."""

from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from leagues.services import NotAllowed
from season.competitions.services import create_competition
from season.fixtures.services import FIXTURE_IMPORT
from season.locks import CompetitionBusy, lock_competition
from season.models import Competition, Performance, Upload
from season.scores.services import SCORE_IMPORT, ScoreReport
from tests.season import small_competitions
from tests.season.small_competitions import scores
from tests.threads import at_once


@pytest.fixture
def cup(db: None) -> Competition:
    return small_competitions.players_competition()


def upload(competition: Competition, *lines: str, **options: Any) -> Any:
    return SCORE_IMPORT.run(None, competition, scores(*lines, **options), "scores.csv")


def test_only_operators_upload_to_a_shared_competition(cup: Competition, carla: User, olga: User) -> None:
    small_competitions.players_league(carla)
    with pytest.raises(NotAllowed, match="Only operators"):
        SCORE_IMPORT.preview(carla, cup, scores("f1,4,60,1,0"), "scores.csv")
    assert SCORE_IMPORT.preview(olga, cup, scores("f1,4,60,1,0"), "scores.csv").upload


def test_only_its_commissioner_uploads_to_a_leagues_own_competition(
    carla: User, max_: User, otto: User, olga: User
) -> None:
    league = small_competitions.players_league(carla, max_)
    own = create_competition(carla, league.sport, league=league, key="own", name="Own")
    FIXTURE_IMPORT.run(carla, own, small_competitions.FIXTURES.encode(), "fixtures.csv")
    for other in (max_, otto, olga):
        with pytest.raises(NotAllowed):
            SCORE_IMPORT.run(other, own, scores("f1,4,60,1,0"), "scores.csv")
    SCORE_IMPORT.run(carla, own, scores("f1,4,60,1,0"), "scores.csv")
    assert Upload.objects.filter(by=carla).count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_uploads_at_once_are_applied_one_after_the_other() -> None:
    cup = small_competitions.players_competition()
    outcomes = at_once(lambda: upload(cup, "f1,4,60,3,0", "f1,1,90,0,3"))
    counts = [outcome.counts() for outcome in outcomes if isinstance(outcome, ScoreReport)]
    assert {"created": 2, "changed": 0, "unchanged": 0} in counts
    assert {"created": 0, "changed": 0, "unchanged": 2} in counts
    assert Upload.objects.filter(kind=Upload.Kind.SCORES).count() == 1


@pytest.mark.usefixtures("strict_locks")
@pytest.mark.django_db(transaction=True)
def test_an_upload_that_waits_too_long_is_refused_with_a_sentence() -> None:
    cup = small_competitions.players_competition()
    with transaction.atomic():
        lock_competition(cup.pk)
        [outcome] = at_once(lambda: upload(cup, "f1,4,60,3,0"), times=1)
    assert isinstance(outcome, CompetitionBusy)
    assert "try again in a moment" in str(outcome)
    assert not Performance.objects.exists()
