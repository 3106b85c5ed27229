"""The sports that come with the program get into the database once, and keep what operators changed."""

import pytest

from leagues.built_in_sports import BUILT_IN_SPORTS, SportNotFound, install_sport, sport_of_key
from leagues.models import Sport


def test_a_sport_is_made_when_it_is_first_asked_for(db: None) -> None:
    cricket = sport_of_key("cricket")
    assert cricket == sport_of_key("cricket") == Sport.objects.get()
    assert cricket.statistics == BUILT_IN_SPORTS["cricket"]["statistics"]
    with pytest.raises(SportNotFound):
        sport_of_key("quidditch")


def test_installing_twice_does_nothing_the_second_time(db: None) -> None:
    assert install_sport("cricket")
    assert not install_sport("cricket")


def test_what_a_sport_lacks_is_added_and_what_an_operator_changed_stays(db: None) -> None:
    shipped = BUILT_IN_SPORTS["cricket"]
    own = {**shipped["statistics"][1], "name": "As we say here"}
    Sport.objects.create(key="cricket", name="Cricket!", statistics=[own], positions=[], scored_by="statistics")
    assert install_sport("cricket")
    sport = Sport.objects.get()
    assert (sport.name, sport.statistics[0]) == ("Cricket!", own)
    assert {each["key"] for each in sport.statistics} == {each["key"] for each in shipped["statistics"]}
    assert sport.positions == shipped["positions"]


def test_a_sport_of_an_older_release_learns_what_scores_it(db: None) -> None:
    Sport.objects.create(key="football", name="Football", statistics=[], scored_by="statistics")
    install_sport("football")
    assert Sport.objects.get().scored_by == "results"
