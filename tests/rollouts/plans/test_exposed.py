"""Subjects compared in a plan, from exposures in the database: step by step of the percentage that the flag had."""

from datetime import UTC, datetime

from rollouts.evaluation.types import BucketBy
from rollouts.models import Plan
from rollouts.plans.exposed import read_exposed
from tests.database_clock import DatabaseClock
from tests.rollouts.plans.machine_cases import METRIC, definition, phase
from tests.rollouts.plans.releases import Failures, leagues_between, look, meet, meet_again, started

LADDER = definition(phases=[phase("10 %", 10, minimum_subjects=1), phase("50 %", 50), phase("100 %", 100)])


def second_step(clock: DatabaseClock) -> Plan:
    plan = look(started(LADDER), clock, hours=2)
    assert plan.phase == 0, "nobody has met it yet"
    return plan


def test_league_that_is_drawn_later_leaves_those_without_it_when_its_step_begins(
    clock: DatabaseClock, failures: Failures
) -> None:
    plan = second_step(clock)
    [first], [later], [never] = (
        leagues_between(0, 1_000, 1),
        leagues_between(1_000, 5_000, 1),
        leagues_between(5_000, 10_000, 1),
    )
    meet_again([first], on=True)
    meet_again([later, never], on=False)
    plan = look(plan, clock)
    assert plan.phase == 1
    clock.advance(minutes=5)
    meet_again([later], on=True)
    failures.fail([never, later], clock)
    found = read_exposed(plan)
    assert (found.kind, found.on, found.ratio_off) == (BucketBy.LEAGUE, 1, False)
    shown = [
        (each.on, each.failed_at is not None, [stay.stratum for stay in each.stays or ()])
        for each in found.by_metric[METRIC]
    ]
    assert sorted(shown) == [(False, False, [0]), (False, True, [0]), (True, False, [0]), (True, True, [1])]
    left = [stay.until for each in found.by_metric[METRIC] if not each.on for stay in each.stays or ()]
    assert plan.since.timestamp() in left


def test_only_whom_the_percentage_drew_are_compared_and_once_if_they_met_both_answers(clock: DatabaseClock) -> None:
    plan = second_step(clock)
    meet(3, on=True)
    meet_again(["chosen"], on=True, drawn=False)
    meet_again(both := ["both"], on=True)
    meet_again(both, on=False)
    found = read_exposed(plan)
    assert (found.on, len(found.by_metric[METRIC])) == (3, 3)


def test_plan_that_has_not_begun_compares_since_it_was_started(clock: DatabaseClock) -> None:
    plan = started()
    Plan.objects.update(last_change=None, counted_since=None, since=datetime(2027, 3, 4, tzinfo=UTC))
    plan.refresh_from_db()
    meet(1, on=True)
    assert read_exposed(plan).on == 1
