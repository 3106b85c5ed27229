"""The operators' forms for flags. They turn texts into values; the service validates them."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from accounts.models import User
from auctionsite.moments.fields import MomentField
from rollouts.changes import audience
from rollouts.changes.validation import MAX_NAMED, parse_percentage
from rollouts.evaluation.evaluate import format_percent
from rollouts.evaluation.flag_state import FlagState, parse_instant, to_hundredths
from rollouts.evaluation.types import BucketBy, Strategy
from rollouts.explain import condition_text
from rollouts.explain.wording import WordingContext

_EVERYONE = {"": None, "on": True, "off": False}
_MOMENT = "%Y-%m-%dT%H:%M"
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
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

    def __init__(self, read: Callable[[str], Any], rows: int = 2, **kwargs: Any) -> None:
        box = forms.Textarea(attrs={"rows": rows, "cols": 40, "spellcheck": "false"})
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


def parse_users(text: str) -> list[int]:
    """The ids of users, typed as e-mail addresses or ids. Raises ValueError with what nobody has."""
    typed = _few(condition_text.split_items(text.lower()))
    emails = [each for each in typed if not each.isdecimal()]
    by_email = dict(User.objects.filter(email__in=emails).values_list("email", "pk"))
    if unknown := [each for each in emails if each not in by_email]:
        raise ValueError(f"Nobody has the address {unknown[0]}. Write e-mail addresses, one a line.")
    return [by_email[each] if each in by_email else int(each) for each in typed]


def parse_leagues(text: str) -> list[str]:
    """The ids of leagues, typed as names or with ids, one a line. Raises ValueError where it isn't clear which."""
    return [_league(line.strip()) for line in _few([line for line in text.splitlines() if line.strip()])]


def _league(line: str) -> str:
    if written := _ID.search(line):
        return written[0].lower()
    matches = audience.prefer_exact_name(line, audience.sources[BucketBy.LEAGUE].find(line))
    if not matches:
        raise ValueError(f"There is no league “{line}”. Write names or ids of leagues, one a line.")
    if len(matches) > 1:
        ids = "; ".join(f"{each.name} {each.id}" for each in matches[:5])
        raise ValueError(f"“{line}” may be several leagues. Write the id of the one you mean: {ids}.")
    return matches[0].id


def _few(typed: list[str]) -> list[str]:
    if len(typed) > MAX_NAMED:
        raise ValueError(f"Name {MAX_NAMED} at most; for more there are rings and groups.")
    return typed


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
        help_text="All must hold, one a line: account_age_days at_least 30, or: sport in football, cricket",
    )
    users = ParsedLinesField(parse_users, label="Users by name", help_text="E-mail addresses, one a line.")
    leagues = ParsedLinesField(parse_leagues, label="Leagues by name", help_text="Names or ids, one a line.")
    groups = forms.MultipleChoiceField(label="Groups by name", widget=forms.CheckboxSelectMultiple, required=False)
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
        "percent": _percent(state["percent"]),
        "labels": ", ".join(state["labels"]),
        "regions": ", ".join(state["regions"]),
        "criteria": condition_text.format_criteria(state["criteria"]),
        "requires": condition_text.format_requires(state["requires"]),
        "users": "\n".join(context.name("users", user) for user in state["users"]),
        "leagues": "\n".join(_named(league, context) for league in state["leagues"]),
        "groups": [str(group) for group in state["groups"]],
        **{key: _minute(state[key]) for key in ("starts_at", "ends_at")},
        **{RING_PREFIX + ring: _percent(state["rings"].get(ring)) for ring in context.rings},
    }


def _named(league: str, context: WordingContext) -> str:
    name = context.name("leagues", league)
    return league if name == league else f"{name} {league}"


def _percent(percent: Any) -> str:
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
