"""The form in which a commissioner writes to everybody."""

from django import forms
from django.utils.translation import gettext_lazy as _

from auctionsite.text.fields import TypedTextField
from notices.announcing.services import LONGEST


class AnnouncementForm(forms.Form):
    """A commissioner's words to everybody."""

    text = TypedTextField(label=_("Your message"), max_length=LONGEST)
