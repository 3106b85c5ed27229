"""The pages of plans: started from a template, steered, and read, with every refusal said."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from rollouts.messages.banners import shown_banner
from rollouts.models import Banner, Plan
from rollouts.plans import services
from rollouts.plans.definition import definition_as_json
from rollouts.plans.machine import PlanStatus
from rollouts.plans.templates.catalogue import TEMPLATES
from tests.rollouts.admin.admin_site import address, text_of
from tests.rollouts.plans.releases import ROOM, in_role, percent, set_flag

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def off(settings: Any) -> None:
    """The waiting room is on for nobody, at a quiet hour."""
    settings.ROLLOUT_PEAK_HOURS = frozenset()
    set_flag(everyone=None, percent=0)


def plan_page(page: str, *args: Any) -> str:
    return reverse(f"admin:rollouts_plan_{page}", args=args)


def shown(admin: Client, plan: Plan) -> str:
    return text_of(admin.get(plan_page("change", plan.pk)))


def press(admin: Client, plan: Plan, act: str, **sent: str) -> str:
    return text_of(admin.post(plan_page("do", plan.pk), {"act": act, **sent}, follow=True))


def test_flag_leads_to_a_plan_in_two_presses_with_what_it_can_know_said_first(admin: Client) -> None:
    assert plan_page("new", ROOM) in text_of(admin.get(address("change", ROOM)))
    text = text_of(admin.get(plan_page("new", ROOM)))
    assert "canary: 0 of 0 leagues will be in it, and it takes 73 to know anything: it can&#x27;t." in text
    text = text_of(admin.post(plan_page("new", ROOM), {"template": "percentage-ladder", "start": "1"}, follow=True))
    assert "Running: 1 %, phase 1 of 7." in text
    assert percent() == 1
    assert "End that first".lower() in text_of(admin.get(plan_page("new", ROOM))).lower()
    assert plan_page("change", Plan.objects.get().pk) in text_of(admin.get(address("change", ROOM)))


def test_plan_says_what_happens_next_and_what_to_press(admin: Client, olga: User) -> None:
    plan = services.start_plan(services.make_plan(ROOM, TEMPLATES["percentage-ladder"], None).pk, None)
    text = shown(admin, plan)
    assert "What happens next" in text
    assert "More get error pages with it." in text
    assert "nobody" in text
    text = press(admin, plan, "pause", reason="a look first")
    assert "Paused: 1 %, phase 1 of 7." in text
    assert "It is paused: go on, or roll back." in text
    assert f"{olga.email}: a look first" in text
    assert "Running: 1 %, phase 1 of 7." in press(admin, plan, "go_on")
    assert "Say why it may go on without evidence" in press(admin, plan, "go_on")
    assert "Rolling back: 1 %" in press(admin, plan, "roll_back")
    assert percent() == 0
    assert "Ended" in press(admin, plan, "end")
    assert "It is over already." in press(admin, plan, "end")


def test_page_has_what_to_write_to_whom(admin: Client) -> None:
    plan = services.make_plan(ROOM, TEMPLATES["percentage-ladder"], None)
    text = shown(admin, plan)
    assert "To operators, before it begins" in text
    assert "waiting_room is about to be released by the plan percentage-ladder" in text
    assert "To operators, that something is wrong" not in text
    text = press(admin, services.start_plan(plan.pk, None), "pause")
    assert "To operators, that something is wrong" in text


def test_report_is_a_page_and_markdown(admin: Client) -> None:
    plan = services.start_plan(services.make_plan(ROOM, TEMPLATES["percentage-ladder"], None).pk, None)
    report = plan_page("report", plan.pk)
    assert report in shown(admin, plan)
    text = text_of(admin.get(report))
    assert "The release isn&#x27;t over: this is how far it is." in text
    assert "The phase 1 % begins." in text
    answer = admin.get(report, {"as": "markdown"})
    assert answer.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert f"# Release of waiting\\_room: plan {plan.pk}" in text_of(answer)
    assert admin.get(plan_page("report", 10**30)).status_code == 404


def test_incident_page_has_what_fits_and_one_button(admin: Client) -> None:
    text = text_of(admin.get(plan_page("incident")))
    assert "No plan is under way, so none of them does it." in text
    plan = services.start_plan(services.make_plan(ROOM, TEMPLATES["percentage-ladder"], None).pk, None)
    assert plan_page("incident") in text_of(admin.get(plan_page("changelist")))
    text = text_of(admin.get(plan_page("incident")))
    assert f"Roll back {ROOM}" in text
    assert "fits now" not in text
    assert text.index("More get error pages with it.") < text.index("More than 5 % meet a server that stands still.")
    assert f"Plan {plan.pk}, phase 1 %." in text, "what was changed in the last day"
    press(admin, plan, "roll_back")
    assert f"Roll back {ROOM}" not in text_of(admin.get(plan_page("incident")))
    Plan.objects.update(definition=[])
    assert "It can&#x27;t be read here." in text_of(admin.get(plan_page("incident")))


def test_draft_is_edited_approved_and_started(admin: Client, olga: User, carla: User) -> None:
    admin.post(plan_page("new", ROOM), {"template": "waiting-room"})
    plan = Plan.objects.get()
    assert (plan.status, plan.made_by) == (PlanStatus.DRAFT, olga)
    assert "JSON" in press(admin, plan, "edit", definition="{")
    assert Plan.objects.get().revision == 1
    definition = definition_as_json(TEMPLATES["waiting-room"])
    definition["phases"][0]["approvals"] = ["security"]
    press(admin, plan, "edit", definition=json.dumps(definition))
    in_role(olga, "security")
    text = press(admin, plan, "approve", phase="canary", role="security")
    assert "You made or edited this plan. Somebody else must approve it." in text
    Plan.objects.update(made_by=carla)
    text = press(admin, plan, "approve", phase="canary", role="security")
    assert f"Security approves: {olga.email}" in text
    assert "The four browser tests pass in staging." in text
    assert "waits for its gates" in press(admin, plan, "start")
    text = press(admin, plan, "gate", gate="browser tests", passed="yes", proof="run 8")
    assert "says that it holds: run 8" in text


def test_list_has_every_plan_and_the_flags_without_one(admin: Client) -> None:
    assert "No plan is under way." in text_of(admin.get(plan_page("changelist")))
    services.start_plan(services.make_plan(ROOM, TEMPLATES["percentage-ladder"], None).pk, None)
    services.make_plan("bots", TEMPLATES["percentage-ladder"], None)
    text = text_of(admin.get(plan_page("changelist")))
    assert "Running: 1 %, phase 1 of 7" in text
    assert "Draft: it hasn&#x27;t been started" in text
    assert plan_page("new", ROOM) not in text
    assert plan_page("new", "bots") in text


def test_plan_that_can_not_be_read_is_shown_with_why(admin: Client) -> None:
    plan = services.start_plan(services.make_plan(ROOM, TEMPLATES["percentage-ladder"], None).pk, None)
    Plan.objects.update(definition=[])
    text = shown(admin, plan)
    assert "This plan can&#x27;t be read here, so it stands still." in text
    assert "It can&#x27;t be read here" in text_of(admin.get(plan_page("changelist")))
    assert "Ended" not in text
    press(admin, plan, "end")
    assert Plan.objects.get().status == PlanStatus.ENDED


def test_what_is_not_there_is_not_found(admin: Client) -> None:
    plan = services.make_plan(ROOM, TEMPLATES["percentage-ladder"], None)
    for page in (
        plan_page("change", 10**30),
        plan_page("change", 0),
        plan_page("new", "bidding"),
        plan_page("new", "x"),
    ):
        assert admin.get(page).status_code == 404
    assert admin.post(plan_page("do", plan.pk), {"act": "dance"}).status_code == 404
    assert admin.post(plan_page("new", ROOM), {"template": "moon"}).status_code == 404


@pytest.mark.parametrize("who", ["max_", "nobody"])
def test_plans_are_for_operators(who: str, client: Client, request: pytest.FixtureRequest) -> None:
    if who != "nobody":
        client.force_login(request.getfixturevalue(who))
    for page in (plan_page("changelist"), plan_page("new", ROOM)):
        assert client.get(page).status_code in (302, 403, 404)


def test_message_to_people_is_put_on_every_page_and_taken_down(admin: Client, olga: User) -> None:
    plan = services.make_started_plan(ROOM, TEMPLATES["percentage-ladder"], None)
    assert "Show on every page for a day" in shown(admin, plan)
    text = press(admin, plan, "banner", kind="users")
    assert "On top of every page for 24 hours, except in rooms." in text
    assert "Take it down" in text
    banner = Banner.objects.get()
    assert (banner.text.startswith("New for some leagues: "), banner.plan, banner.made_by) == (True, plan, olga)
    assert "Take it down" not in press(admin, plan, "take_down")
    assert shown_banner() is None


@pytest.mark.parametrize("kind", ["progress", "users-incident", "poem", ""])
def test_what_is_not_for_people_or_does_not_fit_is_not_put_on_pages(admin: Client, kind: str) -> None:
    plan = services.make_started_plan(ROOM, TEMPLATES["percentage-ladder"], None)
    assert "The plan has no such message to people any more." in press(admin, plan, "banner", kind=kind)
    Plan.objects.update(definition=[])
    assert "This plan can&#x27;t be read here" in press(admin, plan, "banner", kind="users")
    assert not Banner.objects.exists()
