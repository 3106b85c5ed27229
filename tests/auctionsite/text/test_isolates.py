"""Names in sentences: those that go from right to left are fenced, and others are as they are."""

import pytest
from django.utils import translation

from auctionsite.text.isolates import isolated
from tests.vectors import vectors

CASES = vectors("isolates")


@pytest.mark.parametrize("case", CASES, ids=lambda case: ascii(case["name"]))
def test_names_that_could_turn_what_stands_beside_them_are_fenced(case: dict[str, object]) -> None:
    name = str(case["name"])
    assert isolated(name) == (f"\u2068{name}\u2069" if case["fenced"] else name)


def test_where_words_go_from_right_to_left_every_name_and_amount_is_fenced() -> None:
    with translation.override("ar"):
        assert isolated("Max") == "\u2068Max\u2069"
        assert isolated("") == ""
    assert isolated("Max") == "Max"
