"""A definition and its JSON are the same thing, and what isn't a definition is refused with what to write."""

import json
from datetime import timedelta
from typing import Any

import pytest

from rollouts.plans.definition import (
    ApprovalRole,
    CriterionDefinition,
    ExperimentDefinition,
    GateCategory,
    GateDefinition,
    InvalidDefinition,
    PhaseDefinition,
    PlanDefinition,
    Severity,
    TriggerAction,
    TriggerDefinition,
    WhenShort,
    definition_as_json,
    read_definition,
)

FULL = PlanDefinition(
    name="waiting-room",
    says="Ten percent for an hour, then everybody.",
    phases=(
        PhaseDefinition(
            name="10 %",
            patch={"everyone": None, "strategy": "percentage", "percent": 10},
            bake=timedelta(hours=1),
            minimum_subjects=73,
            when_short=WhenShort.ASK,
            criteria=(CriterionDefinition(metric="server_error", below=0.05, within=timedelta(days=1)),),
            gates=(
                GateDefinition(name="browsers", says="The browser tests pass.", category=GateCategory.TESTING),
                GateDefinition(
                    name="backup", says="A backup is there.", category=GateCategory.DATABASE, check="fresh_backup"
                ),
            ),
            approvals=(ApprovalRole.ENGINEERING, ApprovalRole.PRODUCT),
            experiment=ExperimentDefinition(outcomes=("completed", "bids_per_lot"), least=50, most=400),
        ),
        PhaseDefinition(name="100 %", patch={"percent": 100}, bake=timedelta(days=1)),
    ),
    triggers=(
        TriggerDefinition(
            metric="server_error",
            action=TriggerAction.ROLL_BACK,
            symptom="Rooms show errors.",
            severity=Severity.CRITICAL,
            times=1.0,
        ),
        TriggerDefinition(
            metric="bid_missed",
            action=TriggerAction.PAUSE,
            symptom="Bids are late.",
            above=0.01,
            within=timedelta(hours=2),
        ),
    ),
)


def test_definition_is_the_same_after_it_was_json() -> None:
    assert read_definition(json.loads(json.dumps(definition_as_json(FULL)))) == FULL


def test_what_is_left_out_has_its_default() -> None:
    short = {"name": "a", "says": "b", "phases": [{"name": "c", "patch": {"percent": 1}, "bake_minutes": 5}]}
    [phase] = read_definition(short).phases
    assert phase == PhaseDefinition(name="c", patch={"percent": 1}, bake=timedelta(minutes=5))


def test_trigger_is_of_high_severity_unless_it_says_otherwise() -> None:
    stored = definition_as_json(FULL)
    del stored["triggers"][0]["severity"]
    assert read_definition(stored).triggers[0].severity is Severity.HIGH


def test_longest_plan_with_the_longest_of_everything_is_one() -> None:
    phases = [
        {"name": f"{place}", "patch": {"percent": 1}, "bake_minutes": 90 * 24 * 60, "minimum_subjects": 10_000_000}
        for place in range(20)
    ]
    triggers = [
        {"metric": "server_error", "action": "pause", "symptom": "Rooms break.", "times": times} for times in (1, 100)
    ]
    read = read_definition({"name": "n", "says": "x" * 300, "phases": phases, "triggers": triggers * 20})
    assert (len(read.says), len(read.phases), len(read.triggers)) == (300, 20, 40)
    assert {each.bake for each in read.phases} == {timedelta(days=90)}
    assert [each.times for each in read.triggers[:2]] == [1, 100]


def test_smallest_experiment_is_one_of_each_arm() -> None:
    [first, *_] = read_definition(
        changed("phases", 0, "experiment", to={"outcomes": ["completed"], "least": 1, "most": 1})
    ).phases
    assert first.experiment == ExperimentDefinition(outcomes=("completed",), least=1, most=1)


def changed(*path: str | int, to: Any) -> dict[str, Any]:
    whole = definition_as_json(FULL)
    part: Any = whole
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = to
    return whole


BAKE = "The phase 10 % needs bake_minutes: a whole number from 0 to 129,600."
WITHIN = "A criterion needs within_minutes: a whole number from 0 to 129,600."
NO_PATCH = 'The phase 10 % needs a patch: what becomes of the flag, such as {"percent": 10}.'
NO_ROLE = "The phase 10 %: 'cook' approves nothing; engineering, security, product or executive do."
CATEGORIES = "code, database, security, observability, flags or testing"
FIRST = ("phases", 0)
TRIED = "The experiment of the phase 10 %"
NO_OUTCOME = f"{TRIED} needs outcomes: the names of one at least."
MISTAKES: list[tuple[str, tuple[str | int, ...], Any, str]] = [
    ("no phase", ("phases",), [], "The plan has no phase: give it one."),
    ("too many phases", ("phases",), [{}] * 21, "The plan needs phases: a list of 20 at most."),
    ("phases unsaid", ("phases",), None, "The plan needs phases: a list of 20 at most."),
    ("too many triggers", ("triggers",), [{}] * 41, "The plan needs triggers: a list of 40 at most."),
    ("name unsaid", ("name",), None, "The plan needs name: a text of 300 characters at most."),
    ("empty name", ("name",), "", "The plan needs name: a text of 300 characters at most."),
    ("null in a text", ("says",), "a\x00b", "The plan needs says: a text of 300 characters at most."),
    ("no name", ("name",), "  ", "The plan needs name: a text of 300 characters at most."),
    ("long text", ("says",), "x" * 301, "The plan needs says: a text of 300 characters at most."),
    ("more than there is", ("goal",), 1, "The plan has no goal."),
    ("phase", ("phases", 1), "100 %", "A phase is an object with fields."),
    ("no patch", (*FIRST, "patch"), {}, NO_PATCH),
    ("strange patch", (*FIRST, "patch"), {"colour": 1}, "The phase 10 % changes colour, which no flag has."),
    (
        "two strange ones",
        (*FIRST, "patch"),
        {"size": 2, "colour": 1},
        "The phase 10 % changes colour, size, which no flag has.",
    ),
    (
        "long patch",
        (*FIRST, "patch"),
        {"x" * 200: 1},
        f"The phase 10 % changes {'x' * 100}, which no flag has.",
    ),
    ("more in a criterion", (*FIRST, "criteria", 0, "goal"), 1, "A criterion has no goal."),
    ("long name of what is more", (*FIRST, "criteria", 0, "x" * 200), 1, f"A criterion has no {'x' * 100}."),
    (
        "two that are more",
        (*FIRST, "criteria", 0),
        {"metric": "server_error", "below": 0.1, "goal": 1, "size": 2},
        "A criterion has no goal, size.",
    ),
    ("minus within", (*FIRST, "criteria", 0, "within_minutes"), -1, WITHIN),
    ("minus", (*FIRST, "bake_minutes"), -1, BAKE),
    ("too long", (*FIRST, "bake_minutes"), 90 * 24 * 60 + 1, BAKE),
    ("true", (*FIRST, "bake_minutes"), True, BAKE),
    (
        "nobody",
        (*FIRST, "minimum_subjects"),
        0,
        "The phase 10 % needs minimum_subjects: a whole number from 1 to 10,000,000.",
    ),
    ("no way", (*FIRST, "when_short"), "guess", "The phase 10 % needs when_short: hold or ask."),
    ("no role", (*FIRST, "approvals"), ["cook"], NO_ROLE),
    ("strange role", (*FIRST, "approvals"), [{}], "The phase 10 %: {} approves nothing; " + NO_ROLE.partition("; ")[2]),
    ("share", (*FIRST, "criteria", 0, "below"), 1, "below is between 0 and 1."),
    ("no share", (*FIRST, "criteria", 0, "below"), 0, "below is between 0 and 1."),
    ("share in words", (*FIRST, "criteria", 0, "below"), "0.05", "below is between 0 and 1."),
    ("share above", ("triggers", 1, "above"), 1, "above is between 0 and 1."),
    ("no number", (*FIRST, "criteria", 0, "below"), float("nan"), "below is between 0 and 1."),
    ("experiment", (*FIRST, "experiment"), [], f"{TRIED} is an object with fields."),
    ("no outcome", (*FIRST, "experiment", "outcomes"), [], NO_OUTCOME),
    (
        "strange outcome",
        (*FIRST, "experiment", "outcomes"),
        [{}],
        NO_OUTCOME,
    ),
    ("number for an outcome", (*FIRST, "experiment", "outcomes"), [5], NO_OUTCOME),
    ("outcome without a name", (*FIRST, "experiment", "outcomes"), ["completed", ""], NO_OUTCOME),
    ("many outcomes", (*FIRST, "experiment", "outcomes"), ["a"] * 41, f"{TRIED} needs outcomes: a list of 40 at most."),
    (
        "over before it begins",
        (*FIRST, "experiment", "most"),
        49,
        f"{TRIED} is over before anything is said: give it a larger most than least.",
    ),
    ("more than an experiment", (*FIRST, "experiment", "goal"), 1, f"{TRIED} has no goal."),
    ("category", (*FIRST, "gates", 0, "category"), "x", f"A gate needs category: {CATEGORIES}."),
    (
        "two gates",
        (*FIRST, "gates", 0, "name"),
        "backup",
        "Two gates are named backup. Give one another name, or take it out.",
    ),
    ("two phases", ("phases", 1, "name"), "10 %", "Two phases are named 10 %. Give one another name, or take it out."),
    ("both", ("triggers", 0, "above"), 0.1, "A trigger has either times or above."),
    ("neither", ("triggers", 0, "times"), None, "A trigger has either times or above."),
    ("too few times", ("triggers", 0, "times"), 0.5, "times is from 1 to 100."),
    ("action", ("triggers", 0, "action"), ["pause"], "A trigger needs action: roll_back, step_back, pause or notify."),
]


@pytest.mark.parametrize(
    ("path", "to", "sentence"), [each[1:] for each in MISTAKES], ids=[each[0] for each in MISTAKES]
)
def test_mistake_is_said(path: tuple[str | int, ...], to: Any, sentence: str) -> None:
    with pytest.raises(InvalidDefinition) as mistake:
        read_definition(changed(*path, to=to))
    assert str(mistake.value) == sentence


def test_definition_that_is_no_object_is_refused() -> None:
    with pytest.raises(InvalidDefinition, match="The plan is an object with fields"):
        read_definition([])


def _phases(*patches: dict[str, Any]) -> PlanDefinition:
    phases = tuple(
        PhaseDefinition(name=str(place), patch=patch, bake=timedelta(hours=1)) for place, patch in enumerate(patches)
    )
    return PlanDefinition(name="a-release", says="A release.", phases=phases)


SHARE = {"everyone": None, "strategy": "percentage"}


@pytest.mark.parametrize(
    ("patches", "continues"),
    [
        ([{**SHARE, "percent": 10}, {**SHARE, "percent": 50}, {"percent": 100}], [False, True, True]),
        ([{"percent": 10}, {**SHARE, "percent": 50}, {**SHARE, "percent": 100}], [False, False, True]),
        ([{**SHARE, "percent": 10}, {**SHARE, "percent": 50, "salt": "new"}], [False, False]),
        ([{**SHARE, "percent": 10}, {"everyone": True}], [False, False]),
        ([{"strategy": "ring", "rings": {"beta": 10}}, {"strategy": "ring", "rings": {"beta": 50}}], [False, False]),
        ([{"strategy": "ring", "percent": 1}, {"strategy": "ring", "percent": 5}], [False, False]),
        ([{**SHARE, "percent": 10}, {"percent": 50}, {**SHARE, "percent": 100}], [False, True, True]),
        ([{"percent": 10}, {"everyone": None, "percent": 50}], [False, False]),
    ],
    ids=[
        "ladder",
        "first unsaid",
        "another salt",
        "everybody",
        "rings",
        "a percentage that draws nobody",
        "said two phases before",
        "perhaps it was for everybody",
    ],
)
def test_evidence_goes_on_where_nothing_but_the_percentage_changes(
    patches: list[dict[str, Any]], continues: list[bool]
) -> None:
    plan = _phases(*patches)
    assert [plan.continues(place) for place in range(len(patches))] == continues
    assert plan.weighings == continues.count(False)


def test_time_to_fail_goes_with_a_share_alone() -> None:
    stored = definition_as_json(FULL)
    stored["triggers"][0]["within_minutes"] = 60
    with pytest.raises(InvalidDefinition, match=r"^A trigger has within_minutes only together with above\.$"):
        read_definition(stored)
