"""The four ways back, as docs/rollouts.md tells operators to go them: flag, environment, code, database.

Each against the stopwatch; `-s` shows what it said, and docs/rollouts.md has that of one machine.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from accounts.models import User
from auctions.models import Auction
from auctionsite.local.place import PROJECT
from rollouts.changes.drill import WAYS_BACK
from rollouts.changes.services import Author, Source, change_flag
from rollouts.models import Flag
from rollouts.propagation import readers
from tests import cast
from tests.bidders import bidding
from tests.chaos.rooms import QUICK, wait_for_bids
from tests.live import MakeSite, Site, Web, eventually

RELEASE_BEFORE = ("rollouts", "0001")
"""Back to here the database goes, and from here it comes again."""
LIMIT_SECONDS = 600
SOCKETS = 200


@contextmanager
def stopwatch(level: int) -> Iterator[None]:
    """Go a way back within its target."""
    way, began = WAYS_BACK[level - 1], time.monotonic()
    yield
    seconds = time.monotonic() - began
    print(f"{way.level} {way.name}: {seconds:.1f} s of {way.target}")
    assert seconds <= way.target.total_seconds()


def starts(web: Web, carla: User, status: str) -> bool:
    """Return True if an auction that Carla starts there, in a league of its own, has this status."""
    league = cast.make_league(carla, User.objects.get(email="max@example.com"))
    answer = web.call("POST", f"/api/leagues/{league.pk}/auction/start", carla)
    assert answer.status == 201, answer.body
    auction = Auction.objects.get(pk=UUID(answer.json()["id"]))
    return auction.status == status


@pytest.mark.usefixtures("max_")
def test_flag_takes_the_waiting_room_back_everywhere(site: Site, carla: User, olga: User) -> None:
    Flag.objects.create(name="waiting_room", everyone=True)
    for web in site.webs:
        eventually(partial(starts, web, carla, "waiting"), "the room is open")
    change_flag("waiting_room", {"everyone": False}, Author(source=Source.ADMIN, actor=olga, reason="it hurts"))
    for web in site.webs:
        eventually(partial(starts, web, carla, "active"), "the room is closed")


def test_flag_is_off_for_the_last_of_200_sockets_while_people_bid(
    make_site: MakeSite, people: list[User], olga: User
) -> None:
    """Everybody's process has confirmed it by then; the drill says the same of a change that nobody notices."""
    Flag.objects.create(name="waiting_room", everyone=True)
    site = make_site(SOCKETS_PER_PERSON=str(SOCKETS), SOCKET_SILENCE_SECONDS="600")
    site.add_web(), site.add_web(), site.add_clock()
    site.ready()
    room = cast.auction_of(cast.make_league(*people, lot_seconds=60, **QUICK | {"slots_min": 3, "slots_max": 3}))
    for number in range(SOCKETS):
        client = site.client(room.pk, people[number % len(people)], site.webs[number % 2])
        client.hello()
    with bidding(room, people, site.webs):
        wait_for_bids(room, site, 3)
        eventually(lambda: readers.propagation_status().sockets >= SOCKETS, "all sockets are counted")
        with stopwatch(1):
            change_flag("waiting_room", {"everyone": False}, Author(source=Source.ADMIN, actor=olga, reason="a drill"))
            eventually(lambda: readers.propagation_status().complete, "the last has confirmed", 60)
        reached = readers.propagation_status()
        assert reached.current == reached.processes >= 3
        assert reached.current_sockets >= SOCKETS
        print(f"1 flag: {reached.seconds} s, with {reached.current_sockets} sockets")
        drilled = json.loads(site.manage("flag_drill", "--reason", "a drill", "--json").stdout)
        assert (drilled["held"], drilled["sockets"] >= SOCKETS) == (True, True)
        print(f"drill: {drilled}")


@pytest.mark.usefixtures("max_")
def test_environment_takes_it_back_where_the_admin_cannot(make_site: MakeSite, carla: User) -> None:
    Flag.objects.create(name="waiting_room", everyone=True)
    site = make_site()
    site.add_web()
    site.ready()
    eventually(partial(starts, site.web, carla, "waiting"), "the room is open")
    with stopwatch(2):
        site.web.end()
        restarted = make_site(FEATURE_WAITING_ROOM="false")
        restarted.add_web()
        restarted.ready()
        assert starts(restarted.web, carla, "active")


@pytest.fixture
def scratch(django_db_setup: None) -> Iterator[dict[str, str]]:
    """The environment of commands on an empty database of their own."""
    name = f"{settings.DATABASES['default']['NAME']}_rollback"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        url = psycopg.conninfo.make_conninfo(os.environ["DATABASE_URL"], dbname=name)
        yield {**os.environ, "DATABASE_URL": url, "LOG_LEVEL": "WARNING"}
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def manage(env: dict[str, str], *args: str, code: Path = PROJECT) -> str:
    done = subprocess.run(
        (sys.executable, "manage.py", *args), cwd=code, env=env, capture_output=True, text=True, timeout=LIMIT_SECONDS
    )
    assert done.returncode == 0, f"{args}: {done.stdout}{done.stderr}"
    return done.stdout


def release_before() -> str:
    """The commit of the release before: PREVIOUS_RELEASE, else the last tag, else the commit before this one."""
    asked = os.environ.get("PREVIOUS_RELEASE")
    tag = ("git", "describe", "--tags", "--abbrev=0")
    for find in [("git", "rev-parse", asked)] if asked else [tag, ("git", "rev-parse", "--verify", "HEAD~1")]:
        found = subprocess.run(find, cwd=PROJECT, capture_output=True, text=True, timeout=120)
        if found.returncode == 0:
            return found.stdout.strip()
    pytest.skip("There is no earlier commit here to go back to.")


SEASON = ("simulate", "--managers", "3", "--seed")


@pytest.mark.timeout(3 * LIMIT_SECONDS)
def test_database_goes_back_and_comes_again_with_its_auctions(scratch: dict[str, str]) -> None:
    manage(scratch, "migrate", "-v", "0")
    manage(scratch, *SEASON, "7")
    with stopwatch(4):
        manage(scratch, "migrate", *RELEASE_BEFORE, "-v", "0")
    manage(scratch, "migrate", "-v", "0")
    manage(scratch, "audit_auctions")
    with stopwatch(3):
        code_of_the_release_before_runs_here(scratch)


def code_of_the_release_before_runs_here(scratch: dict[str, str]) -> None:
    """On the database of this release: it reads the auctions that are there, and plays one."""
    with TemporaryDirectory() as folder:
        commit = release_before()
        archive = subprocess.run(("git", "archive", commit), cwd=PROJECT, capture_output=True, check=True, timeout=120)
        subprocess.run(("tar", "-x", "-C", folder), input=archive.stdout, check=True, timeout=120)
        manage(scratch, *SEASON, "8", code=Path(folder))
    manage(scratch, "audit_auctions")
