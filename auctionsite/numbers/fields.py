"""The field of forms for whole numbers that people type."""

from typing import Any

from django import forms

from auctionsite.numbers.reading import NotAWholeNumber, read_whole_number


class WholeNumberField(forms.IntegerField):
    """A whole number, read as everywhere: see `read_whole_number`.

    It is a text to the browser: a field of numbers there takes no `10,000`, and sends `10.000` as if it were 10.
    """

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def to_python(self, value: Any) -> int | None:
        """Return the number; None for an empty field. Raises ValidationError with what to write instead."""
        if value is None or isinstance(value, int):
            return value
        if not str(value).strip():
            return None
        try:
            return read_whole_number(str(value))
        except NotAWholeNumber as error:
            raise forms.ValidationError(str(error), code="invalid") from error
