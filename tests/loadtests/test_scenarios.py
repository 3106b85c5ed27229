"""Scenarios of load tests: how many people there are at which time, and that the document names every one."""

import re

import pytest

from auctionsite.local.place import PROJECT
from loadtests.scenarios import SCENARIOS, Line


@pytest.mark.parametrize(
    ("name", "minutes", "users"),
    [
        ("one-auction", 0.0, 1),  # never none: locust would end
        ("one-auction", 0.5, 75),
        ("one-auction", 1.0, 150),
        ("one-auction", 9.99, 150),
        ("one-auction", 10.0, None),
        ("ramp", 15.0, 100),
        ("ramp", 30.0, None),
        ("spike", 1.0, 25),
        ("spike", 2.1, 175),
        ("spike", 3.0, 300),
        ("spike", 4.3, 175),
        ("spike", 5.0, 50),
        ("sockets-100", 15.0, None),
    ],
)
def test_people_come_and_go_as_the_stages_say(name: str, minutes: float, users: int | None) -> None:
    assert SCENARIOS[name].users_at(minutes) == users


def test_less_time_keeps_the_shape_and_more_is_not_given() -> None:
    spike = SCENARIOS["spike"]
    short = spike.within(0.6)
    assert short.minutes == pytest.approx(0.6)
    assert short.users == 300
    assert [short.users_at(at / 10) for at in (1.0, 2.1, 3.0, 5.0)] == [
        spike.users_at(at) for at in (1.0, 2.1, 3.0, 5.0)
    ]
    assert spike.within(60) == spike


def test_document_tells_of_each_scenario_how_many_come_and_for_how_long() -> None:
    text = (PROJECT / "docs" / "loadtests.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([\w-]+)` \| (.* \|) *$", text, re.MULTILINE))
    assert list(rows) == list(SCENARIOS)
    for name, scenario in SCENARIOS.items():
        people, minutes, line = (cell.strip() for cell in rows[name].strip("|").split("|"))
        assert re.search(rf"\b{scenario.users}\b", people)
        assert float(minutes) == scenario.minutes
        assert line == ("HTTP" if scenario.line is Line.HTTP else "sockets")
