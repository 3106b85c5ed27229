"""A draft is edited on its page: looking loses nothing, mistakes are said where they are, and one press starts it."""

from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from rollouts.models import Flag, Plan, Ring
from rollouts.plans import services
from rollouts.plans.definition import PlanDefinition, definition_as_json
from rollouts.plans.machine import PlanStatus
from rollouts.plans.templates.catalogue import TEMPLATES
from tests.rollouts.admin.admin_site import text_of
from tests.rollouts.admin.plan_form.sent import sent_by
from tests.rollouts.plans.machine_cases import CANARY, definition
from tests.rollouts.plans.releases import ROOM, percent, set_flag

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def off(settings: Any) -> None:
    """The waiting room is on for nobody, at a quiet hour."""
    settings.ROLLOUT_PEAK_HOURS = frozenset()
    set_flag(everyone=None, percent=0)


def draft(of: PlanDefinition | str = "waiting-room", by: User | None = None) -> Plan:
    return services.make_plan(ROOM, TEMPLATES[of] if isinstance(of, str) else of, by)


def page_of(plan: Plan) -> str:
    return reverse("admin:rollouts_plan_edit", args=[plan.pk])


def opened(admin: Client, plan: Plan) -> str:
    answer = admin.get(page_of(plan))
    assert text_of(answer)
    return answer.text


def save(admin: Client, plan: Plan, page: str | None = None, **typed: Any) -> str:
    """The page that comes after these fields were typed, and the draft saved."""
    data = sent_by(page or opened(admin, plan), **{"save": "1", **typed})
    return unescape(text_of(admin.post(page_of(plan), data, follow=True)))


def press(admin: Client, plan: Plan, page: str, button: str, **typed: Any) -> str:
    """The page after a button that adds, moves or takes out a part."""
    answer = admin.post(page_of(plan), sent_by(page, shape=button, **typed))
    assert text_of(answer)
    return answer.text


def stored(plan: Plan) -> dict[str, Any]:
    found: dict[str, Any] = Plan.objects.get(pk=plan.pk).definition
    return found


ODD = definition(
    phases=[
        CANARY,
        replace(CANARY, name="everybody", patch={"everyone": True}),
        replace(
            CANARY, name="servers", patch={"everyone": None, "strategy": "canary", "labels": [], "regions": ["eu"]}
        ),
        replace(
            CANARY, name="staff", patch={"everyone": None, "strategy": "percentage", "percent": 0.5, "staff": True}
        ),
    ]
)


@pytest.mark.parametrize("of", [*TEMPLATES, ODD], ids=lambda of: of if isinstance(of, str) else "odd")
def test_draft_that_nobody_touched_stays_as_it_is(admin: Client, of: PlanDefinition | str) -> None:
    plan = draft(of)
    before = stored(plan)
    assert "Saved." in save(admin, plan)
    assert stored(plan) == before
    assert Plan.objects.get().revision == 2


def test_all_of_a_draft_is_edited(admin: Client, olga: User) -> None:
    plan = draft()
    save(
        admin, plan, says="Half of them.", p0__name="half", p0__percent="50", p0__bake="2 days",
        p0__minimum_subjects="7", p0__when_short="hold", p0__approvals=["security", "product"],
        p0__asked=["drill"], p0__sets_criteria="on", p0__criteria="account_age_days at_least 30",
        **{"p0-c0-below": "2.5", "p0-c0-within": "12 h", "p0-g0-says": "They pass.", "t0-times": "2"},
        t2__compared="above", t2__above="1", t2__within="1 day", t2__action="notify", t2__severity="low",
    )  # fmt: skip
    found = stored(plan)
    first, last = found["phases"][0], found["triggers"][2]
    assert found["says"] == "Half of them."
    assert (first["name"], first["bake_minutes"], first["minimum_subjects"]) == ("half", 2880, 7)
    assert first["patch"] == {
        "everyone": None, "strategy": "percentage", "percent": 50, "criteria": {"account_age_days": {"at_least": 30}},
    }  # fmt: skip
    assert (first["when_short"], first["approvals"]) == ("hold", ["security", "product"])
    assert [each["name"] for each in first["gates"]] == ["drill", "browser tests"]
    assert first["gates"][1]["says"] == "They pass."
    assert first["criteria"] == [{"metric": "server_error", "below": 0.025, "within_minutes": 720}]
    assert found["triggers"][0]["times"] == 2.0
    assert (last["times"], last["above"], last["within_minutes"]) == (None, 0.01, 1440)
    assert (last["action"], last["severity"]) == ("notify", "low")
    assert Plan.objects.get().made_by == olga


MISTAKES: dict[str, tuple[dict[str, Any], str]] = {
    "percent": ({"p0__percent": "101"}, "Give a percentage from 0 to 100"),
    "no percent": ({"p0__percent": ""}, "Say for how many percent."),
    "no ring": ({"p0__audience": "ring"}, "Say how much of which ring."),
    "no server": ({"p0__audience": "canary"}, "Name a server or a region."),
    "nothing else": ({"p0__audience": "otherwise"}, "Say what becomes of the flag."),
    "no name": ({"p1__name": ""}, "This field is required."),
    "twice": ({"p1__name": "canary"}, "Two phases are named canary. Give one another name, or take it out."),
    "bake": ({"p0__bake": "a while"}, "Write a number and min, h, days or weeks"),
    "subjects": ({"p0__minimum_subjects": "0"}, "greater than or equal to 1"),
    "share": ({"p0-c0-below": "100"}, "Give a percentage between 0 and 100"),
    "metric": ({"t0-metric": ""}, "Choose a metric, or take this out."),
    "no limit": ({"t0-compared": "above"}, "Say above which percentage it fires."),
    "condition": ({"p0__sets_criteria": "on", "p0__criteria": "old"}, "is no condition"),
    "trait": ({"p0__sets_criteria": "on", "p0__criteria": "height is 5"}, "height"),
    "kill": ({"p0__audience": "otherwise", "p0__others": '{"everyone": false}'}, "turns waiting_room off for everyone"),
    "field": ({"p0__others": '{"colour": 5}'}, "The phase canary changes colour, which no flag has."),
    "gate twice": ({"p0__asked": ["drill"], "p1__asked": ["drill"]}, "Two gates are named drill."),
    "choice": ({"p0__when_short": "never"}, "Select a valid choice."),
}


@pytest.mark.parametrize(("typed", "said"), MISTAKES.values(), ids=MISTAKES)
def test_mistake_is_said_and_nothing_is_saved(admin: Client, typed: dict[str, Any], said: str) -> None:
    plan = draft()
    before = stored(plan)
    text = save(admin, plan, **typed)
    assert "Nothing was saved." in text
    assert said in text
    assert (stored(plan), Plan.objects.get().revision) == (before, 1)
    for value in typed.values():
        assert not isinstance(value, str) or value in text, "what was typed is still there"


def test_what_the_service_finds_stands_beside_the_field(admin: Client) -> None:
    text = save(admin, draft(), p1__sets_criteria="on", p1__criteria="height is 5")
    said = text.partition('id="p1-title"')[2]
    assert "height" in said.partition('id="id_p1-criteria_error"')[2].partition("</span>")[0]
    text = save(admin, draft(), p1__audience="otherwise", p1__others='{"everyone": false}')
    assert "off for everyone" in text.partition('id="p1-title"')[2].partition('id="p2-title"')[0]


def test_parts_are_added_moved_and_taken_out_and_nothing_is_saved_by_it(admin: Client) -> None:
    plan = draft()
    before = stored(plan)
    page = press(admin, plan, opened(admin, plan), "add p", p0__percent="20")
    page = press(admin, plan, page, "up p3", p3__percent="50", p3__name="half")
    page = press(admin, plan, page, "up p3")
    page = press(admin, plan, page, "add p3-c")
    page = press(admin, plan, page, "add p3-g", **{"p3-c0-metric": "bid_missed", "p3-c0-below": "1"})
    page = press(admin, plan, page, "drop p0-g0", **{"p3-g0-name": "looked", "p3-g0-says": "Somebody looked."})
    page = press(admin, plan, page, "drop t1")
    page = press(admin, plan, page, "add t")
    page = press(admin, plan, page, "drop p2")
    assert "This field is required" not in page, "of parts that nobody touched nothing is said yet"
    assert stored(plan) == before
    assert "Choose a metric, or take this out." in save(admin, plan, page)
    page = press(admin, plan, page, "drop t3")
    assert "Saved." in save(admin, plan, page)
    found = stored(plan)
    assert [each["name"] for each in found["phases"]] == ["canary", "half", "all but a control"]
    canary, half = found["phases"][:2]
    assert (canary["patch"]["percent"], canary["gates"]) == (20, [])
    assert (half["patch"]["percent"], half["bake_minutes"]) == (50, 60)
    assert half["criteria"] == [{"metric": "bid_missed", "below": 0.01}]
    assert half["gates"] == [{"name": "looked", "says": "Somebody looked.", "category": "code", "check": ""}]
    assert [each["metric"] for each in found["triggers"]] == ["server_error", "bid_missed"]


@pytest.mark.parametrize(
    "button", ["up p0", "down p2", "drop p9", "add x", "add p9-c", "add p0-t", "dance", "", "up t0"]
)
def test_button_that_can_not_be_there_changes_nothing(admin: Client, button: str) -> None:
    plan = draft()
    assert "Saved." in save(admin, plan, press(admin, plan, opened(admin, plan), button))
    assert stored(plan) == definition_as_json(TEMPLATES["waiting-room"])


def test_there_are_no_more_parts_than_a_definition_takes(admin: Client) -> None:
    plan = draft()
    page = opened(admin, plan)
    for _ in range(19):
        page = press(admin, plan, page, "add p")
    assert page.count('class="phase"') == 20
    assert "The plan has no phase" in save(admin, plan, part=["t0"])


def test_one_press_saves_and_starts(admin: Client) -> None:
    plan = draft("percentage-ladder")
    data = sent_by(opened(admin, plan), start="1", p0__percent="2")
    text = text_of(admin.post(page_of(plan), data, follow=True))
    assert "Running: 1 %, phase 1 of 7." in text
    assert percent() == 2


def test_draft_that_can_not_start_is_saved_and_says_why(admin: Client) -> None:
    services.make_started_plan(ROOM, TEMPLATES["percentage-ladder"], None)
    plan = draft()
    data = sent_by(opened(admin, plan), start="1", says="Later.")
    text = unescape(text_of(admin.post(page_of(plan), data, follow=True)))
    assert "The draft is saved, and it wasn't started. Plan" in text
    assert (stored(plan)["says"], Plan.objects.get(pk=plan.pk).status) == ("Later.", PlanStatus.DRAFT)


def test_two_who_edit_at_once_do_not_undo_each_other(admin: Client, carla: User) -> None:
    plan = draft()
    page = opened(admin, plan)
    services.edit_plan(plan.pk, {**stored(plan), "says": "Theirs."}, None)
    page = press(admin, plan, page, "add t")
    page = press(admin, plan, page, "drop t3")
    answer = admin.post(page_of(plan), sent_by(page, save="1", says="Mine."))
    assert "Somebody edited this draft after you opened it." in text_of(answer)
    assert stored(plan)["says"] == "Theirs."
    assert "Saved." in save(admin, plan, answer.text)
    assert stored(plan)["says"] == "Mine."


def test_only_a_draft_that_can_be_read_is_edited(admin: Client) -> None:
    plan = services.make_started_plan(ROOM, TEMPLATES["percentage-ladder"], None)
    assert "Only a draft can be edited." in text_of(admin.get(page_of(plan), follow=True))
    draft_plan = draft()
    page = opened(admin, draft_plan)
    Plan.objects.filter(pk=draft_plan.pk).update(definition=[])
    for answer in (
        admin.get(page_of(draft_plan), follow=True),
        admin.post(page_of(draft_plan), sent_by(page), follow=True),
    ):
        assert "can't be read here" in unescape(text_of(answer))
    assert admin.get(reverse("admin:rollouts_plan_edit", args=[10**30])).status_code == 404


def test_draft_that_a_hand_spoilt_can_be_mended(admin: Client) -> None:
    plan = draft()
    spoilt = stored(plan)
    spoilt["phases"][0]["patch"] = {"everyone": None, "strategy": "ring", "rings": {"beta": "half"}, "criteria": 5}
    Plan.objects.update(definition=spoilt)
    text = save(admin, plan)
    assert "Nothing was saved." in text
    assert "Saved." in save(admin, plan, p0__audience="percentage", p0__percent="10", p0__others="")
    assert stored(plan)["phases"][0]["patch"]["percent"] == 10


def test_what_is_not_there_any_more_is_still_named(admin: Client) -> None:
    plan = draft("rings")
    spoilt = stored(plan)
    spoilt["triggers"][0]["metric"] = "gone"
    spoilt["phases"][0]["patch"]["rings"] = {"moon": 5}
    spoilt["phases"][0]["gates"][0]["check"] = "nobody"
    Plan.objects.update(definition=spoilt)
    page = unescape(opened(admin, plan))
    assert "gone: nobody measures it here" in page
    assert "Ring moon" in page
    assert "The program nobody" in page
    assert "Nothing was saved." in save(admin, plan)


def test_without_rings_it_says_where_they_are_made(admin: Client) -> None:
    plan = draft()
    Ring.objects.all().delete()
    assert "There is no ring:" in opened(admin, plan)
    assert "Say how much of which ring." in save(admin, plan, p0__audience="ring")


@pytest.mark.parametrize("who", ["max_", "nobody"])
def test_drafts_are_for_operators(who: str, client: Client, request: pytest.FixtureRequest) -> None:
    plan = draft()
    if who != "nobody":
        client.force_login(request.getfixturevalue(who))
    assert client.get(page_of(plan)).status_code in (302, 403)
    assert client.post(page_of(plan), {"save": "1"}).status_code in (302, 403)
    assert not Flag.objects.filter(name=ROOM, percent__gt=0).exists()
