"""A bid counts that came while its page was left, or while its process handed its sockets over."""

import os
import signal
from typing import Any
from uuid import uuid4

import orjson
import pytest

from accounts.models import User
from auctions.models import Auction, Bid
from leagues.models import League
from tests import cast
from tests.live import MakeSite, Site, eventually
from tests.sockets import Client
from tests.threads import held


@pytest.fixture
def league(transactional_db: None, carla: User, max_: User, mia: User) -> League:
    return cast.make_league(carla, max_, mia, lot_seconds=600, grace_ms=0, break_seconds=0)


def bid_and_close(client: Client, **frame: Any) -> None:
    """Send a bid and the close frame in one packet, as of a page that is left or loaded anew."""
    protocol, line = client._line.protocol, client._line.socket
    with client._line.protocol_mutex:
        protocol.send_text(orjson.dumps({"type": "bid", **frame}, default=str))
        protocol.send_close(1001)
        line.sendall(b"".join(protocol.data_to_send()))


def test_bid_is_decided_though_its_page_is_left_in_the_same_moment(site: Site, league: League, max_: User) -> None:
    auction = cast.auction_of(league)
    client = site.client(auction.pk, max_)
    client.hello()
    bid_and_close(client, id=uuid4(), lot=client.lot["id"], amount=5)
    eventually(Bid.objects.filter(auction=auction, code="ok").exists, "the bid is decided")


def test_bid_is_answered_that_comes_while_its_process_waits_for_others_before_it_ends(
    make_site: MakeSite, league: League, max_: User
) -> None:
    site = make_site()
    site.add_web()
    site.add_web()
    site.add_clock()
    site.ready()
    auction = cast.auction_of(league)
    client = site.client(auction.pk, max_, site.webs[0])
    client.hello()
    key = uuid4()
    with held(lambda: Auction.objects.select_for_update(no_key=True).get(pk=auction.pk)):
        client.send(type="command", id=uuid4(), name="pause")  # which isn't his to say, but waits for the lock
        client.ping()
        os.kill(site.webs[0].pid, signal.SIGTERM)
        eventually(lambda: "web.draining" in site.webs[0].log, "it hands its sockets over")
        client.send(type="bid", id=key, lot=client.lot["id"], amount=5)
        client.ping()
    assert client.wait_for("result", id=str(key))["code"] == "ok"
