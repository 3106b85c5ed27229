"""Managers who bid all the time, each in a thread with a client of its own, and never give up on an answer.

As a page does: the same command with the same id again until there is an answer, and back into the room whenever the
line is cut. What they were promised is kept, for a test to look for in the database.
"""

import random
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

from websockets.exceptions import WebSocketException

from accounts.models import User
from accounts.sign_in.devices import sign_in_tokens
from auctions.models import Auction, AuctionEvent, Bid, CommandOutcome
from tests.live import Web
from tests.sockets import Client, Closed

RESEND_SECONDS = 2.5
DEAREST = 20
"""What a lot is worth at most to somebody in a slow auction."""
OVER = ("completed", "cancelled")


class Bidder(threading.Thread):
    """One manager at one device. `answers` holds the result of each command id; `sent` what was asked.

    `closed_with` are the codes with which servers have closed its sockets.
    """

    def __init__(self, auction: Auction, user: User, webs: Sequence[Web], pause: float = 0.05) -> None:
        super().__init__(name=f"bidder {user.name}", daemon=True)
        self.user, self.webs, self.pause = user, webs, pause
        self.client: Client | None = None
        self.sent: dict[UUID, dict[str, Any]] = {}
        self.answers: dict[UUID, dict[str, Any]] = {}
        self.connections = 0
        self.closed_with: list[int] = []
        self.trouble: Exception | None = None
        self._path = f"/ws/auction/{auction.pk}/"
        self._token = sign_in_tokens(user)["access"]
        self._dice = random.Random(user.name)  # noqa: S311 # no secret
        self._pending: UUID | None = None
        self._ended = threading.Event()

    def run(self) -> None:
        """Bid until the auction is over or `end`."""
        try:
            while not self._ended.is_set() and not self.sees_the_end:
                try:
                    self._step()
                except Closed as closed:
                    self.closed_with.append(closed.code)
                    self._lose_line()
                except (OSError, WebSocketException):
                    self._lose_line()
        except Exception as error:  # noqa: BLE001 # handed to the test by `end`
            self.trouble = error

    @property
    def sees_the_end(self) -> bool:
        """Return True if it knows that the auction is over."""
        return self.client is not None and bool(self.client.state) and self.client.status in OVER

    def end(self) -> None:
        """Stop, wait, and raise what went wrong."""
        self._ended.set()
        self.join(30)
        if self.client is not None:
            self.client.hang_up()
        if self.trouble is not None:
            raise self.trouble
        assert not self.is_alive()

    def _lose_line(self) -> None:
        if self.client is not None:
            self.client.hang_up()
        self._connected = False
        self._ended.wait(0.1)

    _connected = False

    def _step(self) -> None:
        if not self._connected:
            self._come_back()
        assert self.client is not None
        if self._pending is None:
            self._choose(self.client)
        if self._pending is not None:
            self._ask(self.client, self._pending)
        self.client.read(self.pause)
        if self._dice.random() < 0.1:
            self.client.ping()

    def _come_back(self) -> None:
        known, web = self.client, self._dice.choice(self.webs)
        client = Client(web.address, self._path, token=self._token)
        self.connections += 1
        if known is not None and known.state:
            client.remember(known)
            self.client, self._connected = client, True
            client.hello(known.epoch, known.seq)
        else:
            self.client, self._connected = client, True
            client.hello()

    def _choose(self, client: Client) -> None:
        lot, seat = client.open_lot, client.you.get("participant")
        if lot is None or lot["leader"] == seat or client.status != "active":
            return
        if lot["min_next"] > client.you["limits"].get(lot["id"], 0):
            return
        self._pending = uuid4()
        amount = lot["min_next"] + self._dice.choice((0, 0, 1))
        self.sent[self._pending] = {"type": "bid", "lot": lot["id"], "amount": amount, "seen": lot["price"]}

    def _ask(self, client: Client, key: UUID) -> None:
        """Send the bid and wait a while for its answer; without one it stays pending, to be sent again."""
        client.send(id=key, **self.sent[key])
        until = time.monotonic() + RESEND_SECONDS
        while time.monotonic() < until:
            client.read(0.1)
            answer = client.take("result", id=str(key))
            if answer is not None and answer["code"] != "busy":
                self.answers[key] = answer
                self._pending = None
                return


class SlowBidder(Bidder):
    """A manager of a slow auction, who goes from one open lot to another, and passes on what costs too much."""

    def _choose(self, client: Client) -> None:
        client.forget_frames()
        seat = client.you.get("participant")
        passed = {asked["lot"] for asked in self.sent.values() if asked["type"] == "pass"}
        lots = [each for each in client.state.get("lots", ()) if each["status"] == "open" and each["id"] not in passed]
        others = [each for each in lots if each["leader"] != seat]
        if not others or client.status != "active":
            return
        lot, self._pending = self._dice.choice(others), uuid4()
        limit = min(self._worth(lot["id"]), client.you["limits"].get(lot["id"], 0))
        if lot["min_next"] <= limit:
            self.sent[self._pending] = {
                "type": "bid",
                "lot": lot["id"],
                "amount": lot["min_next"],
                "seen": lot["price"],
            }
        else:
            self.sent[self._pending] = {"type": "pass", "lot": lot["id"]}

    def _worth(self, lot: str) -> int:
        return random.Random(f"{self.user.name}:{lot}").randint(1, DEAREST)  # noqa: S311 # no secret


@contextmanager
def bidding(
    auction: Auction,
    users: Iterable[User],
    webs: Sequence[Web],
    pause: float = 0.05,
    kind: type[Bidder] = Bidder,
) -> Iterator[list[Bidder]]:
    """Let these users bid while the block runs."""
    bidders = [kind(auction, user, webs, pause) for user in users]
    for bidder in bidders:
        bidder.start()
    try:
        yield bidders
    finally:
        for bidder in bidders:
            bidder.end()


def promises_are_kept(auction: Auction, bidders: Iterable[Bidder]) -> None:
    """Every answer a bidder got is in the database, once; and nothing is there twice or out of order."""
    seqs = list(AuctionEvent.objects.filter(auction=auction).order_by("seq").values_list("seq", flat=True))
    assert seqs == [*range(1, len(seqs) + 1)]
    for bidder in bidders:
        bids = {key for key, asked in bidder.sent.items() if asked["type"] == "bid"}
        accepted = {key: seq for key, seq in answers_are_kept(bidder).items() if key in bids}
        _each_bid_is_there_once(auction, bidder, accepted)
    sold = AuctionEvent.objects.filter(auction=auction, kind__in=["lot_sold", "lot_unsold"])
    closed = [event.payload["detail"]["lot"] for event in sold]
    assert len(closed) == len(set(closed))


def answers_are_kept(bidder: Bidder) -> dict[UUID, int]:
    """Every answer a bidder got is in the database as they got it. The numbers of events, by what was accepted."""
    answers = CommandOutcome.objects.filter(user=bidder.user, command_id__in=bidder.sent)
    kept = dict(answers.values_list("command_id", "outcome"))
    for key, answer in bidder.answers.items():
        assert (kept[key]["code"], kept[key]["seq"]) == (answer["code"], answer["seq"])
    return {key: outcome["seq"] for key, outcome in kept.items() if outcome["code"] == "ok"}


def _each_bid_is_there_once(auction: Auction, bidder: Bidder, accepted: dict[UUID, int]) -> None:
    asked = sorted((int(bidder.sent[key]["lot"]), bidder.sent[key]["amount"]) for key in accepted)
    rows = Bid.objects.filter(auction=auction, participant__member__user=bidder.user, code="ok")
    assert sorted(rows.values_list("lot_id", "amount")) == asked
    events = AuctionEvent.objects.filter(auction=auction, kind="bid_placed", seq__in=rows.values("seq"))
    assert sorted((event.payload["detail"]["lot"], event.payload["detail"]["amount"]) for event in events) == asked
