"""The form in which a commissioner writes to everybody."""

from django import forms

from auctionsite.text.fields import TypedTextField
from notices.announcing.services import LONGEST


class AnnouncementForm(forms.Form):
    """What everybody is told."""

    text = TypedTextField(label="Your message", max_length=LONGEST)
