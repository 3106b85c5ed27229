"""One member may not slow the others: what a person's sockets may do, on real servers."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import uuid4

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from accounts.models import User
from auctions.models import Auction
from auctions.sockets.frame_budget import BURST_SECONDS, COSTS, MALFORMED_COST
from auctions.sockets.protocol import _FRAMES
from tests import cast
from tests.auctions.sockets.test_base import presence_of
from tests.live import MakeSite, Site
from tests.sockets import Client, Closed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def auction(transactional_db: None, carla: User, max_: User, mia: User) -> Auction:
    """Begun; nothing happens by itself."""
    return cast.auction_of(cast.make_league(carla, max_, mia, lot_seconds=600, break_seconds=0), lots=3)


def well_formed(kind: str, lot: str) -> dict[str, Any]:
    """A frame of this kind."""
    fields: dict[str, Any] = {"lot": lot, "amount": 1, "max": 1, "asset": "1", "from": 0, "t": 1, "name": "begin"}
    return {"type": kind, **{name: fields.get(name, str(uuid4())) for name in _FRAMES[kind].required}}


def frames_until_closed(client: Client, frame: Callable[[], dict[str, Any]], most: int) -> int:
    """Send such frames until the client is closed for too many, and return how many it takes."""
    sent = 0
    with suppress(Closed):
        while sent < most:
            client.send(**frame())
            sent += 1
    assert client.wait_closed() in (4429, 1006), "who sends on and on may not get to read the code"
    return sent


@pytest.mark.parametrize("kind", [*COSTS, "malformed"])
def test_no_kind_of_frame_can_be_sent_without_end(
    auction: Auction, max_: User, mia: User, make_site: MakeSite, kind: str
) -> None:
    """Whatever is sent: the one who floods is closed, from the budget of all their sockets, and nobody else is."""
    site = make_site(SOCKET_FRAMES_PER_SECOND="2")
    site.add_web()
    site.ready()
    quiet, noisy, second = site.client(auction.pk, mia), site.client(auction.pk, max_), site.client(auction.pk, max_)
    lot = str(cast.open_lot(auction))
    make = (lambda: {"type": "dance"}) if kind == "malformed" else (lambda: well_formed(kind, lot))
    cost = COSTS.get(kind, MALFORMED_COST)
    for _ in range(max(1, int(2 * BURST_SECONDS // cost))):
        second.send(**make())  # a part of the budget goes for these
    if kind == "malformed":
        with suppress(Closed):
            for _ in range(5):
                noisy.send(**make())
        assert noisy.wait_closed() in (4429, 4400)
    else:
        frames_until_closed(noisy, make, 5_000)
    quiet.send(type="ping", t=1)
    assert quiet.wait_for("pong")


@pytest.mark.parametrize("webs", [1, 2])
def test_one_socket_too_many_closes_the_oldest(
    auction: Auction, max_: User, mia: User, make_site: MakeSite, webs: int
) -> None:
    """In whatever process it is."""
    site = make_site(SOCKETS_PER_PERSON="3")
    for _ in range(webs):
        site.add_web()
    site.ready()
    other = site.client(auction.pk, mia)
    league = site.socket(f"/ws/league/{auction.league_id}/", max_)
    left = site.client(auction.pk, max_)
    left.hello()
    left.hang_up()
    other.wait_until(lambda: presence_of(left.you["participant"], other) == "gone", "Max has left")
    mine = []
    for number in range(4):
        mine.append(site.client(auction.pk, max_, site.webs[number % webs]))
        mine[-1].hello()
    assert mine[0].wait_closed() == 4410
    for each in (*mine[1:], other, league):
        each.ping()


def test_snapshots_of_a_socket_keep_a_distance(auction: Auction, max_: User, make_site: MakeSite) -> None:
    """Of many hellos the first and the last are answered: the others asked for nothing that these don't give."""
    site = make_site(SOCKET_FRAMES_PER_SECOND="100000", SOCKET_HELLO_SECONDS="1.5")
    site.add_web()
    site.ready()
    client = site.client(auction.pk, max_)
    client.hello()
    for _ in range(50):
        client.send(type="hello")
        client.send(type="sync", **{"from": 0})
    client.ping()
    assert not client.take("snapshot"), "not yet"
    client.wait_for("snapshot")
    for number in range(20):
        client.ping(number)
    assert not client.take("snapshot", "events")


# Handshakes ---------------------------------------------------------------------------------------
def opened(site: Site, auction: Auction, user: User, times: int, **options: Any) -> int:
    """Return how many of so many handshakes are let through, alternating between the processes."""
    count = 0
    for number in range(times):
        with suppress(InvalidStatus):
            site.client(auction.pk, user, site.webs[number % len(site.webs)], **options).ping()
            count += 1
    return count


def test_handshakes_of_a_person_are_counted_by_all_processes(
    auction: Auction, max_: User, mia: User, make_site: MakeSite
) -> None:
    site = make_site(RATE_LIMITS="on", RATE_HANDSHAKE="3/3600/3", RATE_HANDSHAKE_ADDRESS="1000/60", PROXY_HOPS="1")
    site.add_web(), site.add_web()
    site.ready()
    assert opened(site, auction, max_, 5) == 3, "with a new token each time"
    assert opened(site, auction, mia, 1) == 1


def test_handshakes_from_an_address_are_counted_whoever_comes(
    auction: Auction, max_: User, mia: User, carla: User, make_site: MakeSite
) -> None:
    site = make_site(RATE_LIMITS="on", RATE_HANDSHAKE_ADDRESS="4/3600/4", PROXY_HOPS="1")
    site.add_web(), site.add_web()
    site.ready()
    noisy, quiet = ({"X-Forwarded-For": f"made up, {uuid4()}"} for _ in range(2))
    assert sum(opened(site, auction, user, 2, headers=noisy) for user in (max_, mia)) == 4
    assert opened(site, auction, carla, 1, headers=noisy) == 0
    assert opened(site, auction, carla, 1, headers=quiet) == 1


# Below the protocol -------------------------------------------------------------------------------
@pytest.mark.parametrize("server", ["daphne", "uvicorn"])
def test_pings_of_the_websocket_are_counted(
    auction: Auction, max_: User, mia: User, make_site: MakeSite, server: str
) -> None:
    site = make_site()
    site.add_web(server)
    site.ready()
    noisy, quiet = site.client(auction.pk, max_), site.client(auction.pk, mia)
    for number in range(3):
        assert noisy._line.ping(str(number)).wait(30), "some are answered"
    with suppress(ConnectionClosed, OSError):
        for number in range(5_000):
            noisy._line.ping(f"more {number}")
    assert noisy.wait_closed() in (4429, 1006)
    assert quiet.hello()["type"] == "snapshot"


@pytest.mark.parametrize("server", ["daphne", "uvicorn"])
def test_a_message_in_parts_is_heard_and_one_without_end_closes_its_socket(
    auction: Auction, max_: User, mia: User, make_site: MakeSite, server: str
) -> None:
    site = make_site()
    site.add_web(server)
    site.ready()
    noisy, quiet = site.client(auction.pk, max_), site.client(auction.pk, mia)
    noisy._line.send(iter(['{"type":', "", '"ping","t":7}']))
    assert noisy.wait_for("pong")["t"] == 7
    with suppress(ConnectionClosed, OSError):
        noisy._line.send("" for _ in range(20_000))
    assert noisy.wait_closed() in (4429, 1006)
    assert quiet.hello()["type"] == "snapshot"


@pytest.mark.parametrize("server", ["daphne", "uvicorn"])
def test_a_message_is_bounded_before_it_is_whole(
    auction: Auction, max_: User, make_site: MakeSite, server: str
) -> None:
    site = make_site()
    site.add_web(server)
    site.ready()
    client = site.client(auction.pk, max_)
    with suppress(Closed):
        client.send_text("x" * 100_000)
    assert client.wait_closed() in (1009, 1006)
