"""The form by which a commissioner lets strangers watch."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from auctions.spectators.links import DELAYS, USUAL_DELAY


class SpectatorsForm(forms.Form):
    """The seconds by which spectators are behind."""

    delay = forms.TypedChoiceField(
        label=_("How far behind"),
        choices=[(each, format_lazy(_("{number} seconds"), number=each)) for each in DELAYS],
        coerce=int,
        initial=USUAL_DELAY,
        help_text=_("Long enough that nobody in the room can use what a spectator tells them."),
    )
