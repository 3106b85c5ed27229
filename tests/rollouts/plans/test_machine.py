"""A plan's next act, for each thing that can be seen of it: the move, and the sentence that an operator reads."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from rollouts.plans import checks
from rollouts.plans.definition import ApprovalRole, CriterionDefinition, TriggerAction
from rollouts.plans.machine import (
    ALIVE,
    NOT_BEGUN,
    FlagCondition,
    PlanDecision,
    PlanMove,
    PlanState,
    PlanStatus,
    Sighting,
    criterion_sentence,
    decide,
)
from tests.rollouts.plans.machine_cases import (
    ALL,
    ASKING,
    BEGAN,
    CANARY,
    METRIC,
    definition,
    plan,
    seen,
    subjects,
    trigger,
)

FINE = subjects(80, 700)
BROKEN = subjects(40, 360, failed_on=20, failed_off=2)
WAIT, PAUSE, ROLL_BACK, END = PlanMove.WAIT, PlanMove.PAUSE, PlanMove.ROLL_BACK, PlanMove.END


def test_first_phase_begins_when_nothing_speaks_against_it() -> None:
    assert decide(plan(phase=NOT_BEGUN), seen()) == PlanDecision(PlanMove.ENTER, "The phase canary begins.", phase=0)


def test_next_phase_begins_after_time_and_evidence() -> None:
    assert decide(plan(), seen(FINE)) == PlanDecision(PlanMove.ENTER, "The phase all begins.", phase=1)


def test_plan_is_completed_after_its_last_phase() -> None:
    found = decide(plan(phase=1), seen(FINE))
    assert found == PlanDecision(PlanMove.COMPLETE, "Completed: waiting_room went through all 2 phases.")


WITHIN_A_DAY = CriterionDefinition(metric=METRIC, below=0.05, within=timedelta(days=1))
WAITING: dict[str, tuple[PlanState, Sighting, str]] = {
    "bake": (plan(), seen(FINE, minutes=59), "The phase canary lasts until 14:00 UTC."),
    "bake that began within a minute": (
        plan(since=BEGAN + timedelta(seconds=59.5)),
        seen(FINE, minutes=59),
        "The phase canary lasts until 14:01 UTC.",
    ),
    "bake that began just after a minute": (
        plan(since=BEGAN + timedelta(seconds=0.5)),
        seen(FINE, minutes=59),
        "The phase canary lasts until 14:01 UTC.",
    ),
    "bake that began in the first moment of a minute": (
        plan(since=BEGAN + timedelta(microseconds=1)),
        seen(FINE, minutes=59),
        "The phase canary lasts until 14:01 UTC.",
    ),
    "bake until another day": (
        plan(definition(phases=[replace(CANARY, bake=timedelta(days=1))])),
        seen(FINE),
        "The phase canary lasts until 5 Mar 13:00 UTC.",
    ),
    "no traffic": (
        plan(),
        seen(),
        "0 of 3 leagues have met it with it on since the phase canary began. It takes 3, and none come.",
    ),
    "little traffic": (
        plan(),
        seen(subjects(2, 20), minutes=24 * 60),
        "2 of 3 leagues have met it with it on since the phase canary began. It takes about 3: at this pace in 12 h.",
    ),
    "little traffic on the first day": (
        plan(),
        seen(subjects(2, 20), minutes=120),
        "2 of 3 leagues have met it with it on since the phase canary began. It takes about 3: at this pace in 60 min.",
    ),
    "little traffic for two days": (
        plan(),
        seen(subjects(2, 20), minutes=48 * 60),
        "2 of 3 leagues have met it with it on since the phase canary began. It takes about 3: at this pace in 24 h.",
    ),
    "as many as are needed, of whom not all count yet": (
        plan(),
        seen(subjects(7, 63), on=80),
        "server_error below 5 % isn't known yet: 0 of 7 leagues with it. It takes about 73.",
    ),
    "too few to know": (
        plan(),
        seen(subjects(7, 63), minutes=24 * 60),
        "server_error below 5 % isn't known yet: 0 of 7 leagues with it. It takes about 73: at this pace in 9 days.",
    ),
    "too few to know, with a day to fail": (
        plan(definition(phases=[replace(CANARY, criteria=(WITHIN_A_DAY,)), ALL])),
        seen(subjects(7, 63), minutes=24 * 60),
        (
            "server_error below 5 % within 24 h isn't known yet: 0 of 7 leagues with it. "
            "It takes about 73: at this pace in 10 days."
        ),
    ),
    "above the limit": (
        plan(),
        seen(subjects(100, 900, failed_on=6, failed_off=54)),
        (
            "server_error below 5 % isn't known yet: 6 of 100 leagues with it. At this rate it never will be: "
            "too many leagues fail."
        ),
    ),
    "a person may let it pass": (
        plan(definition(phases=[ASKING, ALL])),
        seen(),
        (
            "0 of 3 leagues have met it with it on since the phase canary began. It takes 3, and none come. "
            "Go on without knowing, or wait."
        ),
    ),
    "ring without members": (plan(), seen(empty="Nobody is in the ring beta."), "Nobody is in the ring beta."),
    "frozen": (
        plan(),
        seen(FINE, frozen="waiting_room is frozen (finals)."),
        "waiting_room is frozen (finals). The phase all begins when it is unfrozen.",
    ),
    "approval": (
        plan(),
        seen(FINE, missing_roles=[ApprovalRole.PRODUCT, ApprovalRole.SECURITY]),
        "The phase all waits for the approval of product and security.",
    ),
    "one approval": (
        plan(),
        seen(FINE, missing_roles=[ApprovalRole.SECURITY]),
        "The phase all waits for the approval of security.",
    ),
    "three approvals": (
        plan(),
        seen(FINE, missing_roles=[ApprovalRole.ENGINEERING, ApprovalRole.PRODUCT, ApprovalRole.SECURITY]),
        "The phase all waits for the approval of engineering, product and security.",
    ),
    "two gates": (
        plan(phase=NOT_BEGUN),
        seen(shut_gates=["No backup is younger than a day.", "Nobody says that the tests pass."]),
        ("The phase canary waits for its gates. No backup is younger than a day. Nobody says that the tests pass."),
    ),
    "gates": (
        plan(phase=NOT_BEGUN),
        seen(shut_gates=["No backup is younger than a day."]),
        "The phase canary waits for its gates. No backup is younger than a day.",
    ),
    "environment": (plan(), seen(BROKEN[:40], forced="FEATURE_X decides."), "FEATURE_X decides."),
    "sample ratio": (
        plan(),
        seen(BROKEN, ratio_off=True),
        "Other leagues have it than its percentage says, so no figure counts. Find out who first.",
    ),
    "arms of other sizes": (
        plan(),
        seen(FINE, arms_off=True),
        "The arms aren't as large as their weights say, so no figure counts. Find out who is missing.",
    ),
    "unmeasured": (
        plan(),
        seen(exposed={}, on=80),
        "Nobody measures server_error of leagues here, and this plan goes by it. Change the plan.",
    ),
    "criterion that nobody measures": (
        plan(definition(phases=[replace(CANARY, criteria=(replace(WITHIN_A_DAY, metric="bid_missed"),)), ALL])),
        seen(FINE),
        "Nobody measures bid_missed of leagues here, and this plan goes by it. Change the plan.",
    ),
    "trigger that nobody measures": (
        plan(definition(trigger(metric="bid_missed"))),
        seen(FINE),
        "Nobody measures bid_missed of leagues here, and this plan goes by it. Change the plan.",
    ),
    "draft": (plan(status=PlanStatus.DRAFT), seen(BROKEN), "It hasn't been started."),
    "paused": (plan(status=PlanStatus.PAUSED), seen(FINE), "It is paused: go on, or roll back."),
    "over": (plan(status=PlanStatus.COMPLETED), seen(BROKEN), "It is over."),
}


@pytest.mark.parametrize(("state", "sighting", "sentence"), WAITING.values(), ids=WAITING)
def test_plan_waits_and_says_for_what(state: PlanState, sighting: Sighting, sentence: str) -> None:
    assert decide(state, sighting) == PlanDecision(PlanMove.WAIT, sentence)


def test_phase_is_over_at_the_end_of_its_time_with_as_many_as_it_needs() -> None:
    """80 met it with it on, and an hour is over."""
    enough = definition(phases=[replace(CANARY, minimum_subjects=80), ALL])
    assert decide(plan(enough), seen(FINE, minutes=60)).move is PlanMove.ENTER
    assert decide(plan(enough), seen(FINE, minutes=60, on=79)).move is WAIT


@pytest.mark.parametrize(("on", "known"), [(72, "isn't known yet"), (73, "is known")])
def test_criterion_is_said_with_what_is_known_of_it(on: int, known: str) -> None:
    criterion = CriterionDefinition(metric=METRIC, below=0.05)
    reading = checks.read_criterion(criterion, subjects(on, 0), BEGAN + timedelta(days=1))
    assert criterion_sentence(reading, "leagues") == f"server_error below 5 % {known}: 0 of {on} leagues with it."


def test_person_lets_a_phase_pass_without_evidence_but_not_before_its_time() -> None:
    passed = plan(let_pass=True)
    assert decide(passed, seen(minutes=59)).move is PlanMove.WAIT
    assert decide(passed, seen()).move is PlanMove.ENTER
    assert decide(passed, seen(BROKEN)).move is PlanMove.ROLL_BACK


TAKEN = (
    "Taken over: waiting_room was changed by Olga, and stays as it is. "
    "Take that change back and go on, or roll back, or end the plan."
)
FOREIGN: dict[str, tuple[FlagCondition, dict[str, Any], PlanMove, str]] = {
    "killed": (
        FlagCondition.KILLED,
        {},
        END,
        "waiting_room was turned off for everyone by Olga. The plan ends, and it stays off.",
    ),
    "killed before it began": (
        FlagCondition.KILLED,
        {"phase": NOT_BEGUN},
        PAUSE,
        "waiting_room is off for everyone, and a plan doesn't undo that. Set it to 0 %, then go on.",
    ),
    "killed while paused": (
        FlagCondition.KILLED,
        {"status": PlanStatus.PAUSED},
        END,
        "waiting_room was turned off for everyone by Olga. The plan ends, and it stays off.",
    ),
    "raised": (
        FlagCondition.CHANGED,
        {},
        PAUSE,
        TAKEN,
    ),
    "raised while paused": (
        FlagCondition.CHANGED,
        {"status": PlanStatus.PAUSED},
        WAIT,
        TAKEN,
    ),
    "renamed": (
        FlagCondition.MISSING,
        {},
        PAUSE,
        "There is no flag waiting_room any more. End this plan, and make one for its new name.",
    ),
    "unreadable": (
        FlagCondition.UNREADABLE,
        {},
        PAUSE,
        "What is stored of waiting_room can't be read here. Mend it, then go on.",
    ),
}


@pytest.mark.parametrize(("condition", "but", "move", "sentence"), FOREIGN.values(), ids=FOREIGN)
def test_plan_never_fights_a_foreign_hand(
    condition: FlagCondition, but: dict[str, Any], move: PlanMove, sentence: str
) -> None:
    found = decide(plan(**but), seen(BROKEN, condition=condition, changed_by="Olga"))
    assert found == PlanDecision(move, sentence)


SAYS = "Rooms break. server_error: 20 of 40 leagues with it, 2 of 360 without."


@pytest.mark.parametrize(
    ("action", "at", "expected"),
    [
        (TriggerAction.ROLL_BACK, 1, PlanDecision(ROLL_BACK, SAYS, trigger=0)),
        (
            TriggerAction.STEP_BACK,
            1,
            PlanDecision(PlanMove.STEP_BACK, f"{SAYS} Back to the phase canary, and paused there.", phase=0, trigger=0),
        ),
        (TriggerAction.STEP_BACK, 0, PlanDecision(ROLL_BACK, SAYS, trigger=0)),
        (TriggerAction.PAUSE, 0, PlanDecision(PAUSE, SAYS, trigger=0)),
        (TriggerAction.NOTIFY, 0, PlanDecision(PlanMove.NOTIFY, SAYS, trigger=0)),
    ],
)
def test_trigger_does_what_it_says_before_the_phase_is_over(
    action: TriggerAction, at: int, expected: PlanDecision
) -> None:
    assert decide(plan(definition(trigger(action)), phase=at), seen(BROKEN, minutes=5)) == expected


def test_strongest_trigger_counts() -> None:
    some = definition(*(trigger(each) for each in reversed(TriggerAction)))
    assert decide(plan(some), seen(BROKEN)).trigger == 3


def test_operators_are_told_once_in_a_phase() -> None:
    told = definition(trigger(TriggerAction.NOTIFY), phases=[replace(CANARY, criteria=()), ALL])
    assert decide(plan(told, notified=frozenset({0})), seen(BROKEN)).move is PlanMove.ENTER


@pytest.mark.parametrize(("action", "move"), [(TriggerAction.ROLL_BACK, ROLL_BACK), (TriggerAction.PAUSE, WAIT)])
def test_paused_plan_is_still_taken_back(action: TriggerAction, move: PlanMove) -> None:
    assert decide(plan(definition(trigger(action)), status=PlanStatus.PAUSED), seen(BROKEN)).move is move


def test_trigger_of_a_limit_says_one_side() -> None:
    limited = definition(trigger(above=0.05))
    found = decide(plan(limited), seen(subjects(40, 0, failed_on=20)))
    assert found == PlanDecision(ROLL_BACK, "Rooms break. server_error: 20 of 40 leagues with it.", trigger=0)


def test_bad_evening_for_both_sides_takes_nothing_back() -> None:
    bad = subjects(40, 360, failed_on=20, failed_off=180)
    assert decide(plan(), seen(bad)).move is WAIT


def test_rolled_back_is_said_after_the_last_process_has_confirmed() -> None:
    back = plan(status=PlanStatus.ROLLING_BACK)
    behind = seen(confirmed=False, reach="2 of 3 processes have it.")
    sentence = "Rolling back: not every process has confirmed it. 2 of 3 processes have it."
    assert decide(back, behind) == PlanDecision(WAIT, sentence)
    assert decide(back, seen()) == PlanDecision(
        PlanMove.CONFIRM, "Rolled back, and confirmed. All 3 processes have it."
    )


UNCONFIRMED = "waiting_room can't be read any more: nobody can confirm that it is rolled back. Look at its page."


@pytest.mark.parametrize(
    ("condition", "move", "sentence"),
    [
        (FlagCondition.KILLED, PlanMove.CONFIRM, "Rolled back, and confirmed. All 3 processes have it."),
        (FlagCondition.CHANGED, END, "waiting_room was changed by Olga while it was rolled back, and stays as it is."),
        (FlagCondition.MISSING, WAIT, UNCONFIRMED),
        (FlagCondition.UNREADABLE, WAIT, UNCONFIRMED),
    ],
)
def test_other_hand_while_it_is_rolled_back(condition: FlagCondition, move: PlanMove, sentence: str) -> None:
    found = decide(plan(status=PlanStatus.ROLLING_BACK), seen(condition=condition, changed_by="Olga"))
    assert found == PlanDecision(move, sentence)


@pytest.mark.parametrize("status", sorted({*PlanStatus} - ALIVE))
def test_plan_that_is_not_alive_moves_nothing(status: PlanStatus) -> None:
    for condition in FlagCondition:
        assert decide(plan(status=status), seen(BROKEN, condition=condition)).move is WAIT


def test_without_figures_no_plan_ever_moves_on() -> None:
    for days in (1, 10, 89):
        assert decide(plan(), seen(minutes=days * 1440)).move is WAIT
        assert decide(plan(), seen(exposed={METRIC: []}, on=0, minutes=days * 1440)).move is WAIT
