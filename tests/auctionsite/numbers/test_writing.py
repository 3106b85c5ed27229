"""Numbers in sentences are grouped as their readers are used to."""

import pytest
from django.utils import translation

from auctionsite.numbers.writing import grouped


@pytest.mark.parametrize(
    ("number", "english", "german"),
    [(0, "0", "0"), (999, "999", "999"), (1000, "1,000", "1.000"), (1234567, "1,234,567", "1.234.567")],
)
def test_thousands_are_set_apart_as_the_language_does_it(number: int, english: str, german: str) -> None:
    assert grouped(number) == english
    with translation.override("de"):
        assert grouped(number) == german
