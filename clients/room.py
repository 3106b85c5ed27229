"""Watch an auction's room and bid in it, from a terminal or a program. Needs `websockets` and nothing of the product.

    python -m clients.room https://auctions.example AUCTION_ID --token TOKEN            watch
    python -m clients.room https://auctions.example AUCTION_ID --token TOKEN --bid LOT AMOUNT
    python -m clients.room https://auctions.example LEAGUE_ID --token TOKEN --join CODE
    python -m clients.room https://auctions.example AUCTION_ID --email you@example.com --code 123456

A program uses `Room`: `async with Room(base, auction, token) as room`, then `room.state`, `room.bid` and `room.events`.
"""

import argparse
import asyncio
import json
import os
import random
import sys
import time
import urllib.error
import urllib.request
from collections import deque
from collections.abc import AsyncIterator, Callable
from types import TracebackType
from typing import Any, Self
from uuid import UUID, uuid4

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Origin, Subprotocol

Frame = dict[str, Any]
ANSWER_SECONDS = 2.5
"""After so long without an answer the same command is sent again: with the same id it is decided once."""
TRIES = 8
PING_SECONDS = 5.0
SILENT_SECONDS, SILENT_AT_MOST_SECONDS = 2.0, 8.0
OPEN_SECONDS = 8.0
FINAL = {
    4400: "malformed frames",
    4401: "not signed in",
    4403: "not of this league",
    4404: "no such auction",
    4409: "the room is full",
    4410: "opened too often by the same person",
    4505: "the auction can't be read by this release of the site",
}
"""Close codes after which coming back is of no use."""
RESTARTS = {1012, 4503}
"""Close codes of a server that is being restarted: another one serves, so coming back at once is of use."""


class Refused(Exception):
    """The site said no: `code` for programs, the text for people."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


class Patience:
    """The time that a line may say nothing after a ping: four times the slowest of the last round trips, 2 to 8 s.

    A process that hangs says nothing and doesn't hang up, while others serve. But a slow line isn't a dead one.
    """

    def __init__(self) -> None:
        self._trips: deque[float] = deque(maxlen=8)

    @property
    def seconds(self) -> float:
        """As of now; before the first round trip the longest."""
        slowest = max(self._trips, default=SILENT_AT_MOST_SECONDS)
        return min(max(SILENT_SECONDS, 4 * slowest), SILENT_AT_MOST_SECONDS)

    def ping(self) -> Frame:
        """Return a ping of now."""
        return {"type": "ping", "t": round(time.monotonic() * 1000)}

    def take_pong(self, pong: Frame) -> None:
        """Measure a round trip."""
        self._trips.append(time.monotonic() - pong["t"] / 1000)


class Room:
    """One auction as its journal says. `state`, `you`, `epoch` and `seq` are what is known; see docs/protocol.md.

    `switches` is what operators let happen now: with `bidding` false bids are refused, and so on.
    """

    def __init__(self, base: str, auction: str, token: str) -> None:
        self.base, self.auction, self.token = base.rstrip("/"), auction, token
        self.state: Frame = {}
        self.you: Frame = {}
        self.switches: Frame = {}
        self.epoch = self.seq = 0
        self._line: ClientConnection | None = None
        self._heard, self._patience = 0, Patience()
        self._answers: dict[str, asyncio.Future[Frame]] = {}
        self._news: asyncio.Queue[Frame | None] = asyncio.Queue()
        self._ready = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self.ended: str | None = None

    async def __aenter__(self) -> Self:
        """Connect, and wait for the state. Raises Refused."""
        self._tasks = [asyncio.create_task(self._stay_connected()), asyncio.create_task(self._ping())]
        await self._ready.wait()
        if self.ended:
            await self.__aexit__(None, None, None)
            raise Refused("closed", self.ended)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def bid(self, lot: str, amount: int, key: UUID | None = None) -> Frame:
        """Bid, and give the result. Raises TimeoutError if none came in `TRIES` tries."""
        seen = next((each["price"] for each in self.state.get("lots", []) if each["id"] == lot), None)
        return await self.send({"type": "bid", "lot": lot, "amount": amount, "seen": seen}, key)

    async def command(self, name: str, reason: str = "", **args: Any) -> Frame:
        """Send a commissioner's command by its name, and return the result. Raises TimeoutError."""
        return await self.send({"type": "command", "name": name, "args": args, "reason": reason})

    async def send(self, frame: Frame, key: UUID | None = None) -> Frame:
        """Send a command until it is answered: over lost connections too, and always with the same id."""
        frame = {**frame, "id": str(key or uuid4())}
        answer: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self._answers[frame["id"]] = answer
        try:
            for _ in range(TRIES):
                await self._say(frame)
                await self._ask_whether_the_line_lives()
                done, _ = await asyncio.wait({answer}, timeout=ANSWER_SECONDS)
                if done:
                    return answer.result()
            raise TimeoutError("no answer")
        finally:
            del self._answers[frame["id"]]

    async def events(self) -> AsyncIterator[Frame]:
        """Events as they are merged, until the room closes for good."""
        while (event := await self._news.get()) is not None:
            yield event

    # The line ---------------------------------------------------------------------------------------
    async def _stay_connected(self) -> None:
        """Come back for ever, with longer and longer pauses, unless the site says that it is of no use."""
        pause = 0.25
        while self.ended is None:
            at_least = 0.5
            try:
                await self._listen()
            except ConnectionClosed as error:
                code = error.rcvd.code if error.rcvd else 1006
                self.ended = FINAL.get(code)
                at_least = 0.0 if code in RESTARTS else at_least
            except (OSError, TimeoutError, InvalidHandshake):
                pass
            pause = pause if self._line is None else 0.25
            self._line = None
            if self.ended is None:
                await asyncio.sleep(pause * random.uniform(at_least, 1))  # noqa: S311 # spreads those who come back
                pause = min(pause * 2, 10.0)
        self._ready.set()
        self._news.put_nowait(None)

    async def _listen(self) -> None:
        address = f"{self.base.replace('http', 'ws', 1)}/ws/auction/{self.auction}/"
        protocols = [Subprotocol("auction.v1"), Subprotocol(f"bearer.{self.token}")]
        async with connect(
            address,
            origin=Origin(self.base),
            subprotocols=protocols,
            compression=None,
            max_size=None,
            open_timeout=OPEN_SECONDS,
        ) as line:
            known = {"epoch": self.epoch, "seq": self.seq} if self.state else {}
            await line.send(json.dumps({"type": "hello", **known}))
            self._line, self._patience = line, Patience()  # it has just opened: that it lives is known
            await self._ask_whether_the_line_lives()
            while True:
                text = await line.recv()
                self._heard += 1
                await self._take(json.loads(text))

    async def _say(self, frame: Frame) -> None:
        if self._line is not None:
            try:
                await self._line.send(json.dumps(frame))
            except ConnectionClosed:
                return  # it is sent again once we are back

    async def _ping(self) -> None:
        while True:
            await asyncio.sleep(PING_SECONDS)
            await self._ask_whether_the_line_lives()

    async def _ask_whether_the_line_lives(self) -> None:
        """Send a ping, and leave the line if nothing at all follows: a process that hangs doesn't hang up."""
        if (line := self._line) is not None:
            heard = self._heard
            await self._say(self._patience.ping())
            asyncio.get_running_loop().call_later(self._patience.seconds, self._leave_if_silent, line, heard)

    def _leave_if_silent(self, line: ClientConnection, heard: int) -> None:
        if self._line is line and self._heard == heard:
            line.transport.abort()

    async def _take(self, frame: Frame) -> None:
        match frame["type"]:
            case "snapshot":
                self.epoch, self.seq = frame["epoch"], frame["seq"]
                self.state, self.you = frame["state"], frame["you"]
                self._ready.set()
            case "events" if self.state and frame["epoch"] != self.epoch:
                await self._say({"type": "hello"})  # our numbers mean nothing any more
            case "events":
                await self._merge(frame["events"])
            case "you" | "names" | "switches":
                self._keep(frame)
            case "result" if waiting := self._answers.get(frame["id"]):
                if not waiting.done():
                    waiting.set_result(frame)
            case "pong":
                self._patience.take_pong(frame)
                if frame["seq"] is not None and frame["seq"] > self.seq:
                    await self._say({"type": "sync", "from": self.seq})

    def _keep(self, frame: Frame) -> None:
        """Keep what is outside of the journal: the newest counts."""
        match frame["type"]:
            case "you":
                self.you = frame["you"]
            case "names" if self.state:
                rename(self.state, frame)
            case "switches":
                self.switches = {name: value for name, value in frame.items() if name != "type"}

    async def _merge(self, events: list[Frame]) -> None:
        """New values by id, in order of seq; what is known is passed over, and a gap is asked for."""
        for event in events:
            if event["seq"] <= self.seq:
                continue
            if event["seq"] > self.seq + 1:
                await self._say({"type": "sync", "from": self.seq})
                return
            merge(self.state, event["data"])
            self.seq = event["seq"]
            self._news.put_nowait(event)


def merge(state: Frame, data: Frame) -> None:
    """Put the new values of one event into the state."""
    state["auction"] = data.get("auction", state["auction"])
    state["obstacles"] = data.get("obstacles", state.get("obstacles", []))
    for kind in ("lots", "participants"):
        rows = {row["id"]: row for row in state[kind]} | {row["id"]: row for row in data.get(kind, [])}
        gone = set(data.get("gone", [])) if kind == "lots" else set()
        order: Callable[[Frame], int] = lambda row: int(row["number"] if "number" in row else row["id"])  # noqa: E731
        state[kind] = sorted((row for row in rows.values() if row["id"] not in gone), key=order)


def rename(state: Frame, names: Frame) -> None:
    """Put the names of now into the state: no event says that somebody is called otherwise."""
    auction = {name: names[name] for name in ("name", "commissioner", "commissioners")}
    state["auction"] = state["auction"] | auction | {"league": state["auction"]["league"] | {"name": names["league"]}}
    state["participants"] = [row | names["participants"].get(row["id"], {}) for row in state["participants"]]


# HTTP -----------------------------------------------------------------------------------------------
def call(base: str, path: str, body: Frame | None = None, token: str = "") -> Any:  # no token is no token
    """One call under `/api/`: GET, or POST with a body. Raises Refused."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{base.rstrip('/')}/api/{path}", data, headers)  # noqa: S310 # the user's own site
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 # as above
            return json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            said = json.load(error) if "json" in error.headers.get("Content-Type", "") else {}
        raise Refused(said.get("code", str(error.code)), said.get("detail", str(error))) from error


def sign_in(base: str, email: str, code: str) -> str:
    """An access token for the six digits of the mail. Raises Refused."""
    return str(call(base, "auth/verify-magic-link", {"email": email, "code": code})["access"])


async def watch(room: Room) -> None:
    """Print what happens, a line for each event."""
    async for event in room.events():
        print(event["seq"], event["kind"], json.dumps(event["data"]["detail"], ensure_ascii=False), flush=True)


async def run(options: argparse.Namespace, token: str) -> int:
    """Do what the options say; the exit code."""
    async with Room(options.base, options.id, token) as room:
        auction = room.state["auction"]
        print(f"{auction['name']}: {auction['status']}, you are {room.you['role']}", flush=True)
        if options.bid:
            result = await room.bid(options.bid[0], int(options.bid[1]))
            print(result["message"])
            return 0 if result["ok"] else 1
        await watch(room)
    return 0


def main(arguments: list[str] | None = None) -> int:
    """0 done, 1 refused, 2 not understood."""
    parser = argparse.ArgumentParser("clients.room", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("base", help="address of the site")
    parser.add_argument("id", help="of the auction; with --join of the league")
    parser.add_argument("--token", default=os.environ.get("AUCTION_TOKEN", ""), help="access token, or AUCTION_TOKEN")
    parser.add_argument("--email", help="sign in with the code of the mail, in place of a token")
    parser.add_argument("--code", help="six digits")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--watch", action="store_true", help="print what happens (default)")
    what.add_argument("--bid", nargs=2, metavar=("LOT", "AMOUNT"))
    what.add_argument("--join", metavar="CODE", help="join the league of this code")
    options = parser.parse_args(arguments)
    try:
        token = sign_in(options.base, options.email, options.code) if options.code else options.token
        if options.join:
            member = call(options.base, f"leagues/{options.id}/join", {"code": options.join}, token)
            print(f"You are in, as {member['role']}.")
            return 0
        return asyncio.run(run(options, token))
    except (Refused, TimeoutError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    raise SystemExit(main())
