"""The forms for signing in and for one's own account."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.account import AccountChoice
from auctionsite.text.fields import TypedTextField

_ZONES = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))


class LongSelect(forms.Select):
    """A choice out of hundreds, the same HTML as its parent's.

    Django renders two templates for each option: for all time zones, five times the work of the rest of the page.
    """

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """Return the element with its options, none of them in groups."""
        widget = self.get_context(name, value, attrs)["widget"]
        options = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            (
                (option["value"], flatatt(option["attrs"]), option["label"])
                for _group, options, _index in widget["optgroups"]
                for option in options
            ),
        )
        return format_html('<select name="{}"{}>{}</select>', widget["name"], flatatt(widget["attrs"]), options)


class SignInForm(forms.Form):
    """The address that the link goes to."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("We'll email you a link and a code: there is no password. New here? We'll create your account."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )


class CodeForm(forms.Form):
    """The six digits of the mail, and the address they were sent to."""

    email = forms.EmailField(widget=forms.HiddenInput)
    code = forms.CharField(
        label=_("Code from the mail"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "code"}),
    )


class TotpForm(forms.Form):
    """The six digits of an authenticator."""

    code = forms.CharField(
        label=_("Code"),
        max_length=6,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "code"}),
    )


class DeleteForm(forms.Form):
    """A word against slips of the finger."""

    email = forms.EmailField(label=_("Type your e-mail address to confirm"))


class NameForm(forms.Form):
    """The name that others see."""

    name = TypedTextField(
        label=_("Your name"),
        max_length=60,
        help_text=_("Other managers will see it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class InvitedForm(NameForm):
    """Name and address of a friend who was invited: all that an account needs."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("We'll email you a code: there is no password."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class AccountForm(NameForm):
    """The fields of an account that people can change."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Times on the pages are shown in it."),
        choices=[(zone, zone.replace("_", " ")) for zone in ("UTC", *_ZONES)],
        widget=LongSelect,
    )

    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("Of pages and mails. Your league's own words stay as they were written."),
        choices=[("", _("As in my browser")), *settings.LANGUAGES],
        required=False,
    )

    def __init__(
        self, data: Any = None, *, languages: bool = True, choices: Iterable[AccountChoice] = (), **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        if not languages:
            # What was chosen before stays, for when it is offered again.
            self.fields["language"].disabled = True
            self.fields["language"].widget = forms.HiddenInput()
        for choice in choices:
            self.fields[choice.key] = forms.BooleanField(
                label=choice.label, help_text=choice.hint, initial=choice.chosen, required=False
            )
