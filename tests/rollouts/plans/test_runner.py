"""Plans on a real database: each step once and whole, whatever happens in the middle of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import User
from rollouts.exposures import outcomes
from rollouts.models import Flag, FlagChange, Plan, PlanEvent
from rollouts.plans import runner, services
from rollouts.plans.definition import TriggerAction
from rollouts.plans.machine import PlanStatus
from rollouts.propagation import readers
from tests.database_clock import DatabaseClock
from tests.rollouts.plans.machine_cases import ALL, CANARY, definition, phase, trigger
from tests.rollouts.plans.releases import (
    ROOM,
    Failures,
    leagues_between,
    look,
    made,
    meet,
    meet_again,
    percent,
    set_flag,
    started,
)

BARE = replace(CANARY, criteria=())
EVERYBODY = replace(ALL, approvals=())
TWO = definition(phases=[BARE, EVERYBODY])


def events(plan: Plan) -> list[str]:
    return list(PlanEvent.objects.filter(plan=plan).order_by("id").values_list("what", flat=True))


@pytest.mark.usefixtures("clock")
def test_started_plan_begins_its_first_phase_at_once() -> None:
    plan = started(TWO)
    assert (plan.status, plan.phase, percent()) == (PlanStatus.RUNNING, 0, 10)
    change = FlagChange.objects.latest("id")
    assert (change.source, change.reason, change.override) == ("plan", f"Plan {plan.pk}, phase canary.", "")
    assert plan.first_change == plan.last_change == change
    assert events(plan) == ["make", "start", "enter"]


def test_plan_is_looked_at_every_half_minute(clock: DatabaseClock) -> None:
    started(TWO)
    clock.advance(seconds=runner.LOOK_SECONDS - 1)
    assert runner.run_due() == 0
    clock.advance(seconds=1)
    assert [runner.run_due(), runner.run_due()] == [1, 0]


def test_plan_goes_through_its_phases_when_enough_have_met_the_flag(clock: DatabaseClock) -> None:
    plan = started(TWO)
    meet(2, on=True)
    plan = look(plan, clock, hours=2)
    assert (plan.phase, percent()) == (0, 10)
    assert plan.outlook.startswith("2 of 3 leagues have met it with it on since the phase canary began.")
    meet(1, on=True)
    plan = look(plan, clock)
    assert (plan.phase, percent(), plan.since) == (1, 100, clock.now)
    meet(3, on=True)
    plan = look(plan, clock, hours=1)
    assert plan.status == PlanStatus.COMPLETED
    assert events(plan) == ["make", "start", "enter", "enter", "complete"]
    assert PlanEvent.objects.get(plan=plan, what="complete").figures == {"server_error": {"on": [0, 6], "off": [0, 0]}}


def test_without_traffic_it_stays_where_it_is(clock: DatabaseClock) -> None:
    plan = started(TWO)
    for _ in range(3):
        plan = look(plan, clock, days=20)
    assert (plan.status, plan.phase, percent()) == (PlanStatus.RUNNING, 0, 10)


def break_it(clock: DatabaseClock, failures: Failures, *, share: float = 0.1) -> None:
    with_it, without = meet(int(400 * share), on=True), meet(int(400 * (1 - share)), on=False)
    failures.fail([*with_it[:15], *without[:2]], clock)


def test_harm_is_rolled_back_and_said_so_when_the_last_process_has_confirmed(
    clock: DatabaseClock, failures: Failures
) -> None:
    process = readers.ReaderProcess("web elsewhere 1", "web")
    plan = started(TWO)
    break_it(clock, failures)
    readers.record_reader(process, 1, 200)
    plan = look(plan, clock, seconds=30)
    assert (plan.status, percent()) == (PlanStatus.ROLLING_BACK, 0)
    readers.record_reader(process, 1, 200)
    plan = look(plan, clock, seconds=1)
    assert plan.status == PlanStatus.ROLLING_BACK
    assert "0 of 1 process run the newest version, with 0 of 200 sockets" in plan.outlook
    readers.record_reader(process, readers.propagation_status().version, 200)
    plan = look(plan, clock, seconds=1)
    assert plan.status == PlanStatus.ROLLED_BACK
    assert plan.outlook.startswith("Rolled back, and confirmed. The one process with 200 sockets runs")
    assert events(plan)[-2:] == ["roll_back", "confirm"]
    told = PlanEvent.objects.get(plan=plan, what="roll_back")
    assert told.figures == {"server_error": {"on": [15, 40], "off": [2, 360]}}
    assert told.change == FlagChange.objects.latest("id")


def test_frozen_flag_is_rolled_back_too(clock: DatabaseClock, failures: Failures) -> None:
    plan = started(TWO)
    set_flag(frozen_at=clock.now.isoformat(), freeze_reason="finals")
    break_it(clock, failures)
    plan = look(plan, clock)
    assert (plan.status, percent()) == (PlanStatus.ROLLING_BACK, 0)


def test_where_the_state_before_would_let_others_in_it_is_turned_off(clock: DatabaseClock, failures: Failures) -> None:
    set_flag(everyone=None, percent=5, salt="old")
    plan = started(definition(phases=[replace(BARE, patch={"percent": 10, "salt": "new"}), EVERYBODY]))
    set_flag(frozen_at=clock.now.isoformat(), freeze_reason="finals")
    break_it(clock, failures)
    plan = look(plan, clock)
    assert plan.status == PlanStatus.ROLLING_BACK
    assert percent() in {5, 10}
    assert (Flag.objects.get(name=ROOM).everyone is False) is (percent() == 10)
    assert look(plan, clock).status == PlanStatus.ROLLED_BACK


def test_step_back_returns_to_the_phase_before_and_pauses(clock: DatabaseClock, failures: Failures) -> None:
    plan = started(definition(trigger(TriggerAction.STEP_BACK), phases=[BARE, phase("half", 50), EVERYBODY]))
    meet(3, on=True)
    assert look(plan, clock, hours=1).phase == 1
    break_it(clock, failures, share=0.5)
    plan = look(plan, clock)
    assert (plan.status, plan.phase, percent()) == (PlanStatus.PAUSED, 0, 10)


def test_operators_are_notified_once(clock: DatabaseClock, failures: Failures) -> None:
    plan = started(definition(trigger(TriggerAction.NOTIFY), phases=[BARE, EVERYBODY]))
    break_it(clock, failures)
    for _ in range(2):
        plan = look(plan, clock)
    assert (plan.status, plan.notified) == (PlanStatus.RUNNING, [0])
    assert events(plan).count("notify") == 1


HANDS: dict[str, tuple[Callable[[User, DatabaseClock], object], PlanStatus, str]] = {
    "kill": (
        lambda olga, _: set_flag(actor=olga, everyone=False),
        PlanStatus.ENDED,
        "waiting_room was turned off for everyone by {}. The plan ends, and it stays off.",
    ),
    "raise": (
        lambda olga, _: set_flag(actor=olga, percent=50),
        PlanStatus.PAUSED,
        "Taken over: waiting_room was changed by {}, and stays as it is. ",
    ),
    "freeze": (
        lambda olga, clock: set_flag(actor=olga, frozen_at=clock.now.isoformat(), freeze_reason="finals"),
        PlanStatus.RUNNING,
        "waiting_room is frozen (finals). The phase all begins when it is unfrozen.",
    ),
    "rename": (
        lambda *_: Flag.objects.filter(name=ROOM).update(name="lobby"),
        PlanStatus.PAUSED,
        "There is no flag waiting_room any more.",
    ),
    "psql": (
        lambda *_: Flag.objects.filter(name=ROOM).update(percent=75),
        PlanStatus.PAUSED,
        "Taken over: waiting_room was changed by somebody past the service",
    ),
}


@pytest.mark.parametrize(("hand", "status", "sentence"), HANDS.values(), ids=HANDS)
def test_hand_on_the_flag_counts_and_the_plan_says_so(
    clock: DatabaseClock,
    olga: User,
    hand: Callable[[User, DatabaseClock], object],
    status: PlanStatus,
    sentence: str,
) -> None:
    plan = started(TWO)
    meet(3, on=True)
    hand(olga, clock)
    before = list(Flag.objects.values_list("name", "percent", "everyone"))
    plan = look(plan, clock, hours=1)
    assert plan.status == status
    assert plan.outlook.startswith(sentence.format(olga.email))
    assert list(Flag.objects.values_list("name", "percent", "everyone")) == before


def test_emptied_ring_is_said(clock: DatabaseClock) -> None:
    ring = replace(BARE, patch={"everyone": None, "strategy": "ring", "rings": {"beta": 100}})
    plan = look(started(definition(phases=[ring, EVERYBODY])), clock, hours=2)
    assert plan.outlook == "Nobody is in the ring beta, so nobody meets it. Add somebody."
    assert plan.status == PlanStatus.RUNNING


def test_what_holds_every_change_back_holds_a_plan_back(clock: DatabaseClock, settings: Any) -> None:
    plan = started(TWO)
    meet(3, on=True)
    settings.ROLLOUT_PEAK_HOURS = frozenset(range(24))
    plan = look(plan, clock, hours=1)
    assert plan.outlook == "The phase all waits. It is 14:05 UTC, when most people are here."
    settings.ROLLOUT_PEAK_HOURS = frozenset()
    assert look(plan, clock).phase == 1


def test_environment_that_decides_holds_a_plan(clock: DatabaseClock, settings: Any) -> None:
    plan = started(TWO)
    settings.FEATURES = {ROOM: True}
    plan = look(plan, clock)
    assert plan.outlook.startswith("FEATURE_WAITING_ROOM decides on servers")


def test_plan_that_can_not_be_read_stands_and_others_go_on(clock: DatabaseClock) -> None:
    set_flag("bots", everyone=None, percent=0)
    spoilt, sound = started(TWO), started(TWO, flag="bots")
    Plan.objects.filter(pk=spoilt.pk).update(definition={"phases": "later"})
    sound = look(sound, clock)
    spoilt.refresh_from_db()
    assert spoilt.outlook.startswith("This plan can't be read here, so it stands still.")
    assert (spoilt.status, spoilt.looked_at, sound.looked_at) == (PlanStatus.RUNNING, clock.now, clock.now)


def test_plan_that_fails_is_put_off_and_holds_up_no_other(clock: DatabaseClock, failures: Failures) -> None:
    bad = replace(failures.metric(), name="bad", first_failures=lambda *_: 1 // 0)  # type: ignore[arg-type]
    broken = started(TWO)
    outcomes.outcome_metrics.append(bad)
    broken = look(broken, clock)
    assert broken.outlook == "It couldn't be looked at: the log has why. It is tried again."
    outcomes.outcome_metrics.remove(bad)
    assert look(broken, clock).outlook == "The phase canary lasts until 14:05 UTC."


FAIL = """
    CREATE FUNCTION pg_temp.fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'killed'; END $$;
    CREATE TRIGGER killed BEFORE INSERT ON rollouts_planevent FOR EACH ROW EXECUTE FUNCTION pg_temp.fail();
"""


def test_step_that_ends_in_the_middle_has_not_been_taken(clock: DatabaseClock) -> None:
    plan = started(TWO)
    meet(3, on=True)
    clock.advance(hours=1)
    changes = FlagChange.objects.count()
    with connection.cursor() as cursor:
        cursor.execute(FAIL)
    with pytest.raises(DatabaseError, match="killed"), transaction.atomic():
        runner.look_at(plan.pk)
    plan.refresh_from_db()
    assert (plan.phase, percent(), FlagChange.objects.count()) == (0, 10, changes)
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER killed ON rollouts_planevent")
    assert runner.run_due() == 1
    plan.refresh_from_db()
    assert (plan.phase, percent(), FlagChange.objects.count()) == (1, 100, changes + 1)


@pytest.mark.django_db(transaction=True)
def test_two_runners_take_a_step_once(failures: Failures, settings: Any) -> None:
    settings.ROLLOUT_PEAK_HOURS = frozenset()
    set_flag(everyone=None, percent=0)
    plan = started(definition(phases=[replace(BARE, bake=timedelta(0)), EVERYBODY]))
    meet(3, on=True)
    Plan.objects.update(looked_at=None)
    ready, taken = Barrier(3), list[bool]()

    def run() -> None:
        ready.wait(timeout=120)
        taken.append(runner.look_at(plan.pk))
        connection.close()

    threads = [Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    plan.refresh_from_db()
    assert sorted(taken) == [False, False, True]
    assert (plan.phase, events(plan)) == (1, ["make", "start", "enter", "enter"])


@pytest.mark.django_db(transaction=True)
def test_thread_looks_after_plans_until_it_is_stopped(failures: Failures, settings: Any) -> None:
    settings.ROLLOUT_PEAK_HOURS = frozenset()
    set_flag(everyone=None, percent=0)
    plan = made(definition(phases=[replace(BARE, bake=timedelta(0)), EVERYBODY]))
    services.start_plan(plan.pk, None)
    meet(3, on=True)
    Plan.objects.update(looked_at=None)
    thread = runner.PlanRunner()
    thread.start()
    for _ in range(300):
        if Plan.objects.get().phase == 1:
            break
        thread.join(timeout=0.1)
    thread.stop()
    assert not thread.is_alive()
    assert Plan.objects.get().phase == 1


@pytest.mark.usefixtures("clock")
def test_what_was_decided_stays() -> None:
    started(TWO)
    with pytest.raises(DatabaseError, match="kept as it is"), transaction.atomic():
        PlanEvent.objects.all().delete()


QUARTER = phase("quarter", 25)


def test_evidence_goes_on_where_the_percentage_alone_grows(clock: DatabaseClock, failures: Failures) -> None:
    """Those who met it in the canary fail when that is over, and nobody comes again."""
    plan = started(definition(phases=[BARE, QUARTER, EVERYBODY]))
    with_it = meet_again(leagues_between(0, 1_000, 40), on=True)
    meet_again(leagues_between(2_500, 10_000, 360), on=False)
    counted = plan.counted_since
    plan = look(plan, clock, hours=2)
    assert (plan.phase, plan.counted_since) == (1, counted)
    failures.fail(with_it[:12], clock)
    plan = look(plan, clock)
    assert plan.status == PlanStatus.ROLLING_BACK
    assert "12 of 40 leagues with it, 0 of 360 without." in plan.outlook


def test_evidence_begins_anew_with_another_audience(clock: DatabaseClock, failures: Failures) -> None:
    plan = started(definition(phases=[BARE, replace(QUARTER, patch={"percent": 25, "salt": "new"}), EVERYBODY]))
    with_it = meet(40, on=True)
    meet(360, on=False)
    plan = look(plan, clock, hours=2)
    assert (plan.phase, plan.counted_since) == (1, plan.since)
    failures.fail(with_it[:12], clock)
    assert look(plan, clock).status == PlanStatus.RUNNING
