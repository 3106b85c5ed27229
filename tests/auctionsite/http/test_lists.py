"""Lists of names."""

import pytest
from django.utils import translation

from auctionsite.http.lists import listed


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ([], ""),
        (["A"], "A"),
        (["A", "B"], "A and B"),
        (["A", "B", "C"], "A, B and C"),
        (["A", "B", "C", "D"], "A, B and 2 more"),
    ],
)
def test_names_are_listed_and_many_are_counted(names: list[str], text: str) -> None:
    assert listed(names, most=3) == text


def test_words_between_names_are_the_readers() -> None:
    with translation.override("de"):
        assert listed(["A", "B", "C"]) == "A, B und C"
        assert listed(["A", "B"], word="oder") == "A oder B"
        assert listed("ABCDEFGH") == "A, B, C, D, E und 3 weitere"
