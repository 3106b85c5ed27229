"""The runner that plays the bots of all running auctions in real time.

    1  one query: which auctions run, at which seq, and where bots sit in them
    2  where seq moved on, read the state and plan; a plan stands until what it answers has changed
    3  carry out the plans that are due, each on a fresh look at the auction
    4  sleep until the next plan, or until it is time to look again

Any number of runners may play at once: a bot's answer to a price has one id, and the engine decides it once.
"""

import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

import structlog
from django.db import connection
from django.db.models import OuterRef, Q, Subquery

from auctions import engine
from auctions.bots.schedule import PlannedAction, Schedule
from auctions.bots.seats import BotSeat, command_for, schedule_bots, stand_in_bid
from auctions.models import Auction, Participant, StandIn
from auctions.publish import broadcast, presence
from auctions.rules.state import NOT_OVER, AuctionState
from auctions.stand_ins.services import StandInEnded, check_allowed
from auctions.store import heartbeat, journal
from auctionsite.observability import loops
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
class BotAuction:
    """An active auction with bots in it, as the query finds it."""

    league: UUID
    seq: int
    seats: dict[int, BotSeat]


@dataclass(slots=True)
class _PlayedAuction:
    """An auction being played, and the seq its plans were made at."""

    seats: dict[int, BotSeat]
    schedule: Schedule
    seq: int = -1


def find_running_auctions() -> dict[UUID, BotAuction]:
    """Return all active auctions in which bots have seats, or bid for managers who are away."""
    stands_in = Subquery(StandIn.objects.filter(participant=OuterRef("pk")).values("most"))
    rows = (
        Participant.objects.filter(auction__status=Auction.Status.ACTIVE)
        .annotate(most=stands_in)
        .filter(Q(member__bot=True, member__left_at=None) | Q(away=True, most__isnull=False, member__bot=False))
        .values_list("auction_id", "auction__league_id", "auction__seq", "pk", "member__user_id", "member__bot", "most")
    )
    heads: dict[UUID, tuple[UUID, int]] = {}
    seats: dict[UUID, dict[int, BotSeat]] = defaultdict(dict)
    for auction_id, league_id, seq, seat, user, is_bot, most in rows:
        heads[auction_id] = league_id, seq
        seats[auction_id][seat] = BotSeat(seat, user, None if is_bot else most)
    return {auction_id: BotAuction(*head, seats[auction_id]) for auction_id, head in heads.items()}


def may_play(league_id: UUID, auction_id: UUID) -> bool:
    """True if operators let the bots of a league play, and bids be made at all."""
    switches = flags.operator_switches()
    return switches.bidding and not switches.read_only and flags.bots_may_play(league_id, auction_id)


def find_bot_seats() -> dict[UUID, list[int]]:
    """Return the seats of bots in all auctions that aren't over."""
    rows = Participant.objects.filter(auction__status__in=NOT_OVER, member__bot=True, member__left_at=None)
    seats: dict[UUID, list[int]] = defaultdict(list)
    for auction_id, seat in rows.values_list("auction_id", "pk"):
        seats[auction_id].append(seat)
    return seats


class BotRunner:
    """Plays the bots of each running auction; keeps nothing of auctions that don't run."""

    def __init__(self, seed: int | None = None, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._seed = seed
        self._monotonic = monotonic
        self._played: dict[UUID, _PlayedAuction] = {}
        self._failed_until: dict[UUID, float] = {}
        self._next_presence = 0.0

    def run(self, stop: StopSignal) -> None:
        """Play until `stop` is set; the step in hand is finished."""
        loops.run_until(stop, "bots", lambda: stop.wait(self.step()))

    def step(self) -> float:
        """Do what is due in every auction; return the seconds until there may be more."""
        self._refresh_presence()
        running = {
            auction_id: auction
            for auction_id, auction in find_running_auctions().items()
            if may_play(auction.league, auction_id)
        }
        self._forget_all_but(running)
        waits = [self._play_safely(auction_id, running[auction_id]) for auction_id in running]
        return min(waits, default=IDLE_SECONDS)

    def _refresh_presence(self) -> None:
        """Mark the bots as present in their rooms, waiting rooms included: people wait for those who are missing."""
        if self._monotonic() < self._next_presence:
            return
        self._next_presence = self._monotonic() + presence.REFRESH_SECONDS
        heartbeat.measure_offset()  # no heartbeat of ours does
        for auction_id, seats in find_bot_seats().items():
            broadcast.mark_present(auction_id, seats)

    def _forget_all_but(self, running: dict[UUID, BotAuction]) -> None:
        for auction_id in self._played.keys() - running.keys():
            log.info("bots.left", auctionId=str(auction_id))
            del self._played[auction_id]
        for auction_id in self._failed_until.keys() - running.keys():
            del self._failed_until[auction_id]

    def _play_safely(self, auction_id: UUID, running: BotAuction) -> float:
        """Play one auction; one that fails is reported and left alone for a while, and never holds up the rest."""
        if self._failed_until.get(auction_id, 0) > self._monotonic():
            return IDLE_SECONDS
        try:
            return self._play(auction_id, running)
        except engine.AuctionBusy:
            return PLAYING_SECONDS
        except Exception as error:
            log.exception("bots.auction_failed", auctionId=str(auction_id), error=str(error))
            self._played.pop(auction_id, None)
            self._failed_until[auction_id] = self._monotonic() + REST_SECONDS
            connection.close()
            return IDLE_SECONDS

    def _play(self, auction_id: UUID, running: BotAuction) -> float:
        played = self._played_auction(auction_id, running)
        now = journal.now_ms()
        if played.seq != running.seq:
            played.seq = running.seq
            played.schedule.update(engine.read(auction_id), now)
        while (plan := played.schedule.next_plan()) is not None and plan.at <= now:
            state = engine.read(auction_id)
            played.schedule.update(state, now)
            if not may_play(running.league, auction_id):
                break
            if played.schedule.next_plan() is plan:  # nobody was quicker
                played.schedule.discard(plan)
                carry_out(auction_id, state, played.seats[plan.seat], plan, now)
        return PLAYING_SECONDS if plan is None else min(PLAYING_SECONDS, (plan.at - now) / 1000)

    def _played_auction(self, auction_id: UUID, running: BotAuction) -> _PlayedAuction:
        """Return the auction with its schedule, made anew when bots came or went."""
        played = self._played.get(auction_id)
        if played is None or played.seats != running.seats:
            seed = auction_id.int if self._seed is None else self._seed
            played = _PlayedAuction(running.seats, schedule_bots(auction_id, running.seats.values(), seed))
            self._played[auction_id] = played
            log.info("bots.seated", auctionId=str(auction_id), bots=len(played.seats))
        return played


def carry_out(auction_id: UUID, state: AuctionState, seat: BotSeat, plan: PlannedAction, now: int) -> None:
    """Make a bot's move. One for a manager who is away is made if, under the lock, they still are and still let it."""
    if seat.most is None:
        engine.execute(auction_id, command_for(state, seat, plan, now), arriving=True)
    elif bid := stand_in_bid(state, seat, plan, now):
        with suppress(StandInEnded):
            engine.execute(auction_id, bid, arriving=True, guard=lambda: check_allowed(seat.participant, bid.amount))
