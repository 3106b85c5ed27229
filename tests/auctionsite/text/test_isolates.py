"""Names in sentences: those that go from right to left are fenced, and others are as they are."""

import pytest

from auctionsite.text.isolates import isolated


@pytest.mark.parametrize("name", ["", "Max", "Владимир", "王小明", "José (2)", "🇩🇪"])
def test_names_from_left_to_right_need_no_fence(name: str) -> None:
    assert isolated(name) == name


@pytest.mark.parametrize("name", ["محمد", "משה", "FC الهلال 12", "\u0661\u0662", "stored \u202eevil", "ߊ"])
def test_what_could_turn_what_stands_beside_it_is_fenced(name: str) -> None:
    assert isolated(name) == f"\u2068{name}\u2069"
