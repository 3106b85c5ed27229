"""Sockets: who gets one, and what ends it, on real servers."""

import itertools
import json
import time
import uuid
from contextlib import suppress
from typing import Any

import pytest
from django.test import Client as Browser
from websockets.exceptions import InvalidStatus

from accounts.models import User
from accounts.sign_in.devices import sign_in_tokens
from auctions import engine
from auctions.models import Auction, Bid
from auctions.publish import groups, presence
from leagues.models import League
from leagues.services import join_league
from tests import cast
from tests.live import MakeSite, Site, eventually
from tests.sockets import Client, Closed


@pytest.fixture
def league(transactional_db: None, carla: User, max_: User, mia: User) -> League:
    return cast.make_league(carla, max_, mia, lot_seconds=600, break_seconds=0, budget=1_000_000)


@pytest.fixture
def auction(league: League) -> Auction:
    """Begun, with its first lot open."""
    return cast.auction_of(league)


def cookie_of(user: User) -> dict[str, str]:
    """The header that a browser sends once the user has signed in."""
    browser = Browser()
    browser.force_login(user)
    return {"Cookie": f"sessionid={browser.cookies['sessionid'].value}"}


def forged(user: User) -> str:
    """A token whose signature is not ours."""
    head, claims, signature = sign_in_tokens(user)["access"].split(".")
    return f"{head}.{claims}.{signature[::-1]}"


# Coming in ----------------------------------------------------------------------------------------
def test_a_session_opens_the_room(site: Site, auction: Auction, max_: User) -> None:
    client = site.client(auction.pk, None, headers=cookie_of(max_))
    assert client.hello()["you"]["user"] == str(max_.pk)


def test_a_token_wins_over_a_session(site: Site, auction: Auction, max_: User, mia: User) -> None:
    client = site.client(auction.pk, mia, headers=cookie_of(max_))
    assert client.hello()["you"]["user"] == str(mia.pk)


@pytest.mark.parametrize("token", ["garbage", "a.b.c", "", None], ids=["no token", "no claims", "empty", "none at all"])
@pytest.mark.parametrize("room", ["auction", "league"])
def test_who_is_not_signed_in_is_told_so(site: Site, auction: Auction, room: str, token: str | None) -> None:
    path = {"auction": f"/ws/auction/{auction.pk}/", "league": f"/ws/league/{auction.league_id}/"}[room]
    assert site.socket(path, None, token=token).wait_closed() == 4401


def test_a_forged_token_and_one_of_a_user_switched_off_are_nobodys(site: Site, auction: Auction, max_: User) -> None:
    assert site.client(auction.pk, None, token=forged(max_)).wait_closed() == 4401
    token = sign_in_tokens(max_)["access"]
    User.objects.filter(pk=max_.pk).update(is_active=False)
    assert site.client(auction.pk, None, token=token).wait_closed() == 4401


def test_outsiders_and_wrong_addresses_are_told_so(site: Site, auction: Auction, otto: User, max_: User) -> None:
    assert site.client(auction.pk, otto).wait_closed() == 4403
    assert site.client(uuid.uuid4(), max_).wait_closed() == 4404
    assert site.socket(f"/ws/league/{auction.league_id}/", otto).wait_closed() == 4403
    assert site.socket(f"/ws/league/{uuid.uuid4()}/", max_).wait_closed() == 4403


@pytest.mark.parametrize("origin", ["http://elsewhere.example", "null", None])
def test_another_sites_page_gets_no_socket(site: Site, auction: Auction, max_: User, origin: str | None) -> None:
    with pytest.raises(InvalidStatus, match="403"):
        site.client(auction.pk, None, headers=cookie_of(max_), origin=origin)


# What ends it -------------------------------------------------------------------------------------
KEY = str(uuid.uuid4())
MALFORMED: list[Any] = [
    "no JSON",
    "[]",
    b'{"type": "ping", "t": 1}',
    {},
    {"type": "dance"},
    {"type": ["ping"]},
    {"type": "ping"},
    {"type": "ping", "t": "1"},
    {"type": "ping", "t": 1, "more": 1},
    {"type": "hello", "seq": -1},
    {"type": "sync", "from": 1.5},
    {"type": "bid", "id": KEY, "lot": "1"},
    {"type": "bid", "id": KEY, "lot": 1, "amount": 5},
    {"type": "bid", "id": KEY, "lot": "1", "amount": True},
    {"type": "bid", "id": KEY, "lot": "1", "amount": 10**13},
    {"type": "bid", "id": "1", "lot": "1", "amount": 5},
    {"type": "command", "id": KEY, "name": "dance"},
    {"type": "command", "id": KEY, "name": "begin", "args": {"now": True}},
    {"type": "command", "id": KEY, "name": "pause", "reason": "x" * 201},
    {"type": "ping", "t": 1, "pad": "x" * 4096},
]


def test_malformed_frames_are_refused_with_what_to_mend(
    site: Site, auction: Auction, carla: User, max_: User, mia: User
) -> None:
    before = engine.read(auction.pk).seq
    people = itertools.cycle((carla, max_, mia))  # all of one person's would cost more than they may
    for start in range(0, len(MALFORMED), 4):  # a fifth would end the socket
        client = site.client(auction.pk, next(people))
        for frame in MALFORMED[start : start + 4]:
            client.send_text(frame if isinstance(frame, (str, bytes)) else json.dumps(frame))
            error = client.wait_for("error")
            assert (error["code"], set(error)) == ("malformed", {"type", "code", "message"}), frame
            assert error["message"], frame
        assert client.ping()["seq"] == before
    assert not Bid.objects.exists()


def test_the_fifth_malformed_frame_ends_the_socket(site: Site, auction: Auction, max_: User) -> None:
    client = site.client(auction.pk, max_)
    for _ in range(5):
        client.send_text("{")
    assert client.wait_closed() == 4400


def test_a_frame_is_4_kib_at_most(site: Site, auction: Auction, max_: User) -> None:
    client = site.client(auction.pk, max_)
    frame = json.dumps({"type": "ping", "t": 7})
    client.send_text(frame.ljust(4096))
    assert client.wait_for("pong")["t"] == 7
    client.send_text(frame.ljust(4097))
    assert client.wait_for("error")["message"] == "A frame has 4096 bytes at most."


@pytest.mark.parametrize("room", ["auction", "league"])
def test_a_flood_ends_the_socket(site: Site, auction: Auction, max_: User, mia: User, room: str) -> None:
    path = {"auction": f"/ws/auction/{auction.pk}/", "league": f"/ws/league/{auction.league_id}/"}[room]
    client, other = site.socket(path, max_), site.client(auction.pk, mia)
    with pytest.raises(Closed) as closed:  # noqa: PT012 # the end may show while sending or reading
        for number in range(5000):
            client.send(type="ping", t=number)
        client.wait_closed()
        raise Closed(client.wait_closed())
    assert closed.value.code == 4429
    assert other.hello()["type"] == "snapshot"


def test_a_silent_socket_is_closed_and_a_speaking_one_is_not(
    auction: Auction, max_: User, mia: User, make_site: MakeSite
) -> None:
    site = make_site(SOCKET_SILENCE_SECONDS="1.2")
    site.add_web()
    site.ready()
    silent, speaking = site.client(auction.pk, max_), site.client(auction.pk, mia)
    silent.hello(), speaking.hello()
    assert ended_while(silent, speaking) == 4408
    assert speaking.ping()["seq"] == speaking.seq


def ended_while(silent: Client, speaking: Client) -> int:
    """The code with which one socket ends while the other pings."""

    def end() -> int | None:
        speaking.ping()
        try:
            silent.read(0.05)
        except Closed as closed:
            return closed.code
        return None

    code: int = eventually(end, "the end of the silent socket")
    return code


def test_who_does_not_read_is_let_go_and_holds_up_nobody(
    auction: Auction, max_: User, mia: User, make_site: MakeSite
) -> None:
    site = make_site(SOCKET_FRAMES_PER_SECOND="100000", SOCKET_HELLO_SECONDS="0")
    site.add_web()
    site.ready()
    slow, watching = site.client(auction.pk, mia, receive_buffer=4096), site.client(auction.pk, max_)
    seat = slow.hello()["you"]["participant"]
    watching.hello()
    watching.wait_until(lambda: presence_of(seat, watching) == "here", "Mia is here")
    ask_and_do_not_read(slow)
    watching.wait_until(lambda: presence_of(seat, watching) == "gone", "Mia is let go")
    assert watching.bid(watching.lot["id"], 5)["ok"]
    assert slow.wait_closed() in {4408, 1006}  # by then the code may not reach it any more
    back = site.client(auction.pk, mia)
    back.remember(slow)
    back.hello(slow.epoch, slow.seq)
    watching.ping_up_to(back.seq)
    assert back.state == watching.state


def ask_and_do_not_read(slow: Client) -> None:
    """Ask for 20 MB of snapshots: more than the kernel buffers for a peer before the server notices anything."""
    with suppress(Closed):
        for _ in range(2500):
            slow.send(type="hello")
            time.sleep(0.004)  # of those that wait together only the last is answered


def presence_of(seat: str, client: Client) -> str:
    """Return what a client was last told of somebody's presence."""
    told = [frame["participants"] for frame in client.frames if frame["type"] == "presence"]
    return str(told[-1][seat]) if told else "unknown"


def test_a_socket_that_fails_leaves_the_room(site: Site, auction: Auction, max_: User) -> None:
    """Asked is Redis, since of an auction that is gone no process can name the people any more."""
    failing = site.client(auction.pk, max_)
    seat = str(cast.actor_in(auction.league, max_).participant)

    def is_here() -> bool:
        [present] = presence.read_present_now([groups.auction_room(auction.pk)])
        return present is not None and seat in present[0]

    eventually(is_here, "Max is here")
    forget(auction)
    failing.send(type="hello")
    assert failing.wait_closed() == 4500
    eventually(lambda: not is_here(), "Max is gone")


def forget(auction: Auction) -> None:
    """Delete an auction with all that hangs on it, which the product never does."""
    Auction.objects.filter(pk=auction.pk).update(next_deadline=None)
    for rows in (auction.events, auction.bids, auction.outcomes, auction.lots, auction.participants):
        rows.all().delete()
    Auction.objects.filter(pk=auction.pk).delete()


# The league's room --------------------------------------------------------------------------------
def test_a_leagues_room_is_told_what_happens(
    site: Site, league: League, carla: User, mia: User, otto: User, olga: User
) -> None:
    sockets = [site.socket(f"/ws/league/{league.pk}/", user, web) for user in (mia, olga) for web in site.webs]
    for each in sockets:
        each.send(type="ping", t=1)
        assert each.wait_for("pong")["seq"] is None
    member = join_league(otto, league.code)
    join_league(otto, league.code)
    auction = cast.auction_of(league, begun=False)
    commissioner = site.client(auction.pk, carla)
    assert commissioner.command("begin")["ok"]
    assert commissioner.command("cancel", reason="A trial.")["ok"]
    for each in sockets:
        for status in ("auction_created", "auction_started", "auction_cancelled"):
            frame = each.wait_for("league_status_changed")
            assert frame == {"type": "league_status_changed", "auction": str(auction.pk), "status": status}
        joined = [frame for frame in each.frames if frame["type"] == "member_joined"]
        assert joined == [{"type": "member_joined", "member": str(member.pk), "name": "Otto"}]


def test_a_leagues_room_takes_nothing_but_pings(site: Site, league: League, mia: User) -> None:
    client = site.socket(f"/ws/league/{league.pk}/", mia)
    client.send_text("garbage")
    assert client.wait_closed() == 4400
