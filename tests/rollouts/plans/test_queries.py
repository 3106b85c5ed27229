"""Plans as programs and terminals read them."""

from typing import Any

from accounts.models import User
from rollouts.models import Plan
from rollouts.plans import queries, services
from tests.database_clock import DatabaseClock
from tests.rollouts.plans.machine_cases import METRIC
from tests.rollouts.plans.releases import ROOM, look, made, meet, started


def test_plan_is_described_with_what_was_decided(clock: DatabaseClock, olga: User) -> None:
    plan = started()
    meet(2, on=True)
    services.pause_plan(plan.pk, olga, "a look first")
    told: dict[str, Any] = queries.describe_plan(look(plan, clock))
    assert (told["flag"], told["template"], told["status"], told["phase"]) == (ROOM, "a-release", "paused", "canary")
    assert told["phases"] == ["canary", "all"]
    assert told["outlook"] == "It is paused: go on, or roll back."
    newest = told["events"][0]
    assert (newest["what"], newest["by"], newest["reason"]) == ("pause", olga.display_name, "a look first")
    assert [each["what"] for each in told["events"]] == ["pause", "enter", "start", "make"]
    assert told["events"][1]["figures"] == {}
    assert METRIC not in told


def test_plan_that_can_not_be_read_says_so(clock: DatabaseClock) -> None:
    plan = started()
    Plan.objects.update(definition=[])
    plan.refresh_from_db()
    told = queries.describe_plan(plan)
    assert (told["phases"], told["phase"]) == ([], None)
    assert told["outlook"].startswith("This plan can't be read here")


def test_plan_that_is_alive_comes_before_newer_ones(clock: DatabaseClock) -> None:
    assert queries.newest_plan(ROOM) is None
    first, second = started(), made()
    assert queries.newest_plan(ROOM) == first
    services.end_plan(first.pk, None)
    assert queries.newest_plan(ROOM) == second
    assert list(queries.all_plans()) == [second, first]
