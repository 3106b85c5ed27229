"""`manage.py cancel_auctions`: which it takes, what it gives back, whom it tells, and how it ends."""

import json
import os
import pty
import subprocess
import sys
from io import StringIO
from threading import Event, Thread
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.db.models import F
from django.db.models.functions import Now

from accounts.models import User
from auctions import engine
from auctions.audit.run import audit_auction
from auctions.management.commands.cancel_auctions import parse_period
from auctions.models import Auction, AuctionEvent, Participant
from auctions.recovery import bulk_commands
from auctions.rules.commands import Pause
from auctionsite.local.place import PROJECT
from leagues.models import League
from tests import cast
from tests.auctions.stored_auction import copy_tables
from tests.live import Site, database_of_tests

REASON = "A power cut; we start again at nine."


def run(*args: str, code: int = 0) -> str:
    """Run the command, and return what it prints; it must end with the code."""
    out, ended = StringIO(), 0
    try:
        call_command("cancel_auctions", "--reason", REASON, *args, stdout=out)
    except CommandError as error:
        ended = error.returncode
    assert ended == code, out.getvalue()
    return out.getvalue()


def report(*args: str, code: int = 0) -> dict[str, dict[str, Any]]:
    """The JSON, by the league's name."""
    return {each["league"]: each for each in json.loads(run("--json", *args, code=code))["auctions"]}


def status(auction: Auction) -> str:
    return engine.read(auction.pk).auction.status


@pytest.fixture
def league(transactional_db: None, carla: User, max_: User, mia: User) -> League:
    return cast.make_league(carla, max_, mia, lot_seconds=600, **cast.QUICK)


@pytest.fixture
def active(league: League, max_: User, mia: User) -> Auction:
    """Two sales, and Max leads the open lot at 11."""
    auction = cast.auction_of(league)
    cast.sell(auction, max_, 40)
    cast.sell(auction, mia, 30)
    assert cast.bid(auction, max_, 11).ok
    return auction


@pytest.fixture
def waiting(otto: User, league: League) -> Auction:
    return cast.auction_of(cast.make_league(otto, name="Waiting"), begun=False)


@pytest.fixture
def paused(otto: User, league: League) -> Auction:
    auction = cast.auction_of(cast.make_league(otto, name="Paused", **cast.QUICK))
    assert cast.bid(auction, otto, 7).ok
    cast.do(auction, Pause(actor=cast.actor_in(auction.league), reason="Tea."))
    return auction


def test_all_that_wait_run_or_are_paused_are_cancelled_and_give_everything_back(
    active: Auction, waiting: Auction, paused: Auction
) -> None:
    told = report()
    names = ("status", "holds", "sales", "refunded", "managers")
    assert {league: tuple(each[name] for name in names) for league, each in told.items()} == {
        "The Friday League": ("active", 1, 2, 81, 2),
        "Waiting": ("waiting", 0, 0, 0, 0),
        "Paused": ("paused", 1, 0, 7, 1),
    }
    for auction in (active, waiting, paused):
        assert status(auction) == "cancelled"
        event = AuctionEvent.objects.filter(auction=auction).latest("seq")
        assert (event.kind, event.actor, event.reason) == ("auction_cancelled", None, REASON)
        seats = Participant.objects.filter(auction=auction)
        assert set(seats.values_list("available", "held", "spent")) == {(200, 0, 0)}
        assert audit_auction(auction.pk) == []
    assert run() == "No auction waits, runs or is paused there.\n"


def test_lines_say_what_was_given_back(active: Auction, waiting: Auction) -> None:
    back = "1 hold and 2 sales were given back to 2 managers: £81m in all."
    assert run().splitlines() == [
        f"{active.pk}  The Friday League, running: cancelled. {back}",
        f"{waiting.pk}  Waiting, waiting: cancelled. No money was held or spent.",
    ]


def test_dry_run_says_which_and_changes_nothing(active: Auction, waiting: Auction) -> None:
    before = copy_tables(active), copy_tables(waiting)
    assert run("--dry-run").splitlines() == [
        f"{active.pk}  The Friday League, running: would be cancelled.",
        f"{waiting.pk}  Waiting, waiting: would be cancelled.",
    ]
    assert (copy_tables(active), copy_tables(waiting)) == before


def make_older(auction: Auction, **fields: str) -> None:
    """The auction was made or begun so much earlier."""
    for name, text in fields.items():
        Auction.objects.filter(pk=auction.pk).update(**{name: Now() - parse_period(text)})


def test_only_those_made_or_begun_in_the_period(active: Auction, waiting: Auction, paused: Auction) -> None:
    make_older(active, created_at="3h", begun_at="30m")
    make_older(waiting, created_at="2h")
    make_older(paused, created_at="3h", begun_at="2h")
    assert set(report("--since", "1h", "--dry-run")) == {"The Friday League"}
    assert set(report("--since", "150m", "--dry-run")) == {"The Friday League", "Waiting", "Paused"}
    assert set(report("--since", "20s", "--dry-run")) == set()


@pytest.mark.parametrize("wrong", ["1", "h", "1w", "-1h", "1 h", "1h30m", "9999999d"])
def test_period_that_is_none_is_refused(db: None, wrong: str) -> None:
    with pytest.raises(CommandError, match="90s, 30m, 1h or 2d"):
        call_command("cancel_auctions", "--reason", REASON, f"--since={wrong}")


@pytest.mark.parametrize("named", ["pk", "code", "name"])
def test_only_that_of_the_league(active: Auction, waiting: Auction, named: str) -> None:
    value = str(getattr(waiting.league, named))
    assert set(report("--league", value.upper() if named == "name" else value)) == {"Waiting"}
    assert status(active) == "active"


def test_league_that_is_not_one_cancels_nothing(active: Auction, carla: User) -> None:
    cast.make_league(carla)
    for wrong, said in (
        ("The Friday League", "There are several leagues"),
        ("Friday", "There is no league 'Friday'"),
        ("00000000-0000-4000-8000-000000000000", "There is no league"),
    ):
        with pytest.raises(CommandError, match=said) as refused:
            call_command("cancel_auctions", "--reason", REASON, "--league", wrong)
        assert refused.value.returncode == 1
    assert status(active) == "active"


@pytest.mark.parametrize("reason", ["", "  ", "x" * 201])
def test_reason_must_be_one(active: Auction, reason: str) -> None:
    with pytest.raises(CommandError, match="1 to 200 characters") as refused:
        call_command("cancel_auctions", "--reason", reason)
    assert (refused.value.returncode, status(active)) == (2, "active")


def test_one_that_fails_does_not_keep_the_others_and_is_no_success(active: Auction, paused: Auction) -> None:
    Auction.objects.filter(pk=paused.pk).update(seq=F("seq") - 1)  # the tables are behind the journal
    told = report(code=3)
    assert told["Paused"]["problem"].startswith("It failed with UniqueViolation")
    assert (told["The Friday League"]["problem"], status(active)) == ("", "cancelled")


def test_run_beside_another_is_refused(active: Auction) -> None:
    holds, done = Event(), Event()

    def hold() -> None:
        with bulk_commands.exclusive_run():
            holds.set()
            done.wait(60)
        connections.close_all()

    thread = Thread(target=hold)
    thread.start()
    try:
        assert holds.wait(60)
        assert run(code=1) == ""
        assert status(active) == "active"
    finally:
        done.set()
        thread.join()


def test_rooms_are_told_and_leagues_may_start_again(
    site: Site, active: Auction, carla: User, max_: User, mia: User
) -> None:
    rooms = {user.name: site.client(active.pk, user, site.webs[n]) for n, user in enumerate((max_, mia))}
    in_league = site.socket(f"/ws/league/{active.league_id}/", mia)
    for room in rooms.values():
        room.hello()
    in_league.send(type="ping", t=1)
    in_league.wait_for("pong")
    assert (rooms["Max"].participant("Max")["available"], rooms["Mia"].participant("Mia")["available"]) == (149, 170)
    run()
    for name, room in rooms.items():
        assert room.wait_for_event("auction_cancelled")["data"]["detail"]["reason"] == REASON
        mine = room.participant(name)
        assert room.status == "cancelled"
        assert (mine["available"], mine["held"], mine["spent"], mine["roster"]) == (200, 0, 0, [])
    rooms["Max"].wait_until(lambda: rooms["Max"].you["limits"] == {}, "no limits any more")
    assert in_league.wait_for("league_status_changed")["status"] == "auction_cancelled"
    again = site.web.call("POST", f"/api/leagues/{active.league_id}/auction/start", carla)
    assert again.status == 201


# On a terminal ----------------------------------------------------------------------------------------
def on_terminal(typed: str, *args: str) -> tuple[int, str]:
    """The exit code and all that is said, by a process whose input is a terminal on which somebody types."""
    mine, theirs = pty.openpty()
    env = {**os.environ, "ENVIRONMENT": "test", "DATABASE_URL": database_of_tests(), "LOG_LEVEL": "ERROR"}
    argv = (sys.executable, "manage.py", "cancel_auctions", "--reason", REASON, *args)
    try:
        os.write(mine, f"{typed}\n".encode())
        done = subprocess.run(argv, cwd=PROJECT, env=env, stdin=theirs, capture_output=True, text=True, timeout=120)
    finally:
        os.close(mine)
        os.close(theirs)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(("typed", "code", "after"), [("yes", 0, "cancelled"), ("no", 1, "active"), ("", 1, "active")])
def test_terminal_is_asked(active: Auction, typed: str, code: int, after: str) -> None:
    ended, said = on_terminal(typed)
    assert ended == code, said
    assert f"{active.pk}  The Friday League, running\nCancel 1 auction for good? Type yes: " in said
    assert ("Nothing was cancelled." in said) is (code == 1)
    assert Auction.objects.get(pk=active.pk).status == after


def test_terminal_is_not_asked_with_yes(active: Auction) -> None:
    ended, said = on_terminal("no", "--yes")
    assert (ended, "Type yes" in said) == (0, False), said
    assert Auction.objects.get(pk=active.pk).status == "cancelled"
