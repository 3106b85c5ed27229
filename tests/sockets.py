"""A client of `auction.v1`, as a page is one: it merges events into a snapshot by id and seq, and heals gaps.

It reads only when it is told to wait for something, in the thread of whoever waits.
"""

import json
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import Any
from uuid import UUID, uuid4

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from auctionsite.local.checks import Address

Frame = dict[str, Any]
WAIT_SECONDS = 30.0
_LISTS = ("lots", "participants")
_REPLACED = {"auction", "obstacles"}


class Closed(Exception):
    """The socket is closed; `code` says why, 1006 if nobody did."""

    def __init__(self, code: int) -> None:
        super().__init__(f"closed with {code}")
        self.code = code


class Client:
    """One socket. `state`, `you`, `epoch` and `seq` are what it knows; `frames` is all it was sent, in order."""

    def __init__(
        self,
        address: Address,
        path: str,
        *,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
        origin: str | None = "",
        receive_buffer: int | None = None,
    ) -> None:
        self.frames: list[Frame] = []
        self.state: dict[str, Any] = {}
        self.you: dict[str, Any] = {}
        self.epoch = self.seq = 0
        self.gaps = 0
        self._asked_from: int | None = None  # where the gap begins that it has asked for
        self.taken: list[int] = []  # seqs of the events that it merged into its state, in that order
        self._unread: list[Frame] = []
        self._unread_events: list[Frame] = []
        protocols = ["auction.v1"] + ([f"bearer.{token}"] if token is not None else [])
        self._open = ExitStack()
        self._line = self._open.enter_context(
            connect(
                f"{address.url.replace('http', 'ws', 1)}{path}",
                sock=_line_to(address, receive_buffer),
                origin=Origin(address.url if origin == "" else origin) if origin is not None else None,
                subprotocols=[Subprotocol(each) for each in protocols],
                additional_headers=dict(headers or {}),
                compression=None,
                open_timeout=WAIT_SECONDS,
                close_timeout=0.5,
                ping_interval=None,
                max_size=None,
            )
        )
        self.protocol = self._line.subprotocol

    # Speaking -----------------------------------------------------------------------------------------
    def send(self, **frame: Any) -> None:
        """Send a frame. Raises Closed."""
        self.send_text(json.dumps(frame, default=str))

    def send_text(self, text: str | bytes) -> None:
        """Send a frame of any text, or a binary one. Raises Closed."""
        try:
            self._line.send(text)
        except ConnectionClosed as error:
            raise Closed(_code(error)) from error

    def hello(self, epoch: int | None = None, seq: int | None = None) -> Frame:
        """Say hello and give what comes of it: a snapshot, or events."""
        known = {} if epoch is None else {"epoch": epoch, "seq": seq}
        self.send(type="hello", **known)
        return self.wait_for("snapshot") if epoch is None else self.wait_for("snapshot", "events")

    def bid(self, lot: str, amount: int, key: UUID | None = None, **more: Any) -> Frame:
        """Bid and give the result."""
        key = key or uuid4()
        self.send(type="bid", id=key, lot=lot, amount=amount, **more)
        return self.wait_for("result", id=str(key))

    def command(self, name: str, key: UUID | None = None, **more: Any) -> Frame:
        """Send a commissioner's command and give the result."""
        key = key or uuid4()
        self.send(type="command", id=key, name=name, **more)
        return self.wait_for("result", id=str(key))

    def ping(self, t: float = 1.0) -> Frame:
        """Ping and give the pong."""
        self.send(type="ping", t=t)
        return self.wait_for("pong", t=t)

    def head(self) -> int:
        """Ping until a pong says the newest event's number: while the database is slow, it has none."""
        until = time.monotonic() + WAIT_SECONDS
        while (seq := self.ping(t=time.monotonic())["seq"]) is None:
            assert time.monotonic() < until, "no pong has a number"
        return int(seq)

    def ping_up_to(self, seq: int) -> None:
        """Ping now and then, as a page does, until it knows all up to `seq`."""
        until = time.monotonic() + WAIT_SECONDS
        while self.seq < seq:
            assert time.monotonic() < until, f"at {self.seq}, not at {seq}"
            self.ping()
            self.read(0.2)

    # Listening ----------------------------------------------------------------------------------------
    def wait_for(self, *kinds: str, seconds: float = WAIT_SECONDS, **fields: Any) -> Frame:
        """The first frame not yet waited for that is of one of these types and has these fields."""

        wanted = f"a frame {kinds} with {fields}"
        found: Frame = self.wait_until(lambda: self.take(*kinds, **fields), wanted, seconds)
        return found

    def take(self, *kinds: str, **fields: Any) -> Frame | None:
        """The first such frame among those that have come, if there is one; it isn't given again."""
        for frame in self._unread:
            if frame["type"] in kinds and fields.items() <= frame.items():
                self._unread.remove(frame)
                return frame
        return None

    def wait_for_event(self, kind: str, seconds: float = WAIT_SECONDS, **detail: Any) -> Frame:
        """The first event not yet waited for of this kind whose detail has these values."""

        def wanted() -> Frame | None:
            for event in self._unread_events:
                if event["kind"] == kind and detail.items() <= event["data"]["detail"].items():
                    self._unread_events.remove(event)
                    return event
            return None

        found: Frame = self.wait_until(wanted, f"an event {kind} with {detail}", seconds)
        return found

    def wait_until(self, condition: Callable[[], Any], what: str, seconds: float = WAIT_SECONDS) -> Any:
        """Read until the condition gives something truthy, and give that. Raises Closed."""
        until = time.monotonic() + seconds
        while not (value := condition()):
            left = until - time.monotonic()
            assert left > 0, f"not within {seconds:.0f} s: {what}; last came {self.frames[-3:]}"
            self.read(left)
        return value

    def wait_closed(self, seconds: float = WAIT_SECONDS) -> int:
        """Read until the socket is closed, and give the code."""
        try:
            self.wait_until(lambda: False, "the end of the socket", seconds)
        except Closed as closed:
            return closed.code
        raise AssertionError

    def read(self, seconds: float) -> None:
        """Read a frame if one comes in time, and take it in. Raises Closed."""
        try:
            frame = json.loads(self._line.recv(timeout=seconds))
        except TimeoutError:
            return
        except ConnectionClosed as error:
            raise Closed(_code(error)) from error
        self.frames.append(frame)
        self._unread.append(frame)
        match frame["type"]:
            case "snapshot":
                self.epoch, self.seq = frame["epoch"], frame["seq"]
                self.state, self.you = frame["state"], frame["you"]
            case "events":
                self._take(frame)
            case "names" if self.state:
                rename(self.state, frame)
            case "you":
                self.you = frame["you"]
            case "pong" if frame["seq"] is not None and self.state and frame["seq"] > self.seq:
                self.send(type="sync", **{"from": self.seq})

    def _take(self, frame: Frame) -> None:
        if self.state and frame["epoch"] != self.epoch:
            self.send(type="hello")
            return
        for event in frame["events"]:
            if event["seq"] <= self.seq:
                continue
            if event["seq"] > self.seq + 1 and self.state:
                self._ask_for_gap()
                return
            self.seq, self.epoch = event["seq"], frame["epoch"]
            self.taken.append(self.seq)
            self._unread_events.append(event)
            merge(self.state, event["data"])

    def _ask_for_gap(self) -> None:
        """Ask once, as a page does: the answer may be behind hundreds of frames that show the same gap."""
        if self._asked_from != self.seq:
            self._asked_from = self.seq
            self.gaps += 1
            self.send(type="sync", **{"from": self.seq})

    def forget_frames(self) -> None:
        """Forget what came and was read, but for answers: hours of frames would fill the memory."""
        self.frames.clear()
        self._unread_events.clear()
        self._unread[:] = [frame for frame in self._unread if frame["type"] == "result"]

    # Leaving ------------------------------------------------------------------------------------------
    def remember(self, other: "Client") -> None:
        """Know what another client knew: this one takes its place after its line was cut."""
        self.state, self.you, self.epoch, self.seq = other.state, other.you, other.epoch, other.seq

    def cut(self) -> None:
        """Cut the line without a word."""
        self._line.socket.shutdown(socket.SHUT_RDWR)

    def hang_up(self) -> None:
        """Close the line, and wait a moment for the other end to do so."""
        self._open.close()

    def drop(self) -> None:
        """Let go of a line whose other end is gone: hanging up would wait its moment where many frames are unread."""
        self._line.close_socket()
        self._open.close()

    # What it sees -------------------------------------------------------------------------------------
    @property
    def open_lot(self) -> dict[str, Any] | None:
        """The open lot, if there is one."""
        return next((lot for lot in self.state.get("lots", ()) if lot["status"] == "open"), None)

    @property
    def lot(self) -> dict[str, Any]:
        """The open lot, which must be there."""
        assert self.open_lot is not None, "no lot is open"
        return self.open_lot

    @property
    def status(self) -> str:
        """The auction's status."""
        return str(self.state["auction"]["status"])

    def participant(self, name: str) -> dict[str, Any]:
        """A participant by name."""
        found: dict[str, Any] = next(each for each in self.state["participants"] if each["name"] == name)
        return found

    @property
    def events(self) -> list[Frame]:
        """All events it was sent, in the order they came."""
        return [event for frame in self.frames if frame["type"] == "events" for event in frame["events"]]


def merge(state: dict[str, Any], data: Mapping[str, Any]) -> None:
    """Put an event's values into a state: whole objects by id; lots that are `gone` left the window."""
    if not state:
        return
    state |= {name: data[name] for name in _REPLACED & data.keys()}
    for name in _LISTS:
        by_id = {each["id"]: each for each in state[name]}
        by_id |= {each["id"]: each for each in data.get(name, ())}
        state[name] = list(by_id.values())
    state["participants"].sort(key=lambda each: int(each["id"]))
    gone = set(data.get("gone", ()))
    state["lots"] = sorted((lot for lot in state["lots"] if lot["id"] not in gone), key=lambda lot: lot["number"])


def rename(state: dict[str, Any], names: Mapping[str, Any]) -> None:
    """Put what people and the league are called into a state."""
    auction = state["auction"] | {name: names[name] for name in ("name", "commissioner", "commissioners")}
    state["auction"] = auction | {"league": auction["league"] | {"name": names["league"]}}
    state["participants"] = [each | names["participants"].get(each["id"], {}) for each in state["participants"]]


def _line_to(address: Address, receive_buffer: int | None) -> socket.socket:
    line = socket.socket()
    if receive_buffer is not None:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    line.settimeout(WAIT_SECONDS)
    try:
        line.connect((address.host, address.port))
    except OSError:
        line.close()
        raise
    line.settimeout(None)
    return line


def _code(error: ConnectionClosed) -> int:
    return error.rcvd.code if error.rcvd else 1006
