"""The forms of trades."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from auctions.sockets.protocol import AMOUNT_AT_MOST
from auctionsite.moments.fields import MomentField
from auctionsite.numbers.fields import WholeNumberField
from auctionsite.text.fields import TypedTextField
from auctionsite.text.isolates import isolated
from leagues.money import money
from season.models import Ownership
from season.trade_policy import TradeAction
from season.trades.settings import SeasonSettings, SettingsError

_APPROVALS = [
    ("veto", gettext_lazy("The others may object for a while")),
    ("commissioner", gettext_lazy("A commissioner approves it")),
    ("none", gettext_lazy("It takes effect at once")),
]


class OfferForm(forms.Form):
    """Own assets for another manager's, and money from one of the two."""

    gives = forms.MultipleChoiceField(
        label=gettext_lazy("You give"), required=False, widget=forms.CheckboxSelectMultiple
    )
    takes = forms.MultipleChoiceField(
        label=gettext_lazy("You get"), required=False, widget=forms.CheckboxSelectMultiple
    )
    amount = WholeNumberField(label=gettext_lazy("Money"), required=False, min_value=0, max_value=AMOUNT_AT_MOST)
    payer = forms.ChoiceField(
        label=gettext_lazy("Who pays it"), choices=[("me", "You")], widget=forms.RadioSelect, initial="me"
    )
    note = TypedTextField(label=gettext_lazy("A word about it"), required=False, max_length=200)

    def __init__(
        self, data: Any = None, *, own: Sequence[Ownership], theirs: Sequence[Ownership], partner: str, unit: str
    ) -> None:
        super().__init__(data)
        self.unit = unit
        fields: dict[str, Any] = self.fields
        for name, rows in (("gives", own), ("takes", theirs)):
            fields[name].choices = [(str(row.asset_id), _owned_label(row, unit)) for row in rows]
        fields["payer"].choices = [("me", _("You")), ("partner", partner)]
        fields["amount"].help_text = _("In {unit}; empty for none.").format(unit=isolated(unit))

    @property
    def pays(self) -> int:
        """The money of a valid offer, as seen by who offers it: below zero it comes from the other."""
        amount = self.cleaned_data["amount"] or 0
        return amount if self.cleaned_data["payer"] == "me" else -amount


class TradeActionForm(forms.Form):
    """An action on a trade: `do` is the button pressed."""

    do = forms.ChoiceField(choices=[(each.value, each.value) for each in TradeAction])


class DropForm(forms.Form):
    """The asset to give up."""

    asset = forms.IntegerField()


class SeasonSettingsForm(forms.Form):
    """By what rules a league trades. `SeasonSettings` alone decides what can be played."""

    trades = forms.BooleanField(label=gettext_lazy("Managers trade with each other"), required=False)
    approval = forms.ChoiceField(label=gettext_lazy("After a trade is accepted"), choices=_APPROVALS)
    veto_hours = WholeNumberField(
        label=gettext_lazy("Hours to object"), help_text=gettext_lazy("Where others may object: 1 to 168.")
    )
    trade_deadline = MomentField(
        label=gettext_lazy("Deadline"),
        help_text=gettext_lazy("In your time zone. Nothing is offered or accepted from then on; empty for none."),
    )
    drops = forms.BooleanField(label=gettext_lazy("Managers give assets up"), required=False)
    drop_refund = forms.BooleanField(
        label=gettext_lazy("They get the price back"),
        required=False,
        help_text=gettext_lazy("What it cost at the auction."),
    )

    def __init__(self, data: Any = None, *, current: SeasonSettings) -> None:
        self._current = current
        deadline = current.deadline
        shown = None if deadline is None else timezone.localtime(deadline)
        super().__init__(data, initial=current.values() | {"trade_deadline": shown})

    def clean(self) -> dict[str, Any]:
        """Adds `settings`, a SeasonSettings, or the errors of the settings beside their fields."""
        cleaned = self.cleaned_data
        if self.errors:
            return cleaned
        deadline = cleaned["trade_deadline"]
        given = cleaned | {"trade_deadline": deadline and deadline.isoformat()}
        try:
            cleaned["settings"] = self._current.changed(given)
        except SettingsError as error:
            for name, sentence in error.fields.items():
                self.add_error(name, sentence)
        return cleaned


def _owned_label(row: Ownership, unit: str) -> str:
    """An asset with the price of its sale."""
    return f"{isolated(row.asset.name)} · {money(row.price, unit)}"
