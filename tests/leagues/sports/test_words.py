"""The words of sports that come with the program are translated; what operators wrote stays."""

import pytest

from leagues.built_in_sports import BUILT_IN_SPORTS
from leagues.sports import words
from leagues.sports.words import counted_assets, said, several


def test_every_word_of_the_sports_that_come_with_the_program_is_known() -> None:
    own = {each[name] for each in BUILT_IN_SPORTS.values() for name in ("name", "asset_word")}
    statistics = [each for sport in BUILT_IN_SPORTS.values() for each in sport["statistics"]]
    own |= {each[name] for each in statistics for name in ("name", "unit") if name in each}
    assert own <= words._OWN


@pytest.mark.parametrize("word", ["Football", "Curling", ""])
def test_a_word_in_english_is_as_it_was_written(word: str) -> None:
    assert said(word) == word


@pytest.mark.parametrize(
    ("number", "word", "expected"),
    [
        (1, "club", "1 club"),
        (1200, "club", "1,200 clubs"),
        (0, "player", "0 players"),
        (2, "team", "2 teams"),
        (1, "horse", "1 horse"),
        (2, "horse", "2 horses"),
    ],
)
def test_assets_are_counted(number: int, word: str, expected: str) -> None:
    assert counted_assets(number, word) == expected
    assert number == 1 or expected.endswith(several(word))
