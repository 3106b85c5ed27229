"""The field of forms for whole numbers."""

import pytest
from django import forms

from auctionsite.numbers.fields import WholeNumberField


@pytest.mark.parametrize(("value", "number"), [("10,000", 10_000), ("", None), ("  ", None), (None, None), (7, 7)])
def test_numbers(value: object, number: int | None) -> None:
    assert WholeNumberField(required=False).clean(value) == number


@pytest.mark.parametrize("value", ["10.000", "much"])
def test_what_is_no_number_or_two_is_asked_about(value: str) -> None:
    with pytest.raises(forms.ValidationError, match=r"could be 10 or 10,000|Give a whole number"):
        WholeNumberField().clean(value)


def test_bounds_are_kept() -> None:
    with pytest.raises(forms.ValidationError, match="less than or equal to 10"):
        WholeNumberField(max_value=10).clean("10,000")


def test_browser_may_send_what_was_typed() -> None:
    class Form(forms.Form):
        budget = WholeNumberField(min_value=1, initial=200)

    shown = str(Form()["budget"])
    for part in ('type="text"', 'inputmode="numeric"', 'value="200"'):
        assert part in shown
