"""The form in which people choose what they hear of."""

from typing import Any

from django import forms

from accounts.models import User
from notices import choices
from notices.kinds import CHANNELS, KINDS, NoticeChannel, NoticeKind
from notices.models import NoticeReader


class NoticeChoicesForm(forms.Form):
    """A box for each kind and channel, and how often mail may come."""

    mail_every = forms.ChoiceField(
        label="Emails", choices=NoticeReader.Every.choices, help_text="One email tells you everything since the last."
    )

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data, initial={"mail_every": choices.mail_every(user)})
        wanted = choices.choices_of(user)
        self._names = {key: "-".join(key) for key in wanted}
        for (kind, channel), chosen in wanted.items():
            label = f"{KINDS[kind].label}: {CHANNELS[channel]}"
            field = forms.BooleanField(label=label, initial=chosen, required=False)
            self.fields[self._names[kind, channel]] = field

    def rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return each kind in words, with its boxes in the order of the channels."""
        return [(spec.label, [self[self._names[kind, by]] for by in NoticeChannel]) for kind, spec in KINDS.items()]

    def chosen(self) -> dict[tuple[NoticeKind, NoticeChannel], bool]:
        """Return the boxes as they were ticked."""
        return {key: bool(self.cleaned_data[name]) for key, name in self._names.items()}
