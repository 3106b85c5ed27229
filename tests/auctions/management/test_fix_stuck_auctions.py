"""`manage.py fix_stuck_auctions`: what it prints, which auctions it takes, and how it ends."""

import json
from datetime import timedelta
from io import StringIO
from threading import Event, Thread
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone

from accounts.models import User
from auctions import engine
from auctions.models import Auction
from auctions.recovery import bulk_commands, stuck
from leagues.models import League
from rollouts.models import Reader
from rollouts.testing import flags
from tests import cast
from tests.auctions.recovery.test_stuck import start
from tests.serving import register

MINUTE = 60_000


def run(*args: str) -> str:
    out = StringIO()
    call_command("fix_stuck_auctions", *args, stdout=out)
    return out.getvalue()


def test_command_mends_and_says_so(league: League) -> None:
    auction = start(league, ago_ms=2 * MINUTE)
    text = run()
    assert text.startswith(f"{auction.pk}  The Friday League: lot 1 ended at ")
    assert text.endswith("Mended. The clock's step was done: it is running.\n")
    assert run() == "No auction is stuck.\n"


def test_dry_run_changes_nothing_and_is_no_success(league: League) -> None:
    auction = start(league, ago_ms=2 * MINUTE)
    with pytest.raises(CommandError, match="1 of 1 are still stuck") as caught:
        run("--dry-run")
    assert caught.value.returncode == 3
    assert engine.read(auction.pk).seq == auction.seq


def test_json(league: League) -> None:
    auction = start(league, ago_ms=2 * MINUTE)
    [finding] = json.loads(run("--json"))["stuck"]
    assert (finding["auction"], finding["kind"], finding["mended"]) == (str(auction.pk), "lot_overdue", True)


def test_only_the_auction_asked_for(league: League, otto: User) -> None:
    one = start(league, ago_ms=2 * MINUTE)
    start(cast.make_league(otto, name="Another"), ago_ms=2 * MINUTE)
    run("--auction", str(one.pk))
    assert [each.auction for each in stuck.find_stuck()] != []
    assert one.pk not in {each.auction for each in stuck.find_stuck()}


def test_unknown_auction(db: None) -> None:
    with pytest.raises(CommandError, match="There is no auction") as caught:
        run("--auction", "00000000-0000-0000-0000-000000000000")
    assert caught.value.returncode == 1


def test_second_run_at_once_is_refused(db: None) -> None:
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
        with pytest.raises(CommandError, match="Another run") as caught:
            run()
        assert caught.value.returncode == 1
    finally:
        done.set()
        thread.join()
    assert run() == "No auction is stuck.\n"


# The waiting room, by the environment -----------------------------------------------------------------
ROOM = "FEATURE_WAITING_ROOM"


@pytest.fixture
def waiting(league: League) -> Auction:
    """An auction that waits, where no operator let it finish."""
    with flags(waiting_room=True):
        return cast.auction_of(league, begun=False)


@pytest.mark.parametrize(
    ("servers", "here", "begins"),
    [
        (["true", "true"], {}, False),
        (["true", "true"], {"waiting_room": False}, False),
        (["true", "false"], {"waiting_room": False}, False),
        (["false", "false"], {}, True),
        (["false", "false"], {"waiting_room": True}, True),
    ],
)
def test_auction_begins_by_the_word_of_all_servers_alone(
    waiting: Auction, settings: Any, servers: list[str], here: dict[str, bool], begins: bool
) -> None:
    """Whatever the environment of the shell says, and though the flag itself is off."""
    Reader.objects.all().delete()
    for number, value in enumerate(servers, start=1):
        register(f"web-{number}", **{ROOM: value})
    settings.FEATURES = here
    with flags(waiting_room=False):
        run("--auction", str(waiting.pk))
    assert engine.read(waiting.pk).auction.status == ("active" if begins else "waiting")


def test_where_nobody_serves_nothing_is_begun_unless_this_shell_is_named_for_it(
    waiting: Auction, settings: Any
) -> None:
    Reader.objects.all().delete()
    settings.FEATURES = {"waiting_room": False}
    with pytest.raises(CommandError, match="--own-environment") as refused:
        run()
    assert refused.value.returncode == 1
    assert engine.read(waiting.pk).auction.status == "waiting"
    assert "It was begun." in run("--own-environment")


def test_a_server_that_is_seen_no_more_has_no_say(waiting: Auction) -> None:
    Reader.objects.update(settings={ROOM: "true", "ENVIRONMENT": "test"}, seen_at=timezone.now() - timedelta(minutes=1))
    register("web-2", **{ROOM: "false"})
    assert "It was begun." in run()
