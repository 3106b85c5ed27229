"""A draft as one form of many parts: phases with their criteria and gates, and triggers.

Each part has a key, which its fields' names begin with: `p0` is a phase, `p0-c1` a criterion and `p0-g0` a gate of it,
`t2` a trigger. The page sends the keys in the order in which the parts stand there. So they are added, moved and taken
out without a script: a button sends all that was typed, and gets the page back with other keys.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.http import QueryDict

from rollouts.admin.plan_form.parts import (
    CriterionForm,
    DraftChoices,
    GateForm,
    PartForm,
    TriggerForm,
)
from rollouts.admin.plan_form.phases import PhaseForm, is_asked
from rollouts.plans.definition import LONGEST_TEXT, MAX_OF_A_KIND, MAX_PHASES, PlanDefinition, WhenShort

_KEY = re.compile(r"(?:p\d{1,3}(?:-[cg]\d{1,3})?|t\d{1,3})", re.ASCII)
_PHASE_FIELD = re.compile(r"phases\.(\d{1,3})\.(\w+)", re.ASCII)
_FORMS: Mapping[str, type[PartForm]] = {"p": PhaseForm, "c": CriterionForm, "g": GateForm, "t": TriggerForm}
_MOST = {"p": MAX_PHASES, "c": MAX_OF_A_KIND, "g": MAX_OF_A_KIND, "t": MAX_OF_A_KIND}
_NEW_PHASE = {"bake": timedelta(hours=1), "minimum_subjects": 5, "when_short": WhenShort.ASK.value}
PART = "part"
"""The name of the fields in which the keys are sent."""


class SaysForm(forms.Form):
    """The purpose of the plan."""

    use_required_attribute = False
    says = forms.CharField(label="What it does", max_length=LONGEST_TEXT)


@dataclass(frozen=True, slots=True)
class DraftPart:
    """A criterion, a gate or a trigger."""

    key: str
    form: PartForm


@dataclass(frozen=True, slots=True)
class DraftPhase:
    """A phase with its criteria and its own gates."""

    key: str
    form: PhaseForm
    criteria: Sequence[DraftPart]
    gates: Sequence[DraftPart]

    @property
    def criteria_key(self) -> str:
        """The prefix of its criteria's keys."""
        return f"{self.key}-c"

    @property
    def gates_key(self) -> str:
        """The prefix of its gates' keys."""
        return f"{self.key}-g"


class DraftForm:
    """All of a draft: from a definition, or as it was typed."""

    def __init__(self, choices: DraftChoices, keys: Sequence[str], sent: QueryDict | None, shown: Mapping[str, Any]):
        """`sent` is what was typed, of those keys that it names; `shown` what the fields of a key begin with."""
        self._choices, self._sent = choices, sent
        self.head = SaysForm(sent, initial=shown.get("", {}))
        self._forms = {key: self._make(key, shown.get(key, {})) for key in keys}

    @classmethod
    def of(cls, definition: PlanDefinition, choices: DraftChoices) -> "DraftForm":
        """Return the form with what a definition says."""
        shown: dict[str, Any] = {"": {"says": definition.says}}
        for place, phase in enumerate(definition.phases):
            own = [gate for gate in phase.gates if not is_asked(gate)]
            shown[f"p{place}"] = PhaseForm.initial_of(phase)
            shown |= {
                f"p{place}-c{at}": CriterionForm.initial_of(criterion) for at, criterion in enumerate(phase.criteria)
            }
            shown |= {f"p{place}-g{at}": GateForm.initial_of(gate) for at, gate in enumerate(own)}
        shown |= {f"t{place}": TriggerForm.initial_of(trigger) for place, trigger in enumerate(definition.triggers)}
        return cls(choices, [key for key in shown if key], None, shown)

    @classmethod
    def typed(cls, sent: QueryDict, choices: DraftChoices) -> "DraftForm":
        """Return the form with what a browser sends. Keys that no page has are passed over."""
        named = dict.fromkeys(key for key in sent.getlist(PART) if _KEY.fullmatch(key))
        return cls(choices, [key for key in named if "-" not in key or key.split("-")[0] in named], sent, {})

    def _make(self, key: str, initial: Mapping[str, Any]) -> PartForm:
        kind = _FORMS[_kind(key)]
        return kind(self._choices, self._sent, prefix=key, initial=dict(initial))

    # What the page shows ------------------------------------------------------------------------------
    @property
    def phases(self) -> list[DraftPhase]:
        """The phases, in order."""
        return [self._phase(key, form) for key, form in self._forms.items() if isinstance(form, PhaseForm)]

    def _phase(self, key: str, form: PhaseForm) -> DraftPhase:
        return DraftPhase(key, form, self._parts(f"{key}-c"), self._parts(f"{key}-g"))

    @property
    def triggers(self) -> list[DraftPart]:
        """The triggers, in order."""
        return self._parts("t")

    def _parts(self, start: str) -> list[DraftPart]:
        return [DraftPart(key, form) for key, form in self._forms.items() if key.startswith(start)]

    # What its buttons do ------------------------------------------------------------------------------
    def reshape(self, button: str) -> None:
        """Add, move or take out a part, as a button says: `add t`, `add p0-c`, `up p1`, `down p1`, `drop p0-g0`.

        What can't be done is not done. What was typed so far is judged, but for parts that nobody touched yet.
        """
        for form in self._forms.values():
            form.empty_permitted = True
        act, _, key = button.partition(" ")
        if act == "add" and re.fullmatch(r"[pt]|p\d{1,3}-[cg]", key, re.ASCII):
            self._add(key)
        elif act == "drop" and key in self._forms:
            self._forms = {each: form for each, form in self._forms.items() if not _belongs(each, key)}
        elif act in {"up", "down"} and isinstance(self._forms.get(key), PhaseForm):
            self._move(key, -1 if act == "up" else 1)

    def _add(self, start: str) -> None:
        if "-" in start and start.split("-")[0] not in self._forms:
            return
        alike = [key for key in self._forms if re.fullmatch(rf"{start}\d+", key)]
        number = max((int(key.removeprefix(start)) for key in alike), default=-1) + 1
        if number > 999 or len(self._parts(start) if start != "p" else self.phases) >= _MOST[start[-1]]:
            return
        initial = {**_NEW_PHASE, "name": f"phase {len(self.phases) + 1}"} if start == "p" else {}
        key = f"{start}{number}"
        self._forms[key] = _FORMS[start[-1]](self._choices, None, prefix=key, initial=initial)

    def _move(self, key: str, by: int) -> None:
        order = [each.key for each in self.phases]
        there = order.index(key) + by
        if 0 <= there < len(order):
            order.insert(there, order.pop(order.index(key)))
            moved = {each: form for phase in order for each, form in self._forms.items() if _belongs(each, phase)}
            self._forms = {**moved, **{key: form for key, form in self._forms.items() if key not in moved}}

    # What it says -------------------------------------------------------------------------------------
    def is_valid(self) -> bool:
        """True if each field can be read. All are looked at, so that each mistake is said."""
        wrong = [form for form in (self.head, *self._forms.values()) if not form.is_valid()]
        return not wrong

    def stored(self, name: str) -> dict[str, Any]:
        """Return the definition as JSON, under the name of its template. For a valid form."""
        return {
            "name": name,
            "says": self.head.cleaned_data["says"],
            "phases": [_stored_phase(each) for each in self.phases],
            "triggers": [each.form.stored() for each in self.triggers],
        }

    def explain(self, fields: Mapping[str, str]) -> list[str]:
        """Say what the service found wrong beside its field; return the sentences that belong to none."""
        left = []
        for name, sentence in fields.items():
            match = _PHASE_FIELD.fullmatch(name)
            if match and int(match[1]) < len(self.phases):
                self.phases[int(match[1])].form.explain(match[2], sentence)
            else:
                left.append(sentence)
        return left


def _kind(key: str) -> str:
    return key.rsplit("-", 1)[-1][0]


def _belongs(key: str, to: str) -> bool:
    return key == to or key.startswith(f"{to}-")


def _stored_phase(phase: DraftPhase) -> dict[str, Any]:
    own = phase.form.stored()
    return {
        **own,
        "criteria": [each.form.stored() for each in phase.criteria],
        "gates": [*own["gates"], *(each.form.stored() for each in phase.gates)],
    }
