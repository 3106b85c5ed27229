"""The forms of a league's date."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import AccountForm, LongSelect
from auctions.dates.services import WantedDate
from auctionsite.numbers.fields import WholeNumberField
from leagues.models import AuctionDate, Member


class DateForm(forms.Form):
    """A day and an hour on the wall of the league's zone."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    hour = forms.TimeField(label=_("Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Everybody sees their own time beside it."),
        choices=AccountForm.base_fields["time_zone"].choices,  # type: ignore[attr-defined] # it is a ChoiceField
        widget=LongSelect,
    )
    begins_with = WholeNumberField(
        label=_("Begin by itself with so many managers"),
        help_text=_("The waiting room opens at the hour. Leave this empty to begin the auction yourself."),
        required=False,
        min_value=1,
        max_value=100,
    )

    def __init__(self, data: Any = None, *, by: Member, date: AuctionDate | None) -> None:
        super().__init__(data)
        self.initial = {"time_zone": by.user.time_zone if date is None else date.time_zone}
        if date is not None and date.is_coming:
            wall = date.starts_at.astimezone(ZoneInfo(date.time_zone))
            self.initial |= {"day": wall.date(), "hour": wall.time(), "begins_with": date.begins_with}

    def wanted(self) -> WantedDate:
        """Return the date as it was typed."""
        data = self.cleaned_data
        wall = datetime.combine(data["day"], data["hour"].replace(second=0, microsecond=0))
        return WantedDate(wall=wall, time_zone=data["time_zone"], begins_with=data["begins_with"])


class AnswerForm(forms.Form):
    """The button that was pressed."""

    can = forms.ChoiceField(choices=[("yes", "I can"), ("no", "I can't")])
