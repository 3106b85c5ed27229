"""The field of forms for a moment that people choose."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from auctionsite.moments.local_times import NoSuchTime, read_local_once


class MomentField(forms.DateTimeField):
    """A moment in the reader's time zone, by the browser's own picker. What their clocks skip or repeat is asked."""

    def __init__(self, **kwargs: Any) -> None:
        picker = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
        super().__init__(required=False, widget=picker, **kwargs)

    def to_python(self, value: Any) -> datetime | None:
        """Return the instant; None for an empty field. Raises ValidationError with the times that are near it."""
        try:
            instant: datetime | None = super().to_python(value)
        except forms.ValidationError as error:
            if error.code != "ambiguous_timezone":
                raise
            try:
                instant = read_local_once((error.params or {})["datetime"], timezone.get_current_timezone())
            except NoSuchTime as none:
                raise forms.ValidationError(str(none), code="no_such_time") from none
        return instant
