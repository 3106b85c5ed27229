"""The own data of one person is as new as what their socket was sent before, also while their role changes."""

import asyncio
from typing import Any

import orjson
import pytest
from channels.layers import get_channel_layer

from accounts.models import User
from auctions import engine
from auctions.publish import payloads, presence
from auctions.sockets import consumers
from leagues.models import League, Member, Role
from tests import cast
from tests.live import eventually
from tests.threads import in_thread


@pytest.fixture
def league(transactional_db: None, carla: User, max_: User, mia: User) -> League:
    return cast.make_league(carla, max_, mia, lot_seconds=600, break_seconds=0, grace_ms=0)


async def hang_up() -> None:
    """Close what a process keeps open for its sockets, before the event loop ends."""
    ended = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in ended:
        task.cancel()
    await asyncio.gather(*ended, return_exceptions=True)
    await presence.close()
    layer: Any = get_channel_layer()
    await layer.flush()


def test_who_is_outbid_while_their_new_role_is_read_is_told_so(
    league: League, max_: User, mia: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    auction = cast.auction_of(league)
    assert cast.bid(auction, mia, 5).ok
    frames: list[dict[str, Any]] = []
    socket, read_you, reads = consumers.AuctionSocket(), consumers._you_now, list[int]()

    def read_and_be_overtaken(*args: Any) -> Any:
        you = read_you(*args)
        if not reads:
            assert cast.bid(auction, max_, 6).ok
            eventually(lambda: (socket.subscriber.delivered or (0, 0))[1] > you["seq"], "the bid is at the socket")
        reads.append(you["seq"])
        return you

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "websocket.send":
            frames.append(orjson.loads(message["text"]))

    def sent(kind: str) -> list[dict[str, Any]]:
        return [frame for frame in frames if frame["type"] == kind]

    async def play() -> None:
        inbox: asyncio.Queue[Any] = asyncio.Queue()
        scope = {"user": mia, "url_route": {"kwargs": {"auction_id": auction.pk}}, "language": "en"}
        running = asyncio.create_task(socket(scope, inbox.get, send))
        await inbox.put({"type": "websocket.connect"})
        await inbox.put({"type": "websocket.receive", "text": '{"type":"hello"}'})
        await in_thread(eventually, lambda: sent("snapshot"), "the snapshot")
        monkeypatch.setattr(consumers, "_you_now", read_and_be_overtaken)
        await in_thread(Member.objects.filter(league=league, user=mia).update, role=Role.COMMISSIONER)
        await socket.enter_again(mia)
        await in_thread(eventually, lambda: reads and sent("you"), "the new role")
        await inbox.put({"type": "websocket.disconnect", "code": 1000})
        await running
        await hang_up()

    asyncio.run(play())
    last = sent("you")[-1]["you"]
    now = payloads.own(engine.read(auction.pk), cast.actor_in(league, mia).participant)
    assert (last["role"], last["outbid"], last["available"]) == ("commissioner", now["outbid"], now["available"])
    assert len(reads) == 2
