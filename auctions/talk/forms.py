"""The form of the page on which commissioners read who said what."""

from django import forms


class TalkForm(forms.Form):
    """The button that was pressed: remove a message, by its id, or turn messages on or off."""

    do = forms.ChoiceField(choices=[(each, each) for each in ("remove", "on", "off")])
    message = forms.IntegerField(required=False, min_value=1, max_value=2**62)
