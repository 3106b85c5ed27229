"""A start or an end that comes is a change of its own: noted once, by the database's clock, and known to all."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from leagues.models import League
from rollouts import subjects
from rollouts.changes import preview, rings
from rollouts.changes.schedules import due_turns
from rollouts.changes.services import (
    Author,
    Source,
    Stale,
    carry_out_schedules,
    change_flag,
    current_state,
    revert,
)
from rollouts.evaluation.evaluate import Reason, evaluate
from rollouts.evaluation.types import FlagSnapshot
from rollouts.models import Flag, FlagChange, Ring
from rollouts.propagation import loading, snapshot
from tests.live import eventually

F = "waiting_room"
BY = Author(source=Source.CODE, override="a test")
ON = {"everyone": True, "bucket_by": "user"}


def moment(**ahead: float) -> datetime:
    return datetime.now(UTC) + timedelta(**ahead)


def let_pass(**ahead: float) -> list[FlagChange]:
    return carry_out_schedules(moment(**ahead))


def value(now: FlagSnapshot | None = None) -> bool:
    return evaluate(now or loading.load_snapshot(), F, subjects.anonymous()).value


def noted() -> list[str]:
    return list(FlagChange.objects.filter(source=Source.SCHEDULE).order_by("pk").values_list("reason", flat=True))


def test_version_says_what_has_come_and_no_clock(db: None) -> None:
    """A snapshot that was read before the start says off, however late it is asked."""
    start, end = moment(hours=1), moment(hours=3)
    change_flag(F, {**ON, "starts_at": start.isoformat(), "ends_at": end.isoformat()}, BY)
    before = loading.load_snapshot()
    assert not value()
    [began] = let_pass(hours=2)
    during = loading.load_snapshot()
    [ended] = let_pass(hours=4)
    assert [value(each) for each in (before, during, loading.load_snapshot())] == [False, True, False]
    assert before.version < during.version < loading.load_snapshot().version
    assert (began.source, began.before, began.actor) == (Source.SCHEDULE, began.after, None)
    assert noted() == [
        f"Its start of {start:%Y-%m-%d at %H:%M} UTC came.",
        f"Its end of {end:%Y-%m-%d at %H:%M} UTC came.",
    ]
    assert (ended.version, let_pass(hours=5)) == (current_state(F)[1], [])


def test_end_that_came_while_nobody_ran_is_made_up_for(db: None) -> None:
    change_flag(F, {**ON, "ends_at": moment(hours=1).isoformat()}, BY)
    assert value()
    with connection.cursor() as cursor:  # as if all that had been two hours ago, and nothing had run since
        cursor.execute("SET LOCAL rollouts.service = 'on'")
        cursor.execute("UPDATE rollouts_flag SET ends_at = ends_at - interval '2 hours'")
        cursor.execute("UPDATE rollouts_snapshotversion SET as_of = as_of - interval '2 hours'")
    assert value(), "no version said yet that it is over"
    [change] = carry_out_schedules()
    assert "Its end of" in change.reason
    assert not value()


@pytest.mark.django_db(transaction=True)
def test_whichever_process_comes_first_notes_it_once() -> None:
    change_flag(F, {**ON, "starts_at": moment(hours=1).isoformat()}, BY)
    made: list[FlagChange] = []
    together = threading.Barrier(4)

    def process() -> None:
        together.wait(60)
        made.extend(let_pass(hours=2))
        connection.close()

    threads = [threading.Thread(target=process) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    assert (len(made), len(noted())) == (1, 1)
    assert value()


@pytest.mark.django_db(transaction=True)
def test_process_that_follows_notes_a_start_and_has_it() -> None:
    follower = snapshot.follow("web")
    try:
        start = moment(seconds=1)
        change_flag(F, {**ON, "starts_at": start.isoformat()}, BY)
        eventually(noted, "the start came, and is noted")
        eventually(lambda: snapshot.current().at >= start.timestamp(), "this process has the version")
        assert subjects.is_on(F, subjects.anonymous())
        assert len(noted()) == 1
    finally:
        follower.stop()


@pytest.mark.parametrize("kill", [{"everyone": False}, {}])
def test_kill_wins_over_a_start(db: None, kill: dict[str, Any]) -> None:
    change_flag(F, {**ON, "starts_at": moment(hours=1).isoformat(), **kill}, BY)
    let_pass(hours=2)
    assert value() is not bool(kill)
    change_flag(F, {"everyone": False}, BY)
    assert not value()


def test_start_on_a_frozen_flag_lets_nobody_in_until_it_is_unfrozen(carla: User) -> None:
    change_flag(F, {**ON, "starts_at": moment(hours=1).isoformat()}, BY)
    change_flag(F, {"frozen_at": moment().isoformat()}, BY)
    assert len(let_pass(hours=2)) == 1
    found = evaluate(loading.load_snapshot(), F, subjects.of_user(carla))
    assert (found.value, found.reason) == (False, Reason.FROZEN)
    change_flag(F, {"frozen_at": None}, BY)
    assert value()


def test_who_joined_a_ring_since_the_freeze_is_held_however_long_no_schedule_turned(carla: User) -> None:
    change_flag(F, {"everyone": None, "strategy": "ring", "rings": {"beta": 100}, "bucket_by": "user"}, BY)
    change_flag(F, {"frozen_at": moment().isoformat()}, BY)
    beta = Ring.objects.get(name="beta")
    rings.join(beta, user=carla)
    rings.leave(beta.members.filter(user=carla))
    rings.join(beta, user=carla)
    assert not evaluate(loading.load_snapshot(), F, subjects.of_user(carla)).value


def test_start_that_is_set_to_the_past_has_come_with_the_change(db: None) -> None:
    change_flag(F, {"everyone": True, "starts_at": moment(hours=-1).isoformat()}, BY)
    assert value()
    change_flag(F, {"starts_at": moment(hours=-2).isoformat()}, BY)
    assert (value(), due_turns(), noted()) == (True, [], [])


def test_page_that_was_opened_before_a_start_is_stale(db: None) -> None:
    change_flag(F, {**ON, "starts_at": moment(hours=1).isoformat()}, BY)
    seen = current_state(F)[1]
    let_pass(hours=2)
    with pytest.raises(Stale):
        change_flag(F, {"percent": 5}, BY, expected_version=seen)


def test_taking_back_passes_over_what_a_schedule_turned(db: None) -> None:
    change_flag(F, {"everyone": None, "percent": 5}, BY)
    change_flag(F, {"percent": 10, "starts_at": moment(hours=1).isoformat()}, BY)
    [turn] = let_pass(hours=2)
    revert(turn, BY)
    state, _ = current_state(F)
    assert (state["percent"], state["starts_at"]) == (5, None)


def test_who_enters_and_leaves_at_a_turn_is_shown_when_it_is_set(league: League) -> None:
    before, _ = current_state(F)
    after = {
        **before,
        "everyone": True,
        "starts_at": moment(hours=1).isoformat(),
        "ends_at": moment(days=1).isoformat(),
    }
    found = preview.preview_changes(F, before, {"edit": after})["edit"]
    assert found.audience_change is not None
    assert found.audience_change.have == 0
    assert [(each.what, each.audience_change.entering, each.audience_change.leaving) for each in found.turns] == [
        ("start", (league.name,), ()),
        ("end", (), (league.name,)),
    ]


def test_hand_in_the_database_sets_a_schedule_too(db: None) -> None:
    change_flag(F, ON, BY)
    Flag.objects.filter(name=F).update(ends_at=moment(hours=1))
    assert [each.flag for each in let_pass(hours=2)] == [F]
    assert not value()
