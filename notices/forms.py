"""The form in which people choose what they hear of."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from accounts.models import User
from notices import choices
from notices.kinds import CHANNELS, KINDS, NoticeChannel, NoticeKind
from notices.models import NoticeReader
from notices.push.hosts import LONGEST_ENDPOINT


class NoticeChoicesForm(forms.Form):
    """A box for each kind and channel, and how often mail may come."""

    mail_every = forms.ChoiceField(
        label=gettext_lazy("Emails"),
        choices=[(value, gettext_lazy(label)) for value, label in NoticeReader.Every.choices],
        help_text=gettext_lazy("One email tells you everything since the last."),
    )

    def __init__(
        self, data: Any = None, *, user: User, channels: Collection[NoticeChannel] = tuple(NoticeChannel)
    ) -> None:
        super().__init__(data, initial={"mail_every": choices.mail_every(user)})
        self.channels = [each for each in NoticeChannel if each in channels]
        wanted = {key: chosen for key, chosen in choices.choices_of(user).items() if key[1] in self.channels}
        self._names = {key: "-".join(key) for key in wanted}
        for (kind, channel), chosen in wanted.items():
            label = f"{gettext(KINDS[kind].label)}: {gettext(CHANNELS[channel])}"
            field = forms.BooleanField(label=label, initial=chosen, required=False)
            self.fields[self._names[kind, channel]] = field

    def rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return each kind in words, with its boxes in the order of the channels."""
        return [
            (gettext(spec.label), [self[self._names[kind, by]] for by in self.channels]) for kind, spec in KINDS.items()
        ]

    def chosen(self) -> dict[tuple[NoticeKind, NoticeChannel], bool]:
        """Return the boxes as they were ticked."""
        return {key: bool(self.cleaned_data[name]) for key, name in self._names.items()}


class DeviceForm(forms.Form):
    """A browser's words of itself when it is turned on or off."""

    do = forms.ChoiceField(choices=[("on", "on"), ("off", "off")])
    endpoint = forms.CharField(max_length=LONGEST_ENDPOINT)
    p256dh = forms.CharField(max_length=100, required=False)
    auth = forms.CharField(max_length=40, required=False)
