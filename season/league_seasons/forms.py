"""The forms of a league's season."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from auctionsite import bounded_json
from auctionsite.text.fields import TypedTextField
from leagues.models import League
from season.league_seasons import queries
from season.models import Competition, LeagueSeason, TieBreaker

_LONGEST_SCHEME = 50_000


class FollowForm(forms.Form):
    """The competition that the league follows."""

    competition = forms.ModelChoiceField(
        label=gettext_lazy("Competition"), queryset=Competition.objects.none(), empty_label=None
    )

    def __init__(self, data: Any = None, *, league: League) -> None:
        """Those that the league could follow and doesn't yet."""
        super().__init__(data)
        self.fields["competition"].queryset = queries.not_followed(league)  # type: ignore[attr-defined]


class OwnCompetitionForm(forms.Form):
    """A competition of the league's own, whose fixtures and scores its commissioner uploads."""

    name = TypedTextField(label=gettext_lazy("Name"), max_length=120)
    season = TypedTextField(
        label=gettext_lazy("Season"), max_length=20, required=False, help_text=gettext_lazy("Such as 2025/26.")
    )
    time_zone = forms.CharField(
        label=gettext_lazy("Time zone"),
        max_length=60,
        initial="UTC",
        help_text=gettext_lazy("Of times in files that name none: Europe/Zurich."),
    )


class SchemeForm(forms.Form):
    """Scoring rules as JSON."""

    definition = forms.CharField(
        label=gettext_lazy("Rules as JSON"),
        max_length=_LONGEST_SCHEME,
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false", "class": "code"}),
    )

    def clean_definition(self) -> Any:
        """Return the text as data, which the service then reads as a scheme."""
        try:
            return bounded_json.load(self.cleaned_data["definition"], 4 * _LONGEST_SCHEME)
        except bounded_json.JsonRefused as error:
            raise forms.ValidationError(str(error)) from error

    @staticmethod
    def text_of(definition: object) -> str:
        """Rules as the form shows them."""
        return json.dumps(definition, indent=2, ensure_ascii=False)


class CountingForm(forms.Form):
    """The tie-breakers, in order, and whether matches before the auction count."""

    counts_earlier = forms.BooleanField(
        label=gettext_lazy("Matches before the auction count too"),
        required=False,
        help_text=gettext_lazy("For whoever bought the player or club in it."),
    )

    def __init__(self, data: Any = None, *, season: LeagueSeason) -> None:
        """With as many choices as there are tie-breakers."""
        super().__init__(data, initial={"counts_earlier": season.counts_earlier})
        choices = [("", _("nothing more"))] + [(each.value, each.label) for each in TieBreaker]
        for number in range(len(TieBreaker)):
            label = _("Equal totals are decided by") if number == 0 else _("then by")
            initial = season.tie_breakers[number] if number < len(season.tie_breakers) else ""
            self.fields[f"breaker_{number + 1}"] = forms.ChoiceField(
                label=label, choices=choices, required=False, initial=initial
            )
        self.order_fields([*(f"breaker_{number + 1}" for number in range(len(TieBreaker))), "counts_earlier"])

    @property
    def tie_breakers(self) -> list[str]:
        """Those that were chosen, in order."""
        names = [f"breaker_{number + 1}" for number in range(len(TieBreaker))]
        return [self.cleaned_data[name] for name in names if self.cleaned_data[name]]
