"""Fields in which a draft's durations, shares and pieces of JSON are typed."""

from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from auctionsite import bounded_json
from auctionsite.moments.durations import format_whole_minutes, read_duration
from rollouts.plans.definition import LONGEST_BAKE

OBJECT_BYTES = 20_000
_SHORT = {"size": 10, "autocomplete": "off", "class": "percent"}


class DurationField(forms.CharField):
    """A duration of whole minutes, such as `4 h`; None for an empty one. `prepare_value` shows it again."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, widget=forms.TextInput(attrs=_SHORT), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Return a duration as it is typed."""
        return format_whole_minutes(value) if isinstance(value, timedelta) else value

    def clean(self, value: Any) -> timedelta | None:
        """Return the duration."""
        text = super().clean(value)
        if not text:
            return None
        try:
            length = read_duration(text)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        if length > LONGEST_BAKE:
            raise forms.ValidationError(f"At most {LONGEST_BAKE.days} days: what is counted is kept for as long.")
        return length


class ShareField(forms.CharField):
    """A share between 0 and 1, exclusive, that is typed in percent; None for an empty one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20, widget=forms.TextInput(attrs={**_SHORT, "inputmode": "decimal"}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Return a share as a percentage."""
        return f"{(Decimal(str(value)) * 100).normalize():f}" if isinstance(value, float) else value

    def clean(self, value: Any) -> float | None:
        """Return the share."""
        text = super().clean(value).strip().rstrip("%").strip().replace(",", ".")
        if not text:
            return None
        try:
            percent = Decimal(text)
        except InvalidOperation:
            percent = Decimal("NaN")
        if not (percent.is_finite() and 0 < percent < 100):
            raise forms.ValidationError("Give a percentage between 0 and 100, such as 5.")
        return float(percent / 100)


class FactorField(forms.CharField):
    """A factor, from 1 to 100; None for an empty one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20, widget=forms.TextInput(attrs={**_SHORT, "inputmode": "decimal"}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Return `1.0` as `1`."""
        return f"{value:g}" if isinstance(value, float) else value

    def clean(self, value: Any) -> float | None:
        """Return the factor."""
        text = super().clean(value).strip().replace(",", ".")
        if not text:
            return None
        try:
            factor = Decimal(text)
        except InvalidOperation:
            factor = Decimal("NaN")
        if not (factor.is_finite() and 1 <= factor <= 100):
            raise forms.ValidationError("Give a number from 1 to 100, such as 1 or 1.5.")
        return float(factor)


def read_object(text: str) -> dict[str, Any]:
    """Return the JSON object of a text; an empty one for none. Raises ValueError with what to write."""
    if not text.strip():
        return {}
    try:
        value = bounded_json.load(text, OBJECT_BYTES)
    except bounded_json.JsonRefused as error:
        raise ValueError(str(error)) from error
    if not isinstance(value, dict):
        raise ValueError('Write fields of the flag as a JSON object, such as {"staff": true}.')
    return value
