"""Increments by price: how they are written, and what must be added to a price."""

import pytest

from leagues.settings.auction import AuctionSettings
from leagues.settings.increments import HOW, UnreadableIncrements, read_increments, shown_increments

SLABS = "0–10: 1, 10–50: 2, above: 5"


@pytest.mark.parametrize(
    ("text", "price", "after"),
    [
        (SLABS, 1, 2),
        (SLABS, 9, 10),
        (SLABS, 10, 12),
        (SLABS, 49, 51),
        (SLABS, 50, 55),
        (SLABS, 1_000, 1_005),
        ("0-100:5,100-200:10,Above:25", 100, 110),
        ("5%", 1, 2),
        ("5%", 20, 21),
        ("5%", 21, 23),  # 1.05 is rounded up
        ("5 %", 40, 42),
        ("100%", 7, 14),
        ("1%", 1_000_000_001, 1_010_000_002),
        (None, 7, 10),
        ("whatever another release wrote", 7, 10),
    ],
)
def test_price_after_a_price(text: str | None, price: int, after: int) -> None:
    assert AuctionSettings(increment=3, increment_by_price=text).price_after(price) == after


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", HOW),
        ("5", HOW),
        ("above: 5", HOW),
        ("0–10: 1, 10–50: 2", HOW),
        ("0–10: 1, 10–50: 2.5, above: 5", HOW),
        ("0–10: 1; above: 5", HOW),
        ("0–10: 1, 12–50: 2, above: 5", "A slab must begin at 10, where the one before ends, and not at 12."),
        ("1–10: 1, above: 5", "A slab must begin at 0"),
        ("0–10: 1, 10–10: 2, above: 5", "The slab that begins at 10 must end above it."),
        ("0–10: 0, above: 5", "from 1 to 1000000"),
        ("0–10: 1, above: 1000001", "from 1 to 1000000"),
        ("0%", "from 1% to 100%"),
        ("101%", "from 1% to 100%"),
        ("2.5%", "Give a whole percentage"),
        ("5% + 1", "Give a whole percentage"),
        ("0–1: 1, " * 40 + "above: 1", "200 characters at most"),
    ],
)
def test_what_says_no_increments_is_refused_with_what_to_write(text: str, words: str) -> None:
    with pytest.raises(UnreadableIncrements) as refused:
        read_increments(text)
    assert words in str(refused.value)
    assert words in AuctionSettings(increment_by_price=text).problems()["increment_by_price"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [(SLABS, SLABS), ("0-10 :1,ABOVE:5", "0–10: 1, above: 5"), ("5 %", "5 %"), ("of no use", "of no use"), ("", "")],
)
def test_increments_are_shown_as_they_are_written(text: str, shown: str) -> None:
    assert shown_increments(text) == shown
