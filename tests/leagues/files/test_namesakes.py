"""Several of one name."""

from leagues.files.assets import parse_csv
from leagues.files.namesakes import free_id, tell_apart


def test_who_is_alone_keeps_the_name() -> None:
    assert tell_apart([("danilo", "DEF"), ("saka", "")]) == ["danilo", "saka"]


def test_positions_tell_apart_who_has_one_name() -> None:
    assert tell_apart([("danilo", "DEF"), ("danilo", "MID")]) == ["danilo-def", "danilo-mid"]


def test_a_number_does_where_positions_do_not() -> None:
    assert tell_apart([("danilo", "DEF"), ("danilo", "DEF"), ("danilo", "")]) == ["danilo", "danilo-2", "danilo-3"]


def test_ids_that_are_taken_are_given_to_nobody() -> None:
    assert tell_apart([("danilo", ""), ("danilo", "")], ["danilo", "danilo-3"]) == ["danilo-2", "danilo-4"]


def test_a_number_fits_into_the_longest_id() -> None:
    assert free_id("a" * 130, {"a" * 120}) == "a" * 118 + "-2"


def test_a_file_tells_its_namesakes_apart() -> None:
    text = "name,club,position\nDanilo,Juventus,DEF\nDanilo,Flamengo,DEF\nDanilo,Braga,DEF\nDanilo,Braga,MID\nКим,,"
    assert [row.external_id for row in parse_csv(text)] == [
        "danilo-juventus", "danilo-flamengo", "danilo-braga-def", "danilo-braga-mid", "ким",
    ]  # fmt: skip


def test_an_id_that_the_file_gives_is_made_for_no_other_row() -> None:
    assert [row.external_id for row in parse_csv("external_id,name\n,Danilo\ndanilo,Danilo Silva")] == [
        "danilo-2",
        "danilo",
    ]
