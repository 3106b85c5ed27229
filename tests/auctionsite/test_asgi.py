"""The product on both ASGI servers, uvicorn and daphne, side by side; most other tests run on the default alone."""

import uuid
from collections.abc import Iterator
from contextlib import suppress

import pytest
from websockets.sync.client import connect
from websockets.typing import Origin

from accounts.models import User
from auctions.models import Auction
from auctionsite.local.product import SERVERS
from leagues.models import League
from tests import cast
from tests.auctions.sockets.test_base import ask_and_do_not_read, presence_of
from tests.live import Site
from tests.sockets import Closed


@pytest.fixture
def league(transactional_db: None, carla: User, max_: User, mia: User) -> League:
    return cast.make_league(carla, max_, mia, lot_seconds=600, break_seconds=0, budget=1_000_000)


@pytest.fixture(scope="module")
def standing_site(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site of one uvicorn, one daphne and a clock."""
    site = Site(tmp_path_factory.mktemp("site"), SOCKET_FRAMES_PER_SECOND="100000", SOCKET_HELLO_SECONDS="0")
    for server in SERVERS:
        site.add_web(server)
    site.add_clock()
    yield site
    site.close()


def test_uvicorn_does_what_daphne_does(site: Site, league: League, carla: User, max_: User, otto: User) -> None:
    answer = site.web.call("POST", f"/api/leagues/{league.pk}/auction/start", carla)
    assert answer.status == 201
    auction = Auction.objects.get(pk=answer.json()["id"])
    assert site.web.call("POST", f"/api/auction/{auction.pk}/begin", carla).status == 200
    assert site.client(auction.pk, otto).wait_closed() == 4403
    assert site.client(auction.pk, None).wait_closed() == 4401
    rude = site.client(auction.pk, max_)
    for _ in range(20):  # they go on when it is closed, too
        with suppress(Closed):
            rude.send_text("{")
    assert rude.wait_closed() == 4400
    here, there = site.client(auction.pk, carla), site.client(auction.pk, max_, site.webs[1])
    here.hello(), there.hello()
    key = uuid.uuid4()
    result = here.bid(here.lot["id"], 4, key)
    assert here.bid(here.lot["id"], 4, key) == result
    there.wait_for_event("bid_placed")
    assert there.bid(here.lot["id"], 5)["ok"]
    there.wait_for_event("bid_placed", amount=5)
    here.wait_for_event("bid_placed", amount=5)
    here.wait_until(lambda: here.seq == there.seq, "all events")
    assert here.state == there.state
    here.wait_for("presence", spectators=0)
    for client in (here, there):
        client.hang_up()
    assert "Traceback" not in site.logs()


@pytest.mark.parametrize("server", SERVERS)
def test_who_is_refused_and_gone_by_then_is_no_failure(site: Site, server: str) -> None:
    address = site.webs[SERVERS.index(server)].address
    for _ in range(20):
        with connect(f"{address.url.replace('http', 'ws', 1)}/ws/auction/{uuid.uuid4()}/", origin=Origin(address.url)):
            pass
    assert site.web.call("GET", "/livez").status == 200
    assert "Traceback" not in site.logs()


@pytest.mark.parametrize("server", SERVERS)
def test_frames_are_not_compressed_though_browsers_offer_it(site: Site, server: str) -> None:
    address = site.webs[SERVERS.index(server)].address
    url = f"{address.url.replace('http', 'ws', 1)}/ws/auction/{uuid.uuid4()}/"
    with connect(url, origin=Origin(address.url), compression="deflate") as line:
        assert not line.protocol.extensions


@pytest.mark.parametrize("server", SERVERS)
def test_who_does_not_read_is_let_go(server: str, site: Site, league: League, max_: User, mia: User) -> None:
    auction = cast.auction_of(league)
    here, there = site.webs if server == SERVERS[0] else reversed(site.webs)
    slow, watching = site.client(auction.pk, mia, here, receive_buffer=4096), site.client(auction.pk, max_, there)
    seat = slow.hello()["you"]["participant"]
    watching.wait_until(lambda: presence_of(seat, watching) == "here", "Mia is here")
    ask_and_do_not_read(slow)
    watching.wait_until(lambda: presence_of(seat, watching) == "gone", "Mia is let go")
    assert slow.wait_closed() in {4408, 1006}  # by then the code may not reach it any more
    assert "Traceback" not in site.logs()
