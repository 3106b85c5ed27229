"""Roles and sign-ins change under open sockets, on real servers."""

import pytest
from django.test import Client as Browser

from accounts.models import User
from accounts.sign_in.devices import sign_in_tokens
from auctions.models import Auction, Participant
from leagues import services
from leagues.models import League, Role
from tests import cast
from tests.auctions.sockets.test_base import cookie_of
from tests.live import Site
from tests.sockets import Client


@pytest.fixture
def league(transactional_db: None, carla: User, max_: User, mia: User) -> League:
    return cast.make_league(carla, max_, mia, lot_seconds=600, break_seconds=0, grace_ms=0)


@pytest.fixture
def auction(league: League) -> Auction:
    return cast.auction_of(league)


def told_role(client: Client, role: str) -> None:
    client.wait_until(lambda: client.you["role"] == role, f"to be {role}")


def test_a_new_role_counts_at_once_in_every_process(
    site: Site, league: League, auction: Auction, carla: User, max_: User
) -> None:
    clients = [site.client(auction.pk, max_, web) for web in site.webs]
    page = site.socket(f"/ws/league/{league.pk}/", max_)
    for each in clients:
        each.hello()
        assert each.command("pause")["code"] == "forbidden"
    services.change_role(cast.member_of(league, carla), cast.member_of(league, max_), Role.COMMISSIONER)
    for each in clients:
        told_role(each, "commissioner")
    assert clients[0].command("pause")["ok"]
    clients[1].wait_until(lambda: clients[1].state["auction"]["status"] == "paused", "to be paused")
    assert clients[1].state["auction"]["commissioners"] == ["Carla", "Max"]
    assert page.wait_for("member_changed")["role"] == "commissioner"
    services.change_role(cast.member_of(league, carla), cast.member_of(league, max_), Role.MANAGER)
    told_role(clients[1], "manager")
    assert clients[1].command("resume")["code"] == "forbidden"


def test_a_spectator_bids_no_more_and_no_lot_waits_for_them(
    site: Site, league: League, auction: Auction, carla: User, max_: User
) -> None:
    client = site.client(auction.pk, max_)
    client.hello()
    services.change_role(cast.member_of(league, carla), cast.member_of(league, max_), Role.SPECTATOR)
    told_role(client, "spectator")
    assert client.bid(client.lot["id"], client.lot["min_next"])["code"] == "not_a_participant"
    assert Participant.objects.get(member__user=max_).away
    services.change_role(cast.member_of(league, carla), cast.member_of(league, max_), Role.MANAGER)
    told_role(client, "manager")
    assert client.bid(client.lot["id"], client.lot["min_next"])["ok"]
    assert not Participant.objects.get(member__user=max_).away


def test_who_is_removed_is_shown_out_and_kept_out(
    site: Site, league: League, auction: Auction, carla: User, max_: User
) -> None:
    client = site.client(auction.pk, max_)
    client.hello()
    page = site.socket(f"/ws/league/{league.pk}/", max_, site.webs[1])
    page.ping()
    services.remove_member(cast.member_of(league, carla), cast.member_of(league, max_))
    assert client.wait_closed() == 4403
    assert page.wait_closed() == 4403
    assert site.client(auction.pk, max_).wait_closed() == 4403
    assert site.web.call("GET", f"/api/auction/{auction.pk}/", max_).status == 404


def test_others_sockets_are_left_alone(
    site: Site, league: League, auction: Auction, carla: User, mia: User, max_: User
) -> None:
    client = site.client(auction.pk, mia)
    client.hello()
    services.remove_member(cast.member_of(league, carla), cast.member_of(league, max_))
    client.wait_for_event("settings_changed", away=True)
    assert client.ping()
    assert not [frame for frame in client.frames if frame["type"] == "you" and frame["you"]["role"] != "manager"]


def test_other_owners_lose_the_seat_with_their_manager(
    site: Site, league: League, auction: Auction, carla: User, max_: User, otto: User
) -> None:
    cast.share_seat(league, max_, otto)
    client = site.client(auction.pk, otto, site.webs[1])
    client.hello()
    assert client.you["participant"] is not None
    services.remove_member(cast.member_of(league, carla), cast.member_of(league, max_))
    client.wait_until(lambda: client.you["participant"] is None, "to have no seat")
    assert client.bid(client.lot["id"], client.lot["min_next"])["code"] == "not_a_participant"


def test_other_owners_have_the_seat_that_their_manager_gets_late(
    site: Site, league: League, auction: Auction, carla: User, otto: User
) -> None:
    nora = cast.make_user("Nora")
    services.join_league(otto, league.code)
    cast.share_seat(league, otto, nora)
    client = site.client(auction.pk, nora, site.webs[1])
    client.hello()
    assert client.you["participant"] is None
    late = {"member": str(cast.member_of(league, otto).pk)}
    assert site.web.call("POST", f"/api/auction/{auction.pk}/seats", carla, late).status == 200
    client.wait_until(lambda: client.you["participant"] is not None, "to have the seat")
    assert client.bid(client.lot["id"], client.lot["min_next"])["ok"]


def test_a_browser_that_signs_out_loses_its_sockets_and_no_others(
    site: Site, league: League, auction: Auction, max_: User
) -> None:
    cookie, other_cookie = cookie_of(max_), cookie_of(max_)
    client = site.client(auction.pk, None, headers=cookie)
    client.hello()
    other = site.client(auction.pk, None, headers=other_cookie)
    other.hello()
    browser = Browser()
    browser.cookies["sessionid"] = cookie["Cookie"].partition("=")[2]
    browser.post("/sign-out/")
    assert client.wait_closed() == 4401
    assert other.ping()


def test_a_device_that_signs_out_loses_its_sockets_and_no_others(
    site: Site, league: League, auction: Auction, max_: User
) -> None:
    tokens = sign_in_tokens(max_)
    client = site.client(auction.pk, None, token=tokens["access"])
    client.hello()
    page = site.socket(f"/ws/league/{league.pk}/", None, site.webs[1], token=tokens["access"])
    page.ping()
    other = site.client(auction.pk, max_)
    other.hello()
    authorised = {"Authorization": f"Bearer {tokens['access']}"}
    assert site.web.call("POST", "/api/auth/logout", headers=authorised).status == 204
    assert client.wait_closed() == 4401
    assert page.wait_closed() == 4401
    assert other.ping()
    assert site.client(auction.pk, None, token=tokens["access"]).wait_closed() == 4401


def test_a_reused_refresh_token_closes_the_devices_sockets(site: Site, auction: Auction, max_: User) -> None:
    tokens = sign_in_tokens(max_)
    client = site.client(auction.pk, None, token=tokens["access"])
    client.hello()
    statuses = [site.web.call("POST", "/api/auth/refresh", body={"refresh": tokens["refresh"]}).status for _ in "12"]
    assert statuses == [200, 401]
    assert client.wait_closed() == 4401
