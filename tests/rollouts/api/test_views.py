"""Flags over HTTP: what is shown, what a change means, and what is refused."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from rollouts.changes import rings, services
from rollouts.changes.services import Author, Source, carry_out_schedules, change_flag
from rollouts.evaluation.registry import SPECS
from rollouts.models import Flag, FlagChange, Ring
from tests.rollouts.api.api_client import Api, refused

F = "waiting_room"


@pytest.fixture
def api(olga: User) -> Api:
    """Olga's program."""
    return Api(olga)


@pytest.fixture
def at_nothing(db: None) -> None:
    """The flag is on for nobody, and not off for everybody."""
    change_flag(F, {"everyone": None, "percent": 0}, Author(source=Source.CODE))


def test_all_flags_are_listed_with_those_nobody_has_set(api: Api) -> None:
    Flag.objects.create(name="left_over", everyone=True)
    answer = api.get().json()
    assert [each["name"] for each in answer["results"]] == sorted([*SPECS, "left_over"])
    assert (answer["next"], answer["previous"]) == (None, None)
    found = {each["name"]: each for each in answer["results"]}
    assert (found[F]["version"], found[F]["enabled"], found[F]["owner"]) == (0, True, "auctions")
    assert (found["bidding"]["switch"], found["bidding"]["ends"]) == (True, None)
    assert (found["left_over"]["does"], found["left_over"]["version"] > 0) == ("", True)


def test_long_lists_come_page_by_page(api: Api) -> None:
    Flag.objects.bulk_create(Flag(name=f"old_{number:03}") for number in range(110))
    names = sorted([*SPECS, *Flag.objects.values_list("name", flat=True)])
    seen: list[list[str]] = []
    page = api.get().json()
    while True:
        seen.append([each["name"] for each in page["results"]])
        if page["next"] is None:
            break
        page = api.get(page["next"]).json()
    assert [len(each) for each in seen] == [50, 50, len(names) - 100]
    assert [name for page in seen for name in page] == names
    back = api.get(page["previous"]).json()
    assert [each["name"] for each in back["results"]] == seen[1]
    first = api.get(back["previous"]).json()
    assert ([each["name"] for each in first["results"]], first["previous"]) == (seen[0], None)
    assert api.get("?cursor=zzz").json()["results"] == []


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_at_any_length(api: Api, rows: int, django_assert_num_queries: Any) -> None:
    for name in ("bots", F, "bidding")[:rows]:
        change_flag(name, {"everyone": False}, Author(source=Source.CODE))
    api.get()  # this process has the flags then
    with django_assert_num_queries(12):  # who calls (2), names, flags, users, groups, servers, version, lives (4)
        api.get()


def test_one_flag_has_its_version_as_etag(api: Api, at_nothing: None) -> None:
    answer = api.get(F)
    assert answer.json()["percentage"] == 0
    assert answer["ETag"] == f'"{answer.json()["version"]}"'
    assert refused(api.get("nothing"), 404, "not_found") == {}


def test_forced_tells_what_the_environment_says(api: Api, settings: Any) -> None:
    settings.FEATURES = {F: False}
    assert (api.get(F).json()["forced"], api.get("bots").json()["forced"]) == (False, None)


@pytest.mark.usefixtures("at_nothing")
def test_change_is_partial_and_told_with_who_and_why(api: Api, olga: User) -> None:
    answer = api.put(F, {"percentage": 1, "staff": True, "reason": "a try"})
    assert (answer.status_code, answer.json()["percentage"], answer.json()["staff"]) == (200, 1, True)
    assert answer["ETag"] == f'"{answer.json()["version"]}"'
    change = FlagChange.objects.get(pk=answer.json()["change"])
    assert (change.actor, change.source, change.reason) == (olga, "api", "a try")
    assert api.put(F, {"note": "hm"}).json()["staff"] is True


@pytest.mark.parametrize(
    ("before", "body", "everyone", "percent"),
    [
        (None, {"enabled": True}, True, 0),
        (None, {"enabled": False}, False, 0),
        (True, {"enabled": None}, None, 0),
        (None, {"percentage": 25}, None, 25),
        # A share that is named counts.
        (None, {"enabled": True, "percentage": 25}, None, 25),
        (True, {"percentage": 25}, None, 25),
        # What is off stays off.
        (False, {"percentage": 25}, False, 25),
        (True, {"enabled": False, "percentage": 25}, False, 25),
        # Neither a share nor a switch: all stays.
        (True, {"staff": True}, True, 0),
    ],
)
def test_enabled_and_percentage_mean(
    api: Api, before: bool | None, body: dict[str, Any], everyone: bool | None, percent: float
) -> None:
    change_flag(F, {"everyone": before, "percent": 0}, Author(source=Source.CODE, override="x"))
    assert api.put(F, {**body, "override": "to see"}).status_code == 200
    state, _ = services.current_state(F)
    assert (state["everyone"], state["percent"]) == (everyone, percent)


@pytest.mark.usefixtures("at_nothing")
def test_mistakes_are_named_by_the_names_of_the_api(api: Api) -> None:
    fields = refused(api.put(F, {"percentage": 101, "enabled": "yes", "rings": {"x": 1}}), 400, "invalid")
    assert fields.keys() == {"percentage", "enabled", "rings"}
    unknown = refused(api.put(F, {"percent": 1, "frozen_at": None, "version": 3}), 400, "invalid")
    assert "there are enabled, percentage" in unknown["percent"][0]
    assert unknown["frozen_at"] == ["Use freeze and unfreeze for this."]
    assert refused(api.put(F, [1]), 400, "invalid").keys() == {"body"}
    assert refused(api.put(F, {"reason": 7 * [1]}), 400, "invalid").keys() == {"reason"}
    assert refused(api.put("bidding", {"enabled": None}), 400, "invalid").keys() == {"enabled"}
    assert refused(api.put("nothing", {"enabled": True}), 404, "not_found") == {}


@pytest.mark.usefixtures("at_nothing")
@pytest.mark.parametrize("how", ["header", "body"])
def test_lost_update_is_refused(api: Api, how: str) -> None:
    version = api.get(F).json()["version"]

    def put(percentage: int) -> Any:
        body = {"percentage": percentage}
        if how == "header":
            return api.put(F, body, **{"If-Match": f'"{version}"'})
        return api.put(F, {**body, "version": version})

    assert put(1).status_code == 200
    assert refused(put(0), 409, "stale_version") == {}
    assert api.get(F).json()["percentage"] == 1


def test_if_match_must_be_a_version(api: Api) -> None:
    off = {"enabled": False}
    assert refused(api.put(F, off, **{"If-Match": '"abc"'}), 400, "invalid").keys() == {"version"}
    assert refused(api.put(F, {**off, "version": 3}, **{"If-Match": '"4"'}), 400, "invalid").keys() == {"version"}
    assert api.put(F, off, **{"If-Match": "*"}).status_code == 200


@pytest.mark.usefixtures("at_nothing")
def test_cautions_are_listed_and_can_be_set_aside(api: Api) -> None:
    fields = refused(api.put(F, {"percentage": 50}), 409, "override_needed")
    assert fields == {"override": ["It skips steps: after 0 % comes 1 %."]}
    assert api.put(F, {"percentage": 50, "override": "tried elsewhere"}).json()["percentage"] == 50
    assert FlagChange.objects.latest("id").override == "tried elsewhere"


@pytest.mark.usefixtures("at_nothing")
def test_frozen_flag_is_refused_until_it_thaws(api: Api) -> None:
    frozen = api.post(f"freeze/{F}", {"reason": "finals"}).json()
    assert (frozen["frozen"], frozen["freeze_reason"]) == (True, "finals")
    again = api.post(f"freeze/{F}").json()
    assert (again["frozen_at"], again["freeze_reason"]) == (frozen["frozen_at"], "finals")
    assert refused(api.put(F, {"percentage": 1}), 409, "frozen") == {}
    assert refused(api.post(f"rollout/{F}/increase"), 409, "frozen") == {}
    assert api.post("toggle", {"flag": F, "enabled": False}).status_code == 200
    thawed = api.post(f"unfreeze/{F}").json()
    assert (thawed["frozen"], thawed["freeze_reason"]) == (False, "")


@pytest.mark.usefixtures("at_nothing")
def test_increase_takes_the_next_step_or_some_points(api: Api) -> None:
    path = f"rollout/{F}/increase"
    assert [api.post(path).json()["percentage"] for _ in range(3)] == [1, 5, 10]
    assert api.post(path, {"increase_by": 7.25}).json()["percentage"] == 17.25
    assert refused(api.post(path, {"increase_by": 50}), 409, "override_needed").keys() == {"override"}
    assert api.post(path, {"increase_by": 95, "override": "x"}).json()["percentage"] == 100
    assert refused(api.post(path), 409, "not_now") == {}


@pytest.mark.usefixtures("at_nothing")
@pytest.mark.parametrize("wrong", [0, -1, "much", 101, 1.234, [], True])
def test_increase_wants_a_percentage(api: Api, wrong: Any) -> None:
    fields = refused(api.post(f"rollout/{F}/increase", {"increase_by": wrong}), 400, "invalid")
    assert fields.keys() == {"increase_by"}
    assert refused(api.post(f"rollout/{F}/increase", {"by": 1}), 400, "invalid").keys() == {"by"}


@pytest.mark.parametrize(
    "patch", [{"everyone": True}, {"everyone": False}, {"everyone": None, "strategy": "ring", "rings": {"beta": 5}}]
)
def test_nothing_to_increase(api: Api, patch: dict[str, Any]) -> None:
    change_flag(F, patch, Author(source=Source.CODE, override="x"))
    assert refused(api.post(f"rollout/{F}/increase"), 409, "not_now") == {}


def test_toggle_turns_a_switch_off_and_on_again(api: Api) -> None:
    for enabled in (False, True):
        assert api.post("toggle", {"flag": "bidding", "enabled": enabled}).json()["enabled"] is enabled
    assert refused(api.post("toggle", {"flag": "bidding"}), 400, "invalid").keys() == {"enabled"}
    assert refused(api.post("toggle", {"flag": "nothing", "enabled": True}), 404, "not_found") == {}


def test_bulk_off_is_never_held_back(api: Api) -> None:
    change_flag("bots", {"everyone": None, "percent": 50}, Author(source=Source.CODE, override="x"))
    off = [{"flag": flag, "enabled": False} for flag in (F, "use_state_persistence", "bidding")]
    less = {"flag": "bots", "percentage": 10}
    assert api.post("bulk-update", [*off, less]).status_code == 200
    assert [Flag.objects.get(name=each["flag"]).everyone for each in off] == [False, False, False]


def test_bulk_update_changes_all_or_none(api: Api) -> None:
    change_flag(F, {"everyone": None, "percent": 0}, Author(source=Source.CODE))
    both = [{"flag": F, "percentage": 1, "reason": "fire"}, {"flag": "bots", "enabled": False, "reason": "fire"}]
    fields = refused(api.post("bulk-update", both), 409, "override_needed")
    assert "2 flags at once" in fields[F]["override"][0]
    wrong = [*both, {"flag": "bidding", "percentage": 101, "override": "fire"}]
    assert refused(api.post("bulk-update", wrong), 400, "invalid").keys() == {"bidding"}
    assert [flag.name for flag in Flag.objects.all()] == [F]
    answer = api.post("bulk-update", [{**both[0], "override": "fire"}, both[1]]).json()
    assert [(each["name"], each["percentage"], each["enabled"]) for each in answer] == [
        (F, 1, None),
        ("bots", None, False),
    ]
    assert {change.reason for change in FlagChange.objects.all()} == {"", "fire"}


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, "body"),
        ([], "body"),
        ([{"flag": F}] * 51, "body"),
        ([7], "body"),
        ([{"enabled": True}], "flag"),
        ([{"flag": "a\0b", "enabled": True}], "flag"),
        ([{"flag": F}, {"flag": F}], "flag"),
        ([{"flag": F, "colour": "red"}], F),
    ],
)
def test_bulk_update_wants_a_list_of_flags(api: Api, body: Any, named: str) -> None:
    assert refused(api.post("bulk-update", body), 400, "invalid").keys() == {named}


@pytest.mark.usefixtures("at_nothing")
def test_changes_are_told_newest_first_and_can_be_taken_back(api: Api) -> None:
    api.put(F, {"percentage": 1, "reason": "a try"})
    api.put(F, {"percentage": 5})
    newest, older, _ = api.get(f"{F}/changes").json()["results"]
    assert (older["changed"], older["by"], older["source"]) == ({"percentage": [0.0, 1.0]}, "Olga", "api")
    assert newest["changed"] == {"percentage": [1.0, 5.0]}
    assert "example.com" not in str(older)
    answer = api.post(f"changes/{older['id']}/revert", {"reason": "it broke"}).json()
    assert answer["percentage"] == 0
    assert api.get(f"{F}/changes").json()["results"][0]["reverts"] == older["id"]
    stale = {"version": newest["version"]}
    assert refused(api.post(f"changes/{older['id']}/revert", stale), 409, "stale_version") == {}
    assert refused(api.post(f"changes/{10**30}/revert"), 404, "not_found") == {}


def test_changes_say_for_whom_it_was_on_before_and_after(api: Api, max_: User) -> None:
    starts = datetime.now(UTC) + timedelta(hours=1)
    api.put(F, {"enabled": False})
    api.put(F, {"enabled": None, "strategy": "ring", "rings": {"beta": 100}, "override": "a test"})
    rings.join(Ring.objects.get(name="beta"), user=max_)
    api.put(F, {"enabled": True, "starts_at": starts.isoformat(), "override": "a test"})
    assert carry_out_schedules(starts + timedelta(hours=1))
    told = api.get(f"{F}/changes").json()["results"]
    assert [each["on_for"] for each in told] == [
        ["nobody", "everybody"], ["some", "nobody"], None, ["nobody", "nobody"], ["everybody", "nobody"],
    ]  # fmt: skip


def test_changes_of_a_flag_that_is_gone_are_still_told(api: Api) -> None:
    Flag.objects.create(name="left_over", everyone=True).delete()
    gone, came = api.get("left_over/changes").json()["results"]
    assert (gone["changed"]["enabled"], came["changed"]["enabled"]) == ([True, None], [None, True])
    assert (gone["by"], gone["source"]) == (None, "sql")
    assert refused(api.get("nothing/changes"), 404, "not_found") == {}


@pytest.mark.parametrize("rows", [1, 3])
def test_changes_cost_the_same_at_any_length(api: Api, rows: int, django_assert_num_queries: Any) -> None:
    for number in range(rows):
        api.put(F, {"enabled": number % 2 == 1, "override": "a test"})
    with django_assert_num_queries(16):  # who calls (2), changes with whoever made them, all flags and rings of then
        api.get(f"{F}/changes")


def test_page_may_call_with_its_session(olga: User, max_: User) -> None:
    browser = Client()
    browser.force_login(olga)
    assert browser.get("/api/feature-flags/").status_code == 200
    browser.force_login(max_)
    assert refused(browser.get("/api/feature-flags/"), 403, "permission_denied") == {}
