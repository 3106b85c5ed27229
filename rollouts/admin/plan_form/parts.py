"""The parts of a draft as forms: a phase, a criterion, a gate, a trigger. Each turns texts into what a definition has.

Whether the whole can run is for `read_definition` and the services to say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms

from rollouts.admin.plan_form.fields import DurationField, FactorField, ShareField
from rollouts.plans.definition import (
    LONGEST_TEXT,
    CriterionDefinition,
    GateCategory,
    GateDefinition,
    Severity,
    TriggerAction,
    TriggerDefinition,
)

_COMPARED, _LIMITED = "times", "above"
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class DraftChoices:
    """The parts for a draft: metrics and outcomes by name with what they mean, rings, and programs for gates.

    What it names already is among them, also where it isn't there any more.
    """

    metrics: Mapping[str, str]
    rings: Sequence[str]
    programs: Sequence[str]
    outcomes: Mapping[str, str]


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
    """A criterion: what must be known before a phase ends."""

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
    """A gate that must hold before a phase begins, beside the launch gates."""

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
    """A trigger, which stops the plan in any of its phases."""

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


def _within(form: PartForm) -> dict[str, Any]:
    within = form.cleaned_data["within"]
    return {} if not within else {"within_minutes": within // _MINUTE}
