"""Frozen is frozen: whatever is done, nobody goes from off to on until the flag is unfrozen."""

import time
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from hypothesis import HealthCheck, example, given, settings
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
from tests.rollouts.a_day_later import make_a_day_older

F, PARENT = "waiting_room", "bots"
BY = Author(source=Source.CODE, override="a test")
DAY = 86_400.0
FREEZE = {"frozen_at": "2026-11-26T20:00:00+00:00", "freeze_reason": "finals"}
SUBJECTS = 2000
NOBODY_OUT: dict[str, Any] = {"excluded_users": [], "excluded_groups": [], "excluded_leagues": []}
PEOPLE = 12
"""The first so many subjects are people who come in one by one; the others are hashed."""
IN_RING, IN_TEAM = 7, 9
"""They are in from the beginning, so that they can leave and return."""


def in_days(days: float) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).isoformat()


shares = st.sampled_from([0, 1, 5, 50, 100])
schedules = st.sampled_from(
    [{}, {}, {"starts_at": 2.5}, {"starts_at": 0.5}, {"ends_at": 1.5}, {"starts_at": 0.5, "ends_at": 3.5}]
)
"""In days; those that pass come between."""
members = st.integers(0, PEOPLE - 1)
patches: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "everyone": st.sampled_from([None, None, None, True, False]),
        "strategy": st.sampled_from(["percentage", "ring", "ring"]),
        "percent": shares,
        "rings": st.dictionaries(st.sampled_from(["beta", "ga"]), shares, max_size=2),
        "staff": st.booleans(),
        "criteria": st.sampled_from([{}, {}, {"account_age_days": {"at_least": 3}}]),
        "schedule": schedules,
        "out": st.lists(members, max_size=3, unique=True),
        "team_out": st.booleans(),
    }
)
flags, hands = st.sampled_from([F, F, PARENT]), st.sampled_from(["service", "sql", "sql"])
acts = st.one_of(
    st.tuples(hands, flags, patches),
    st.tuples(st.sampled_from(["join", "leave", "opt in", "opt out", "group", "no group", "name", "unname"]), members),
    st.tuples(st.just("leave out"), flags, hands, members),
    st.tuples(st.just("let back"), flags, hands),
    st.tuples(st.just("a day passes")),
)


class House:
    """A site with people, a ring, a group that is in the ring, another that is named, and the two flags."""

    def __init__(self) -> None:
        self.people = [cast.make_user(f"P{number}", is_staff=number == 0) for number in range(PEOPLE)]
        self.beta = Ring.objects.get(name="beta")
        self.team = Group.objects.create(name="team")
        rings.join(self.beta, group=self.team)
        rings.join(self.beta, user=self.people[IN_RING])
        self.people[IN_TEAM].groups.add(self.team)
        self.leagues = [str(uuid4()) for _ in range(PEOPLE)]
        now = time.time()
        self.since = [now - (number % 6) * DAY - DAY / 4 for number in range(SUBJECTS)]
        kinds = {self._kind(number): number for number in range(SUBJECTS)}
        self.one_of_each = sorted(kinds.values())

    def _kind(self, number: int) -> tuple[int, ...]:
        """Return what the evaluator can tell subjects apart by: a person, or age and places among the shares."""
        if number < PEOPLE:
            return (number,)
        places = (bucket(flag, BucketBy.USER, str(10**6 + number)) for flag in (F, PARENT))
        return (number % 6, *(bisect_right([0, 100, 500, 5_000], place) for place in places))

    def state(self, patch: dict[str, Any]) -> dict[str, Any]:
        schedule = {key: in_days(day) for key, day in patch["schedule"].items()}
        fields = {key: value for key, value in patch.items() if key not in {"schedule", "out", "team_out"}}
        out = {
            "excluded_users": [self.people[each].pk for each in patch["out"]],
            "excluded_groups": [self.team.pk] if patch["team_out"] else [],
        }
        return {**fields, **out, "starts_at": None, "ends_at": None, **schedule}

    def subject(self, number: int) -> Subject:
        if number < PEOPLE:
            who = replace(subjects.of_user(self.people[number]), league=self.leagues[number])
        else:
            who = Subject(user=10**6 + number, league=str(number))
        age = int((time.time() - self.since[number]) // DAY)
        return replace(who, since=self.since[number], traits={"account_age_days": age})

    def on(self, numbers: Iterable[int]) -> dict[int, bool]:
        carry_out_schedules()
        now = loading.load_snapshot()
        return {number: evaluate(now, F, self.subject(number)).value for number in numbers}

    def do(self, act: Any) -> None:
        kind, *more = act
        if kind in {"service", "sql"}:
            self._change(kind, more[0], self.state(more[1]))
        elif kind in {"leave out", "let back"}:
            flag, hand, *whom = more
            self._change(hand, flag, self._out(whom[0]) if whom else NOBODY_OUT)
        elif kind == "a day passes":
            self.let_a_day_pass()
        else:
            self._move(kind, self.people[more[0]])

    def _out(self, number: int) -> dict[str, Any]:
        """Leave out one by name, one by group and one by league."""
        after = (number + 1) % PEOPLE
        return {
            "excluded_users": [self.people[number].pk],
            "excluded_groups": [self.team.pk],
            "excluded_leagues": [self.leagues[after]],
        }

    def let_a_day_pass(self) -> None:
        make_a_day_older()
        self.since = [since - DAY for since in self.since]

    def _change(self, hand: str, flag: str, patch: dict[str, Any]) -> None:
        if hand == "sql":
            Flag.objects.filter(name=flag).update(**patch)
            return
        try:
            change_flag(flag, patch, BY)
        except FlagRefused:
            return

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


def on_for_all(**but: Any) -> dict[str, Any]:
    plain = {"strategy": "percentage", "percent": 0, "rings": {}, "staff": False, "criteria": {}}
    return {**plain, "everyone": True, "schedule": {}, "out": [], "team_out": False, **but}


def by_ring(**but: Any) -> dict[str, Any]:
    return on_for_all(**{"everyone": None, "strategy": "ring", "rings": {"beta": 100}, **but})


A_DAY = ("a day passes",)
OPENED = [("sql", F, on_for_all()), A_DAY]
NO_TIME, EACH_DAY = [False] * 8, [True] * 8
CLOSED = on_for_all(everyone=False)
GROWN = on_for_all(everyone=None, percent=100, criteria={"account_age_days": {"at_least": 3}})


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@example(by_ring(out=[1], team_out=True), on_for_all(), {}, [("join", 3)], NO_TIME)
@example(by_ring(), on_for_all(), {}, [("group", 3)], EACH_DAY)
@example(on_for_all(), on_for_all(), {}, [("leave out", F, "sql", 4), ("let back", F, "sql")], EACH_DAY)
@example(on_for_all(), on_for_all(), {PARENT: True}, [("sql", PARENT, CLOSED), ("sql", PARENT, on_for_all())], NO_TIME)
@example(by_ring(), on_for_all(), {}, [("leave", IN_RING), ("join", IN_RING)], NO_TIME)
@example(by_ring(), on_for_all(), {}, [("no group", IN_TEAM), ("group", IN_TEAM)], EACH_DAY)
@example(GROWN, on_for_all(), {}, [], NO_TIME)
@example(on_for_all(), GROWN, {PARENT: True}, [("leave out", PARENT, "sql", 4)], EACH_DAY)
@example(on_for_all(out=[1, 2], team_out=True), on_for_all(), {}, [("group", 3), ("let back", F, "sql")], EACH_DAY)
@example(on_for_all(), on_for_all(out=[1, 2]), {PARENT: True}, [("let back", PARENT, "service")], NO_TIME)
@example(on_for_all(schedule={"starts_at": 0.5}), on_for_all(), {}, [], NO_TIME)
@example(on_for_all(schedule={"ends_at": 0.5}), on_for_all(), {}, [A_DAY, *OPENED], NO_TIME)
@example(on_for_all(), on_for_all(schedule={"starts_at": 0.5, "ends_at": 1.5}), {PARENT: False}, [], NO_TIME)
@given(
    patches,
    patches,
    st.sampled_from([{}, {PARENT: True}, {PARENT: False}]),
    st.lists(acts, max_size=8),
    st.lists(st.booleans(), min_size=8, max_size=8),
)
def test_nobody_enters_a_frozen_flag_in_any_way(
    db: None,
    own: dict[str, Any],
    parent: dict[str, Any],
    requires: dict[str, bool],
    through: list[Any],
    nights: list[bool],
) -> None:
    """After each act the next comes at once, or a day later, as `nights` says."""
    with transaction.atomic():
        house = House()
        change_flag(PARENT, {**house.state(parent), "bucket_by": "user"}, BY)
        change_flag(F, {**house.state(own), "bucket_by": "user", "requires": requires, "groups": [house.team.pk]}, BY)
        Flag.objects.filter(name=F).update(excluded_leagues=[house.leagues[each] for each in own["out"][:1]])
        first = was = house.on(everybody := range(SUBJECTS))
        change_flag(F, FREEZE, BY)
        assert house.on(everybody) == was  # the freeze itself moves nobody
        passes = [step for act, night in zip(through, nights, strict=False) for step in (act, *[A_DAY] * night)]
        for act in [*passes, *[A_DAY] * 4]:
            house.do(act)
            becomes = house.on(house.one_of_each)
            assert not any(on and not was[number] for number, on in becomes.items()), act
            was = becomes
        last = house.on(everybody)
        assert not any(on and not first[number] for number, on in last.items())
        change_flag(F, {"everyone": False}, BY)
        assert not any(house.on(everybody).values())
        transaction.set_rollback(True)


# One way after the other --------------------------------------------------------------------------------
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
