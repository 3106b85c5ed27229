"""Concerns: what needs somebody, from what was read."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from auctions.recovery.stuck import StuckAuction
from operations import concerns
from operations.concerns import UNREAD, Concern
from operations.health.checks import HealthCheck
from operations.queries import FlagActivity, NewestBackup, NoticeOutcomes
from operations.running_auctions import RunningAuction, RunningAuctions
from rollouts.propagation.fleet import SettingDifference

THEN = datetime(2026, 11, 21, 20, tzinfo=UTC)
FLAGS = FlagActivity([], 0, "All 3 processes run the newest version.", complete=True)
BACKUP = NewestBackup("site-1", THEN, "3 h", None, stale=False)
FINE: dict[str, Any] = {
    "unread": [],
    "auctions": RunningAuctions([], 0, 0),
    "health": {"database": HealthCheck("ok"), "redis": HealthCheck("ok")},
    "differences": (),
    "processes": {"web": 2, "clock": 1, "season": 1},
    "notices": NoticeOutcomes(sent=40, given_up=4, unsure=0),
    "backup": BACKUP,
    "flags": FLAGS,
}


def row(number: int, *, stuck: bool = False, late: int = 0) -> RunningAuction:
    """An auction that runs; its clock is so many seconds late."""
    identifier = UUID(int=number)
    finding = StuckAuction(identifier, f"League {number}", "lot_overdue", "…") if stuck else None
    return RunningAuction(
        id=identifier, league=f"League {number}", status="active", reason="", lot="", sold=0, done=0, lots=3, people=1,
        left=None, paused=None, late=timedelta(seconds=late), next_in=timedelta(seconds=9), last="", since_last=None,
        stuck=finding, acts=[],
    )  # fmt: skip


def of(**other: Any) -> list[Concern]:
    """Return the concerns that there are when all is fine but this."""
    return concerns.find_concerns(**{**FINE, **other})


def test_nothing_when_all_is_fine() -> None:
    assert of() == []
    assert of(auctions=RunningAuctions([row(1)], 0, 0)) == []


def test_stuck_auctions_are_named_the_first_three_of_them() -> None:
    [one] = of(auctions=RunningAuctions([row(1, stuck=True), row(2)], 0, 1))
    assert one == Concern("1 auction is stuck: League 1.", "auctions", urgent=True)
    [many] = of(auctions=RunningAuctions([row(each, stuck=True) for each in range(1, 6)], 0, 5))
    assert many.sentence == "5 auctions are stuck: League 1, League 2, League 3 and 2 more."


def test_late_clock_is_said_unless_the_auction_is_stuck_anyway() -> None:
    [late] = of(auctions=RunningAuctions([row(1, late=3)], 0, 0))
    assert late.sentence == "The clock comes 3 s late to League 1."
    [stuck] = of(auctions=RunningAuctions([row(1, late=9, stuck=True)], 0, 1))
    assert stuck.sentence == "1 auction is stuck: League 1."


def test_stored_settings_without_an_effect_are_named_the_first_three_of_them() -> None:
    one = replace(row(1), unused_settings=["moon isn't known"])
    assert of(auctions=RunningAuctions([one, row(2)], 0, 0)) == [
        Concern("A stored setting has no effect in League 1: moon isn't known.", "auctions", urgent=False)
    ]
    many = replace(row(1), unused_settings=["a", "b", "c", "d", "e"])
    assert of(auctions=RunningAuctions([many], 0, 0))[-1].sentence == "2 more stored settings have no effect."


@pytest.mark.parametrize(
    ("outcomes", "said"),
    [
        (NoticeOutcomes(sent=0, given_up=2, unsure=2), []),
        (NoticeOutcomes(sent=100, given_up=10, unsure=0), []),
        (NoticeOutcomes(sent=0, given_up=3, unsure=2), ["5 notices of 5 weren't delivered in the last day."]),
        (NoticeOutcomes(sent=99, given_up=0, unsure=10), ["10 notices of 109 weren't delivered in the last day."]),
    ],
)
def test_notices_that_were_not_delivered_are_said_if_they_are_many(outcomes: NoticeOutcomes, said: list[str]) -> None:
    assert [each.sentence for each in of(notices=outcomes)] == said


def test_part_that_does_not_work_is_urgent() -> None:
    [found] = of(health={"database": HealthCheck("ok"), "redis": HealthCheck("does not answer: see that it runs")})
    assert found == Concern("Redis does not answer: see that it runs.", "health", urgent=True)


def test_part_that_could_not_be_read_is_urgent() -> None:
    [found] = of(unread=["backup"], backup=UNREAD)
    assert found == Concern("The part “backup” couldn't be read; the log says why.", "backup", urgent=True)
    assert len(of(unread=["health"], health=None)) == 1


def test_missing_process_and_old_backup_and_slow_flags_can_wait() -> None:
    found = of(
        processes={"web": 1},
        backup=replace(BACKUP, ago="3 days", stale=True),
        flags=replace(FLAGS, says="1 of 3 processes run the newest version.", complete=False),
    )
    assert [each.part for each in found] == ["health", "backup", "flags"]
    assert not any(each.urgent for each in found)
    assert found[1].sentence == "The newest backup is 3 days old; run manage.py backup."
    [none] = of(backup=None)
    assert none.sentence == "There is no backup; run manage.py backup."


def test_processes_that_differ_are_named_with_what_they_say() -> None:
    [found] = of(differences=[SettingDifference("FEATURE_BOTS", {"true": ["web-1"], None: ["web-2", "clock-1"]})])
    said = "Processes differ: FEATURE_BOTS is true on web-1, and isn’t set on web-2 and clock-1."
    assert found == Concern(said, "health", urgent=False)


def test_urgent_things_come_first() -> None:
    found = of(backup=None, health={"clock": HealthCheck("was never seen; start manage.py run_clock")})
    assert [each.part for each in found] == ["health", "backup"]
