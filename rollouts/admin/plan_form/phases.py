"""A phase of a draft as a form: who has the flag in it, for how long, what it asks for and what it finds out."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms

from auctionsite.numbers.fields import WholeNumberField
from rollouts.admin.plan_form.fields import DurationField, read_object
from rollouts.admin.plan_form.parts import DraftChoices, PartForm
from rollouts.evaluation.flag_state import FlagPatch
from rollouts.evaluation.types import Strategy
from rollouts.explain import condition_text
from rollouts.forms import RING_PREFIX, ParsedLinesField, PercentField, typed_percent
from rollouts.plans.definition import (
    LONGEST_TEXT,
    ApprovalRole,
    ExperimentDefinition,
    GateDefinition,
    PhaseDefinition,
    WhenShort,
)
from rollouts.plans.templates.parts import LAUNCH_GATES

EVERYBODY, OTHERWISE = "everybody", "otherwise"
"""Audiences beside those by a strategy: all, and whatever else a patch may say."""
_FIELDS_OF: Mapping[str, tuple[str, ...]] = {
    Strategy.PERCENTAGE.value: ("percent",),
    Strategy.RING.value: ("rings",),
    Strategy.CANARY.value: ("labels", "regions"),
}
_MINUTE = timedelta(minutes=1)
_EXPERIMENT = ("decides", "watched", "least", "most")
_ASKED = {each.check: each for each in LAUNCH_GATES}


class PhaseForm(PartForm):
    """A phase without its criteria and its own gates, which are forms beside it."""

    name = forms.CharField(label="Name", max_length=LONGEST_TEXT)
    audience = forms.ChoiceField(
        label="Who has it",
        choices=[
            (Strategy.PERCENTAGE.value, "A percentage"),
            (Strategy.RING.value, "Rings"),
            (Strategy.CANARY.value, "Servers"),
            (EVERYBODY, "Everybody"),
            (OTHERWISE, "Something else"),
        ],
        widget=forms.RadioSelect,
        initial=Strategy.PERCENTAGE.value,
    )
    percent = PercentField(label="Percentage", help_text="0 to 100, with two decimals at most.")
    labels = ParsedLinesField(condition_text.split_items, 1, label="Server labels", help_text="Such as web-1, web-2.")
    regions = ParsedLinesField(condition_text.split_items, 1, label="Regions", help_text="Such as eu, us-east.")
    sets_criteria = forms.BooleanField(
        label="Set the flag's conditions", required=False, help_text="Without, they stay as they are then."
    )
    criteria = ParsedLinesField(
        condition_text.parse_criteria,
        label="Conditions",
        help_text="All must hold, one a line: account_age_days at_least 30. Empty: none.",
    )
    others = ParsedLinesField(
        read_object, label="Other fields of the flag", help_text='As a JSON object, such as {"staff": true}.'
    )
    bake = DurationField(label="Lasts at least", help_text="Such as 30 min, 4 h or 2 days.")
    minimum_subjects = WholeNumberField(
        label="So many must have met it on", min_value=1, help_text="Before the next phase."
    )
    when_short = forms.ChoiceField(
        label="If too few have, when its time is over",
        choices=[
            (WhenShort.ASK.value, "it waits, or a person lets it pass"),
            (WhenShort.HOLD.value, "it waits"),
        ],
    )
    decides = forms.ChoiceField(
        label="What decides", required=False, help_text="The phase may end when it is known to be better."
    )
    watched = forms.MultipleChoiceField(
        label="What may not be worse either",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="The plan pauses when any of them is known to be worse.",
    )
    least = WholeNumberField(
        label="Nothing is said of fewer in each arm than", required=False, min_value=1, help_text="Such as 50."
    )
    most = WholeNumberField(
        label="It is over with so many in each arm", required=False, min_value=1, help_text="Such as 400."
    )
    asked = forms.MultipleChoiceField(label="Launch gates", required=False, widget=forms.CheckboxSelectMultiple)
    approvals = forms.MultipleChoiceField(
        label="Approvals",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(each.value, each.value) for each in ApprovalRole],
    )

    def offer(self, choices: DraftChoices) -> None:
        """Offer rings and launch gates."""
        for ring in choices.rings:
            self.fields[RING_PREFIX + ring] = PercentField(label=f"Ring {ring}, in %")
        outcomes = [(name, f"{name}: {says}") for name, says in choices.outcomes.items()]
        self.fields["decides"].choices = [("", "No experiment"), *outcomes]  # type: ignore[attr-defined]
        self.fields["watched"].choices = outcomes  # type: ignore[attr-defined] # it is a ChoiceField too
        self.fields["asked"].choices = [(each.check, each.says) for each in LAUNCH_GATES]  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(part: PhaseDefinition) -> dict[str, Any]:
        """Return what the fields show of a phase."""
        return {
            "name": part.name,
            **_audience_of(part.patch),
            "bake": part.bake,
            "minimum_subjects": part.minimum_subjects,
            "when_short": part.when_short.value,
            "asked": [each.check for each in part.gates if is_asked(each)],
            **_experiment_of(part.experiment),
            "approvals": [each.value for each in part.approvals],
        }

    def ring_fields(self) -> list[forms.BoundField]:
        """The percentages by ring, the first ring first."""
        return [self[name] for name in self.fields if name.startswith(RING_PREFIX)]

    @property
    def is_experiment(self) -> bool:
        """True if an experiment is to be seen at once."""
        return bool(self["decides"].value() or any(self[name].errors for name in _EXPERIMENT))

    @property
    def opens(self) -> bool:
        """True if what is rarely needed is to be seen at once."""
        rare = ("sets_criteria", "criteria", "others")
        said = any(self[name].value() for name in rare) or self["audience"].value() == OTHERWISE
        return bool(said or any(self[name].errors for name in rare))

    def clean(self) -> dict[str, Any]:
        """Look whether it says who has it."""
        cleaned = self.cleaned_data
        missing: dict[str, tuple[str | None, str, list[Any]]] = {
            Strategy.PERCENTAGE.value: ("percent", "Say for how many percent.", [cleaned.get("percent")]),
            Strategy.RING.value: (self._first_ring(), "Say how much of which ring.", [*self._rings().values()]),
            Strategy.CANARY.value: ("labels", "Name a server or a region.", self._servers()),
            OTHERWISE: (
                "others",
                "Say what becomes of the flag.",
                [cleaned.get("others") or cleaned.get("sets_criteria") or None],
            ),
        }
        field, sentence, given = missing.get(cleaned.get("audience", ""), ("", "", [True]))
        if all(each is None for each in given) and field not in self.errors:
            self.add_error(field, sentence)
        for name in ("least", "most") if cleaned.get("decides") else ():
            if cleaned.get(name) is None and name not in self.errors:
                self.add_error(name, "Say how many.")
        if cleaned.get("watched") and not cleaned.get("decides"):
            self.add_error("decides", "Choose what decides, or tick nothing below.")
        return cleaned

    def _first_ring(self) -> str | None:
        return next((name for name in self.fields if name.startswith(RING_PREFIX)), None)

    def _rings(self) -> dict[str, float]:
        named = ((name, self.cleaned_data.get(name)) for name in self.fields if name.startswith(RING_PREFIX))
        return {name.removeprefix(RING_PREFIX): _short(percent) for name, percent in named if percent is not None}

    def _servers(self) -> list[str]:
        return [*(self.cleaned_data.get("labels") or []), *(self.cleaned_data.get("regions") or [])]

    def explain(self, field: str, sentence: str) -> None:
        """Say what the service found wrong beside the field that it is typed in."""
        super().explain((self._first_ring() or "") if field == "rings" else field, sentence)

    def _patch(self) -> FlagPatch:
        cleaned, audience = self.cleaned_data, self.cleaned_data["audience"]
        patch: FlagPatch = {**cleaned["others"]}
        if audience == EVERYBODY:
            patch |= {"everyone": True}
        elif audience != OTHERWISE:
            said = {"percent": cleaned["percent"], "rings": self._rings()}
            said |= {"labels": cleaned["labels"], "regions": cleaned["regions"]}
            said["percent"] = None if said["percent"] is None else _short(said["percent"])
            patch |= {"everyone": None, "strategy": audience, **{key: said[key] for key in _FIELDS_OF[audience]}}
        return patch | ({"criteria": cleaned["criteria"]} if cleaned["sets_criteria"] else {})

    def stored(self) -> dict[str, Any]:
        """Return the phase as JSON, without criteria and with the launch gates alone. For a valid form."""
        cleaned = self.cleaned_data
        return {
            "name": cleaned["name"],
            "patch": self._patch(),
            "bake_minutes": cleaned["bake"] // _MINUTE,
            "minimum_subjects": cleaned["minimum_subjects"],
            "when_short": cleaned["when_short"],
            "gates": [_gate_as_json(each) for each in LAUNCH_GATES if each.check in cleaned["asked"]],
            "approvals": cleaned["approvals"],
            **({"experiment": self._experiment()} if cleaned["decides"] else {}),
        }

    def _experiment(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        outcomes = dict.fromkeys([cleaned["decides"], *cleaned["watched"]])
        return {"outcomes": list(outcomes), "least": cleaned["least"], "most": cleaned["most"]}


def is_asked(gate: GateDefinition) -> bool:
    """True if it is one of the launch gates, word for word, so that a tick says it."""
    return _ASKED.get(gate.check) == gate


def _gate_as_json(gate: GateDefinition) -> dict[str, Any]:
    return {"name": gate.name, "says": gate.says, "category": gate.category.value, "check": gate.check}


def _experiment_of(experiment: ExperimentDefinition | None) -> dict[str, Any]:
    if experiment is None:
        return {}
    first, *others = experiment.outcomes
    return {"decides": first, "watched": others, "least": experiment.least, "most": experiment.most}


def _audience_of(patch: FlagPatch) -> dict[str, Any]:
    """Return what the fields show of a patch. What no field says is left to `others`."""
    try:
        return _by_fields(dict(patch))
    except (ArithmeticError, AttributeError, TypeError, ValueError):  # no flag can be like that, so no field shows it
        return {"audience": OTHERWISE, "others": json.dumps(patch, ensure_ascii=False)}


def _by_fields(rest: FlagPatch) -> dict[str, Any]:
    shown: dict[str, Any] = {"sets_criteria": "criteria" in rest}
    shown["criteria"] = condition_text.format_criteria(rest.pop("criteria", {}))
    own = _FIELDS_OF.get(rest.get("strategy", ""), ())
    if own and {"everyone", *own} <= rest.keys() and rest["everyone"] is None:
        shown["audience"] = rest.pop("strategy")
        del rest["everyone"]
        for name in own:
            shown |= _shown(name, rest.pop(name))
    elif rest.get("everyone") is True:
        shown["audience"] = EVERYBODY
        del rest["everyone"]
    else:
        shown["audience"] = OTHERWISE
    return {**shown, "others": json.dumps(rest, ensure_ascii=False) if rest else ""}


def _shown(name: str, value: Any) -> dict[str, Any]:
    if name == "rings":
        return {RING_PREFIX + ring: typed_percent(percent) for ring, percent in value.items()}
    return {name: typed_percent(value) if name == "percent" else ", ".join(value)}


def _short(percent: float) -> float:
    """Return 10.0 as 10, as people write it in JSON."""
    return int(percent) if percent == int(percent) else percent
