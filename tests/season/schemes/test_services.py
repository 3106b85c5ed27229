"""Schemes are kept once, recommended in versions, and installed with the program."""

from typing import Any

import pytest

from accounts.models import User
from leagues.built_in_sports import BUILT_IN_SPORTS, sport_of_key
from leagues.models import Sport
from season.models import Scheme, SchemeVersion
from season.schemes.queries import current_scheme
from season.schemes.services import (
    install_sport_and_scheme,
    publish_scheme,
    recommended_scheme,
    save_scheme,
    shipped_definition,
)
from season.scoring.scheme import SchemeError

RUNS: dict[str, Any] = {"rules": [{"name": "Runs", "statistic": "runs", "per": 1, "points": 1}]}


@pytest.fixture
def cricket(db: None) -> Sport:
    return sport_of_key("cricket")


def test_the_same_rules_are_one_row(cricket: Sport) -> None:
    one = save_scheme(cricket, RUNS)
    again = save_scheme(cricket, {"rules": [{"statistic": ["runs"], "points": 1.0, "per": 1, "name": "Runs"}]})
    assert one == again
    assert save_scheme(cricket, {"rules": [{**RUNS["rules"][0], "points": 2}]}) != one


def test_versions_are_counted_and_the_newest_is_recommended(cricket: Sport, olga: User) -> None:
    install_sport_and_scheme("cricket")
    second = publish_scheme(cricket, RUNS, olga)
    assert second is not None
    assert (second.number, second.by) == (2, olga)
    assert publish_scheme(cricket, RUNS, olga) is None
    assert recommended_scheme(cricket) == second.scheme
    third = publish_scheme(cricket, shipped_definition("cricket"), olga)
    assert third is not None
    assert (third.number, Scheme.objects.count()) == (3, 2)


def test_a_scheme_that_cannot_be_is_not_published(cricket: Sport) -> None:
    with pytest.raises(SchemeError):
        publish_scheme(cricket, {"rules": []})
    assert not SchemeVersion.objects.exists()


@pytest.mark.parametrize("key", BUILT_IN_SPORTS)
def test_a_shipped_sport_gets_its_scoring_when_it_is_needed(db: None, key: str) -> None:
    assert current_scheme(key) is None
    assert recommended_scheme(sport_of_key(key)).definition == shipped_definition(key)
    assert current_scheme(key) is not None


def test_installing_twice_does_nothing(db: None) -> None:
    assert install_sport_and_scheme("cricket") == [
        "made or completed the sport cricket",
        "published version 1 of its scoring",
    ]
    assert install_sport_and_scheme("cricket") == []


def test_installing_leaves_what_an_operator_published(cricket: Sport, olga: User) -> None:
    publish_scheme(cricket, RUNS, olga)
    assert install_sport_and_scheme("cricket") == []
    assert recommended_scheme(cricket).definition["rules"][0]["name"] == "Runs"
    assert SchemeVersion.objects.count() == 1


def test_a_sport_of_an_older_release_is_completed(db: None) -> None:
    Sport.objects.create(key="football", name="Our football", asset_word="team")
    install_sport_and_scheme("football")
    football = Sport.objects.get()
    assert (football.name, football.asset_word, football.scored_by) == ("Our football", "team", "results")
    assert "goals_for" in {each["key"] for each in football.statistics}


def test_statistics_that_an_operator_changed_stay(cricket: Sport) -> None:
    cricket.statistics = [{**cricket.statistics[0], "max": 7}, {"key": "sledges", "name": "Sledges"}]
    cricket.save()
    install_sport_and_scheme("cricket")
    cricket.refresh_from_db()
    keys = [each["key"] for each in cricket.statistics]
    assert keys[:2] == ["runs", "sledges"]
    assert len(keys) == len(set(keys)) == 13
    assert cricket.statistics[0]["max"] == 7
