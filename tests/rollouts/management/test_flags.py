"""`manage.py flags`: what is on, and for whom."""

from collections.abc import Callable
from typing import Any

from rollouts.changes.services import Author, Source, change_flag
from rollouts.evaluation.registry import SPECS
from rollouts.models import Flag, Reader
from rollouts.stale.code_places import places_by_flag
from tests.rollouts.management.commands import run

F = "waiting_room"
BY_CODE = Author(source=Source.CODE, override="x")


def test_every_flag_is_listed_with_its_state(server: Reader, expect_end: Callable[[str, str], None]) -> None:
    server.settings["FEATURE_BOTS"] = "false"
    server.save()
    expect_end(F, "2999-01")
    expect_end("bots", "2020-01")
    Flag.objects.create(name="left_over", everyone=False)
    change_flag(F, {"everyone": None, "percent": 18.35, "frozen_at": "2027-01-01T00:00:00+00:00"}, BY_CODE)
    ran = run("flags")
    printed = ran.out.splitlines()
    lines = {line.split()[0]: line.split(maxsplit=1)[1] for line in printed if not line.startswith(" ")}
    assert lines.keys() == {*SPECS, "left_over"}
    assert lines[F] == "percentage: 18.35 %, frozen"
    assert lines["left_over"] == "off for everybody"
    assert lines["bots"] == "off for everybody, nobody has set it, forced off (web-1)"
    overdue, places = [line for line in printed if line.startswith(" ")]
    assert overdue == "    overdue: It should have been gone by 2020-01: remove it, or give it a later month."
    assert places == f"    read in {', '.join(map(str, places_by_flag()['bots']))}"
    assert ran.code == 0


def test_list_for_programs_is_the_apis(db: None) -> None:
    found = {flag["name"]: flag for flag in run("flags", "--json").json()}
    assert (found[F]["enabled"], found["bidding"]["switch"]) == (True, True)


def test_list_costs_the_same_at_any_length(db: None, django_assert_num_queries: Any) -> None:
    for names in (["bots"], ["bots", F, "bidding"]):
        for name in names:
            change_flag(name, {"everyone": False}, BY_CODE)
        with django_assert_num_queries(19):
            run("flags")
