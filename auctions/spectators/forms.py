"""The form by which a commissioner lets strangers watch."""

from django import forms

from auctions.spectators.links import DELAYS, USUAL_DELAY


class SpectatorsForm(forms.Form):
    """How far behind spectators are."""

    delay = forms.TypedChoiceField(
        label="How far behind",
        choices=[(each, f"{each} seconds") for each in DELAYS],
        coerce=int,
        initial=USUAL_DELAY,
        help_text="Long enough that nobody in the room can use what a spectator tells them.",
    )
