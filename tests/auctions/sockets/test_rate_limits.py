"""Limits on a socket, counted by two processes together."""

import pytest

from accounts.models import User
from auctions.models import Bid
from auctions.sockets.consumers import TOO_FAST_AT_MOST
from tests import cast
from tests.live import MakeSite, eventually
from tests.sockets import Closed

pytestmark = pytest.mark.django_db(transaction=True)


def test_too_fast_is_said_and_then_the_socket_is_closed(carla: User, max_: User, make_site: MakeSite) -> None:
    auction = cast.auction_of(cast.make_league(carla, max_, lot_seconds=600), lots=3)
    site = make_site(RATE_LIMITS="on", RATE_BID="1/60/3")
    webs = site.add_web(), site.add_web()
    site.ready()
    here, there = (site.client(auction.pk, max_, web) for web in webs)
    lot = here.hello()["state"]["lots"][0]["id"]
    there.hello()
    codes = [client.bid(lot, 1)["code"] for client in (here, there, here)]
    assert codes == ["ok", "already_leading", "already_leading"]
    eventually(lambda: there.bid(lot, 1)["code"] == "too_fast", "it hears of what the other has counted")
    decided = Bid.objects.filter(auction=auction).count()
    assert decided <= 2 + 3, "no more than a burst at each"
    for _ in range(TOO_FAST_AT_MOST - 1):
        there.send(type="bid", id="00000000-0000-4000-8000-000000000000", lot=lot, amount=2)
    assert there.wait_closed() == 4429
    assert Bid.objects.filter(auction=auction).count() == decided, "nothing was decided"
    with pytest.raises(Closed):
        there.ping()
    assert here.ping()["type"] == "pong"
