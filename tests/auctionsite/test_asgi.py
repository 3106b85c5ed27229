"""The product on the other ASGI server, uvicorn; daphne is what all other tests run on."""

import uuid
from contextlib import suppress

import pytest

from accounts.models import User
from auctions.models import Auction
from leagues.models import League
from tests import cast
from tests.auctions.test_sockets import flood, presence_of
from tests.live import MakeSite, Site
from tests.sockets import Closed


@pytest.fixture
def league(transactional_db: None, carla: User, max_: User, mia: User) -> League:
    return cast.make_league(carla, max_, mia, lot_seconds=600, break_seconds=0, budget=1_000_000)


@pytest.fixture
def uvicorn(make_site: MakeSite) -> Site:
    """A site of one uvicorn and one daphne."""
    site = make_site()
    site.add_web("uvicorn")
    site.add_web("daphne")
    site.add_clock()
    site.ready()
    return site


def test_uvicorn_does_what_daphne_does(uvicorn: Site, league: League, carla: User, max_: User, otto: User) -> None:
    answer = uvicorn.web.call("POST", f"/api/leagues/{league.pk}/auction/start", carla)
    assert answer.status == 201
    auction = Auction.objects.get(pk=answer.json()["id"])
    assert uvicorn.client(auction.pk, otto).wait_closed() == 4403
    assert uvicorn.client(auction.pk, None).wait_closed() == 4401
    rude = uvicorn.client(auction.pk, max_)
    for _ in range(20):  # they go on when it is closed, too
        with suppress(Closed):
            rude.send_text("{")
    assert rude.wait_closed() == 4400
    here, there = uvicorn.client(auction.pk, carla), uvicorn.client(auction.pk, max_, uvicorn.webs[1])
    here.hello(), there.hello()
    key = uuid.uuid4()
    result = here.bid(here.lot["id"], 4, key)
    assert here.bid(here.lot["id"], 4, key) == result
    there.wait_for_event("bid_placed")
    assert there.bid(here.lot["id"], 5)["ok"]
    here.wait_until(lambda: here.seq == there.ping()["seq"] == there.seq, "all events")
    assert here.state == there.state
    here.wait_for("presence", spectators=0)
    for client in (here, there):
        client.hang_up()
    no_trouble(uvicorn)


def test_who_does_not_read_is_let_go_by_uvicorn_too(uvicorn: Site, league: League, max_: User, mia: User) -> None:
    auction = cast.auction_of(league)
    slow = uvicorn.client(auction.pk, mia, receive_buffer=4096)
    watching = uvicorn.client(auction.pk, max_, uvicorn.webs[1])
    watching.hello(), slow.hello()
    seat = slow.you["participant"]
    watching.wait_until(lambda: presence_of(seat, watching) == "here", "Mia is here")
    flood(auction, watching, until=lambda: presence_of(seat, watching) == "gone")
    assert slow.wait_closed() == 4408
    no_trouble(uvicorn)


def no_trouble(site: Site) -> None:
    """Nothing in the logs that somebody would be woken for."""
    assert "Traceback" not in site.logs()
    assert "[error" not in site.logs()
