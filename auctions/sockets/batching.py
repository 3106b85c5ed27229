"""One queue per auction and process: what is waiting goes to the engine in one call.

A hot lot serialises commits, so asking with many connections at once makes it slower. While one commit is under way
the queue fills, and what has arrived is decided together in the next. There is no timer: under light load a batch is
a single command and nothing waits. The thread that decides takes the next batch by itself, also while the event loop
is busy with the answers to the last one.

While the database is away, or somebody else has the auction's lock, bids are kept: they are tried again until they are
decided, and their senders are told. A bid that came in time isn't late because its sender didn't send it again in time.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from django.utils import translation

from accounts.language import ENGLISH
from auctions import engine
from auctions.engine import AuctionBusy, NoSuchAuction
from auctions.publish import local_rooms
from auctions.publish.local_rooms import Told
from auctions.reads import queries
from auctions.rules.commands import Command, Stamped
from auctions.sockets import hub, threads
from auctions.store.arrivals import arrivals
from auctionsite.observability.logging import new_log_context
from auctionsite.postgresql.availability import CONNECTION_ERRORS, circuit

log = structlog.get_logger("auctions")
Answer = dict[str, Any]
"""A command's result as its sender reads it."""
OnAnswer = Callable[[Answer | Exception], None]
"""Is called once, in the event loop, with the answer to a command, or with why there is none."""
BATCH_AT_MOST = 128
QUEUED_AT_MOST = 2000
"""More commands than this are refused as busy at once: an answer late is worse than an answer now."""
RETRY_SECONDS = 0.2
KEPT_AT_MOST_SECONDS = 20.0
"""A bid is tried again for so long; its page gives up after 30 s, and no lot waits longer than that."""
_TRANSIENT = (AuctionBusy, *CONNECTION_ERRORS)
"""The same may be decided in a moment; what was decided before the line broke is answered as it was."""


@dataclass(slots=True, eq=False)
class _Queued:
    """A command that waits, and the language of its answer.

    `let_go` ends the hold of a bid; `on_kept` is called once, if the bid is kept.
    """

    command: Command
    language: str
    on_answer: OnAnswer
    let_go: Callable[[], None]
    on_kept: Callable[[], None]
    give_up_at: float  # the event loop's time
    is_kept: bool = False

    def resolve(self, result: Answer | Exception) -> None:
        """Give the sender, who may be gone, the answer or the error."""
        self.let_go()
        self._tell(self.on_answer, result)

    def may_be_kept(self, now: float) -> bool:
        """True for a bid, until it was tried for too long; `now` in the event loop's time."""
        return isinstance(self.command, Stamped) and now < self.give_up_at

    def keep(self) -> None:
        """Tell the sender, at the first time, that it is kept."""
        if not self.is_kept:
            self.is_kept = True
            self._tell(self.on_kept)

    def _tell(self, hear: Callable[..., None], *result: Answer | Exception) -> None:
        try:
            hear(*result)
        except Exception as error:  # the others of its batch must hear theirs, and the next one must be decided
            log.exception("command.not_answered", error=str(error))


class CommandBatcher:
    """The queue of one auction. One thread at a time decides what waits, and goes on while something does."""

    def __init__(self, auction_id: UUID) -> None:
        self._auction_id = auction_id
        self._waiting: deque[_Queued] = deque()
        self._lock = threading.Lock()
        self._is_busy = False
        """A turn is asked for or runs, or bids are kept: whoever comes needn't ask for one. Changed under the lock."""

    @property
    def is_busy(self) -> bool:
        """True if anything waits, is kept or is being decided."""
        return self._is_busy

    def refuse_while_database_is_away(self, command: Command) -> None:
        """Raise AuctionBusy at once while the database is known to be away; a bid is kept instead."""
        if circuit.refuses and not isinstance(command, Stamped):
            raise AuctionBusy(self._auction_id)

    def submit(
        self,
        command: Command,
        on_answer: OnAnswer,
        on_kept: Callable[[], None] = lambda: None,
        language: str = ENGLISH,
    ) -> None:
        """Queue a command: in an event loop, in which `on_answer` is called after its commit, in a language.

        Raises AuctionBusy if too many wait. The error given instead of an answer is AuctionBusy, NoSuchAuction, or what
        comes of a broken line to the database. `on_kept` is called if it is a bid that can't be decided yet; its answer
        comes all the same, and also if its sender is gone.
        """
        if len(self._waiting) >= QUEUED_AT_MOST:
            if isinstance(command, Stamped):
                arrivals.remember(self._auction_id, [command])  # its page sends it again in a moment
            raise AuctionBusy(self._auction_id)
        loop = asyncio.get_running_loop()
        let_go = arrivals.hold_bid(self._auction_id, command) if isinstance(command, Stamped) else _nothing
        queued = _Queued(command, language, on_answer, let_go, on_kept, loop.time() + KEPT_AT_MOST_SECONDS)
        with self._lock:
            self._waiting.append(queued)
            begins, self._is_busy = not self._is_busy, True
        if begins:
            loop.call_soon(self._ask_for_turn, loop)  # after what else is there already
        if circuit.refuses and isinstance(command, Stamped):
            queued.keep()  # its sender hears so at once, also behind a batch that hangs

    def _ask_for_turn(self, loop: asyncio.AbstractEventLoop) -> None:
        # It decides for many: whose command happened to be first is nothing to log.
        context = new_log_context(auctionId=self._auction_id)
        threads.deciding.turn(self._auction_id).submit(context.run, self._take_turn, loop)

    def _take_turn(self, loop: asyncio.AbstractEventLoop) -> None:
        """Decide what waits, in a thread, hand the results to the event loop, and ask for the next turn.

        The thread doesn't wait for the loop, which has much to do with the answers: so it asks for the next one itself,
        unless there are bids to be tried again, before which nothing else is decided.
        """
        batch = [self._waiting.popleft() for _ in range(min(BATCH_AT_MOST, len(self._waiting)))]
        with local_rooms.gathered() as told:
            results = self._decide(batch)
        goes_on = not _may_differ_soon(results)
        try:
            loop.call_soon_threadsafe(self._tell, batch, results, told)
        except RuntimeError:  # the loop is closed, and with it all sockets: nothing is tried again
            goes_on = True
        if goes_on:
            self._go_on(loop)

    def _go_on(self, loop: asyncio.AbstractEventLoop) -> None:
        """Ask for the next turn, if anything waits."""
        with self._lock:
            goes_on = self._is_busy = bool(self._waiting)
        if goes_on:
            self._ask_for_turn(loop)

    def _decide(self, batch: Sequence[_Queued]) -> Sequence[Answer | Exception]:
        """Decide commands together; return the answer or the error of each."""
        commands = [queued.command for queued in batch]
        languages = [queued.language for queued in batch]
        try:
            with arrivals.deciding(self._auction_id, commands):
                return threads.with_fresh_connection(_execute_and_word, self._auction_id, commands, languages)
        except Exception as error:  # noqa: BLE001 # whatever it is, its senders must hear of it and the others go on
            if len(batch) == 1 or isinstance(error, (*_TRANSIENT, NoSuchAuction)):
                return [error] * len(batch)
        # One bad command must not take the others with it: each alone, and only the bad one fails.
        results: list[Answer | Exception] = []
        for queued in batch:
            # What can't be decided just now isn't overtaken by what came after it.
            held_up = bool(results) and isinstance(results[-1], _TRANSIENT)
            results += results[-1:] if held_up else self._decide([queued])
        return results

    def _tell(self, batch: Sequence[_Queued], results: Sequence[Answer | Exception], told: list[Told]) -> None:
        """Give the results to the senders, in the event loop; bids that may be tried again are kept.

        What the rooms of this process are told of the commit leaves with the answers: a bidder's line is written once.
        """
        loop, kept = asyncio.get_running_loop(), list[_Queued]()
        with hub.frames_together():  # in which nothing raises: each sender and room that fails is logged by itself
            for queued, result in zip(batch, results, strict=True):
                if isinstance(result, _TRANSIENT) and queued.may_be_kept(loop.time()):
                    kept.append(queued)
                    queued.keep()
                else:
                    queued.resolve(result)
            local_rooms.hand_out(told)
        if kept:
            self._waiting.extendleft(reversed(kept))  # they came before what waits
            loop.call_later(RETRY_SECONDS, self._go_on, loop)
        elif _may_differ_soon(results):  # the thread left that to the loop
            self._go_on(loop)


def _may_differ_soon(results: Sequence[Answer | Exception]) -> bool:
    """True if any of a batch's commands may be decided in a moment, and wasn't now."""
    return any(isinstance(result, _TRANSIENT) for result in results)


def _nothing() -> None:
    """Let go of what isn't held: only bids are."""


def _execute_and_word(auction_id: UUID, commands: list[Command], languages: list[str]) -> list[Answer]:
    """Hand the commands to the engine, in a thread, and put its outcomes into the words of answers."""
    outcomes = engine.execute(auction_id, *commands)
    answers: list[Answer] = [{}] * len(outcomes)
    for language in {*languages}:
        places = [place for place, each in enumerate(languages) if each == language]
        with translation.override(language):
            worded = queries.outcome_payloads(auction_id, [outcomes[place] for place in places])
        for place, answer in zip(places, worded, strict=True):
            answers[place] = answer
    return answers


_batchers: dict[UUID, CommandBatcher] = {}
_BATCHERS_AT_MOST = 1000


def batcher_of(auction_id: UUID) -> CommandBatcher:
    """Return this process's queue of an auction."""
    if auction_id not in _batchers:
        idle = (auction for auction, batcher in _batchers.items() if not batcher.is_busy)
        if len(_batchers) >= _BATCHERS_AT_MOST and (oldest := next(idle, None)) is not None:
            del _batchers[oldest]  # one that isn't idle would have another beside it, which overtakes what it keeps
        _batchers[auction_id] = CommandBatcher(auction_id)
    return _batchers[auction_id]
