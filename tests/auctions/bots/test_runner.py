"""Playing the bots of all running auctions, in real time."""

import asyncio
import time
from collections.abc import Callable

import pytest

from accounts.models import User
from auctions import engine, services
from auctions.bots.runner import IDLE_SECONDS, BotRunner, carry_out, find_running_auctions
from auctions.bots.schedule import PlannedAction
from auctions.bots.strategy import Move
from auctions.models import Auction, AuctionEvent, Bid
from auctions.publish import broadcast, groups, presence
from auctions.rules.commands import SYSTEM, Actor, ActorRole, Cancel, PassLot, Pause, SetAway
from auctions.stand_ins.services import let_bot_bid, stop
from leagues.models import League
from leagues.services import add_bot
from rollouts.testing import flags
from tests import cast


def start(league: League, *, bots: int = 4, waiting_room: bool = False) -> Auction:
    for number in range(bots):
        add_bot(league, f"Bot {number}")
    carla = Actor(user=league.memberships.get(role="commissioner").user_id, role=ActorRole.COMMISSIONER)
    return services.create_auction(league, carla, waiting_room=waiting_room)


def play_until(runner: BotRunner, happened: Callable[[], bool], seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until, "nothing happened"
        time.sleep(runner.step())


def bids_in(auction: Auction) -> int:
    return Bid.objects.filter(auction=auction, code="ok").count()


def test_finds_active_auctions_with_bots_only(league: League, otto: User) -> None:
    auction = start(league)
    start(cast.make_league(otto, name="No bots"), bots=0)
    assert list(find_running_auctions()) == [auction.pk]
    assert len(find_running_auctions()[auction.pk].seats) == 4


def test_waiting_auction_is_left_alone(league: League) -> None:
    start(league, waiting_room=True)
    assert find_running_auctions() == {}
    assert BotRunner().step() == IDLE_SECONDS


def test_bots_are_seen_in_the_waiting_room(league: League) -> None:
    auction = start(league, waiting_room=True)
    BotRunner().step()
    broadcast.flush()
    seats, spectators = asyncio.run(who_is_here(auction))
    assert seats == {str(seat.pk) for seat in auction.participants.filter(member__bot=True)}
    assert spectators == 0


async def who_is_here(auction: Auction) -> tuple[frozenset[str], int]:
    try:
        return await presence.read_present(groups.auction_room(auction.pk))
    finally:
        await presence.close()


def test_bots_bid_and_people_are_not_played(league: League) -> None:
    auction = start(league)
    play_until(BotRunner(), lambda: bids_in(auction) >= 3)
    assert not Bid.objects.filter(participant__member__bot=False).exists()
    assert not Bid.objects.exclude(code="ok").exists()


def test_bot_bids_for_one_who_is_away_within_what_they_said_until_they_act(league: League, max_: User) -> None:
    auction = start(league, bots=0)  # one could be above what they said at once
    maxs = cast.actor_in(league, max_)
    assert maxs.participant is not None
    let_bot_bid(maxs.participant, 4)
    runner = BotRunner()
    assert auction.pk not in find_running_auctions(), "Max is here"
    cast.do(auction, SetAway(actor=maxs, participant=maxs.participant, away=True))
    own = Bid.objects.filter(participant=maxs.participant)
    play_until(runner, own.exists)
    for bid in own:
        assert (bid.code, bid.amount <= 4, bid.receipt["by_bot"]) == ("ok", True, True)
        assert AuctionEvent.objects.get(auction=auction, seq=bid.seq or 0).payload["detail"]["by_bot"] is True
    assert engine.read(auction.pk).participants[maxs.participant].away
    cast.do(auction, SetAway(actor=maxs, participant=maxs.participant, away=False))
    assert auction.pk not in find_running_auctions()


@pytest.mark.parametrize("ended", ["stopped", "lowered", "acted"])
def test_what_a_manager_says_or_does_before_the_bots_bid_is_decided_counts(
    league: League, max_: User, ended: str
) -> None:
    auction = start(league, bots=1)
    maxs = cast.actor_in(league, max_)
    seat = maxs.participant
    assert seat is not None
    let_bot_bid(seat, 50)
    cast.do(auction, SetAway(actor=maxs, participant=seat, away=True))
    state = engine.read(auction.pk)
    plan = PlannedAction(0, seat, Move(state.open_lots[0], 20, 0))
    bot = find_running_auctions()[auction.pk].seats[seat]
    if ended == "acted":
        cast.do(auction, PassLot(actor=maxs, lot=state.open_lots[0]))
    elif ended == "stopped":
        stop(seat)
    else:
        let_bot_bid(seat, 19)
    carry_out(auction.pk, state, bot, plan, 0)
    assert not Bid.objects.filter(participant=seat, code="ok").exists()


def test_two_runners_bid_once(league: League) -> None:
    auction = start(league)
    one, other = BotRunner(), BotRunner()

    def enough() -> bool:
        other.step()
        return bids_in(auction) >= 3

    play_until(one, enough)
    amounts = list(Bid.objects.filter(auction=auction).order_by("pk").values_list("code", "amount"))
    assert {code for code, _ in amounts} == {"ok"}
    assert len(set(amounts)) == len(amounts)


def test_auction_that_fails_does_not_keep_the_others(transactional_db: None, league: League, otto: User) -> None:
    bad = start(league)
    good = start(cast.make_league(otto, name="Good"))
    cast.make_unreadable(bad)
    play_until(BotRunner(), lambda: bids_in(good) >= 1)
    assert bids_in(bad) == 0


def test_auction_that_failed_is_played_when_it_is_well_again(transactional_db: None, league: League) -> None:
    auction = start(league)
    now = [0.0]
    runner = BotRunner(monotonic=lambda: now[0])
    cast.make_unreadable(auction)
    runner.step()
    cast.make_readable(auction)
    time.sleep(1)
    runner.step()
    assert bids_in(auction) == 0
    now[0] = 11.0
    play_until(runner, lambda: bids_in(auction) >= 1)


def test_paused_auction_is_put_away(league: League) -> None:
    auction = start(league)
    runner = BotRunner()
    assert runner.step() < IDLE_SECONDS
    engine.execute(auction.pk, Pause(actor=SYSTEM))
    assert runner.step() == IDLE_SECONDS
    assert runner._played == {}


@pytest.mark.parametrize(
    "off", [{"bots": False}, {"bidding": False}, {"read_only": True}], ids=["bots", "bidding", "all"]
)
def test_bots_rest_while_they_are_switched_off_and_go_on_afterwards(
    transactional_db: None, league: League, off: dict[str, bool]
) -> None:
    auction = start(league)
    runner = BotRunner()
    play_until(runner, lambda: bids_in(auction) >= 1)
    before = engine.read(auction.pk)
    with flags(**off):
        for _ in range(8):
            assert runner.step() == IDLE_SECONDS
            time.sleep(0.25)
        assert engine.read(auction.pk) == before
        assert not Bid.objects.exclude(code="ok").exists()
    play_until(runner, lambda: bids_in(auction) >= 2 or engine.read(auction.pk).seq > before.seq)


def test_nothing_is_kept_of_what_is_over(league: League) -> None:
    auction = start(league)
    runner = BotRunner()
    runner.step()
    engine.execute(auction.pk, Cancel(actor=SYSTEM, reason="over"))
    runner.step()
    assert (runner._played, runner._failed_until) == ({}, {})
