"""`manage.py run_season` as the process that operators start and stop."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as site
from django.db import connection
from psycopg.conninfo import make_conninfo

from accounts.models import User
from auctions.models import Auction, AuctionEvent
from leagues.models import League, Member
from notices.attempts import UNSURE_AFTER
from rollouts.models import Flag
from rollouts.propagation import readers
from season.models import Trade
from season.trades.services import accept
from tests.live import eventually
from tests.mail_server import MailServer, mail_server
from tests.notices.news import let_pass, states, tell, work
from tests.season.auctioned_league import let_time_pass, offer, owners


class Worker:
    """One process; what it says is in a file."""

    def __init__(self, said: Path) -> None:
        names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
        parts = {key: value for key, name in names.items() if (value := connection.settings_dict[name])}
        env = os.environ | {"DATABASE_URL": make_conninfo("", **parts), "ENVIRONMENT": "test"}
        command = [sys.executable, "manage.py", "run_season"]
        self.said = said
        with said.open("wb") as file:
            self.process = subprocess.Popen(command, cwd=site.BASE_DIR, env=env, stdout=file, stderr=file)

    def has_started(self) -> bool:
        """Return True if it hears signals."""
        return "season.started" in self.said.read_text()


@pytest.fixture
def mails(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    """The mail server of all that is started after it."""
    with mail_server() as server:
        monkeypatch.setenv("EMAIL_HOST", "127.0.0.1")
        monkeypatch.setenv("EMAIL_PORT", str(server.port))
        yield server


@pytest.fixture
def workers(transactional_db: None, mails: MailServer, tmp_path: Path) -> Iterator[list[Worker]]:
    """Two of them at once, on this test's database."""
    started = [Worker(tmp_path / name) for name in ("one", "two")]
    yield started
    for worker in started:
        worker.process.kill()
        worker.process.wait()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_two_let_trades_take_effect_once_until_they_are_told_to_stop(
    auction: Auction, members: dict[str, Member], workers: list[Worker], number: signal.Signals
) -> None:
    for partner, gives, takes in (("Mia", 1, 2), ("Ned", 3, 4)):
        trade = accept(members[partner], offer(auction, members["Max"], members[partner], (gives,), (takes,)).pk)
        let_time_pass(trade, hours=24)
    eventually(lambda: Trade.objects.filter(status="done").count() == 2, "both take effect", 60)
    assert owners(auction) == {1: "Mia", 2: "Max", 3: "Ned", 4: "Max"}
    assert AuctionEvent.objects.filter(kind="assets_traded").count() == 2
    for worker in workers:
        eventually(worker.has_started, "both have started", 60)
        worker.process.send_signal(number)
    for worker in workers:
        assert worker.process.wait(30) == 0, worker.said.read_text()


def test_nothing_is_done_while_nothing_may_be_changed(
    auction: Auction, members: dict[str, Member], workers: list[Worker]
) -> None:
    trade = accept(members["Mia"], offer(auction, members["Max"], members["Mia"], (1,), (2,)).pk)
    read_only = Flag.objects.create(name="read_only", everyone=True)
    eventually(all_know, "both know")
    let_time_pass(trade, hours=24)
    time.sleep(2.5)  # longer than a worker sleeps
    assert Trade.objects.get(pk=trade.pk).status == "agreed"
    read_only.everyone = False
    read_only.save()
    eventually(lambda: Trade.objects.get(pk=trade.pk).status == "done", "it takes effect", 30)


def all_know() -> bool:
    """Return True if both workers use the flags as they are now."""
    now = readers.propagation_status()
    return now.complete and now.processes == 2


def test_worker_killed_while_it_mails_leaves_the_mail_unsure_and_the_others_send_it_to_nobody(
    league: League, max_: User, workers: list[Worker], mails: MailServer
) -> None:
    mails.answers.clear()
    tell(league, max_)
    eventually(lambda: len(mails.mails) == 1, "one has handed the mail over", 60)
    for worker in workers:
        worker.process.kill()
        worker.process.wait()
    mails.answers.set()
    assert states() == [("sending", 1)]
    let_pass(UNSURE_AFTER)
    work()
    assert states() == [("unsure", 1)]
    assert len(mails.mails) == 1
