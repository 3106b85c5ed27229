"""A room's commits in the order of their events, whichever way each of them came."""

import asyncio
from collections.abc import Callable

from auctions.publish.local_rooms import Message

WAIT_SECONDS = 0.1
"""So long a commit waits for one before it that is still on its way: from another process by Redis, or in a thread."""
EARLY_AT_MOST = 64
GAPS_AT_MOST = 64


class CommitOrder:
    """Hands commits on in order, in an event loop.

    A process hears of its own commits at once, and of others by Redis, so that a later one may come first. What is
    missing is waited for a moment and then left out: clients see that by its numbers, and ask for it. If it comes after
    all, it goes to `hand_on_late`.
    """

    def __init__(self, hand_on: Callable[[Message], None], hand_on_late: Callable[[Message], None]) -> None:
        self._hand_on, self._hand_on_late = hand_on, hand_on_late
        self._last: tuple[int, int] | None = None  # (epoch, seq) of the newest event that was handed on
        self._early: list[Message] = []
        self._gaps: list[tuple[tuple[int, int], tuple[int, int]]] = []  # the first and last event of what was left out
        self._timer: asyncio.TimerHandle | None = None

    def take(self, message: Message) -> None:
        """Hand a commit on now, or when those before it are there. Repeats are handed on as well."""
        if self._was_left_out(message):
            self._hand_on_late(message)
            return
        self._early.append(message)
        self._early.sort(key=_place)
        before = self._last
        while self._early and (self._follows(self._early[0]) or len(self._early) > EARLY_AT_MOST):
            self._hand_on_first()
        if self._last != before:  # what waits now waits for something else; a repeat prolongs nothing
            self._stop_timer()
        if self._early and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(WAIT_SECONDS, self._go_on_without)

    def close(self) -> None:
        """Hand nothing on any more by itself."""
        self._stop_timer()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _go_on_without(self) -> None:
        self._timer = None
        while self._early:
            self._hand_on_first()

    def _hand_on_first(self) -> None:
        message = self._early.pop(0)
        place = _place(message)
        if self._last is not None and not self._follows(message):
            epoch, seq = self._last
            self._gaps = [*self._gaps, ((epoch, seq + 1), (epoch, message["first"] - 1))][-GAPS_AT_MOST:]
        self._last = place if self._last is None else max(self._last, place)
        self._hand_on(message)

    def _follows(self, message: Message) -> bool:
        """True if nothing is known to be missing before the commit. A release that tells no `first` is believed."""
        first = message.get("first")
        return self._last is None or first is None or message["epoch"] != self._last[0] or first <= self._last[1] + 1

    def _was_left_out(self, message: Message) -> bool:
        last = _place(message)
        if self._last is None or last[0] != self._last[0]:  # clients that hear of another epoch begin anew
            return False
        return any(begins <= last <= ends for begins, ends in self._gaps)


def _place(message: Message) -> tuple[int, int]:
    return message["epoch"], message["last"]
