"""The form by which a commissioner chooses what comes up for sale."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from auctionsite.numbers.fields import WholeNumberField
from auctionsite.numbers.writing import grouped
from leagues.lists import queries
from leagues.lists.choosing import Choice
from leagues.lists.naming import NamedAsset, NamesUnclear, assets_named, lines_naming
from leagues.models import AssetList, League, ListEntry
from leagues.pools.services import PoolRefused, check_choice

_LONGEST_LIST = 50_000
_WITHOUT = "-"
"""In the form, the position of assets without one."""


class ListChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg] # generic in the stubs only
    """A list, shown with its season and how much is on it."""

    def label_from_instance(self, obj: AssetList) -> str:
        """Such as `Premier League 2025/26 (812)`, short enough for a phone."""
        return f"{obj.title} ({grouped(getattr(obj, 'size', 0))})"


class PoolForm(forms.Form):
    """The next auction's assets: a list, and what of it. `cleaned_data` has `choice`, a Choice, beside the fields."""

    list = ListChoiceField(label=_("List"), queryset=AssetList.objects.none(), empty_label=None)
    positions = forms.MultipleChoiceField(label=_("Positions"), widget=forms.CheckboxSelectMultiple, required=False)
    first = WholeNumberField(
        label=_("Only the first by rank"), required=False, help_text=_("Leave it empty for all of them.")
    )
    left_out = forms.CharField(
        label=_("Leave out"),
        required=False,
        max_length=_LONGEST_LIST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One name a line. Nobody moves up for them."),
    )
    added = forms.CharField(
        label=_("Add"),
        required=False,
        max_length=_LONGEST_LIST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One name a line, from any list above, whatever the position and rank."),
    )

    def __init__(self, data: Any = None, *, league: League) -> None:
        """Begins with what the league sells now."""
        super().__init__(data)
        self.league = league
        pool = queries.pool_of(league)
        lists = queries.lists_for(league)
        self.fields["list"].queryset = lists  # type: ignore[attr-defined]
        self._entries = [
            (entry[0], NamedAsset(*entry[1:]))
            for entry in ListEntry.objects.filter(asset_list__in=lists).values_list(
                "asset_list", "asset", "asset__external_id", "asset__name"
            )
        ]
        positions = queries.positions_of(league)
        self.fields["positions"].choices = [  # type: ignore[attr-defined]
            (position or _WITHOUT, position or _("without one")) for position in positions
        ]
        if len(positions) < 2:
            del self.fields["positions"]
        else:
            self.fields["first"].help_text = _("Of these positions. Leave it empty for all of them.")
        choice = queries.choice_of(pool)
        self.initial = {
            "list": pool.asset_list,
            "positions": [position or _WITHOUT for position in choice.positions or positions],
            "first": choice.first,
            "left_out": self._names(choice.left_out),
            "added": self._names(choice.added),
        }

    def _names(self, assets: frozenset[int]) -> str:
        known = {asset.id: asset for _, asset in self._entries}
        return lines_naming((known[asset] for asset in sorted(assets) if asset in known), known.values())

    def clean(self) -> dict[str, Any]:
        """Adds the choice; a list or names that can't be are said beside their fields."""
        cleaned = self.cleaned_data
        if self.errors:
            return cleaned
        wanted = {position.removeprefix(_WITHOUT) for position in cleaned.get("positions", [])}
        all_of_them = len(wanted) == len(getattr(self.fields.get("positions"), "choices", wanted))
        names = {name: self._assets(name, cleaned[name]) for name in ("left_out", "added")}
        choice = Choice(positions=frozenset() if all_of_them else frozenset(wanted), first=cleaned["first"], **names)
        if not self.errors:
            try:
                check_choice(self.league, cleaned["list"], choice)
            except PoolRefused as error:
                for name, sentence in error.fields.items():
                    self.add_error(name, sentence)
        cleaned["choice"] = choice
        return cleaned

    def _assets(self, name: str, text: str) -> frozenset[int]:
        """Return the assets that a field's lines name: on the chosen list first, then on the league's others."""
        chosen = self.cleaned_data["list"].pk
        on_list = {asset.id: asset for listed, asset in self._entries if listed == chosen}
        elsewhere = {asset.id: asset for _, asset in self._entries if asset.id not in on_list}
        try:
            return frozenset(assets_named(text, on_list.values(), elsewhere.values()))
        except NamesUnclear as error:
            self.add_error(name, list(error.sentences))
            return frozenset()
