"""The parts of a plan, before anybody runs it: phases, and the triggers that watch all of them. Pure.

A definition is data: templates are written as one, and each plan keeps its own as JSON, which `read_definition` reads
strictly. A plan whose definition can't be read stands still.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, TypeVar

from rollouts.evaluation.flag_state import NEW_STATE, FlagPatch

MAX_PHASES, MAX_OF_A_KIND = 20, 40
LONGEST_BAKE = timedelta(days=90)
"""Who met a flag is kept for as long."""
LONGEST_TEXT = 300
_MINUTE = timedelta(minutes=1)
_TOP = 10_000_000
_UNKNOWN = object()


class InvalidDefinition(ValueError):
    """A definition has a mistake; the text says which, and what to write."""


class ApprovalRole(StrEnum):
    """A role in approvals. An operator holds it by being in the group `approves: <role>`."""

    ENGINEERING = "engineering"
    SECURITY = "security"
    PRODUCT = "product"
    EXECUTIVE = "executive"


class GateCategory(StrEnum):
    """The subject of a gate."""

    CODE = "code"
    DATABASE = "database"
    SECURITY = "security"
    OBSERVABILITY = "observability"
    FLAGS = "flags"
    TESTING = "testing"


class Severity(StrEnum):
    """The gravity of a trigger that fires; the first is the worst."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class TriggerAction(StrEnum):
    """The act when a trigger fires, the strongest first."""

    ROLL_BACK = "roll_back"
    STEP_BACK = "step_back"
    PAUSE = "pause"
    NOTIFY = "notify"


class WhenShort(StrEnum):
    """The act of a phase whose time is over while too few have met the flag to know anything."""

    HOLD = "hold"
    """It waits until there are enough."""
    ASK = "ask"
    """It waits too, and a person may let it go on without evidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GateDefinition:
    """A condition before a phase begins. `check` names a program of `launch_gates`; empty: a person says so."""

    name: str
    says: str
    category: GateCategory
    check: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionDefinition:
    """A success criterion: of those with the flag, a smaller share than `below` (0 to 1) fails by this metric.

    `within`: so long after they met it; who met it later isn't counted yet. None: until now.
    """

    metric: str
    below: float
    within: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentDefinition:
    """The question of a phase: what those with the flag do, against those without it, who are the other arm.

    It is over when the first of the `outcomes` is known to be better, or in each arm `most` have had their time; before
    `least` have nothing is said of either. An outcome that is known to be worse pauses the plan.
    """

    outcomes: tuple[str, ...]
    least: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerDefinition:
    """A condition that stops a plan, in any of its phases: a row of its decision matrix.

    Exactly one of the two: those with the flag fail at more than `times` the pace of those without it; or more than
    the share `above` (0 to 1) of them fail, `within` so long after they met it (None: until now).
    """

    metric: str
    action: TriggerAction
    symptom: str
    severity: Severity = Severity.HIGH
    times: float | None = None
    above: float | None = None
    within: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseDefinition:
    """A step of a release: what becomes of the flag, for how long at least, and what must hold to begin and to end it.

    `gates` and `approvals` are asked for before it begins; `bake`, `minimum_subjects` (of those with the flag on) and
    `criteria` before the next one does, and the end of its `experiment`.
    """

    name: str
    patch: FlagPatch
    bake: timedelta
    minimum_subjects: int = 1
    when_short: WhenShort = WhenShort.HOLD
    criteria: tuple[CriterionDefinition, ...] = ()
    gates: tuple[GateDefinition, ...] = ()
    approvals: tuple[ApprovalRole, ...] = ()
    experiment: ExperimentDefinition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDefinition:
    """A release from its first phase to its last. `name` is the template's, `says` what it is for."""

    name: str
    says: str
    phases: tuple[PhaseDefinition, ...]
    triggers: tuple[TriggerDefinition, ...] = ()

    def continues(self, place: int) -> bool:
        """True if a phase changes nothing but the percentage, so that it is weighed together with the one before."""
        before: dict[str, Any] = {}
        for phase in self.phases[:place]:
            before |= phase.patch
        patch = self.phases[place].patch
        same = all(before.get(name, _UNKNOWN) == value for name, value in patch.items() if name != "percent")
        return same and {"percent"} <= {*before} & {*patch} and before.get("strategy", "percentage") == "percentage"

    @property
    def weighings(self) -> int:
        """The number of times that evidence begins anew, from the first phase to the last."""
        return sum(not self.continues(place) for place in range(len(self.phases)))


# As JSON ----------------------------------------------------------------------------------------------
def definition_as_json(definition: PlanDefinition) -> dict[str, Any]:
    """Return the definition as what JSON knows; `read_definition` reads it again."""
    return {
        "name": definition.name,
        "says": definition.says,
        "phases": [_phase_as_json(each) for each in definition.phases],
        "triggers": [_timed(each) for each in definition.triggers],
    }


def _phase_as_json(phase: PhaseDefinition) -> dict[str, Any]:
    return {
        "name": phase.name,
        "patch": dict(phase.patch),
        "bake_minutes": phase.bake // _MINUTE,
        "minimum_subjects": phase.minimum_subjects,
        "when_short": phase.when_short.value,
        "criteria": [_timed(criterion) for criterion in phase.criteria],
        "gates": [_plain(gate) for gate in phase.gates],
        "approvals": [role.value for role in phase.approvals],
        **({"experiment": _experiment_as_json(phase.experiment)} if phase.experiment else {}),
    }


def _experiment_as_json(experiment: ExperimentDefinition) -> dict[str, Any]:
    return {"outcomes": list(experiment.outcomes), "least": experiment.least, "most": experiment.most}


def _timed(part: CriterionDefinition | TriggerDefinition) -> dict[str, Any]:
    minutes = {} if part.within is None else {"within_minutes": part.within // _MINUTE}
    return {name: value for name, value in _plain(part).items() if name != "within"} | minutes


def _plain(part: GateDefinition | CriterionDefinition | TriggerDefinition) -> dict[str, Any]:
    values = {name: getattr(part, name) for name in part.__slots__}
    return {name: each.value if isinstance(each, StrEnum) else each for name, each in values.items()}


def read_definition(stored: Any) -> PlanDefinition:
    """Return the definition that JSON says. Raises InvalidDefinition for anything that isn't one."""
    fields = _Fields(stored, "The plan")
    definition = PlanDefinition(
        name=fields.text("name"),
        says=fields.text("says"),
        phases=tuple(map(_read_phase, fields.items("phases", MAX_PHASES))),
        triggers=tuple(map(_read_trigger, fields.items("triggers", MAX_OF_A_KIND, or_none=True))),
    )
    fields.end()
    if not definition.phases:
        raise InvalidDefinition("The plan has no phase: give it one.")
    _check_names("phases", [each.name for each in definition.phases])
    _check_names("gates", [gate.name for phase in definition.phases for gate in phase.gates])
    return definition


def _read_phase(stored: Any) -> PhaseDefinition:
    fields = _Fields(stored, "A phase")
    name = fields.text("name")
    fields.whose = f"The phase {name}"
    phase = PhaseDefinition(
        name=name,
        patch=_read_patch(fields),
        bake=fields.number("bake_minutes", 0, LONGEST_BAKE // _MINUTE) * _MINUTE,
        minimum_subjects=fields.number("minimum_subjects", 1, _TOP, default=1),
        when_short=fields.one_of("when_short", WhenShort, WhenShort.HOLD),
        criteria=tuple(map(_read_criterion, fields.items("criteria", MAX_OF_A_KIND, or_none=True))),
        gates=tuple(map(_read_gate, fields.items("gates", MAX_OF_A_KIND, or_none=True))),
        approvals=_read_roles(fields),
        experiment=_read_experiment(fields),
    )
    fields.end()
    return phase


def _read_patch(fields: "_Fields") -> FlagPatch:
    patch = fields.take("patch")
    if not isinstance(patch, dict) or not patch:
        raise InvalidDefinition(f'{fields.whose} needs a patch: what becomes of the flag, such as {{"percent": 10}}.')
    if unknown := sorted({*patch} - {*NEW_STATE}):
        raise InvalidDefinition(f"{fields.whose} changes {', '.join(map(str, unknown))[:100]}, which no flag has.")
    return dict(patch)


def _read_roles(fields: "_Fields") -> tuple[ApprovalRole, ...]:
    names = fields.items("approvals", len(ApprovalRole), or_none=True)
    if unknown := [each for each in names if each not in [*ApprovalRole]]:
        raise InvalidDefinition(f"{fields.whose}: {unknown[0]!r:.40} approves nothing; {_choice(ApprovalRole)} do.")
    return tuple(dict.fromkeys(map(ApprovalRole, names)))


def _read_experiment(fields: "_Fields") -> ExperimentDefinition | None:
    stored = fields.take("experiment")
    if stored is None:
        return None
    own = _Fields(stored, f"The experiment of {fields.whose[0].lower()}{fields.whose[1:]}")
    names = own.items("outcomes", MAX_OF_A_KIND)
    if not names or not all(isinstance(each, str) and each for each in names):
        raise InvalidDefinition(f"{own.whose} needs outcomes: the names of one at least.")
    experiment = ExperimentDefinition(
        outcomes=tuple(dict.fromkeys(names)), least=own.number("least", 1, _TOP), most=own.number("most", 1, _TOP)
    )
    own.end()
    if experiment.most < experiment.least:
        raise InvalidDefinition(f"{own.whose} is over before anything is said: give it a larger most than least.")
    return experiment


def _read_criterion(stored: Any) -> CriterionDefinition:
    fields = _Fields(stored, "A criterion")
    criterion = CriterionDefinition(
        metric=fields.text("metric"), below=fields.share("below"), within=_read_within(fields)
    )
    fields.end()
    return criterion


def _read_within(fields: "_Fields") -> timedelta | None:
    minutes = fields.number("within_minutes", 0, LONGEST_BAKE // _MINUTE, default=0)
    return minutes * _MINUTE if minutes else None


def _read_gate(stored: Any) -> GateDefinition:
    fields = _Fields(stored, "A gate")
    gate = GateDefinition(
        name=fields.text("name"),
        says=fields.text("says"),
        category=fields.one_of("category", GateCategory),
        check=fields.text("check", or_none=True),
    )
    fields.end()
    return gate


def _read_trigger(stored: Any) -> TriggerDefinition:
    fields = _Fields(stored, "A trigger")
    times, above = fields.take("times"), fields.take("above")
    if (times is None) == (above is None):
        raise InvalidDefinition("A trigger has either times or above.")
    trigger = TriggerDefinition(
        metric=fields.text("metric"),
        action=fields.one_of("action", TriggerAction),
        symptom=fields.text("symptom"),
        severity=fields.one_of("severity", Severity, Severity.HIGH),
        times=None if times is None else _between("times", times, 1, 100),
        above=None if above is None else _share("above", above),
        within=_read_within(fields),
    )
    if trigger.within and trigger.above is None:
        raise InvalidDefinition("A trigger has within_minutes only together with above.")
    fields.end()
    return trigger


_Choice = TypeVar("_Choice", bound=StrEnum)


class _Fields:
    """A JSON object that is read field by field; what nobody asked for is a mistake."""

    def __init__(self, stored: Any, whose: str) -> None:
        if not isinstance(stored, Mapping):
            raise InvalidDefinition(f"{whose} is an object with fields.")
        self._left = dict(stored)
        self.whose = whose

    def take(self, name: str) -> Any:
        return self._left.pop(name, None)

    def text(self, name: str, *, or_none: bool = False) -> str:
        text = self.take(name)
        if text in (None, "") and or_none:
            return ""
        if not isinstance(text, str) or not text.strip() or len(text) > LONGEST_TEXT or "\x00" in text:
            raise InvalidDefinition(f"{self.whose} needs {name}: a text of {LONGEST_TEXT} characters at most.")
        return text

    def number(self, name: str, least: int, most: int, default: int | None = None) -> int:
        number = self.take(name)
        number = default if number is None else number
        if isinstance(number, bool) or not isinstance(number, int) or not least <= number <= most:
            raise InvalidDefinition(f"{self.whose} needs {name}: a whole number from {least} to {most:,}.")
        return number

    def share(self, name: str) -> float:
        return _share(name, self.take(name))

    def one_of(self, name: str, kind: type[_Choice], default: _Choice | None = None) -> _Choice:
        value = self.take(name)
        if value is None and default is not None:
            return default
        if value not in [*kind]:
            raise InvalidDefinition(f"{self.whose} needs {name}: {_choice(kind)}.")
        return kind(value)

    def items(self, name: str, most: int, *, or_none: bool = False) -> Sequence[Any]:
        items = self.take(name)
        if items is None and or_none:
            return []
        if not isinstance(items, list | tuple) or len(items) > most:
            raise InvalidDefinition(f"{self.whose} needs {name}: a list of {most} at most.")
        return items

    def end(self) -> None:
        if self._left:
            raise InvalidDefinition(f"{self.whose} has no {', '.join(map(str, self._left))[:100]}.")


def _share(name: str, value: Any) -> float:
    return _between(name, value, 0, 1, inside=True)


def _between(name: str, value: Any, least: float, most: float, *, inside: bool = False) -> float:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not (least < value < most if inside else least <= value <= most):
        raise InvalidDefinition(
            f"{name} is {'between' if inside else 'from'} {least} {'and' if inside else 'to'} {most}."
        )
    return float(value)


def _choice(kind: type[StrEnum]) -> str:
    *first, last = [each.value for each in kind]
    return f"{', '.join(first)} or {last}"


def _check_names(what: str, names: Sequence[str]) -> None:
    if twice := [name for place, name in enumerate(names) if name in names[:place]]:
        raise InvalidDefinition(f"Two {what} are named {twice[0]}. Give one another name, or take it out.")
