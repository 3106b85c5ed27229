"""One bad row stops nobody else: every JSON column and every enumeration holds what this release doesn't know."""

import traceback
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count, zip_longest
from uuid import UUID, uuid4

import pytest
from django.test import Client

from accounts.models import User
from auctions.audit.run import audit_auction
from auctions.bots.runner import BotRunner
from auctions.clock import AuctionClock
from auctions.models import Auction
from auctions.recovery import stuck
from auctions.recovery.bulk_cancel import auctions_to_cancel
from auctions.rules.commands import SYSTEM, Tick
from auctions.store import state_cache
from operations.control_room import ControlRoom, Section, read_control_room
from operations.monitoring import figures
from rollouts.changes.services import Author, Source, change_flag
from rollouts.models import Plan
from rollouts.plans import runner
from rollouts.propagation import snapshot
from season.background import NOTICE_STEPS, Worker
from tests import cast
from tests.operations.spoilt_league import make_plan, make_spoilt
from tests.operations.stored_data import Column, columns, keys_of_rows, no_checks, planted, value_of

pytestmark = pytest.mark.django_db(transaction=True)
PARTS = 4
"""So many tests share the columns: one for all would take a minute."""

Trial = tuple[Column, str]
"""A column and the value, as SQL reads it, that its rows hold."""


@dataclass
class World:
    """Spoilt rows and sound ones: a league with a season, an auction and a flag each."""

    keys: dict[str, list[str]]
    """Of all rows that are spoilt, by column."""
    spoilt: Auction
    sound: Auction
    carla: User
    olga: User
    bids: Iterator[int]
    plan: int
    """By its key, one that isn't spoilt."""


@pytest.fixture
def world(carla: User, max_: User, mia: User, olga: User) -> Iterator[World]:
    spoilt = make_spoilt(carla, max_, mia)
    keys = {str(column): keys_of_rows(column) for column in columns()}
    empty = [name for name, rows in keys.items() if not rows]
    assert not empty, "let the spoilt league have such rows"
    league = cast.make_league(carla, max_, mia, name="Sound", budget=1_000_000, lot_seconds=3600, grace_ms=0)
    sound = cast.auction_of(league)
    with no_checks():
        yield World(keys, spoilt, sound, carla, olga, count(1), make_plan(carla, "room_messages"))


@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_a_row_holds_everybody_else_goes_on(world: World, part: int) -> None:
    failures: dict[str, str] = {}
    for trials in trials_together(world)[part::PARTS]:
        if found := problems_with(world, trials):
            alone = {f"{column} = {value[:60]}": problems_with(world, [(column, value)]) for column, value in trials}
            failures |= {where: problem for where, problem in alone.items() if problem} or {f"{trials}": found}
    assert not failures, "\n\n".join(f"{where}\n{problem}" for where, problem in failures.items())


def trials_together(world: World) -> list[list[Trial]]:
    """All columns with each of their strange values; one of each app at once, since none reads another's row first."""
    by_app: defaultdict[str, list[Trial]] = defaultdict(list)
    for column in columns():
        now = value_of(column, world.keys[str(column)][0])
        by_app[column.model._meta.app_label] += [(column, value) for value in dict.fromkeys(column.strange_values(now))]
    return [[trial for trial in trials if trial is not None] for trials in zip_longest(*by_app.values())]


def problems_with(world: World, trials: list[Trial]) -> str:
    """Return what fails while these rows are spoilt; empty if nothing does."""
    with ExitStack() as stack:
        for column, value in trials:
            stack.enter_context(planted(column, world.keys[str(column)], value))
        return "\n".join(f"{name}: {problem}" for name, problem in problems(world))


def problems(world: World) -> Iterator[tuple[str, str]]:
    """Use everything as every process would after a restart; what of it fails, and how."""
    for state in state_cache.memory.all_states():
        state_cache.memory.forget(UUID(state.auction.id))
    for use in USES:
        try:
            use(world)
        except Exception:  # noqa: BLE001 # all that fails is told at once
            yield use.__name__, traceback.format_exc()


def clocks_go_on(world: World) -> None:
    clock = AuctionClock()
    clock.pause_after_outage()
    clock.follow_switches()
    for _ in range(5):
        clock.close_next_due()


def bots_go_on(world: World) -> None:
    BotRunner().step()


def seasons_go_on(world: World) -> None:
    Worker().work()
    Worker(NOTICE_STEPS).work()


def plans_go_on(world: World) -> None:
    Plan.objects.update(looked_at=None)
    runner.run_due()
    assert Plan.objects.get(pk=world.plan).outlook.startswith("The phase 10 % lasts until")


def bids_count(world: World) -> None:
    for name in ("Max", "Mia"):
        outcome = cast.bid(world.sound, User.objects.get(name=name), next(world.bids), id=uuid4())
        assert outcome.ok, outcome
    assert cast.do(world.sound, Tick(actor=SYSTEM)).ok


def kills_count(world: World) -> None:
    for on in (False, True):
        change_flag("bidding", {"everyone": on}, Author(source=Source.ADMIN, actor=world.olga, reason="a try"))
        assert snapshot.current().flags["bidding"].everyone is on


def operators_see(world: World) -> None:
    room = read_control_room()
    unread = [name for name, part in vars_of(room) if isinstance(part, Section) and not part.ok]
    assert not unread
    stuck.find_stuck()
    auctions_to_cancel()


def vars_of(room: ControlRoom) -> list[tuple[str, object]]:
    return [(name, getattr(room, name)) for name in room.__dataclass_fields__]


def metrics_are_read(world: World) -> None:
    [up, *_] = figures._read_metrics()
    assert {sample.labels["source"]: sample.value for sample in up.samples}["database"] == 1


def pages_show(world: World) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(world.carla)
    league, auction = world.sound.league_id, world.sound.pk
    for path in (
        "/",
        f"/leagues/{league}/",
        f"/auction/{auction}/",
        f"/api/auction/{auction}/",
        "/api/leagues/",
        "/account/",
        "/account/notices/",
    ):
        status = client.get(path).status_code
        assert status == 200, f"{path}: {status}"


def admin_shows(world: World) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(world.olga)
    for path in ("rollouts/flag", "auctions/auction", "leagues/league", "season/trade", "auctions/bid"):
        status = client.get(f"/admin/{path}/").status_code
        assert status in (200, 404), f"{path}: {status}"


def proof_goes_on(world: World) -> None:
    assert audit_auction(world.sound.pk) == []
    audit_auction(world.spoilt.pk)


USES = (
    clocks_go_on,
    bots_go_on,
    seasons_go_on,
    plans_go_on,
    bids_count,
    kills_count,
    operators_see,
    metrics_are_read,
    pages_show,
    admin_shows,
    proof_goes_on,
)
