"""The people of a load test, as locust plays them. `loadtests/__main__.py` starts it, with what they are told.

Importing locust makes Python's own sockets cooperative, so this is a process of its own.
"""

import itertools
import os
import random
import time
from collections import OrderedDict
from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid4

import gevent
import orjson
import websocket
from gevent.event import Event
from locust import FastHttpUser, LoadTestShape, User, between, constant, task
from locust.exception import StopUser

from loadtests.scenarios import BID, EVENTS, SCENARIOS, SHOWN, STATE
from loadtests.world import VARIABLE, Person, World

WORLD = World.read(Path(os.environ[VARIABLE]))
SCENARIO = SCENARIOS[WORLD.scenario].within(WORLD.minutes)
ANSWER_SECONDS = 10.0
RENEW_SECONDS = 600.0
"""After so long a device renews its tokens, of which one is good for 15 minutes."""
BID_SHARE = 0.2
"""How often a person bids who has just looked over HTTP."""
EACH_OF = 5
"""One of so many sockets measures when events arrive: to measure at all of them would cost more than the site."""
REMEMBERED = 2_000
"""So many bids are remembered until their event comes."""

_people = itertools.cycle(WORLD.people)
_number = itertools.count()
_sent: OrderedDict[tuple[str, str, int], float] = OrderedDict()
"""When the bid of a seat in an auction, of so much, was sent."""


class Stages(LoadTestShape):
    """The number of people as time goes by."""

    def tick(self) -> tuple[int, float] | None:
        """As many as the scenario says, and as many of them a second as it takes to follow it."""
        users = SCENARIO.users_at(self.get_run_time() / 60)
        return None if users is None else (users, 50.0)


class Bids:
    """One person's knowledge of the lot that is open."""

    def __init__(self) -> None:
        self.lot: dict[str, Any] | None = None
        self.seat: str | None = None

    def take_state(self, snapshot: dict[str, Any]) -> None:
        """From a snapshot."""
        self.seat, self.lot = snapshot["you"]["participant"], None
        self.take_lots(snapshot["state"]["lots"])

    def take_lots(self, lots: list[dict[str, Any]]) -> None:
        """From an event."""
        for lot in lots:
            if lot["status"] == "open" or (self.lot is not None and lot["id"] == self.lot["id"]):
                self.lot = lot

    def next_bid(self) -> dict[str, Any] | None:
        """The least that is possible now; None where there is nothing to bid on, or this person leads."""
        lot = self.lot
        if lot is None or lot["status"] != "open" or lot["leader"] == self.seat:
            return None
        return {"lot": lot["id"], "amount": lot["min_next"], "seen": lot["price"]}


class HttpBidder(FastHttpUser):
    """Somebody whose network lets no sockets through: the page asks for events every two seconds."""

    host = WORLD.url
    wait_time = between(1.5, 2.5)
    connection_timeout = network_timeout = ANSWER_SECONDS
    person: Person
    bids: Bids

    def on_start(self) -> None:
        """Open the room."""
        self.person, self.bids, self.since = next(_people), Bids(), 0
        self.access, self.refresh, self.renewed = self.person.access, self.person.refresh, time.monotonic()
        self.path = f"/api/auction/{self.person.auction}"
        self._look()

    def _look(self) -> None:
        answer = self.client.get(f"{self.path}/", name=STATE, headers=self._headers())
        if answer.status_code == 200:
            snapshot = orjson.loads(answer.content)
            self.bids.take_state(snapshot)
            self.since = snapshot["seq"]

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.access}"}

    @task
    def follow(self) -> None:
        """Ask what is new, and bid now and then."""
        if time.monotonic() - self.renewed > RENEW_SECONDS:
            self._renew()
        if self.bids.seat is None:
            self._look()
            return
        answer = self.client.get(f"{self.path}/events?since={self.since}", name=EVENTS, headers=self._headers())
        if answer.status_code != 200:
            return
        for event in orjson.loads(answer.content)["events"]:
            self.since = event["seq"]
            self.bids.take_lots(event["data"].get("lots", []))
        bid = self.bids.next_bid()
        if bid is not None and random.random() < BID_SHARE:  # noqa: S311 # no secret
            self._bid(bid)

    def _bid(self, bid: dict[str, Any]) -> None:
        headers = {**self._headers(), "Idempotency-Key": str(uuid4())}
        with self.client.post(f"{self.path}/bids", json=bid, name=BID, headers=headers, catch_response=True) as answer:
            if answer.status_code == 409:  # somebody else was first, or it is over
                answer.success()

    def _renew(self) -> None:
        answer = self.client.post("/api/auth/refresh", json={"refresh": self.refresh}, name="tokens")
        if answer.status_code == 200:
            tokens = orjson.loads(answer.content)
            self.access, self.refresh, self.renewed = tokens["access"], tokens["refresh"], time.monotonic()


class SocketBidder(User):
    """Somebody in the room, who bids about once a second."""

    wait_time = constant(0)
    waiting: ClassVar[dict[str, Event]] = {}

    def on_start(self) -> None:
        """Open the socket, and listen."""
        self.person, self.bids, self.measures = next(_people), Bids(), next(_number) % EACH_OF == 0
        address = WORLD.url.replace("http", "ws", 1)
        self.line = websocket.create_connection(
            f"{address}/ws/auction/{self.person.auction}/",
            subprotocols=["auction.v1", f"bearer.{self.person.access}"],
            timeout=ANSWER_SECONDS,
            skip_utf8_validation=True,
        )
        self.line.settimeout(None)
        self.line.send('{"type":"hello"}')
        self.listening = gevent.spawn(self._listen)

    def on_stop(self) -> None:
        """Hang up."""
        self.listening.kill()
        self.line.close()

    def _listen(self) -> None:
        try:
            while True:
                self._take(orjson.loads(self.line.recv()), time.perf_counter())
        except (OSError, websocket.WebSocketException) as error:
            self._count("line", 0.0, error)
            raise

    def _take(self, frame: dict[str, Any], now: float) -> None:
        match frame["type"]:
            case "snapshot":
                self.bids.take_state(frame)
            case "events":
                for event in frame["events"]:
                    self.bids.take_lots(event["data"].get("lots", []))
                    if self.measures and event["kind"] == "bid_placed":
                        self._see(event["data"]["detail"], now)
            case "result" if frame["id"] in self.waiting:
                self.waiting.pop(frame["id"]).set()

    def _see(self, detail: dict[str, Any], now: float) -> None:
        sent = _sent.get((self.person.auction, str(detail["participant"]), detail["amount"]))
        if sent is not None:
            self._count(SHOWN, now - sent)

    @task
    def bid(self) -> None:
        """Bid, and wait for the answer."""
        gevent.sleep(random.uniform(0.7, 1.3))  # noqa: S311 # no secret
        if self.listening.dead:
            raise StopUser
        bid = self.bids.next_bid()
        if bid is None:
            return
        key, answered, now = str(uuid4()), Event(), time.perf_counter()
        self.waiting[key] = answered
        _sent[(self.person.auction, str(self.bids.seat), bid["amount"])] = now
        if len(_sent) > REMEMBERED:
            _sent.popitem(last=False)
        self.line.send(orjson.dumps({"type": "bid", "id": key, **bid}).decode())
        came = answered.wait(ANSWER_SECONDS)
        self.waiting.pop(key, None)
        self._count(BID, time.perf_counter() - now, None if came else TimeoutError(f"none in {ANSWER_SECONDS:.0f} s"))

    def _count(self, name: str, seconds: float, error: Exception | None = None) -> None:
        self.environment.events.request.fire(
            request_type="socket",
            name=name,
            response_time=seconds * 1000,
            response_length=0,
            exception=error,
            context={},
        )
