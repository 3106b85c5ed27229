"""The form of one target: what its member says of it, and where it stands."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from auctionsite.numbers.fields import WholeNumberField
from auctionsite.text.fields import TypedTextField
from leagues.targets.services import MOST_TARGETS, WORTH_AT_MOST, Wish

NOTE_LENGTH = 200


class TargetForm(forms.Form):
    """Place, worth and note of a target; `do` is the button that was pressed, and all save what is typed."""

    do = forms.ChoiceField(choices=[(each, each) for each in ("save", "up", "down")])
    place = WholeNumberField(
        label=pgettext_lazy("in a list", "Place"), required=False, min_value=1, max_value=MOST_TARGETS
    )
    worth = WholeNumberField(label=_("Worth to you"), required=False, min_value=0, max_value=WORTH_AT_MOST)
    note = TypedTextField(label=_("Note"), required=False, max_length=NOTE_LENGTH)

    def __init__(self, data: Any = None, *, number: int, **kwargs: Any) -> None:
        """`number` tells the ids of its fields from those of the other targets on the page."""
        super().__init__(data, auto_id=f"id_%s_{number}", **kwargs)

    def wish(self) -> Wish:
        """Return what is said of the target. For a valid form."""
        return Wish(worth=self.cleaned_data["worth"], note=self.cleaned_data["note"])

    def new_place(self, now: int) -> int:
        """Return the place that the target moves to, from where it is now. For a valid form."""
        typed = self.cleaned_data["place"] or now
        return max(1, typed + {"save": 0, "up": -1, "down": 1}[self.cleaned_data["do"]])
