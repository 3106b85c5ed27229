"""The client from outside, on real servers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

import pytest

from accounts.models import User
from accounts.services import set_name
from accounts.sign_in.devices import sign_in_tokens
from clients.room import Frame, Refused, Room, main, merge
from leagues.models import League, Member
from tests import cast
from tests.live import Site
from tests.threads import in_thread

pytestmark = pytest.mark.django_db(transaction=True)


def token_of(user: User) -> str:
    return sign_in_tokens(user)["access"]


def test_events_are_merged_into_what_a_snapshot_would_say() -> None:
    state: Frame = {
        "auction": {"status": "waiting"}, "lots": [], "participants": [{"id": "8"}], "obstacles": ["Too few."],
    }  # fmt: skip
    merge(state, {"participants": [{"id": "10"}], "detail": {}})
    merge(state, {"participants": [{"id": "9"}], "detail": {}})
    assert [seat["id"] for seat in state["participants"]] == ["8", "9", "10"]
    assert (state["auction"], state["obstacles"]) == ({"status": "waiting"}, ["Too few."])
    merge(state, {"auction": {"status": "active"}, "obstacles": [], "detail": {}})
    assert (state["auction"], state["obstacles"]) == ({"status": "active"}, [])


def test_a_program_watches_and_bids(site: Site, league: League, carla: User, max_: User) -> None:
    auction = cast.auction_of(league, lots=3)
    base, tokens = site.web.address.url, (token_of(carla), token_of(max_))

    async def play() -> None:
        rooms = Room(base, str(auction.pk), tokens[0]), Room(site.webs[1].address.url, str(auction.pk), tokens[1])
        async with rooms[0] as here, rooms[1] as there:
            lot = here.state["lots"][0]["id"]
            assert (await here.bid(lot, 5))["code"] == "ok"
            assert (await there.bid(lot, 5))["code"] in ("too_low", "over_max_bid")
            async for event in there.events():
                if event["kind"] == "bid_placed":
                    break
            assert there.state["lots"][0]["price"] == 5
            async with Room(base, str(auction.pk), tokens[1]) as fresh:
                assert (there.seq, there.state, there.you) == (fresh.seq, fresh.state, fresh.you)

    asyncio.run(asyncio.wait_for(play(), 20))


def test_a_line_that_breaks_is_resumed(site: Site, league: League, max_: User) -> None:
    auction = cast.auction_of(league, lots=3)
    token = token_of(max_)

    async def play() -> None:
        async with Room(site.web.address.url, str(auction.pk), token) as room:
            assert room._line is not None
            await room._line.close()
            assert (await room.bid(room.state["lots"][0]["id"], 3))["ok"]

    asyncio.run(asyncio.wait_for(play(), 20))


def test_a_program_knows_what_people_are_called_now(site: Site, league: League, max_: User, mia: User) -> None:
    auction, token = cast.auction_of(league, begun=False), token_of(mia)

    async def play() -> None:
        async with Room(site.web.address.url, str(auction.pk), token) as room:
            await in_thread(set_name, max_, "Maximilian")
            while "Maximilian" not in {each["name"] for each in room.state["participants"]}:  # noqa: ASYNC110 # as below
                await asyncio.sleep(0.01)
            async with Room(site.web.address.url, str(auction.pk), token) as fresh:
                assert (room.seq, room.state) == (fresh.seq, fresh.state)

    asyncio.run(asyncio.wait_for(play(), 30))


class Relay:
    """Before a server. A line that it has frozen carries nothing and stays open, as one to a process that hangs."""

    def __init__(self, server: str) -> None:
        self.lines = 0
        self._server = urlsplit(server)
        self._frozen: set[int] = set()
        self._carrying: list[asyncio.Task[None]] = []

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[str]:
        """Take lines in on a port of its own, and give its address; until the block is over, and its lines too."""
        listener = await asyncio.start_server(self._take_in, "127.0.0.1")
        async with listener:
            yield f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
        await asyncio.gather(*self._carrying)

    def freeze(self) -> None:
        """Carry nothing any more on the lines of now."""
        self._frozen.update(range(1, self.lines + 1))

    def _take_in(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.lines += 1
        self._carrying.append(asyncio.create_task(self._carry(self.lines, reader, writer)))

    async def _carry(self, line: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, here = await asyncio.open_connection(self._server.hostname, self._server.port)
        await asyncio.gather(self._copy(line, reader, here), self._copy(line, there, writer))

    async def _copy(self, line: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while piece := await reader.read(65_536):
                if line not in self._frozen:
                    writer.write(piece)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


def test_a_line_that_says_nothing_is_left_and_the_bid_decided_once(site: Site, league: League, max_: User) -> None:
    auction, token = cast.auction_of(league, lots=3), token_of(max_)

    async def play() -> None:
        relay = Relay(site.web.address.url)
        async with relay.listening() as address, Room(address, str(auction.pk), token) as room:
            relay.freeze()
            assert (await room.bid(room.state["lots"][0]["id"], 3))["ok"]
            assert relay.lines == 2

    asyncio.run(asyncio.wait_for(play(), 30))
    assert auction.bids.count() == 1


def test_a_program_is_told_what_is_switched_off(site: Site, league: League, max_: User) -> None:
    auction, token = cast.auction_of(league, lots=3), token_of(max_)
    site.switch(bidding=True)

    async def play() -> None:
        async with Room(site.web.address.url, str(auction.pk), token) as room:
            lot = room.state["lots"][0]["id"]
            await told(room, bidding=True)
            await in_thread(site.switch, bidding=False)
            await told(room, bidding=False)
            assert (await room.bid(lot, 3))["code"] == "bidding_disabled"
            await in_thread(site.switch, bidding=True)
            await told(room, bidding=True)
            while (answer := await room.bid(lot, 3))["code"] == "paused":  # noqa: ASYNC110 # 3-2-1
                await asyncio.sleep(0.1)
            assert answer["ok"]

    async def told(room: Room, *, bidding: bool) -> None:
        while room.switches.get("bidding") is not bidding:  # noqa: ASYNC110 # a client tells of no switch by itself
            await asyncio.sleep(0.01)

    asyncio.run(asyncio.wait_for(play(), 30))


def test_an_outsider_is_told_why(site: Site, league: League, otto: User) -> None:
    auction, token = cast.auction_of(league, lots=3), token_of(otto)

    async def enter() -> None:
        async with Room(site.web.address.url, str(auction.pk), token):
            pass

    with pytest.raises(Refused, match="not of this league"):
        asyncio.run(asyncio.wait_for(enter(), 20))


def test_the_command_joins_and_bids(site: Site, league: League, otto: User, capsys: pytest.CaptureFixture[str]) -> None:
    base, token = site.web.address.url, token_of(otto)
    assert main([base, str(league.pk), "--token", token, "--join", "WRONG"]) == 1
    assert main([base, str(league.pk), "--token", token, "--join", league.code]) == 0
    assert Member.objects.filter(league=league, user=otto).exists()
    auction = cast.auction_of(league, lots=3)
    lot = str(cast.open_lot(auction))
    assert main([base, str(auction.pk), "--token", token, "--bid", lot, "4"]) == 0
    assert main([base, str(auction.pk), "--token", token, "--bid", lot, "4"]) == 1
    assert "You are in, as manager." in capsys.readouterr().out
