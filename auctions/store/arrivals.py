"""Bids on their way through this process: stamped, and not decided yet.

Whoever takes a bid in stamps it here before it waits for anything, and whoever hands it on holds it until it is decided
or given up. So the process knows up to which instant all it has stamped is decided, and says so with each heartbeat;
no lot is closed before (`room_report.py`).
"""

import itertools
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from uuid import UUID

from auctions.rules.commands import Command, Stamped
from auctions.store import heartbeat

SENT_AGAIN_SECONDS = 6.0
"""A bid that couldn't be decided is waited for so long: its page sends it again every 2.5 s, and may be slow."""
REMEMBERED_SECONDS = 60.0
REMEMBERED_AT_MOST = 10_000
"""So long, and of so many bids that couldn't be decided, the first arrival is known."""
UNDECIDED_AT_MOST_MS = 30_000
"""No lot waits longer for a bid: whatever was deciding it is lost."""


_Key = tuple[int, UUID]
"""A user and the id of a command."""


@dataclass(frozen=True, slots=True)
class _FailedBid:
    auction: UUID
    bid: Stamped
    failed_at: float  # monotonic


class Stamp:
    """An arrival that was stamped, held until the end of a `with` block. Every frame has one: so no generator."""

    __slots__ = ("_arrived", "_let_go")

    def __init__(self, arrived: int, let_go: Callable[[], None]) -> None:
        self._arrived, self._let_go = arrived, let_go

    def __enter__(self) -> int:
        return self._arrived

    def __exit__(self, *error: object) -> None:
        self._let_go()


class Arrivals:
    """All bids under way in this process, by auction; may be used from any thread. `clock` is in epoch ms."""

    def __init__(self, clock: Callable[[], int]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._newest = 0  # the newest instant told: no stamp is before it, even if the clock is set back
        self._held: dict[UUID, dict[int, int]] = {}  # auction: number: arrival
        self._held_bids: dict[_Key, tuple[UUID, Stamped]] = {}  # the first of each id, with its auction
        self._keys: dict[int, _Key] = {}  # of these, by number
        self._failed: OrderedDict[_Key, _FailedBid] = OrderedDict()  # by user and command id

    def now(self) -> int:
        """Return the instant, in ms: no stamp from now on is before it."""
        with self._lock:
            return self._now()

    def stamped(self, auction_id: UUID) -> "Stamp":
        """Stamp an arrival, and hold it until the end of a `with` block, which is given its instant in ms."""
        with self._lock:  # in one step: `undecided` never comes between a stamp and its hold
            arrived = self._now()
            number = self._add(auction_id, arrived)
        return Stamp(arrived, partial(self._remove, auction_id, number))

    def hold_bid(self, auction_id: UUID, bid: Stamped) -> Callable[[], None]:
        """Hold a bid that whoever hands it on still holds; return what lets go of it.

        While it is held, the same one that comes again arrived when this one did.
        """
        with self._lock:
            number = self._add_bid(auction_id, bid)
        return partial(self._remove, auction_id, number)

    def as_it_first_came(self, auction_id: UUID, command: Command) -> Command:
        """Return a bid with its first arrival, if the same one came here before and isn't decided."""
        if not isinstance(command, Stamped) or (key := _key(command)) is None:
            return command
        with self._lock:
            held, failed = self._held_bids.get(key), self._failed.get(key)
        before = [] if held is None else [held]
        if failed is not None and failed.failed_at >= time.monotonic() - REMEMBERED_SECONDS:
            before.append((failed.auction, failed.bid))
        same = [bid.arrived for auction, bid in before if auction == auction_id and _is_same(bid, command)]
        return replace(command, arrived=min(command.arrived, *same)) if same else command

    @contextmanager
    def deciding(self, auction_id: UUID, commands: Iterable[Command]) -> Iterator[None]:
        """Hold bids while they are decided; those that fail are held on for a while, to be sent again."""
        bids = [each for each in commands if isinstance(each, Stamped)]
        with self._lock:
            numbers = [self._add_bid(auction_id, bid) for bid in bids]
        try:
            yield
        except Exception:
            self.remember(auction_id, bids)
            raise
        else:
            self._forget(bids)
        finally:
            self._remove(auction_id, *numbers)

    def undecided(self) -> dict[UUID, int]:
        """Return the earliest arrival that isn't decided, of each auction that has one."""
        with self._lock:
            oldest = self._now() - UNDECIDED_AT_MOST_MS
            arrivals_by_auction = {
                auction: [at for at in held.values() if at > oldest] for auction, held in self._held.items()
            }
            for failed in reversed(self._failed.values()):  # the newest failures first
                if failed.failed_at < time.monotonic() - SENT_AGAIN_SECONDS:
                    break
                if failed.bid.arrived > oldest:
                    arrivals_by_auction.setdefault(failed.auction, []).append(failed.bid.arrived)
        return {auction: min(arrivals) for auction, arrivals in arrivals_by_auction.items() if arrivals}

    def _now(self) -> int:
        self._newest = max(self._newest, self._clock())
        return self._newest

    def _add(self, auction_id: UUID, arrived: int) -> int:
        number = next(self._numbers)
        self._held.setdefault(auction_id, {})[number] = arrived
        return number

    def _add_bid(self, auction_id: UUID, bid: Stamped) -> int:
        number = self._add(auction_id, bid.arrived)
        key = _key(bid)
        if key is not None and key not in self._held_bids:
            self._held_bids[key], self._keys[number] = (auction_id, bid), key
        return number

    def _remove(self, auction_id: UUID, *numbers: int) -> None:
        with self._lock:
            held = self._held.get(auction_id, {})
            for number in numbers:
                held.pop(number, None)
                if (key := self._keys.pop(number, None)) is not None:
                    del self._held_bids[key]
            if not held:
                self._held.pop(auction_id, None)

    def remember(self, auction_id: UUID, bids: Iterable[Stamped]) -> None:
        """Wait for bids that couldn't be decided, and know when they arrived, should they come again."""
        with self._lock:
            for bid in bids:
                if (key := _key(bid)) is not None:
                    self._failed[key] = _FailedBid(auction_id, bid, time.monotonic())
                    self._failed.move_to_end(key)
            while len(self._failed) > REMEMBERED_AT_MOST:
                self._failed.popitem(last=False)

    def _forget(self, bids: Iterable[Stamped]) -> None:
        if self._failed:
            with self._lock:
                for bid in bids:
                    if (key := _key(bid)) is not None:
                        self._failed.pop(key, None)


def _key(bid: Stamped) -> _Key | None:
    """Return the user and the command's id, by which a bid is known when it comes again; None without one."""
    return None if bid.id is None or bid.actor.user is None else (bid.actor.user, bid.id)


def _is_same(one: Stamped, other: Stamped) -> bool:
    """True if two bids of one id ask for the same, whenever they came: else it is another one under that id."""
    return replace(one, arrived=other.arrived) == other


arrivals = Arrivals(heartbeat.now_ms)
"""Those of this process."""
