"""Numbers in sentences are grouped alike in every language, as `read_whole_number` reads them."""

import pytest
from django.utils import translation

from auctionsite.numbers.reading import read_whole_number
from auctionsite.numbers.writing import grouped


@pytest.mark.parametrize(("number", "written"), [(0, "0"), (999, "999"), (1000, "1,000"), (1234567, "1,234,567")])
def test_thousands_are_set_apart_as_amounts_have_it(number: int, written: str) -> None:
    for language in ("en", "de"):
        with translation.override(language):
            assert grouped(number) == written
            assert read_whole_number(grouped(number)) == number
