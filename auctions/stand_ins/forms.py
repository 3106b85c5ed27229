"""The form by which a manager lets a bot bid for them."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from auctions.stand_ins.services import MOST
from auctionsite.numbers.fields import WholeNumberField
from auctionsite.text.isolates import isolated


class StandInForm(forms.Form):
    """The most that the bot may bid on one lot, and the button pressed."""

    most = WholeNumberField(label=gettext_lazy("Up to, on one lot"), min_value=1, max_value=MOST, required=False)
    do = forms.ChoiceField(choices=[(each, each) for each in ("save", "leave", "stop", "back")])

    def __init__(self, data: Any = None, *, unit: str, most: int | None) -> None:
        super().__init__(data, initial={"most": most})
        self.fields["most"].help_text = _("In {unit}. It never spends more than you could.").format(unit=isolated(unit))

    def clean(self) -> dict[str, Any]:
        """An amount is needed for a bot to bid."""
        cleaned = self.cleaned_data
        if cleaned.get("do") in {"save", "leave"} and "most" in cleaned and cleaned["most"] is None:
            self.add_error("most", _("Say up to how much the bot may bid."))
        return cleaned
