"""Plans over HTTP: made, edited, steered and approved by a program as on the pages, and refused with a reason."""

from typing import Any

import pytest

from accounts.models import User
from rollouts.models import Plan, PlanEvent
from rollouts.plans.definition import definition_as_json
from rollouts.plans.templates.catalogue import TEMPLATES
from tests import cast
from tests.rollouts.api.api_client import Api, refused
from tests.rollouts.plans.releases import ROOM, in_role, percent, set_flag


@pytest.fixture
def api(olga: User, settings: Any) -> Api:
    """Olga's program, at an hour in which steps need no override; the waiting room is on for nobody."""
    settings.ROLLOUT_PEAK_HOURS = frozenset()
    set_flag(everyone=None, percent=0)
    return Api(olga)


def made(api: Api, template: str = "percentage-ladder", **more: Any) -> dict[str, Any]:
    answer = api.post("plans", {"flag": ROOM, "template": template, **more})
    assert answer.status_code == 201, answer.content
    told: dict[str, Any] = answer.json()
    return told


def test_plan_is_made_started_steered_and_told_with_who_did_it(api: Api, olga: User) -> None:
    plan = made(api)
    assert (plan["status"], plan["phase"], plan["phases"][0]) == ("draft", None, "1 %")
    assert plan["forecast"][0].startswith("1 %: 0 of 0 leagues will be in it")
    at = f"plans/{plan['id']}"
    assert api.post(f"{at}/start", {"reason": "It passed in staging."}).json()["phase"] == "1 %"
    assert percent() == 1
    assert api.post(f"{at}/pause", {"reason": "Finals."}).json()["status"] == "paused"
    assert api.post(f"{at}/go-on").json()["status"] == "running"
    assert api.post(f"{at}/roll-back", {"reason": "Rooms break."}).json()["status"] == "rolling_back"
    told = api.get(at).json()
    assert [each["what"] for each in told["events"]] == ["roll_back", "go_on", "pause", "enter", "start", "make"]
    assert (told["events"][0]["by"], told["events"][0]["reason"]) == (olga.display_name, "Rooms break.")
    assert told["events"][3]["by"] is None
    assert percent() == 0
    listed = api.get("plans").json()["results"]
    assert [(each["id"], each["flag"], each["status"]) for each in listed] == [(plan["id"], ROOM, "rolling_back")]


def test_start_in_one_call_and_the_word_of_first_scripts(api: Api) -> None:
    answer = api.post("plans", {"name": ROOM, "template": "percentage-ladder", "start": True})
    assert (answer.status_code, answer.json()["status"]) == (201, "running")


def test_refused_start_in_one_call_leaves_no_draft(api: Api) -> None:
    first = made(api, start=True)
    answer = api.post("plans", {"flag": ROOM, "template": "percentage-ladder", "start": True})
    refused(answer, 409, "not_now")
    assert f"Plan {first['id']} of {ROOM} is running. End it first." in str(answer.json())
    assert [*Plan.objects.values_list("pk", flat=True)] == [first["id"]]
    assert PlanEvent.objects.filter(what="make").count() == 1


def test_draft_is_edited_by_sending_it_back(api: Api) -> None:
    plan = made(api)
    definition = plan["definition"]
    definition["phases"] = definition["phases"][:2]
    edited = api.put(f"plans/{plan['id']}", {"definition": definition}).json()
    assert (edited["phases"], edited["revision"]) == (["1 %", "5 %"], 2)
    definition["phases"][0]["moon"] = 1
    fields = refused(api.put(f"plans/{plan['id']}", {"definition": definition}), 400, "invalid")
    assert "has no moon" in fields["definition"][0]
    assert Plan.objects.get().revision == 2


def test_next_phase_tells_its_gates_and_approvals_which_others_give(api: Api, olga: User) -> None:
    plan = made(api, "pilot")
    at = f"plans/{plan['id']}"
    assert [each["role"] for each in plan["approvals"]] == ["engineering"]
    by_hand = {each["name"]: each for each in plan["gates"] if each["by_hand"]}["rooms of 30"]
    assert (by_hand["passed"], by_hand["sentence"]) == (False, "Nobody has said so yet.")
    answered = api.post(f"{at}/gate", {"gate": "rooms of 30", "passed": True, "proof": "run 7"}).json()
    assert {each["name"]: each["passed"] for each in answered["gates"]}["rooms of 30"]
    approval = {"phase": "rooms of 30", "role": "engineering"}
    in_role(olga, "engineering")
    refused(api.post(f"{at}/approve", approval), 409, "not_now")
    other = in_role(cast.make_user("Oscar", is_staff=True), "engineering")
    approved = Api(other).post(f"{at}/approve", approval).json()
    assert approved["approvals"] == [{"role": "engineering", "by": other.display_name}]
    assert PlanEvent.objects.filter(what="approve", actor=other).count() == 1


def test_what_can_not_be_is_refused_and_changes_nothing(api: Api, max_: User) -> None:
    refused(api.post("plans", {"flag": "nothing_such", "template": "rings"}), 404, "not_found")
    refused(api.post("plans", {"flag": ROOM, "template": "moon"}), 400, "invalid")
    refused(api.post("plans", {"flag": "bidding", "template": "rings"}), 400, "invalid")
    assert not Plan.objects.exists()
    plan = made(api, start=True)
    before = list(PlanEvent.objects.values_list("id", flat=True))
    at = f"plans/{plan['id']}"
    refused(api.post(f"{at}/start"), 409, "not_now")
    refused(api.post(f"{at}/go-on"), 409, "not_now")
    refused(api.post(f"{at}/moon"), 404, "not_found")
    refused(api.post(f"{at}/gate", {"gate": "moon", "passed": True, "proof": " "}), 400, "invalid")
    refused(api.put(at, {"definition": definition_as_json(TEMPLATES["rings"])}), 409, "not_now")
    refused(api.get(f"plans/{2**70}"), 404, "not_found")
    refused(api.post("plans/12345678/pause"), 404, "not_found")
    refused(Api(max_).get("plans"), 403, "permission_denied")
    refused(Api(max_).post(f"{at}/roll-back"), 403, "permission_denied")
    assert list(PlanEvent.objects.values_list("id", flat=True)) == before
    assert percent() == 1


def test_plan_that_can_not_be_read_is_told_of(api: Api) -> None:
    plan = made(api, start=True)
    Plan.objects.update(definition=[])
    told = api.get(f"plans/{plan['id']}").json()
    assert (told["phases"], told["gates"], told["forecast"]) == ([], [], [])
    assert told["outlook"].startswith("This plan can't be read here")
    assert api.get("plans").json()["results"][0]["template"] == ""
