"""The forms of leagues."""

from typing import Any

from django import forms

from auctionsite.numbers.fields import WholeNumberField
from auctionsite.text.fields import TypedTextField
from leagues.lists.queries import shared_lists
from leagues.models import League, Role, Sport
from leagues.settings.auction import AuctionSettings, SettingsError

_ORDERS = [
    ("given", "As in the list"),
    ("alphabetical", "A to Z"),
    ("rank", "The strongest first"),
    ("shuffled", "Shuffled"),
]


class SettingsForm(forms.Form):
    """The main settings of an auction. `AuctionSettings` alone decides what can be played."""

    name = TypedTextField(label="Name of the league", max_length=80)
    unit = TypedTextField(label="Unit of money", max_length=12, help_text="Such as £m, ₹ lakh or credits.")
    budget = WholeNumberField(label="Budget", help_text="What each manager has to spend.")
    slots_min = WholeNumberField(label="Smallest roster", help_text="Money for this many is kept back from every bid.")
    slots_max = WholeNumberField(label="Largest roster", help_text="A manager with this many can't bid any more.")
    min_price = WholeNumberField(label="Opening price")
    increment = WholeNumberField(label="Increment", help_text="The least by which a bid must beat the one before.")
    lot_seconds = WholeNumberField(label="Seconds for a lot")
    anti_snipe_seconds = WholeNumberField(
        label="Seconds left after a late bid", help_text="A bid later than this moves the end. 0: nothing moves it."
    )
    order = forms.ChoiceField(label="Order of the lots", choices=_ORDERS)
    proxies = forms.TypedChoiceField(
        label="Bidding up to a maximum",
        choices=[("True", "Offered"), ("False", "Not offered")],
        coerce=lambda chosen: chosen == "True",
        required=False,
        empty_value=None,
        help_text="A manager can leave a maximum on a lot, and it bids for them. Nobody else sees how high it is.",
    )

    def __init__(self, data: Any = None, *, current: AuctionSettings, **kwargs: Any) -> None:
        """`current` is what the form begins with; settings that it has no field for stay as they are there."""
        super().__init__(data, **kwargs)
        self.current = current
        for field, value in current.values().items():
            self.initial.setdefault(field, value)

    def clean(self) -> dict[str, Any]:
        """Adds `settings`, an AuctionSettings, or the errors of the settings beside their fields."""
        cleaned = self.cleaned_data
        if self.errors:
            return cleaned
        known = self.current.known()
        try:
            cleaned["settings"] = self.current.changed(
                {name: value for name, value in cleaned.items() if name in known and value is not None}
            )
        except SettingsError as error:
            for name, sentence in error.fields.items():
                self.add_error(name if name in self.fields else None, sentence)
        return cleaned


OWN = "own"
"""The choice of a list that the league still has to bring."""


class NewLeagueForm(SettingsForm):
    """The settings, and what can't be changed later."""

    sport = forms.ModelChoiceField(
        label="Sport", queryset=Sport.objects.order_by("name"), empty_label=None, initial="football"
    )
    sells = forms.ChoiceField(label="What it sells", required=False)
    field_order = ["name", "sport", "sells"]

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        by_sport: dict[str, list[tuple[str, str]]] = {}
        for each in shared_lists():
            by_sport.setdefault(each.sport.name, []).append(
                (str(each.pk), f"{each.title} ({getattr(each, 'size', 0):,})")
            )
        newest, own = ("", "The newest list of the sport"), (OWN, "A list of our own, which I bring next")
        self.fields["sells"].choices = [newest, own, *by_sport.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Adds `asset_list`; None: the newest, or one that is still to come."""
        cleaned = super().clean()
        chosen = cleaned.get("sells", "")
        cleaned["asset_list"] = shared_lists().get(pk=chosen) if chosen.isdigit() else None
        if cleaned["asset_list"] and "sport" in cleaned and cleaned["asset_list"].sport_id != cleaned["sport"].pk:
            self.add_error("sells", f"This list is of {cleaned['asset_list'].sport.name}; choose that sport too.")
        return cleaned


class ChangeMemberForm(forms.Form):
    """The change to a member: `do` is the button pressed, `role` matters to the first only."""

    do = forms.ChoiceField(choices=[(each, each) for each in ("role", "hand_over", "remove")])
    role = forms.ChoiceField(choices=Role.choices, required=False)

    def clean(self) -> dict[str, Any]:
        """A new role must be named."""
        if self.cleaned_data.get("do") == "role" and not self.cleaned_data.get("role"):
            self.add_error("role", "Choose a role.")
        return self.cleaned_data


def settings_form(league: League, data: Any = None) -> SettingsForm:
    """The form to change a league with."""
    current = AuctionSettings.read(league.settings)
    return SettingsForm(data, current=current, initial={"name": league.name})
