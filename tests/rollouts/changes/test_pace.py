"""The ladder has a time: in every way, by the database's clock, and for nothing that only takes away."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client

from accounts.models import User
from auctionsite.flag_overrides import DEFAULT_STEP_MINUTES, parse_step_minutes
from rollouts.changes import pace, rings, services
from rollouts.changes.services import Author, NeedsOverride, Source, change_flag, change_flags
from rollouts.evaluation.evaluate import bucket
from rollouts.evaluation.flag_state import to_hundredths
from rollouts.evaluation.types import BucketBy
from rollouts.models import Flag, FlagChange, Ring, SnapshotVersion
from rollouts.propagation import fleet, loading, scrapes
from tests import cast
from tests.database_clock import DatabaseClock
from tests.rollouts.admin.admin_site import ROOM, do
from tests.rollouts.api.api_client import Api
from tests.rollouts.management.commands import run

OTHER = "bots"
pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(settings: Any) -> DatabaseClock:
    """Five past one, in production, where somebody watches, and two flags are on for nobody."""
    settings.ROLLOUT_STEP_MINUTES = parse_step_minutes(DEFAULT_STEP_MINUTES["production"])
    settings.ROLLOUT_PEAK_HOURS = frozenset()
    clock = DatabaseClock(datetime(2027, 3, 4, 13, 5, tzinfo=UTC))
    scrapes.record_scrape()
    for flag in (ROOM, OTHER):
        put(flag, percent=0)
    SnapshotVersion.objects.update(as_of=clock.now)  # schedules are carried out up to now, not to the machine's day
    return clock


def later(clock: DatabaseClock, **time: float) -> None:
    """Go on with the clock; somebody still watches."""
    clock.advance(**time)
    scrapes.record_scrape()


def by(**more: Any) -> Author:
    return Author(source=Source.CODE, **more)


def put(flag: str = ROOM, **patch: Any) -> FlagChange:
    """Change the flag whatever speaks against it."""
    return change_flag(flag, {"everyone": None, **patch}, by(override="a test"))


def held_back(flag: str = ROOM, **patch: Any) -> list[str]:
    """Return what speaks against a change; it is made if nothing does."""
    try:
        change_flag(flag, patch, by())
    except NeedsOverride as refused:
        return refused.cautions
    return []


WIDENED = "It was widened at 13:05 UTC, and stays on this step for 1 h. Next step from 14:05 UTC, in {}."


def test_seven_steps_take_six_times_and_the_longest_is_at_half(clock: DatabaseClock) -> None:
    took = []
    for percent in (1, 5, 10, 25, 50, 75, 100):
        began = clock.now
        while held_back(percent=percent):
            due = pace.due_steps(fleet.server_views(), {ROOM: services.current_state(ROOM)[0]})[ROOM]
            later(clock, seconds=(due.at - clock.now).total_seconds())
        took.append((clock.now - began) // timedelta(hours=1))
    assert took == [0, 1, 1, 1, 1, 4, 1]


def test_a_step_is_early_until_its_minute_comes(clock: DatabaseClock) -> None:
    put(percent=1)
    later(clock, minutes=37)
    assert held_back(percent=5) == [WIDENED.format("23 min")]
    later(clock, minutes=22, seconds=59)
    assert held_back(percent=5) == [WIDENED.format("1 min")]
    later(clock, seconds=1)
    assert held_back(percent=5) == []


WIDENINGS: dict[str, dict[str, Any]] = {
    "percentage": {"percent": 5},
    "on for everyone": {"everyone": True, "percent": 1},
    "kind": {"staff": True},
    "ring": {"strategy": "ring", "rings": {"ga": 5}},
    "condition": {"criteria": {}},
    "schedule": {"ends_at": None},
    "salt": {"salt": "another"},
    "requirement": {"requires": {}},
}


@pytest.mark.parametrize("widening", WIDENINGS.values(), ids=WIDENINGS)
def test_whatever_lets_somebody_in_is_a_step_and_waits_for_one(clock: DatabaseClock, widening: dict[str, Any]) -> None:
    narrow: dict[str, Any] = {
        "percent": 1,
        "criteria": {"sport": {"is": "golf"}} if "criteria" in widening else {},
        "ends_at": "2027-03-05T00:00:00+00:00",
        "requires": {OTHER: True} if "requires" in widening else {},
    }
    put(percent=1)
    put(**narrow)
    assert any("Next step from 14:05 UTC" in each for each in held_back(**widening))
    later(clock, hours=1)
    put(**widening)
    found = pace.current_pace(
        fleet.server_views(), loading.load_snapshot(), ROOM, services.current_state(ROOM)[0], clock.now
    )
    assert any("It was widened at 14:05 UTC" in each for each in found.cautions)


@pytest.mark.parametrize(
    "narrowing",
    [{"percent": 0}, {"everyone": False}, {"criteria": {"sport": {"is": "golf"}}}, {"requires": {OTHER: True}}],
)
def test_what_only_takes_away_is_never_held_back_nor_a_step(clock: DatabaseClock, narrowing: dict[str, Any]) -> None:
    put(percent=1)
    assert held_back(**narrowing) == []
    later(clock, minutes=30)
    assert held_back(note="words") == []
    later(clock, minutes=30)
    assert held_back(OTHER, everyone=None, percent=1) == []


def by_admin(admin: Client, olga: User, percent: float, override: str) -> bool:
    do(admin, ROOM, "up", override=override)
    return bool(services.current_state(ROOM)[0]["percent"] == percent)


def by_edit_of_api(admin: Client, olga: User, percent: float, override: str) -> bool:
    return _sent(olga, "put", ROOM, {"percentage": percent, "override": override})


def by_increase(admin: Client, olga: User, percent: float, override: str) -> bool:
    return _sent(olga, "post", f"rollout/{ROOM}/increase", {"override": override})


def by_bulk(admin: Client, olga: User, percent: float, override: str) -> bool:
    return _sent(olga, "post", "bulk-update", [{"flag": ROOM, "percentage": percent, "override": override}])


def _sent(olga: User, method: str, path: str, body: Any) -> bool:
    answer: Any = getattr(Api(olga), method)(path, body)
    assert answer.status_code == 200 or answer.json()["code"] == "override_needed", answer.text
    return bool(answer.status_code == 200)


def by_command(admin: Client, olga: User, percent: float, override: str) -> bool:
    ran = run("rollout", ROOM, "--to", str(percent), "--override", override)
    assert ran.code in {0, 3}
    return ran.code == 0


WAYS = [by_admin, by_edit_of_api, by_increase, by_bulk, by_command]


@pytest.mark.parametrize("way", WAYS)
def test_every_way_asks_for_a_reason(
    admin: Client, olga: User, clock: DatabaseClock, way: Callable[[Client, User, float, str], bool]
) -> None:
    put(percent=1)
    later(clock, minutes=59)
    assert not way(admin, olga, 5, "")
    assert way(admin, olga, 5, "the sponsor asks")
    assert FlagChange.objects.latest("id").override == "the sponsor asks"
    later(clock, hours=1)
    assert way(admin, olga, 10, "")


def test_hands_past_the_service_made_steps_too(clock: DatabaseClock) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE rollouts_flag SET percent = 1 WHERE name = %s", [ROOM])
    assert held_back(percent=5) == [WIDENED.format("1 h")]


def test_another_flag_rests_meanwhile_but_switches_do_not_count(clock: DatabaseClock) -> None:
    put(percent=1)
    later(clock, minutes=20)
    said = f"{ROOM} was widened at 13:05 UTC: if something breaks, nobody knows which did it."
    assert held_back(OTHER, percent=1) == [f"{said} Next step from 14:05 UTC, in 40 min."]
    later(clock, minutes=40)
    change_flags([services.ChangeRequest(flag="read_only", patch={"everyone": True})], by())
    assert held_back(OTHER, percent=1) == []


@pytest.mark.parametrize("gap", [timedelta(minutes=59), timedelta(hours=1)])
def test_nobody_widens_unwatched(clock: DatabaseClock, gap: timedelta) -> None:
    clock.advance(hours=gap.total_seconds() / 3600)
    said = ["Nobody has read complete figures from /metrics for 1 h: nobody would see what breaks."]
    assert held_back(percent=1) == (said if gap >= timedelta(hours=1) else [])
    assert held_back(percent=0) == []


def test_a_begin_that_comes_is_a_step(clock: DatabaseClock) -> None:
    put(percent=1, starts_at="2027-03-04T15:00:00+00:00")
    later(clock, hours=1, minutes=50)
    assert held_back(percent=5) == [
        "It is widened at 15:00 UTC, and stays on this step for 1 h. Next step from 16:00 UTC, in 1 h 5 min."
    ]
    later(clock, hours=1, minutes=5)
    assert held_back(percent=5) == []


def guest_beyond(percent: int, name: str) -> User:
    """Return somebody whom this share of the users leaves out: one who is in it has nothing to wait for."""
    guests = (cast.make_user(f"{name} {number}") for number in count())
    return next(each for each in guests if bucket(ROOM, BucketBy.USER, str(each.pk)) >= to_hundredths(percent))


def test_rings_in_order_are_steps_of_their_own(clock: DatabaseClock) -> None:
    for name in ("internal", "beta"):
        rings.join(Ring.objects.get(name=name), user=guest_beyond(1, name))
    put(percent=0, strategy="ring")
    made = []
    for shares in ({"internal": 100}, {"internal": 100, "beta": 1}, {"internal": 100, "beta": 100}):
        made.append(held_back(bucket_by="user", rings=shares))
        later(clock, hours=1)
    assert made == [[], [], ["It skips steps: in the ring beta, after 1 % comes 5 %."]]


def test_no_environment_but_staging_and_production_has_times(settings: Any) -> None:
    assert settings.ROLLOUT_STEP_MINUTES == (0, 0)
    assert {name: parse_step_minutes(text) for name, text in DEFAULT_STEP_MINUTES.items()} == {
        "staging": (30, 240),
        "production": (60, 240),
    }
    put(percent=1)
    assert held_back(percent=5) == []


def test_page_command_and_api_say_when(admin: Client, olga: User, clock: DatabaseClock) -> None:
    put(percent=1)
    later(clock, minutes=37)
    says = "Next step from 14:05 UTC, in 23 min."
    assert says in admin.get(f"/admin/rollouts/flag/{ROOM}/change/").text
    assert run("rollout", ROOM, "--freeze", "--dry-run").out.splitlines()[-1] == says
    due = "2027-03-04T14:05:00+00:00"
    assert run("rollout", ROOM, "--kill", "--dry-run", "--json").json()["next_step_at"] == due
    assert Api(olga).get(ROOM).json()["next_step_at"] == due
    later(clock, minutes=23)
    assert "Next step" not in admin.get(f"/admin/rollouts/flag/{ROOM}/change/").text
    assert Api(olga).get(ROOM).json()["next_step_at"] is None
    put(percent=100)
    assert Api(olga).get(ROOM).json()["next_step_at"] is None


def test_what_was_is_said_by_its_minute_and_what_comes_by_the_next(clock: DatabaseClock) -> None:
    later(clock, seconds=50)
    put(percent=1)
    later(clock, minutes=30)
    assert held_back(percent=5) == [
        "It was widened at 13:05 UTC, and stays on this step for 1 h. Next step from 14:06 UTC, in 30 min."
    ]


def test_a_day_that_is_another_is_said(clock: DatabaseClock) -> None:
    assert pace.due_sentence(datetime(2027, 3, 5, 0, 30, tzinfo=UTC), clock.now) == (
        "Next step from 5 Mar 00:30 UTC, in 11 h 25 min."
    )


def test_named_groups_are_foreseen(clock: DatabaseClock, carla: User) -> None:
    team = Group.objects.create(name="team")
    carla.groups.add(team)
    put(percent=1)
    assert held_back(groups=[team.pk]) == [WIDENED.format("1 h")]
    assert not Flag.objects.get(name=ROOM).groups.exists()
