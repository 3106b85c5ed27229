"""A release with a fault in it, on a whole site with people bidding: its plan takes it back by itself."""

import math
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.db import connection

from accounts.models import User
from auctions.audit.run import audit_auction
from auctions.models import Auction
from auctionsite.postgresql.clock import database_now
from rollouts.changes.services import Author, Source, change_flag
from rollouts.evaluation.registry import SPECS
from rollouts.evidence.comparison import ExposedSubject, compare_arms
from rollouts.models import Flag, Plan, PlanEvent
from rollouts.plans import checks, services
from rollouts.plans.definition import PhaseDefinition, PlanDefinition, Severity, TriggerAction, TriggerDefinition
from rollouts.plans.exposed import read_exposed
from tests import cast
from tests.bidders import bidding
from tests.chaos.faulty.apps import FLAG
from tests.chaos.rooms import QUICK, assert_nothing_is_lost, wait_for_bids, wait_for_the_end
from tests.database_gate import DatabaseGate
from tests.live import MakeSite, Site, Web, eventually

SERVER_ERROR = "server_error"
TRIGGER = TriggerDefinition(
    metric=SERVER_ERROR,
    action=TriggerAction.ROLL_BACK,
    symptom="Auctions can't be begun.",
    severity=Severity.CRITICAL,
    times=1.0,
)
RELEASE = PlanDefinition(
    name="faulty-release",
    says="Auctions begin in a new way.",
    phases=(PhaseDefinition(name="half", patch={"everyone": None, "percent": 50}, bake=timedelta(hours=1)),),
    triggers=(TRIGGER,),
)
BAR = checks.bar_of(TRIGGER, RELEASE)
NEAR = 1.0
"""So near its bar, as natural logarithms, evidence is one or two failures before it."""
CHECKS = 2
"""A plan takes back no later than at so many looks after the bar was reached."""
WATCHERS = 7
"""Sockets of each person in a room that waits."""
BEGINNERS = 2
MOST_SECONDS = 90.0
FAULTY = {"DJANGO_SETTINGS_MODULE": "tests.chaos.faulty.settings", "SOCKET_SILENCE_SECONDS": "600"}
_SOCKETS = re.compile(r"with (\d+) of (\d+) sockets")


class Beginner(threading.Thread):
    """Makes leagues with auctions, one after the other, and begins each. `failed` are those that couldn't be begun."""

    def __init__(self, web: Web, carla: User) -> None:
        super().__init__(daemon=True)
        self._web, self._carla = web, carla
        self._ended = threading.Event()
        self.begun, self.failed, self.strange = list[Auction](), list[Auction](), list[str]()

    def run(self) -> None:
        while not self._ended.is_set():
            auction = cast.auction_of(cast.make_league(self._carla, lot_seconds=300), begun=False, lots=2)
            status = begin(self._web, auction, self._carla)
            {200: self.begun, 500: self.failed}.get(status, self.strange).append(auction)  # type: ignore[arg-type]
        connection.close()

    def end(self) -> None:
        self._ended.set()
        self.join(30)


def begin(web: Web, auction: Auction, commissioner: User) -> int:
    return web.call("POST", f"/api/auction/{auction.pk}/begin", commissioner, timeout=120).status


@contextmanager
def beginning(web: Web, carla: User) -> Iterator[list[Beginner]]:
    """Let auctions be made and begun while the block runs."""
    beginners = [Beginner(web, carla) for _ in range(BEGINNERS)]
    for each in beginners:
        each.start()
    try:
        yield beginners
    finally:
        for each in beginners:
            each.end()


@pytest.fixture
def flag(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The processes of the site declare it themselves."""
    monkeypatch.setitem(SPECS, FLAG.name, FLAG)
    change_flag(FLAG.name, {"everyone": None, "percent": 0}, Author(source=Source.CODE, override="a test"))


@pytest.fixture
def gate(transactional_db: None) -> Iterator[DatabaseGate]:
    with DatabaseGate() as gate:
        yield gate


def compared(plan: Plan) -> list[ExposedSubject]:
    return list(read_exposed(plan).by_metric[SERVER_ERROR])


def bar_reached(plan: Plan) -> datetime:
    """Return the time of the failure by which the evidence reached its bar."""
    subjects = compared(plan)
    for moment in sorted(each.failed_at for each in subjects if each.failed_at is not None):
        until = [each for each in subjects if each.since <= moment]
        known = [each if (each.failed_at or 0) <= moment else ExposedSubject(each.on, each.since) for each in until]
        if compare_arms(known).reached(BAR):
            return datetime.fromtimestamp(moment, database_now().tzinfo)
    raise AssertionError("The bar wasn't reached.")


def looks_until(plan: Plan, gate: DatabaseGate) -> set[datetime | None]:
    """Return the times of looks until the plan rolls back; shortly before, a web process loses its database."""
    looks, near = set[datetime | None](), False

    def rolls_back() -> bool:
        nonlocal near
        row = Plan.objects.get(pk=plan.pk)
        looks.add(row.looked_at)
        if not near and compare_arms(compared(plan)).highest >= math.log(BAR) - NEAR:
            near = True
            gate.hang()
        return row.status != "running"

    eventually(rolls_back, "it is rolled back", MOST_SECONDS)
    assert near
    return looks


def stays_unconfirmed(plan: Plan, sockets: int) -> None:
    """Two looks long it isn't called rolled back, and says that it waits for so many sockets."""
    looks = set()

    def looked_at_again() -> bool:
        row = Plan.objects.get(pk=plan.pk)
        assert row.status == "rolling_back"
        if "not every process has confirmed it" in row.outlook:
            looks.add(row.looked_at)
            current, all_of_them = map(int, _SOCKETS.findall(row.outlook)[0])
            assert all_of_them - current == sockets
        return len(looks) >= 2

    eventually(looked_at_again, "it waits for a process")


def test_fault_is_taken_back_within_two_looks_and_no_auction_is_lost(
    flag: None, people: list[User], gate: DatabaseGate, make_site: MakeSite
) -> None:
    site, apart = make_site(**FAULTY), make_site(DATABASE_URL=gate.url, **FAULTY)
    site.add_web(), site.add_clock(), site.add_worker("run_season"), apart.add_web()
    site.ready()
    apart.ready()
    waiting = cast.auction_of(cast.make_league(*people, name="The Sunday League", **QUICK), begun=False)
    sockets = [apart.client(waiting.pk, each) for each in people for _ in range(WATCHERS)]
    for each in sockets:
        each.hello()
    room = cast.auction_of(cast.make_league(*people, lot_seconds=2, **QUICK | {"slots_min": 3, "slots_max": 3}))
    plan = services.make_started_plan(FLAG.name, RELEASE, None)
    with bidding(room, people, site.webs) as bidders, beginning(site.web, people[0]) as beginners:
        wait_for_bids(room, site, 3)
        looks = looks_until(plan, gate)
        stays_unconfirmed(plan, len(sockets))
        before = database_now()
        gate.open()
        eventually(lambda: Plan.objects.get(pk=plan.pk).status == "rolled_back", "the last process has confirmed it")
        told = {each.what: each for each in PlanEvent.objects.filter(plan=plan)}
        assert told["confirm"].at > before
        wait_for_the_end(room, site, bidders)
    reached = bar_reached(plan)
    after = [each for each in looks if each and reached < each <= told["roll_back"].at]
    assert 1 <= len(after) <= CHECKS, (reached, sorted(filter(None, looks)), told["roll_back"].at)
    assert Flag.objects.get(name=FLAG.name).percent == 0
    assert_no_auction_is_lost(site, people[0], beginners)
    assert_nothing_is_lost(room, bidders)
    assert_report_tells_it(site)


def assert_no_auction_is_lost(site: Site, carla: User, beginners: list[Beginner]) -> None:
    """Those that couldn't be begun wait, and can be begun now; the others run."""
    begun = [auction for each in beginners for auction in each.begun]
    failed = [auction for each in beginners for auction in each.failed]
    assert not [strange for each in beginners for strange in each.strange]
    assert failed
    waiting = Auction.objects.filter(pk__in=[each.pk for each in failed], status=Auction.Status.WAITING)
    assert waiting.count() == len(failed)
    assert {begin(site.web, auction, carla) for auction in failed} == {200}
    all_of_them = Auction.objects.filter(pk__in=[each.pk for each in (*begun, *failed)])
    assert {*all_of_them.values_list("status", flat=True)} <= {Auction.Status.ACTIVE, Auction.Status.PAUSED}
    assert [finding for each in all_of_them for finding in audit_auction(each.pk)] == []


def assert_report_tells_it(site: Site) -> None:
    ran = site.manage("plan", FLAG.name, "--report")
    assert ran.returncode == 0, ran.stderr
    assert "Auctions can't be begun. server\\_error: " in ran.stdout
    assert "Rolled back, and confirmed." in ran.stdout
