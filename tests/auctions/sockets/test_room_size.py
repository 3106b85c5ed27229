"""A room takes so many: who plays, conducts or operates gets in, and onlookers while there is a place."""

import pytest

from accounts.models import User
from auctions.publish import presence
from auctionsite.close_codes import CloseCode
from leagues.models import League, Member, Role
from rollouts.models import Flag
from tests import cast
from tests.live import MakeSite, Site, eventually


def onlooker(league: League, name: str) -> User:
    user = cast.make_user(name)
    Member.objects.create(league=league, user=user, role=Role.SPECTATOR, plays=False)
    return user


@pytest.fixture
def capped(make_site: MakeSite) -> Site:
    """A site whose rooms take three."""
    Flag.objects.create(name="waiting_room", everyone=True)
    site = make_site(MAX_ROOM_SIZE="3")
    site.add_web()
    site.ready()
    return site


def refused(site: Site) -> int:
    page = site.web.call("GET", "/metrics").body.decode()
    counted = [line for line in page.splitlines() if line.startswith("auctionsite_sockets_refused_total")]
    return sum(int(float(line.rpartition(" ")[2])) for line in counted if 'reason="room_full"' in line)


def test_onlookers_beyond_the_cap_are_refused_and_players_never(
    capped: Site, league: League, carla: User, max_: User, mia: User, olga: User
) -> None:
    sven, sara = onlooker(league, "Sven"), onlooker(league, "Sara")
    auction = cast.auction_of(league, begun=False, lots=3)
    for user in (carla, max_, sven):
        capped.client(auction.pk, user).hello()
    full = capped.client(auction.pk, sara)
    assert full.wait_closed() == CloseCode.ROOM_FULL == 4409
    assert refused(capped) == 1
    for user in (mia, olga):
        capped.client(auction.pk, user).hello()
    assert capped.client(auction.pk, sara).wait_closed() == CloseCode.ROOM_FULL


def test_a_place_that_is_given_up_can_be_taken(capped: Site, league: League, carla: User, max_: User) -> None:
    sven, sara = onlooker(league, "Sven"), onlooker(league, "Sara")
    auction = cast.auction_of(league, begun=False, lots=3)
    sockets = [capped.client(auction.pk, user) for user in (carla, max_, sven)]
    for socket in sockets:
        socket.hello()
    sockets[-1].hang_up()
    room = f"auction.{auction.pk}"
    eventually(lambda: presence.read_sizes_now([room]) == [2], "Sven has left")
    capped.client(auction.pk, sara).hello()
