"""Playing the bots of all running auctions in real time.

    1  one query: which auctions run, at which seq, and where bots sit in them
    2  where seq moved on, read the state and plan; a plan stands until what it answers has changed
    3  carry out the plans that are due, each on a fresh look at the auction
    4  sleep until the next plan, or until it is time to look again

Any number of runners may play at once: a bot's answer to a price has one id, and the engine decides it once.
"""

import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import structlog
from django.db import DatabaseError, InterfaceError, connection

from auctions import engine
from auctions.bots.schedule import Schedule
from auctions.bots.seats import BotSeat, command_for, seat_bots
from auctions.models import Auction, Participant
from auctions.publish import broadcast, presence
from auctions.store import journal
from auctionsite.serving.stopping import StopSignal
from rollouts import flags

log = structlog.get_logger("auctions")
IDLE_SECONDS = 1.0
"""How often to look for auctions while there is none to play."""
PLAYING_SECONDS = 0.25
"""How often to look what happened while there is; well below the time that bots pretend to think."""
REST_SECONDS = 10.0
"""How long an auction is left alone after it failed."""


@dataclass(frozen=True, slots=True)
class PlayedAuction:
    """An auction with bots in it, as the query finds it."""

    league: UUID
    seq: int
    seats: dict[int, BotSeat]


@dataclass(slots=True)
class _Table:
    """An auction being played, and the seq its plans were made at."""

    seats: dict[int, BotSeat]
    schedule: Schedule
    seq: int = -1


def find_running() -> dict[UUID, PlayedAuction]:
    """All active auctions in which bots have seats."""
    rows = Participant.objects.filter(
        auction__status=Auction.Status.ACTIVE, member__bot=True, member__left_at=None
    ).values_list("auction_id", "auction__league_id", "auction__seq", "pk", "member__user_id")
    heads: dict[UUID, tuple[UUID, int]] = {}
    seats: dict[UUID, dict[int, BotSeat]] = defaultdict(dict)
    for auction_id, league_id, seq, seat, user in rows:
        heads[auction_id] = league_id, seq
        seats[auction_id][seat] = BotSeat(seat, user)
    return {auction_id: PlayedAuction(*head, seats[auction_id]) for auction_id, head in heads.items()}


def may_play(league_id: UUID, auction_id: UUID) -> bool:
    """Whether operators let the bots of a league play, and bids be made at all."""
    now = flags.switches()
    return now.bidding and not now.read_only and flags.bots(league_id, auction_id)


def find_seated() -> dict[UUID, list[int]]:
    """The seats of bots in all auctions that aren't over."""
    rows = Participant.objects.filter(auction__status__in=Auction.RUNNING, member__bot=True, member__left_at=None)
    seats: dict[UUID, list[int]] = defaultdict(list)
    for auction_id, seat in rows.values_list("auction_id", "pk"):
        seats[auction_id].append(seat)
    return seats


class Runner:
    """Keeps a table for each auction that runs now, and nothing of those that don't."""

    def __init__(self, seed: int | None = None, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._seed = seed
        self._monotonic = monotonic
        self._tables: dict[UUID, _Table] = {}
        self._resting: dict[UUID, float] = {}
        self._next_show = 0.0

    def run(self, stop: StopSignal) -> None:
        """Play until `stop` is set; the step in hand is finished."""
        while not stop.is_set():
            stop.wait(self.step())

    def step(self) -> float:
        """Do what is due in every auction; the seconds until there may be more."""
        try:
            self._show_up()
            running = {each: found for each, found in find_running().items() if may_play(found.league, each)}
        except (DatabaseError, InterfaceError) as error:
            log.warning("bots.no_database", error=str(error))
            connection.close()
            return IDLE_SECONDS
        self._forget_all_but(running)
        waits = [self._play_safely(each, running[each]) for each in running]
        return min(waits, default=IDLE_SECONDS)

    def _show_up(self) -> None:
        """Be seen in the rooms, waiting rooms included: people wait for those who are missing."""
        if self._monotonic() < self._next_show:
            return
        self._next_show = self._monotonic() + presence.REFRESH_SECONDS
        for auction_id, seats in find_seated().items():
            broadcast.mark_present(auction_id, seats)

    def _forget_all_but(self, running: dict[UUID, PlayedAuction]) -> None:
        for each in self._tables.keys() - running.keys():
            log.info("bots.left", auctionId=str(each))
            del self._tables[each]
        for each in self._resting.keys() - running.keys():
            del self._resting[each]

    def _play_safely(self, auction_id: UUID, running: PlayedAuction) -> float:
        """Play one auction; one that fails is reported and left alone for a while, and never holds up the rest."""
        if self._resting.get(auction_id, 0) > self._monotonic():
            return IDLE_SECONDS
        try:
            return self._play(auction_id, running)
        except engine.AuctionBusy:
            return PLAYING_SECONDS
        except Exception as error:
            log.exception("bots.auction_failed", auctionId=str(auction_id), error=str(error))
            self._tables.pop(auction_id, None)
            self._resting[auction_id] = self._monotonic() + REST_SECONDS
            connection.close()
            return IDLE_SECONDS

    def _play(self, auction_id: UUID, running: PlayedAuction) -> float:
        table = self._table(auction_id, running)
        now = journal.now_ms()
        if table.seq != running.seq:
            table.seq = running.seq
            table.schedule.update(engine.read(auction_id), now)
        while (plan := table.schedule.first()) is not None and plan.at <= now:
            state = engine.read(auction_id)
            table.schedule.update(state, now)
            if not may_play(running.league, auction_id):
                break
            if table.schedule.first() is plan:  # nobody was quicker
                table.schedule.done(plan)
                engine.execute(auction_id, command_for(state, table.seats[plan.seat], plan, now))
        return PLAYING_SECONDS if plan is None else min(PLAYING_SECONDS, (plan.at - now) / 1000)

    def _table(self, auction_id: UUID, running: PlayedAuction) -> _Table:
        """The table of an auction, laid anew when bots came or went."""
        table = self._tables.get(auction_id)
        if table is None or table.seats != running.seats:
            seed = auction_id.int if self._seed is None else self._seed
            table = _Table(running.seats, seat_bots(auction_id, running.seats.values(), seed))
            self._tables[auction_id] = table
            log.info("bots.seated", auctionId=str(auction_id), bots=len(table.seats))
        return table
