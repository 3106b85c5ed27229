"""The list of flags, and who may be there."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from rollouts.evaluation.registry import SPECS
from rollouts.models import Flag
from rollouts.propagation import readers
from rollouts.propagation.readers import ReaderProcess
from tests.rollouts.admin.admin_site import ROOM, address, change, text_of


def part_of(text: str, flag: str) -> str:
    """Return what the list says of one flag."""
    found = re.search(rf'<li class="flag"> <div class="flag-name"><a href="[^"]*/{flag}/change/">.*?</li>', text)
    assert found, flag
    return found[0]


def test_every_flag_of_the_product_is_listed_the_switches_first(admin: Client) -> None:
    text = text_of(admin.get(address("changelist")))
    listed = re.findall(r'<div class="flag-name"><a href="[^"]*/(\w+)/change/">', text)
    switches = [name for name, spec in SPECS.items() if spec.switch]
    assert listed[: len(switches)] == switches
    assert {*listed} == {*SPECS}
    assert "Switches for the bad day" in text
    assert "Rows that the code" not in text


def test_state_owner_and_last_change_are_said(admin: Client, olga: User, settings: Any) -> None:
    settings.FEATURES = {"bots": False}
    change(ROOM, olga, everyone=None, strategy="ring", rings={"beta": 100, "ga": 25})
    change(ROOM, olga, frozen_at="2020-11-21T14:02:00+00:00", freeze_reason="finals")
    Flag.objects.create(name="old_experiment", percent=5, note="Of last year.")
    text = text_of(admin.get(address("changelist")))
    room = part_of(text, ROOM)
    assert "On for 25 % of leagues and the beta ring; frozen since 21 Nov 2020 14:02 UTC (finals)" in room
    assert "auctions, by 2999-01" in room
    assert "by olga@example.com" in room
    assert "Off here by FEATURE_BOTS, whatever is set; not set: on" in part_of(text, "bots")
    assert "Not set: on, the default of this environment; needs use_state_persistence on" in part_of(
        text, "enable_state_snapshots"
    )
    old = part_of(text, "old_experiment")
    assert "not in the code" in old
    assert "by somebody past the service" in old
    assert "never changed" in part_of(text, "bidding")


@pytest.mark.parametrize(("month", "overdue"), [("2020-01", True), ("2999-01", False)])
def test_flag_past_its_end_is_marked(
    admin: Client, expect_end: Callable[[str, str], None], month: str, overdue: bool
) -> None:
    expect_end("bots", month)
    assert ("overdue" in part_of(text_of(admin.get(address("changelist"))), "bots")) is overdue


def test_reach_is_said_on_the_page_and_for_the_script(admin: Client) -> None:
    change(ROOM, everyone=True)
    newest = readers.propagation_status().version
    readers.record_reader(ReaderProcess("web host 1", "web"), newest, 3)
    readers.record_reader(ReaderProcess("web host 2", "web"), newest - 1, 1)
    says = "1 of 2 processes run the newest version, with 3 of 4 sockets."
    assert says in text_of(admin.get(address("changelist")))
    answer = admin.get(address("reach"))
    assert answer.json() == {"says": says, "complete": False, "version": newest}
    assert "no-store" in answer["Cache-Control"]
    readers.record_reader(ReaderProcess("web host 2", "web"), newest, 1)
    assert admin.get(address("reach")).json()["complete"]


PAGES = ("changelist", "reach", "change", "changes", "edit", "trace", "take_back")


def path_of(page: str) -> str:
    arguments = () if page in {"changelist", "reach"} else (ROOM, 1) if page == "take_back" else (ROOM,)
    return address(page, *arguments)


@pytest.mark.parametrize("page", PAGES)
def test_others_are_sent_to_the_admins_sign_in(client: Client, max_: User, page: str) -> None:
    for _ in range(2):
        assert client.get(path_of(page))["Location"].startswith("/admin/login/")
        client.force_login(max_)


def test_nobody_else_changes_a_flag(client: Client, max_: User) -> None:
    client.force_login(max_)
    for page in ("do", "edit"):
        assert client.post(address(page, ROOM), {"action": "kill"})["Location"].startswith("/admin/login/")
    assert not Flag.objects.exists()


def test_operator_without_rights_of_django_is_an_operator(client: Client, mia: User) -> None:
    mia.is_staff = True
    mia.save()
    client.force_login(mia)
    assert "/admin/rollouts/flag/" in client.get("/admin/").text
    for page in PAGES[:-1]:
        assert client.get(path_of(page)).status_code == 200, page
    client.post(address("do", ROOM), {"action": "kill"})
    assert Flag.objects.get().everyone is False


@pytest.mark.parametrize("page", ["change", "edit", "trace", "take_back"])
def test_flag_that_there_is_not_is_not_found(admin: Client, page: str) -> None:
    arguments = ("nothing", 1) if page == "take_back" else ("nothing",)
    assert admin.get(address(page, *arguments)).status_code == 404


@pytest.mark.parametrize("name", ["odd name/with more?&", "x" * 100, "Ünïcode"])
def test_row_with_an_odd_name_has_its_pages(admin: Client, name: str) -> None:
    Flag.objects.create(name=name, everyone=True)
    assert admin.get(address("changelist")).status_code == 200
    for page in ("change", "edit", "trace", "changes"):
        assert admin.get(address(page, name)).status_code == 200
    admin.post(address("do", name), {"action": "kill"})
    assert Flag.objects.get().everyone is False


def test_pages_are_read_and_buttons_are_posted(admin: Client) -> None:
    assert admin.get(address("do", ROOM)).status_code == 405
    for page in ("changelist", "change", "trace"):
        assert admin.post(path_of(page)).status_code == 405


def test_more_flags_and_changes_need_no_more_queries(admin: Client, olga: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert admin.get(address("changelist")).status_code == 200
        return len(seen)

    change("bots", olga, everyone=False)
    queries()
    few = queries()
    for flag in ("bots", ROOM, "use_state_persistence"):
        change(flag, olga, everyone=True, users=[olga.pk])
    queries()  # the new snapshot is loaded: a web process's follower has done so already
    assert queries() == few
