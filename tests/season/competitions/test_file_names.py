"""Names that files give teams and assets, kept for a competition."""

import pytest

from leagues.models import Asset
from season.competitions import file_names
from season.competitions.queries import build_asset_index
from season.models import Competition, FileName
from tests.season.small_competitions import players_competition


@pytest.fixture
def cup(db: None) -> Competition:
    return players_competition()


def test_teams_are_called_as_was_said_last(cup: Competition) -> None:
    file_names.remember_teams(cup, {"1": "Reds", "2": "Blues"})
    file_names.remember_teams(cup, {"2": "Greens", "3": "Golds"})
    assert file_names.team_names(cup) == {"1": "Reds", "2": "Greens", "3": "Golds"}
    assert file_names.asset_names(cup) == {}


def test_another_name_of_an_asset_is_found_in_any_case_and_accents(cup: Competition) -> None:
    ada = Asset.objects.get(name="Ada Keeper")
    file_names.remember_assets(cup, {"Ádá K.": ada.pk})
    assert build_asset_index(cup).find("", "ada k").id == ada.pk
    assert file_names.team_names(cup) == {}


def test_another_competition_knows_nothing_of_it(cup: Competition) -> None:
    other = players_competition(key="other")
    file_names.remember_teams(cup, {"1": "Reds"})
    file_names.remember_assets(cup, {"A. K.": Asset.objects.get(name="Ada Keeper").pk})
    assert (file_names.team_names(other), file_names.asset_names(other)) == ({}, {})


def test_names_have_an_end(cup: Competition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_names, "_MOST_NAMES", 2)
    file_names.remember_teams(cup, {"1": "Reds", "2": "Blues"})
    file_names.remember_teams(cup, {"1": "Golds", "3": "Greens"})
    assert file_names.team_names(cup) == {"1": "Golds", "2": "Blues"}
    assert FileName.objects.count() == 2
