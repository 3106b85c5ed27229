"""Lists of scores as people make them."""

from leagues.files.own_columns.arranging import arrange_file
from leagues.sport_definitions import Statistic
from season.scores.list_kind import score_list

KIND = score_list([Statistic("minutes", "Minutes played"), Statistic("goals", "Tore")])


def test_statistics_are_known_by_key_and_name() -> None:
    found = arrange_file("Spiel;Player;MINUTES;Tore\n1.0;Ada;90;2\n", "a.csv", KIND, lambda signature: {})
    assert found.text.splitlines() == ["fixture,name,minutes,goals", "1,Ada,90,2"]


def test_a_player_needs_an_id_or_a_name() -> None:
    asked = arrange_file("Spiel;Wer;Tore\n1;Ada;2\n", "a.csv", KIND, lambda signature: {})
    assert asked.meaning is not None
    assert [each.field for each in asked.meaning.questions] == ["name"]
    told = arrange_file("Spiel;Player ID;Tore\n1;7;2\n", "a.csv", KIND, lambda signature: {})
    assert told.text.splitlines() == ["fixture,asset,goals", "1,7,2"]
