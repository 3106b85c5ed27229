"""Operators' acts on plans: who may do them, when, and what is said and kept of them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from accounts.models import User
from rollouts.changes.services import FlagRefused, Invalid, NotOperator, UnknownFlag
from rollouts.models import Flag, FlagChange, GateAnswer, Plan, PlanEvent
from rollouts.plans import services
from rollouts.plans.definition import (
    ApprovalRole,
    GateCategory,
    GateDefinition,
    PlanDefinition,
    TriggerAction,
    WhenShort,
    definition_as_json,
)
from rollouts.plans.machine import NOT_BEGUN, PlanStatus
from rollouts.plans.services import PlanRefused, UnknownPlan
from tests.database_clock import DatabaseClock
from tests.rollouts.plans.machine_cases import ALL, CANARY, definition, phase, trigger
from tests.rollouts.plans.releases import ROOM, in_role, look, made, meet, percent, set_flag, started

BARE = replace(CANARY, criteria=())
EVERYBODY = replace(ALL, approvals=())
TWO = definition(phases=[BARE, EVERYBODY])
GATE = GateDefinition(name="browsers", says="The browser tests pass.", category=GateCategory.TESTING)
ASKS_MUCH = definition(phases=[replace(BARE, gates=(GATE,), approvals=(ApprovalRole.SECURITY,)), EVERYBODY])


def refusal(act: Callable[[], Any]) -> str:
    """Return what the refusal says; nothing else may have happened."""
    before = list(Plan.objects.values()), PlanEvent.objects.count(), FlagChange.objects.count()
    with pytest.raises(FlagRefused) as refused:
        act()
    assert (list(Plan.objects.values()), PlanEvent.objects.count(), FlagChange.objects.count()) == before
    return refused.value.sentence


@pytest.mark.usefixtures("clock")
def test_only_operators_run_plans(max_: User) -> None:
    plan = made(TWO)
    acts: list[Callable[[], object]] = [
        lambda: services.make_plan(ROOM, TWO, max_),
        lambda: services.start_plan(plan.pk, max_),
        lambda: services.pause_plan(plan.pk, max_),
        lambda: services.go_on(plan.pk, max_),
        lambda: services.roll_back_plan(plan.pk, max_),
        lambda: services.end_plan(plan.pk, max_),
        lambda: services.edit_plan(plan.pk, {}, max_),
        lambda: services.approve_phase(plan.pk, "canary", "product", max_),
        lambda: services.answer_gate(plan.pk, "browsers", passed=True, proof="a run", actor=max_),
    ]
    for act in acts:
        with pytest.raises((NotOperator, Invalid)):
            act()


def with_patch(**patch: Any) -> PlanDefinition:
    return definition(phases=[replace(BARE, patch=patch)])


MISTAKES: dict[str, tuple[str, PlanDefinition, type[FlagRefused], str]] = {
    "flag": ("lobby", TWO, UnknownFlag, "There is no flag lobby. `manage.py flags` lists them."),
    "switch": ("bidding", TWO, Invalid, "bidding is a switch: it has no phases."),
    "patch": (ROOM, with_patch(percent=101), Invalid, ""),
    "ring": (ROOM, with_patch(strategy="ring", rings={"moon": 5}), Invalid, ""),
    "kill": (
        ROOM,
        with_patch(everyone=False),
        Invalid,
        "The phase canary turns waiting_room off for everyone. Leave everyone empty.",
    ),
    "metric": (
        ROOM,
        definition(trigger(metric="moon"), phases=[BARE]),
        Invalid,
        "Nobody measures moon of those whom waiting_room is decided by. Take it out.",
    ),
}


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(("flag", "made_of", "kind", "sentence"), MISTAKES.values(), ids=MISTAKES)
def test_plan_that_could_not_run_is_not_made(
    flag: str, made_of: PlanDefinition, kind: type[FlagRefused], sentence: str
) -> None:
    with pytest.raises(kind) as refused:
        made(made_of, flag)
    assert sentence in refused.value.sentence
    assert not Plan.objects.exists()


@pytest.mark.usefixtures("clock")
def test_phase_that_would_leave_a_flag_on_for_everyone_is_said() -> None:
    set_flag(everyone=True)
    with pytest.raises(Invalid, match="is on for everyone, which the phase canary leaves"):
        made(TWO)


@pytest.mark.usefixtures("clock")
def test_one_plan_of_a_flag_runs_at_a_time() -> None:
    first, second = started(TWO), made(TWO)
    assert refusal(lambda: services.start_plan(second.pk, None)) == (
        f"Plan {first.pk} of waiting_room is running. End it first."
    )
    services.end_plan(first.pk, None)
    assert services.start_plan(second.pk, None).status == PlanStatus.RUNNING


@pytest.mark.usefixtures("clock")
def test_plan_is_started_once() -> None:
    plan = started(TWO)
    assert refusal(lambda: services.start_plan(plan.pk, None)) == "It was started already. It is running now."


@pytest.mark.usefixtures("clock")
def test_plan_does_not_undo_a_kill() -> None:
    set_flag(everyone=False)
    plan = started(TWO)
    assert (plan.status, plan.phase) == (PlanStatus.PAUSED, NOT_BEGUN)
    assert "a plan doesn't undo that" in plan.outlook
    set_flag(everyone=None)
    assert services.go_on(plan.pk, None).phase == 0


def test_gates_and_approvals_come_before_the_first_phase(clock: DatabaseClock, olga: User) -> None:
    plan = started(ASKS_MUCH)
    assert (plan.status, plan.phase, percent()) == (PlanStatus.RUNNING, NOT_BEGUN, 0)
    assert plan.outlook == "The phase canary waits for the approval of security."
    services.approve_phase(plan.pk, "canary", "security", in_role(olga, "security"))
    plan = look(plan, clock)
    assert plan.outlook == ("The phase canary waits for its gates. The browser tests pass. Nobody has said so yet.")
    services.answer_gate(plan.pk, "browsers", passed=False, proof="run 7", actor=olga)
    plan = look(plan, clock)
    assert plan.outlook.endswith(f"{olga.email} says that it doesn't hold: run 7")
    services.answer_gate(plan.pk, "browsers", passed=True, proof="run 8", actor=olga)
    assert look(plan, clock).phase == 0


@pytest.mark.parametrize("gone", ["role", "staff", "account", "edit"])
def test_approval_of_somebody_gone_counts_no_more(clock: DatabaseClock, olga: User, gone: str) -> None:
    plan = made(definition(phases=[replace(BARE, approvals=(ApprovalRole.SECURITY,))]))
    services.approve_phase(plan.pk, "canary", "security", in_role(olga, "security"))
    if gone == "edit":
        services.edit_plan(
            plan.pk, definition_as_json(definition(phases=[replace(CANARY, approvals=(ApprovalRole.SECURITY,))])), None
        )
    elif gone == "role":
        olga.groups.clear()
    else:
        setattr(olga, {"staff": "is_staff", "account": "is_active"}[gone], False)
        olga.save()
    plan = services.start_plan(plan.pk, None)
    assert (plan.phase, plan.outlook) == (NOT_BEGUN, "The phase canary waits for the approval of security.")


@pytest.mark.usefixtures("clock")
def test_nobody_approves_what_they_made_or_without_the_role(olga: User) -> None:
    own = made(ASKS_MUCH, by=olga)
    assert refusal(lambda: services.approve_phase(own.pk, "canary", "security", olga)) == (
        "Only operators in the group approves: security approve as security."
    )
    in_role(olga, "security")
    assert refusal(lambda: services.approve_phase(own.pk, "canary", "security", olga)) == (
        "You made or edited this plan. Somebody else must approve it."
    )
    assert refusal(lambda: services.approve_phase(own.pk, "all", "security", olga)) == (
        "The phase all doesn't ask for the approval of security."
    )


@pytest.mark.usefixtures("clock")
def test_gate_is_answered_with_proof_and_by_hand_only(olga: User) -> None:
    plan = made(ASKS_MUCH)
    for gate, proof, sentence in (
        ("backup", "x", "Nobody answers the gate backup by hand."),
        ("browsers", "  ", "Say where the proof is: a link, a run, a name."),
    ):
        assert sentence == refusal(
            lambda gate=gate, proof=proof: services.answer_gate(plan.pk, gate, passed=True, proof=proof, actor=olga)  # type: ignore[misc]
        )
    assert not GateAnswer.objects.exists()


def test_paused_plan_stays_until_somebody_goes_on(clock: DatabaseClock, olga: User) -> None:
    plan = started(TWO)
    meet(3, on=True)
    services.pause_plan(plan.pk, olga, "a look first")
    plan = look(plan, clock, hours=3)
    assert (plan.status, plan.phase, plan.outlook) == (PlanStatus.PAUSED, 0, "It is paused: go on, or roll back.")
    plan = services.go_on(plan.pk, olga)
    assert (plan.status, plan.since) == (PlanStatus.RUNNING, clock.now)
    assert plan.outlook == "The phase canary lasts until 17:05 UTC."
    told = PlanEvent.objects.get(what="pause")
    assert (told.actor, told.reason) == (olga, "a look first")


def test_taken_over_plan_goes_on_when_the_flag_is_as_it_left_it(clock: DatabaseClock, olga: User) -> None:
    plan = started(TWO)
    set_flag(actor=olga, percent=50)
    look(plan, clock)
    assert refusal(lambda: services.go_on(plan.pk, None)).startswith(
        f"waiting_room isn't as the plan left it: {olga.email} changed it."
    )
    set_flag(actor=olga, percent=10)
    assert services.go_on(plan.pk, None).status == PlanStatus.RUNNING


def test_person_lets_a_phase_pass_where_it_asks_and_says_why(clock: DatabaseClock, olga: User) -> None:
    strict = started(TWO)
    assert refusal(lambda: services.go_on(strict.pk, olga, "dull")).startswith("The phase canary goes on by evidence")
    services.end_plan(strict.pk, None)
    plan = started(definition(phases=[replace(BARE, when_short=WhenShort.ASK), EVERYBODY]))
    assert refusal(lambda: services.go_on(plan.pk, olga)).startswith("Say why it may go on without evidence")
    assert services.go_on(plan.pk, olga, "seven leagues, all asked").phase == 0
    assert look(plan, clock, hours=1).phase == 1
    told = PlanEvent.objects.get(what="let_pass")
    assert (told.actor, told.reason) == (olga, "seven leagues, all asked")


@pytest.mark.usefixtures("clock")
def test_nobody_passes_over_gates() -> None:
    plan = started(ASKS_MUCH)
    assert refusal(lambda: services.go_on(plan.pk, None, "hurry")).startswith("It hasn't begun")


def test_hand_rolls_back_at_once_whatever_holds_others(clock: DatabaseClock, olga: User) -> None:
    set_flag(percent=1)
    plan = started(TWO)
    set_flag(actor=olga, percent=50, frozen_at=clock.now.isoformat(), freeze_reason="finals")
    plan = services.roll_back_plan(plan.pk, olga, "rooms stay empty")
    assert (plan.status, percent()) == (PlanStatus.ROLLING_BACK, 1)
    assert FlagChange.objects.latest("id").reason == "rooms stay empty"
    assert look(plan, clock).status == PlanStatus.ROLLED_BACK
    assert Flag.objects.get(name=ROOM).frozen_at is not None


@pytest.mark.usefixtures("clock")
def test_plan_that_changed_nothing_has_nothing_to_roll_back() -> None:
    plan = services.roll_back_plan(started(ASKS_MUCH).pk, None)
    assert (plan.status, percent()) == (PlanStatus.ENDED, 0)


@pytest.mark.usefixtures("clock")
def test_plan_whose_first_phase_is_so_already_takes_back_its_own_changes_only() -> None:
    set_flag(percent=10)
    plan = started(definition(phases=[BARE, EVERYBODY]))
    assert (plan.phase, plan.first_change) == (0, None)
    assert services.roll_back_plan(plan.pk, None).status == PlanStatus.ENDED
    assert percent() == 10


@pytest.mark.usefixtures("clock")
def test_draft_is_edited_and_a_running_plan_is_not(olga: User) -> None:
    plan = made(TWO)
    other = definition(trigger(TriggerAction.PAUSE), phases=[phase("half", 50)])
    edited = services.edit_plan(plan.pk, definition_as_json(other), olga)
    assert (edited.revision, edited.made_by, edited.definition) == (2, olga, definition_as_json(other))
    assert refusal(lambda: services.edit_plan(plan.pk, {"name": "x"}, olga)).startswith("The plan needs says")
    services.start_plan(plan.pk, None)
    assert refusal(lambda: services.edit_plan(plan.pk, definition_as_json(TWO), olga)).startswith("Only a draft")


@pytest.mark.usefixtures("clock")
def test_unreadable_and_unknown_plans_are_refused() -> None:
    plan = started(TWO)
    Plan.objects.update(notified={"moon": 1})
    assert refusal(lambda: services.go_on(plan.pk, None)).startswith("Where this plan stands can't be read here")
    with pytest.raises(UnknownPlan, match="There is no plan 0"):
        services.end_plan(0, None)
    assert services.end_plan(plan.pk, None).status == PlanStatus.ENDED
    with pytest.raises(PlanRefused, match="It is over already"):
        services.end_plan(plan.pk, None)
