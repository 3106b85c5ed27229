"""The parts of a draft as forms: a phase, a criterion, a gate, a trigger. Each turns texts into what a definition has.

Whether the whole can run is for `read_definition` and the services to say.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms

from auctionsite.numbers.fields import WholeNumberField
from rollouts.admin.plan_form.fields import DurationField, FactorField, ShareField, read_object
from rollouts.evaluation.evaluate import format_percent
from rollouts.evaluation.flag_state import FlagPatch, to_hundredths
from rollouts.evaluation.types import Strategy
from rollouts.explain import condition_text
from rollouts.forms import RING_PREFIX, ParsedLinesField, PercentField
from rollouts.plans.definition import (
    LONGEST_TEXT,
    ApprovalRole,
    CriterionDefinition,
    GateCategory,
    GateDefinition,
    PhaseDefinition,
    Severity,
    TriggerAction,
    TriggerDefinition,
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
_COMPARED, _LIMITED = "times", "above"
_MINUTE = timedelta(minutes=1)
_ASKED = {each.check: each for each in LAUNCH_GATES}


@dataclass(frozen=True, slots=True)
class DraftChoices:
    """What a draft can be made of: metrics by name with what they mean, rings, and programs that answer gates.

    What it names already is among them, also where it isn't there any more.
    """

    metrics: Mapping[str, str]
    rings: Sequence[str]
    programs: Sequence[str]


class PartForm(forms.Form):
    """A part of a draft. `stored` says it as JSON; `initial_of` is what it begins with for a part that is there."""

    use_required_attribute = False

    def __init__(self, choices: DraftChoices, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.offer(choices)

    def offer(self, choices: DraftChoices) -> None:
        """Offer what the flag's drafts can be made of."""
        if "metric" in self.fields:
            known = [(name, f"{name}: {says}") for name, says in choices.metrics.items()]
            self.fields["metric"].choices = [("", "Choose one"), *known]  # type: ignore[attr-defined]

    def stored(self) -> dict[str, Any]:
        """Return the part as JSON. For a valid form."""
        raise NotImplementedError

    def explain(self, field: str, sentence: str) -> None:
        """Say what the service found wrong beside a field, or above all of this part."""
        self.add_error(field if field in self.fields else None, sentence)


class CriterionForm(PartForm):
    """What must be known before a phase ends."""

    metric = forms.ChoiceField(label="Metric", error_messages={"required": "Choose a metric, or take this out."})
    below = ShareField(label="Fewer than, in percent")
    within = DurationField(label="Within", required=False, help_text="After they met it. Empty: until now.")

    @staticmethod
    def initial_of(part: CriterionDefinition) -> dict[str, Any]:
        """Return what the fields show of a criterion."""
        return {"metric": part.metric, "below": part.below, "within": part.within}

    def stored(self) -> dict[str, Any]:
        """Return the criterion as JSON. For a valid form."""
        return {"metric": self.cleaned_data["metric"], "below": self.cleaned_data["below"], **_within(self)}


class GateForm(PartForm):
    """What must hold before a phase begins, beside the launch gates."""

    name = forms.CharField(label="Name", max_length=LONGEST_TEXT)
    says = forms.CharField(label="What must hold", max_length=LONGEST_TEXT)
    category = forms.ChoiceField(
        label="About",
        choices=[(each.value, each.value) for each in GateCategory],
        initial=GateCategory.CODE.value,
    )
    check = forms.ChoiceField(label="Who says so", required=False)

    def offer(self, choices: DraftChoices) -> None:
        """Offer the programs that answer gates."""
        self.fields["check"].choices = [  # type: ignore[attr-defined] # it is a ChoiceField
            ("", "A person, with the proof"),
            *((name, f"The program {name}") for name in choices.programs),
        ]

    @staticmethod
    def initial_of(part: GateDefinition) -> dict[str, Any]:
        """Return what the fields show of a gate."""
        return {"name": part.name, "says": part.says, "category": part.category.value, "check": part.check}

    def stored(self) -> dict[str, Any]:
        """Return the gate as JSON. For a valid form."""
        return {name: self.cleaned_data[name] for name in ("name", "says", "category", "check")}


class TriggerForm(PartForm):
    """What stops the plan, in any of its phases."""

    metric = forms.ChoiceField(label="Metric", error_messages={"required": "Choose a metric, or take this out."})
    compared = forms.ChoiceField(
        label="Fires when",
        choices=[(_COMPARED, "more fail with it than without it"), (_LIMITED, "more than a share with it fail")],
        initial=_COMPARED,
    )
    times = FactorField(label="More than so many times as many", required=False, help_text="1: any more at all.")
    above = ShareField(label="More than, in percent", required=False)
    within = DurationField(label="Within", required=False, help_text="After they met it. Empty: until now.")
    action = forms.ChoiceField(
        label="The plan then",
        choices=[
            (TriggerAction.ROLL_BACK.value, "rolls back"),
            (TriggerAction.STEP_BACK.value, "steps back a phase and pauses"),
            (TriggerAction.PAUSE.value, "pauses"),
            (TriggerAction.NOTIFY.value, "notifies"),
        ],
        initial=TriggerAction.ROLL_BACK.value,
    )
    severity = forms.ChoiceField(
        label="How bad it is",
        choices=[(each.value, each.value) for each in Severity],
        initial=Severity.HIGH.value,
    )
    symptom = forms.CharField(
        label="Symptom", max_length=LONGEST_TEXT, help_text="A sentence for whoever looks at night."
    )

    @staticmethod
    def initial_of(part: TriggerDefinition) -> dict[str, Any]:
        """Return what the fields show of a trigger."""
        shown = {name: getattr(part, name) for name in ("metric", "times", "above", "within", "symptom")}
        compared = _COMPARED if part.times is not None else _LIMITED
        return {**shown, "compared": compared, "action": part.action.value, "severity": part.severity.value}

    def clean(self) -> dict[str, Any]:
        """Look whether there is the number that the comparison needs."""
        cleaned = self.cleaned_data
        if cleaned.get("compared") == _LIMITED and cleaned.get("above") is None and "above" not in self.errors:
            self.add_error("above", "Say above which percentage it fires.")
        return cleaned

    def stored(self) -> dict[str, Any]:
        """Return the trigger as JSON; of the two comparisons only the one that was chosen. For a valid form."""
        cleaned = self.cleaned_data
        part = {name: cleaned[name] for name in ("metric", "action", "symptom", "severity")}
        if cleaned["compared"] == _COMPARED:
            return {**part, "times": cleaned["times"] or 1.0, "above": None}
        return {**part, "times": None, "above": cleaned["above"], **_within(self)}


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
            "approvals": [each.value for each in part.approvals],
        }

    def ring_fields(self) -> list[forms.BoundField]:
        """The percentages by ring, the first ring first."""
        return [self[name] for name in self.fields if name.startswith(RING_PREFIX)]

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
        }


def is_asked(gate: GateDefinition) -> bool:
    """True if it is one of the launch gates, word for word, so that a tick says it."""
    return _ASKED.get(gate.check) == gate


def _gate_as_json(gate: GateDefinition) -> dict[str, Any]:
    return {"name": gate.name, "says": gate.says, "category": gate.category.value, "check": gate.check}


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
        return {RING_PREFIX + ring: _typed(percent) for ring, percent in value.items()}
    return {name: _typed(value) if name == "percent" else ", ".join(value)}


def _typed(percent: Any) -> str:
    return "" if percent is None else format_percent(to_hundredths(percent)).removesuffix(" %")


def _short(percent: float) -> float:
    """Return 10.0 as 10, as people write it in JSON."""
    return int(percent) if percent == int(percent) else percent


def _within(form: PartForm) -> dict[str, Any]:
    within = form.cleaned_data["within"]
    return {} if not within else {"within_minutes": within // _MINUTE}
