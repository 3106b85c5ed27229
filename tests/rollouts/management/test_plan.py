"""`manage.py plan`, as an operator at a terminal uses it."""

import pytest

from rollouts.models import Plan
from rollouts.plans import services
from rollouts.plans.templates.catalogue import TEMPLATES
from tests.rollouts.management.commands import run
from tests.rollouts.plans.releases import ROOM, percent, set_flag

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def off() -> None:
    """The waiting room is on for nobody."""
    set_flag(everyone=None, percent=0)


def test_plan_is_started_with_what_it_can_know_said_first() -> None:
    ran = run("plan", ROOM, "--start", "percentage-ladder", "--reason", "it is time")
    plan = Plan.objects.get()
    lines = ran.out.splitlines()
    assert ran.code == 0
    assert (
        lines[0]
        == "1 %: 0 of 0 leagues will be in it, and it takes 5 to know anything: it can't. It will ask a person."
    )
    assert lines[8].startswith(
        f"Plan {plan.pk} of waiting_room (percentage-ladder) is running, in the phase 1 % since "
    )
    assert percent() == 1
    assert plan.events.get(what="start").reason == "it is time"


def test_dry_run_says_what_it_can_know_and_starts_nothing() -> None:
    assert len(run("plan", ROOM, "--start", "waiting-room", "--dry-run").out.splitlines()) == 3
    told = run("plan", ROOM, "--start", "waiting-room", "--dry-run", "--json").json()
    assert told[0] == {"phase": "canary", "needed": 73, "have": 0}
    assert not Plan.objects.exists()


def test_plan_is_paused_goes_on_is_rolled_back_and_told_of() -> None:
    services.start_plan(services.make_plan(ROOM, TEMPLATES["percentage-ladder"], None).pk, None)
    for option, status in (("--pause", "paused"), ("--go-on", "running"), ("--roll-back", "rolling_back")):
        assert run("plan", ROOM, option, "--json").json()["status"] == status
    assert percent() == 0
    ran = run("plan", ROOM)
    assert "is rolling back, in the phase 1 % since" in ran.out
    assert "Rolling back." in ran.out
    assert run("plan", ROOM, "--end", "--json").json()["status"] == "ended"


def test_report_is_printed_as_markdown() -> None:
    run("plan", ROOM, "--start", "percentage-ladder")
    told = run("plan", ROOM, "--report").out
    assert "## Timeline" in told
    assert "| Started. |" in told


def test_refusals_are_sentences() -> None:
    ran = run("plan", ROOM, "--status")
    assert (ran.code, ran.err) == (1, "waiting_room has no plan. `plan waiting_room --start TEMPLATE` starts one.")
    services.make_plan(ROOM, TEMPLATES["percentage-ladder"], None)
    ran = run("plan", ROOM, "--pause")
    assert (ran.code, ran.err) == (1, "Only a plan that runs can be paused. It is draft now.")
    assert run("plan", ROOM, "--start", "moon").code == 2
    assert run("plan", "moon", "--start", "waiting-room").code == 1
