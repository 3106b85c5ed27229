"""Frozen is frozen: whatever the door, nobody goes from off to on until the flag is unfrozen."""

import time
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from rollouts import subjects
from rollouts.changes import rings
from rollouts.changes.services import Author, FlagRefused, Source, carry_out_schedules, change_flag
from rollouts.evaluation.evaluate import Reason, bucket, evaluate
from rollouts.evaluation.types import BucketBy, FlagSnapshot, Subject
from rollouts.explain import history
from rollouts.models import Flag, Ring
from rollouts.propagation import freezes, loading
from tests import cast

F, PARENT = "waiting_room", "bots"
BY = Author(source=Source.CODE, override="a test")
DAY = 86_400.0
FREEZE = {"frozen_at": "2026-11-26T20:00:00+00:00", "freeze_reason": "finals"}
SUBJECTS = 2000
PEOPLE = 12
"""The first so many subjects are people who come through doors; the others are hashed."""


def in_days(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).isoformat()


shares = st.sampled_from([0, 1, 5, 50, 100])
schedules = st.sampled_from([{}, {"starts_at": 3}, {"ends_at": 2}, {"starts_at": 1, "ends_at": 4}])
patches: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "everyone": st.sampled_from([None, None, None, True, False]),
        "strategy": st.sampled_from(["percentage", "ring", "ring"]),
        "percent": shares,
        "rings": st.dictionaries(st.sampled_from(["beta", "ga"]), shares, max_size=2),
        "staff": st.booleans(),
        "criteria": st.sampled_from([{}, {}, {"account_age_days": {"at_least": 3}}]),
        "schedule": schedules,
    }
)
members = st.integers(0, PEOPLE - 1)
doors = st.one_of(
    st.tuples(st.sampled_from(["service", "sql"]), st.sampled_from([F, PARENT]), patches),
    st.tuples(st.sampled_from(["join", "leave", "opt in", "opt out", "group", "no group", "name", "unname"]), members),
)


def state(patch: dict[str, Any]) -> dict[str, Any]:
    schedule = {key: in_days(day) for key, day in patch["schedule"].items()}
    fields = {key: value for key, value in patch.items() if key != "schedule"}
    return {**fields, "starts_at": None, "ends_at": None, **schedule}


class House:
    """A site with people, a ring, a group that is in the ring, another that is named, and the two flags."""

    def __init__(self) -> None:
        self.people = [cast.make_user(f"P{number}", is_staff=number == 0) for number in range(PEOPLE)]
        self.beta = Ring.objects.get(name="beta")
        self.team = Group.objects.create(name="team")
        rings.join(self.beta, group=self.team)
        now = time.time()
        self.since = [now - (number % 6) * DAY for number in range(SUBJECTS)]
        kinds = {self._kind(number): number for number in range(SUBJECTS)}
        self.one_of_each = sorted(kinds.values())

    def _kind(self, number: int) -> tuple[int, ...]:
        """Return what the evaluator can tell subjects apart by: a person, or age and places among the shares."""
        if number < PEOPLE:
            return (number,)
        places = (bucket(flag, BucketBy.USER, str(10**6 + number)) for flag in (F, PARENT))
        return (number % 6, *(bisect_right([0, 100, 500, 5_000], place) for place in places))

    def subject(self, number: int, at: float) -> Subject:
        who = subjects.of_user(self.people[number]) if number < PEOPLE else Subject(user=10**6 + number)
        age = int((at - self.since[number]) // DAY)
        return replace(who, league=str(number), since=self.since[number], traits={"account_age_days": age})

    def on(self, at: float, numbers: Iterable[int]) -> dict[int, bool]:
        carry_out_schedules(datetime.fromtimestamp(at, UTC))
        now = loading.load_snapshot()
        return {number: evaluate(now, F, self.subject(number, at)).value for number in numbers}

    def go_through(self, door: Any) -> None:
        kind = door[0]
        if kind == "service":
            try:
                change_flag(door[1], state(door[2]), BY)
            except FlagRefused:
                return
        elif kind == "sql":
            Flag.objects.filter(name=door[1]).update(**state(door[2]))
        else:
            self._move(kind, self.people[door[1]])

    def _move(self, kind: str, who: User) -> None:
        if kind == "join":
            rings.join(self.beta, user=who)
        elif kind == "leave":
            rings.leave(self.beta.members.filter(user=who))
        elif kind in {"opt in", "opt out"}:
            rings.apply_ring_choices(who, {"ring_beta": kind == "opt in"})
        elif kind in {"group", "no group"}:
            (who.groups.add if kind == "group" else who.groups.remove)(self.team)
        else:
            flag = Flag.objects.get(name=PARENT)
            (flag.users.add if kind == "name" else flag.users.remove)(who)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(patches, patches, st.sampled_from([{}, {PARENT: True}, {PARENT: False}]), st.lists(doors, max_size=6))
def test_nobody_enters_a_frozen_flag_by_any_door(
    db: None, own: dict[str, Any], parent: dict[str, Any], requires: dict[str, bool], through: list[Any]
) -> None:
    with transaction.atomic():
        house = House()
        change_flag(PARENT, {**state(parent), "bucket_by": "user"}, BY)
        change_flag(F, {**state(own), "bucket_by": "user", "requires": requires, "groups": [house.team.pk]}, BY)
        now, everybody = time.time(), range(SUBJECTS)
        first = was = house.on(now, everybody)
        change_flag(F, FREEZE, BY)
        assert house.on(now, everybody) == was  # the freeze itself moves nobody
        for door in [*through, None, None, None, None, None]:
            if door is None:
                now += DAY
            else:
                house.go_through(door)
            becomes = house.on(now, house.one_of_each)
            assert not any(on and not was[number] for number, on in becomes.items())
            was = becomes
        last = house.on(now, everybody)
        assert not any(on and not first[number] for number, on in last.items())
        change_flag(F, {"everyone": False}, BY)
        assert not any(house.on(now, everybody).values())
        transaction.set_rollback(True)


# One door after the other -------------------------------------------------------------------------------
@pytest.fixture
def house(db: None) -> House:
    return House()


def is_on(who: User) -> bool:
    return evaluate(loading.load_snapshot(), F, subjects.of_user(who)).value


def test_who_leaves_and_comes_back_waits_until_it_is_unfrozen(house: House) -> None:
    stays, returns, comes = house.people[1:4]
    for each in (stays, returns):
        rings.join(house.beta, user=each)
    change_flag(F, {"everyone": None, "strategy": "ring", "rings": {"beta": 100}, "bucket_by": "user"}, BY)
    change_flag(F, FREEZE, BY)
    rings.leave(house.beta.members.filter(user=returns))
    rings.join(house.beta, user=returns)
    house.team.user_set.add(comes)
    assert [is_on(each) for each in (stays, returns, comes)] == [True, False, False]
    found = evaluate(loading.load_snapshot(), F, subjects.of_user(comes))
    assert (found.reason, found.trace[-1].step) == (Reason.FROZEN, "frozen")
    change_flag(F, {"frozen_at": None}, BY)
    assert [is_on(each) for each in (stays, returns, comes)] == [True, True, True]


def test_required_flag_that_goes_off_and_on_again_lets_nobody_back(house: House) -> None:
    who = house.people[1]
    change_flag(PARENT, {"everyone": True}, BY)
    change_flag(F, {"everyone": True, "requires": {PARENT: True}}, BY)
    change_flag(F, FREEZE, BY)
    assert is_on(who)
    change_flag(PARENT, {"everyone": False}, BY)
    assert not is_on(who)
    change_flag(PARENT, {"everyone": True}, BY)
    assert not is_on(who)


def test_start_that_comes_lets_nobody_in(house: House) -> None:
    who = house.people[1]
    change_flag(F, {"everyone": True, "starts_at": in_days(1)}, BY)
    change_flag(F, FREEZE, BY)
    assert [each.flag for each in carry_out_schedules(datetime.now(UTC) + timedelta(days=2))] == [F]
    assert not is_on(who)
    change_flag(F, {"frozen_at": None}, BY)
    assert is_on(who)


def test_past_of_a_frozen_flag_is_told_as_it_was(house: House) -> None:
    who = house.people[1]
    change_flag(F, {"everyone": None, "strategy": "ring", "rings": {"beta": 100}, "bucket_by": "user"}, BY)
    change_flag(F, FREEZE, BY)
    rings.join(house.beta, user=who)
    frozen = datetime.now(UTC)
    asks = subjects.of_user(who)
    found = evaluate(history.snapshot_at(frozen), F, asks)
    assert (found.value, found.reason) == (False, Reason.FROZEN)


def test_row_that_cannot_be_read_keeps_what_it_was_while_it_is_frozen(house: House) -> None:
    who = house.people[1]
    change_flag(F, {"everyone": True}, BY)
    change_flag(F, FREEZE, BY)
    Flag.objects.filter(name=F).update(criteria=7)
    assert is_on(who)
    Flag.objects.filter(name=F).update(everyone=False)
    assert not is_on(who)


def test_circle_made_by_hand_since_is_off_and_stays_off(house: House) -> None:
    change_flag(F, {"everyone": True, "requires": {PARENT: True}}, BY)
    change_flag(PARENT, {"everyone": True}, BY)
    change_flag(F, FREEZE, BY)
    Flag.objects.filter(name=PARENT).update(requires={F: True})
    assert not is_on(house.people[1])
    Flag.objects.filter(name=PARENT).update(requires={})
    assert not is_on(house.people[1])


def test_pictures_have_an_end(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freezes, "MAX_PICTURES", 5)
    change_flag(F, {"everyone": True}, BY)
    change_flag(F, FREEZE, BY)
    for number in range(9):
        change_flag(F, {"note": str(number)}, BY)
    found: list[FlagSnapshot] = []
    now: FlagSnapshot | None = loading.load_snapshot().earlier
    while now:
        found.append(now)
        now = now.earlier
    assert len(found) == 5
    assert is_on(house.people[1])


def test_nothing_is_read_anew_where_nothing_is_frozen(house: House) -> None:
    change_flag(F, {"everyone": True}, BY)
    now = loading.load_snapshot()
    assert now.earlier is None
    with connection.cursor() as cursor:
        cursor.execute("UPDATE rollouts_flag SET frozen_at = now() WHERE name = %s", [F])
    assert loading.load_snapshot().earlier is not None
