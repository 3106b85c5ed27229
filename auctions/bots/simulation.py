"""A whole auction in simulated time, through the real engine and the real database.

The clock stands still while something is decided and then jumps to whatever comes next: a bot's move or a deadline.
It starts at the present and runs ahead of it, so that no real clock of the same database finds anything due here.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from uuid import UUID

import psycopg
from django.db import connection, transaction

from accounts.models import User
from accounts.services import create_bot_user
from auctions import engine, services
from auctions.bots.schedule import PlannedAction, Schedule
from auctions.bots.seats import BotSeat, command_for, schedule_bots
from auctions.bots.strategy import can_make
from auctions.models import Auction, AuctionEvent, Bid, CommandOutcome, Lot, Participant
from auctions.rules import clock as rules_clock
from auctions.rules.codes import Code
from auctions.rules.commands import SYSTEM, Actor, ActorRole, Begin, ChangeSeats, SeatTerms, Tick
from auctions.rules.state import AuctionState
from auctions.store import journal
from leagues.models import Asset, League, Member
from leagues.services import create_league, join_league
from leagues.settings.auction import AuctionSettings
from rollouts import flags

NAMES = (
    *("Ada", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gia", "Hugo", "Ida", "Jon", "Kim", "Leo", "Mona"),
    *("Nils", "Ola", "Pia", "Quin", "Rosa", "Sam", "Tess", "Uma", "Vito", "Wim", "Yara", "Zoe"),
)


TRIES = 10


class SimulationStuck(Exception):
    """Neither a bot nor the clock has anything to do, though the auction isn't over: a fault of ours."""


@dataclass(frozen=True, slots=True)
class SimulatedRows:
    """Everything that a simulation created, so that it can be removed."""

    league: League
    auction_id: UUID
    users: list[User]


class SimulatedClock:
    """Epoch milliseconds that stand still until told otherwise."""

    def __init__(self, now: int) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now

    def move_to(self, instant: int) -> None:
        """Go on to an instant; never back."""
        self.now = max(self.now, instant)


def simulate(
    assets: list[Asset],
    managers: int,
    seed: int,
    settings: AuctionSettings,
    purses: Sequence[int] = (),
    *,
    begins: int = 0,
) -> SimulatedRows:
    """Play one auction of `assets` to its end with so many managers. The same seed plays the same auction.

    `purses` has the money of each manager, where it isn't the budget of the settings. It begins now, or later at the
    instant `begins`, in epoch ms.
    Raises ValueError for less than two managers or not a purse for each, services.SwitchedOff, and SimulationStuck.
    """
    if managers < 2:
        raise ValueError("An auction needs two managers or more.")
    if purses and len(purses) != managers:
        raise ValueError(f"There are {managers} managers, and purses for {len(purses)}.")
    services.check_switches(waiting_room=False)
    if not flags.operator_switches().bidding:
        raise services.SwitchedOff(Code.BIDDING_DISABLED)
    settings = replace(settings, empty_room_seconds=0)  # nobody comes to see it
    league, users = _make_league(assets[0], managers, seed, settings)
    clock = SimulatedClock(max(journal.now_ms(), begins))
    commissioner = Actor(user=users[0].pk, role=ActorRole.COMMISSIONER)
    auction_id = services.create_auction(league, commissioner, waiting_room=True, assets=assets, clock=clock).pk
    if purses:
        engine.execute(auction_id, _table(auction_id, commissioner, purses), clock=clock)
    engine.execute(auction_id, Begin(actor=commissioner), clock=clock)
    with _asynchronous_commits():
        _play_to_end(auction_id, seed, clock)
    # Only now: while it ran, `run_bots` had to leave it alone.
    Member.objects.filter(league=league).update(bot=True)
    return SimulatedRows(league, auction_id, users)


def _make_league(asset: Asset, managers: int, seed: int, settings: AuctionSettings) -> tuple[League, list[User]]:
    names = [NAMES[n] if n < len(NAMES) else f"{NAMES[n % len(NAMES)]} {n // len(NAMES) + 1}" for n in range(managers)]
    with transaction.atomic():
        users = [create_bot_user(name) for name in names]
        league = create_league(users[0], f"Simulation, seed {seed}", asset.sport, settings)
        for user in users[1:]:
            join_league(user, league.code)
    return league, users


def _table(auction_id: UUID, commissioner: Actor, purses: Sequence[int]) -> ChangeSeats:
    """Return the table of seats that gives each its purse."""
    seats = Participant.objects.filter(auction=auction_id).order_by("pk").values_list("pk", flat=True)
    rows = [SeatTerms(participant=seat, budget=purse) for seat, purse in zip(seats, purses, strict=True)]
    return ChangeSeats(actor=commissioner, seats=tuple(rows))


@contextmanager
def _asynchronous_commits() -> Iterator[None]:
    """A crash may cost a simulation its last moments; a thousand waits for a slow disk would cost every one more."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")
        try:
            yield
        finally:
            cursor.execute("RESET synchronous_commit")


def _play_to_end(auction_id: UUID, seed: int, clock: SimulatedClock) -> None:
    rows = Participant.objects.filter(auction=auction_id).values_list("pk", "member__user_id")
    seats = {pk: BotSeat(pk, user) for pk, user in rows}
    schedule = schedule_bots(auction_id, seats.values(), seed)
    failed = 0
    while not (state := engine.read(auction_id)).auction.status.over:
        try:
            _step(state, schedule, seats, clock)
            failed = 0
        except (engine.AuctionBusy, psycopg.OperationalError):  # on a busy machine: who holds the lock long loses it
            failed += 1
            if failed == TRIES:
                raise
            connection.close()


def _step(state: AuctionState, schedule: Schedule, seats: dict[int, BotSeat], clock: SimulatedClock) -> None:
    """Do what comes next: the first bot's move, or what the clock has to do if that is due before."""
    auction_id = UUID(state.auction.id)
    schedule.update(state, clock.now)
    plan, deadline = schedule.next_plan(), rules_clock.next_deadline(state)
    if plan is not None and (deadline is None or plan.at <= deadline):
        clock.move_to(plan.at)
        if can_make(state, plan.seat, plan.move):
            _execute_plan(state, seats[plan.seat], plan, clock)
        schedule.discard(plan)
    elif deadline is not None:
        clock.move_to(deadline)
        engine.execute(auction_id, Tick(actor=SYSTEM), clock=clock)
    else:
        raise SimulationStuck(auction_id)


def _execute_plan(state: AuctionState, seat: BotSeat, plan: PlannedAction, clock: SimulatedClock) -> None:
    [outcome] = engine.execute(UUID(state.auction.id), command_for(state, seat, plan, clock.now), clock=clock)
    if outcome.code is not Code.OK:
        raise SimulationStuck(f"a bot's {plan.move} was refused: {outcome.code}")


@transaction.atomic
def discard_simulation(simulated: SimulatedRows) -> None:
    """Remove a simulation: its auction with the journal, its league and its users. Nothing else is ever removed."""
    for model in (CommandOutcome, Bid, AuctionEvent, Lot, Participant):
        model.objects.filter(auction=simulated.auction_id).delete()
    Auction.objects.filter(pk=simulated.auction_id).delete()
    simulated.league.delete()
    User.objects.filter(pk__in=[user.pk for user in simulated.users]).delete()
