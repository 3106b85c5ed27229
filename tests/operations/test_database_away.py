"""While the database is away everybody is told at once, and afterwards everything goes on."""

import json
from collections.abc import Iterator
from uuid import uuid4

import pytest

from accounts.models import User
from auctionsite.close_codes import CloseCode
from auctionsite.http.errors import DATABASE_AWAY
from leagues.models import League
from rollouts.models import Reader
from tests import cast
from tests.database_gate import DatabaseGate
from tests.live import MakeSite, Site, Web, eventually
from tests.sockets import Closed


@pytest.fixture
def gate(transactional_db: None) -> Iterator[DatabaseGate]:
    with DatabaseGate() as gate:
        yield gate


@pytest.fixture
def gated(gate: DatabaseGate, make_site: MakeSite) -> Site:
    """A site whose way to the database can be shut."""
    site = make_site(DATABASE_URL=gate.url)
    site.add_web()
    site.ready()
    return site


def told(web: Web, path: str, user: User) -> bool:
    """Return True if a page is answered with our 503, as it is for the first who comes, before the process knows."""
    answer = web.call("GET", path, user, headers={"Cookie": f"sessionid={'x' * 32}"})
    assert answer.status != 500, answer.body
    return answer.status == 503 and DATABASE_AWAY.split(":")[0].encode() in answer.body.replace(b"&#x27;", b"'")


@pytest.mark.parametrize("command", ["run_clock", "run_bots", "run_season"])
def test_process_that_stays_notices_while_its_own_statement_hangs(
    gate: DatabaseGate, make_site: MakeSite, command: str
) -> None:
    """Its own statement isn't answered then; another thread says that none will be, and later that they are again."""
    site = make_site(DATABASE_URL=gate.url)
    worker = site.add_worker(command)
    eventually(lambda: Reader.objects.filter(process__endswith=f" {worker.pid}").exists(), "it runs")
    for _ in range(2):
        seen = worker.log.count("database.away")
        gate.hang()
        eventually(lambda seen=seen: worker.log.count("database.away") > seen, "it notices")  # type: ignore[misc]
        back = worker.log.count("database.back")
        gate.open()
        eventually(lambda back=back: worker.log.count("database.back") > back, "and goes on")  # type: ignore[misc]
    assert worker.alive


@pytest.mark.parametrize("fault", ["shut", "hang"])
def test_pages_calls_and_sockets_are_told_and_go_on_afterwards(
    gated: Site, gate: DatabaseGate, league: League, carla: User, fault: str
) -> None:
    auction = cast.auction_of(league)
    client = gated.client(auction.pk, carla)
    client.hello()
    getattr(gate, fault)()
    eventually(lambda: told(gated.web, "/leagues/", carla), "pages say it")
    answer = gated.web.call("GET", "/api/leagues/", carla)
    assert (answer.status, json.loads(answer.body)["code"]) == (503, "database_away")
    with pytest.raises(Closed) as closed:
        gated.client(auction.pk, carla).wait_for("snapshot")
    assert closed.value.code == CloseCode.DATABASE_AWAY
    assert gated.web.call("GET", "/livez").status == 200
    eventually(lambda: b"database" in gated.web.call("GET", "/readyz").body, "nobody new is sent here")
    gate.open()
    eventually(lambda: gated.web.call("GET", "/api/leagues/", carla).status == 200, "calls go on")
    again = gated.client(auction.pk, carla)
    again.hello()
    assert again.state["auction"]["id"] == client.state["auction"]["id"]


@pytest.mark.parametrize("fault", ["shut", "hang"])
def test_command_is_busy_meanwhile_which_counts_for_no_limit_and_a_bid_is_kept(
    gate: DatabaseGate, make_site: MakeSite, league: League, carla: User, max_: User, fault: str
) -> None:
    auction = cast.auction_of(league)
    site = make_site(DATABASE_URL=gate.url, RATE_LIMITS="on", RATE_OTHER="1/60/1")
    site.add_web()
    site.ready()
    conductor, bidder = site.client(auction.pk, carla), site.client(auction.pk, max_)
    conductor.hello()
    lot = bidder.hello()["state"]["lots"][0]["id"]
    getattr(gate, fault)()
    eventually(lambda: b"database" in site.web.call("GET", "/readyz").body, "it is known to be away")
    pausing, bidding = uuid4(), uuid4()
    assert {conductor.command("pause", pausing, reason="Tea.")["code"] for _ in range(5)} == {"busy"}
    bidder.send(type="bid", id=bidding, lot=lot, amount=1)
    bidder.wait_for("kept", id=str(bidding))
    gate.open()
    assert bidder.wait_for("result", id=str(bidding))["code"] == "ok"
    assert conductor.command("pause", pausing, reason="Tea.")["code"] == "ok"
    assert "Traceback" not in site.logs(), "what is known needs no page in the log"
