"""The operators' forms for flags. They turn texts into values; the service validates them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from auctionsite.moments.fields import MomentField
from rollouts.changes.validation import parse_percentage
from rollouts.evaluation.evaluate import format_percent
from rollouts.evaluation.flag_state import FlagState, parse_instant, to_hundredths
from rollouts.evaluation.types import BucketBy, Strategy
from rollouts.explain import condition_text
from rollouts.explain.named_ids import parse_groups, parse_leagues, parse_users
from rollouts.explain.wording import WordingContext

_EVERYONE = {"": None, "on": True, "off": False}
_MOMENT = "%Y-%m-%dT%H:%M"
RING_PREFIX = "ring_"
"""What the names of the fields for rings begin with."""


class PercentField(forms.CharField):
    """A percentage with two decimals at most; empty is none."""

    def __init__(self, **kwargs: Any) -> None:
        box = forms.TextInput(attrs={"inputmode": "decimal", "size": 7, "class": "percent"})
        super().__init__(required=False, max_length=20, widget=box, **kwargs)

    def clean(self, value: Any) -> float | None:
        text = super().clean(value).strip().rstrip("%").strip().replace(",", ".")
        try:
            return parse_percentage(text) if text else None
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class ParsedLinesField(forms.CharField):
    """Lines that are read by a function; a ValueError of it is what is said beside the field."""

    def __init__(self, read: Callable[[str], Any], rows: int = 2, kind: str = "", **kwargs: Any) -> None:
        """`kind`: what the lines name, `user`, `group` or `league`, which a script can find."""
        named = {"data-kind": kind} if kind else {}
        box = forms.Textarea(attrs={"rows": rows, "cols": 40, "spellcheck": "false", **named})
        super().__init__(required=False, max_length=100_000, widget=box, **kwargs)
        self._read = read

    def to_python(self, value: Any) -> str:
        """The text with the line ends that it was shown with; browsers send others."""
        return (super().to_python(value) or "").replace("\r\n", "\n")

    def clean(self, value: Any) -> Any:
        """Return the value of the lines."""
        try:
            return self._read(super().clean(value))
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


_NAMED: dict[str, tuple[Callable[[str], Any], str]] = {
    "user": (parse_users, "E-mail addresses, one a line."),
    "league": (parse_leagues, "Names or ids, one a line."),
    "group": (parse_groups, "Names, one a line."),
}


def named_field(kind: str, label: str) -> ParsedLinesField:
    """Return a field of users, leagues or groups by name; a script finds more of them."""
    read, help_text = _NAMED[kind]
    return ParsedLinesField(read, kind=kind, label=label, help_text=help_text)


class TraceForm(forms.Form):
    """The subject of a question. All may be empty: then nobody in particular asks."""

    user = forms.CharField(label="User", required=False, max_length=254, help_text="E-mail address, name or id.")
    league = forms.CharField(label="League", required=False, max_length=100, help_text="Name or id.")
    auction = forms.CharField(
        label="Auction", required=False, max_length=100, help_text="Its league's name, or its id."
    )
    at = MomentField(label="When", help_text="Empty: now.")


class SwitchForm(forms.Form):
    """The fields of a flag that is on or off for everybody."""

    everyone = forms.ChoiceField(
        label="For everyone",
        choices=[("on", "On"), ("off", "Off")],
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": "Choose on or off."},
    )
    starts_at = MomentField(label="Starts", help_text="Off before. Empty: at once.")
    ends_at = MomentField(label="Ends", help_text="Off from then on. Empty: never.")
    requires = ParsedLinesField(
        condition_text.parse_requires,
        label="Needs",
        help_text="One flag a line, with the value it must have: use_state_persistence on",
    )
    note = forms.CharField(
        label="Note", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2, "cols": 40})
    )

    def patch(self) -> dict[str, Any]:
        """The fields that were touched, with the values of a state. For a valid form."""
        patch = {name: self.cleaned_data[name] for name in self.changed_data if not name.startswith(RING_PREFIX)}
        if "everyone" in patch:
            patch["everyone"] = _EVERYONE[patch["everyone"]]
        for moment in {"starts_at", "ends_at"} & patch.keys():
            patch[moment] = patch[moment] and patch[moment].isoformat()
        return patch

    def explain(self, problems: Mapping[str, str]) -> None:
        """Say what the service found wrong beside the fields; what has no field here is said above all."""
        for name, sentence in problems.items():
            self.add_error(name if name in self.fields else None, sentence)


class FlagForm(SwitchForm):
    """The fields of a flag that is released step by step; a freeze has its own button."""

    strategy = forms.ChoiceField(
        label="Strategy",
        choices=[
            (Strategy.PERCENTAGE.value, "By percentage"),
            (Strategy.RING.value, "By ring"),
            (Strategy.CANARY.value, "By server (canary)"),
        ],
        widget=forms.RadioSelect,
    )
    percent = PercentField(label="Percentage", help_text="0 to 100, with two decimals at most.")
    labels = ParsedLinesField(condition_text.split_items, 1, label="Server labels", help_text="Such as web-1, web-2.")
    regions = ParsedLinesField(condition_text.split_items, 1, label="Regions", help_text="Such as eu, us-east.")
    criteria = ParsedLinesField(
        condition_text.parse_criteria,
        label="Conditions",
        help_text="All must hold, one a line: account_age_days at_least 30, or: sport in football, cricket, or: "
        "sport is not tennis",
    )
    users = named_field("user", "Users by name")
    leagues = named_field("league", "Leagues by name")
    groups = forms.MultipleChoiceField(label="Groups by name", widget=forms.CheckboxSelectMultiple, required=False)
    excluded_leagues = named_field("league", "Leagues left out")
    excluded_users = named_field("user", "Users left out")
    excluded_groups = named_field("group", "Groups left out")
    staff = forms.BooleanField(label="Operators", required=False)
    superusers = forms.BooleanField(label="Superusers", required=False)
    authenticated = forms.BooleanField(label="Everybody who is signed in", required=False)
    testing = forms.BooleanField(
        label="Testers may ask for it", required=False, help_text="With ?dwft_NAME=1 in the address."
    )
    languages = forms.CharField(label="Languages", required=False, max_length=200, help_text="Such as de, fr.")
    bucket_by = forms.ChoiceField(
        label="Placed by",
        choices=[(each.value, f"the {each.value}") for each in BucketBy],
        help_text="Whose id decides. Everybody in a room has the same answer if it is the league's or the auction's.",
    )
    salt = forms.CharField(
        label="Salt",
        required=False,
        max_length=100,
        help_text="Hashed with the id; empty: the flag's name. Another salt draws everybody anew.",
    )

    arms = ParsedLinesField(
        condition_text.parse_arms,
        3,
        label="Arms",
        help_text="One a line with its weight in percent, the control first: as_today 33.33. Together 100. Other arms, "
        "weights or names move people from one way to another.",
    )

    def __init__(self, data: Any = None, *, rings: Sequence[str], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for ring in rings:
            self.fields[RING_PREFIX + ring] = PercentField(label=f"Ring {ring}")
        choices = list(Group.objects.order_by("name").values_list("pk", "name"))
        self.fields["groups"].choices = choices  # type: ignore[attr-defined] # it is a ChoiceField
        self.fields["everyone"].choices = [  # type: ignore[attr-defined] # so is this
            ("", "Neither: the strategy decides"),
            ("on", "On for everyone"),
            ("off", "Off for everyone"),
        ]

    def ring_fields(self) -> list[forms.BoundField]:
        """The percentages by ring, the first ring first."""
        return [self[name] for name in self.fields if name.startswith(RING_PREFIX)]

    def patch(self) -> dict[str, Any]:
        """The fields that were touched, with the values of a state. For a valid form."""
        patch = super().patch()
        if any(name.startswith(RING_PREFIX) for name in self.changed_data):
            shares = {
                name.removeprefix(RING_PREFIX): self.cleaned_data[name]
                for name in self.fields
                if name.startswith(RING_PREFIX)
            }
            patch["rings"] = {ring: percent for ring, percent in shares.items() if percent is not None}
        if "groups" in patch:
            patch["groups"] = [int(each) for each in patch["groups"]]
        return patch

    def explain(self, problems: Mapping[str, str]) -> None:
        """Say what the service found wrong; what it says of rings stands beside the first."""
        first = next((name for name in self.fields if name.startswith(RING_PREFIX)), "rings")
        super().explain({first if name == "rings" else name: sentence for name, sentence in problems.items()})


def initial_values(state: FlagState, context: WordingContext) -> dict[str, Any]:
    """Return the form's initial values for a state."""
    return {
        **{key: state[key] for key in ("strategy", "staff", "superusers", "authenticated", "testing")},
        **{key: state[key] for key in ("languages", "bucket_by", "salt", "note")},
        "everyone": {True: "on", False: "off", None: ""}[state["everyone"]],
        "percent": typed_percent(state["percent"]),
        "labels": ", ".join(state["labels"]),
        "regions": ", ".join(state["regions"]),
        "criteria": condition_text.format_criteria(state["criteria"]),
        "requires": condition_text.format_requires(state["requires"]),
        "arms": condition_text.format_arms(state["arms"]),
        "users": "\n".join(context.name("users", user) for user in state["users"]),
        "leagues": "\n".join(_named(league, context) for league in state["leagues"]),
        "groups": [str(group) for group in state["groups"]],
        "excluded_users": "\n".join(context.name("users", user) for user in state["excluded_users"]),
        "excluded_leagues": "\n".join(_named(league, context) for league in state["excluded_leagues"]),
        "excluded_groups": "\n".join(context.name("groups", group) for group in state["excluded_groups"]),
        **{key: _minute(state[key]) for key in ("starts_at", "ends_at")},
        **{RING_PREFIX + ring: typed_percent(state["rings"].get(ring)) for ring in context.rings},
    }


def _named(league: str, context: WordingContext) -> str:
    name = context.name("leagues", league)
    return league if name == league else f"{name} {league}"


def typed_percent(percent: Any) -> str:
    """Return a percentage as people type it into a field: `18.35`; nothing for None."""
    return "" if percent is None else format_percent(to_hundredths(percent)).removesuffix(" %")


def _minute(moment: str | None) -> datetime | None:
    """As the picker shows it: whole minutes."""
    instant = parse_instant(moment)
    return instant and instant.replace(second=0, microsecond=0)


def as_submitted(initial: Mapping[str, Any]) -> "MultiValueDict[str, str]":
    """Return what a browser would send if nothing was touched."""
    sent: MultiValueDict[str, str] = MultiValueDict()
    for name, value in initial.items():
        if isinstance(value, list):
            sent.setlist(name, value)
        elif isinstance(value, datetime):
            sent[name] = timezone.localtime(value).strftime(_MOMENT)
        elif value is True:
            sent[name] = "on"
        elif value:
            sent[name] = value
    return sent
