"""The sets of a list, in the order of a text."""

import pytest

from leagues.settings.auction import AuctionSettings
from leagues.settings.sets import can_be_named, in_order, sets_in, written


def test_text_names_each_set_once_and_is_written_as_it_is_read() -> None:
    assert sets_in(" WK,BAT ,, WK") == ["WK", "BAT"]
    assert sets_in(None) == sets_in(" ,") == []
    assert written(sets_in("WK,BAT")) == "WK, BAT"


@pytest.mark.parametrize(
    ("text", "order"),
    [
        (None, ["BAT", "", "WK", "AR"]),
        ("ar, wk", ["AR", "WK", "BAT", ""]),
        ("Marquee, WK", ["WK", "BAT", "", "AR"]),
    ],
)
def test_named_sets_come_first_and_others_stay_as_they_are(text: str | None, order: list[str]) -> None:
    assert in_order(["BAT", "", "BAT", "WK", "AR", ""], text) == order


def test_what_a_text_cannot_name_is_no_set_to_order() -> None:
    assert [can_be_named(each) for each in ("WK", "", "A, B")] == [True, False, False]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (" , ", "Name sets with commas between them"),
        ("x" * 1001, "Write 1,000 characters at most."),
        ("WK\u202e", "U+202E"),
    ],
)
def test_text_that_names_no_sets_is_refused_with_what_to_write(text: str, words: str) -> None:
    assert words in AuctionSettings(set_order=text).problems()["set_order"]
    assert AuctionSettings.read({"set_order": text}).set_order == text, "what is stored is played as far as it can be"


def test_sets_that_are_named_can_be_played() -> None:
    assert AuctionSettings(set_order="Marquee, WK, BAT").problems() == {}
