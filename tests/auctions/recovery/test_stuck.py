"""Stuck auctions are found and mended."""

from typing import Any

import pytest

from accounts.models import User
from auctions import engine, services
from auctions.models import Auction, AuctionEvent
from auctions.recovery import stuck
from auctions.rules.commands import SYSTEM, Actor, ActorRole, Tick
from auctions.rules.state import AuctionStatus
from auctions.store import journal
from leagues.models import League, Member
from rollouts.flags import WAITING_ROOM
from rollouts.models import Flag
from tests import cast

MINUTE = 60_000
SOMEWHERE = "00000000-0000-4000-8000-000000000000"
FOOTBALL = {"sport": {"is": "football"}}


def start(league: League, *, ago_ms: int = 0, waiting_room: bool = False) -> Auction:
    """An auction that was made so long ago, by a clock that stopped at once."""
    then = journal.now_ms() - ago_ms
    carla = Actor(user=league.memberships.get(role="commissioner").user_id, role=ActorRole.COMMISSIONER)
    return services.create_auction(league, carla, waiting_room=waiting_room, clock=lambda: then)


def close_first_lot(auction: Auction, *, ago_ms: int) -> None:
    """Close it so long ago; nobody opened the next."""
    then = journal.now_ms() - ago_ms
    engine.execute(auction.pk, Tick(actor=SYSTEM), clock=lambda: then)


@pytest.fixture
def room_on(db: None) -> None:
    Flag.objects.create(name=WAITING_ROOM.name, everyone=True)


def test_auction_that_runs_is_not_stuck(league: League) -> None:
    start(league)
    assert stuck.find_stuck() == []


def test_lot_just_past_its_end_is_left_to_the_clock(league: League) -> None:
    start(league, ago_ms=33_000)  # lots last 30 s
    assert stuck.find_stuck() == []


def test_lot_past_its_end_is_closed(league: League) -> None:
    auction = start(league, ago_ms=2 * MINUTE)
    [finding] = stuck.find_stuck()
    assert (finding.auction, finding.kind, finding.mended) == (auction.pk, "lot_overdue", None)
    assert finding.sentence.startswith("The Friday League: lot 1 ended at ")
    [mended] = stuck.mend_stuck()
    assert (mended.mended, mended.problem) == (True, "")
    assert engine.read(auction.pk).auction.lots_unsold == 1
    assert stuck.find_stuck() == []


def test_next_lot_that_nobody_opened_is_opened(league: League) -> None:
    auction = start(league, ago_ms=2 * MINUTE)
    close_first_lot(auction, ago_ms=MINUTE)
    [finding] = stuck.find_stuck()
    assert finding.kind == "nothing_next"
    assert [each.mended for each in stuck.mend_stuck()] == [True]
    assert len(engine.read(auction.pk).open_lots) == 1


def test_break_between_lots_is_not_stuck(league: League) -> None:
    auction = start(league, ago_ms=31_000)
    close_first_lot(auction, ago_ms=0)
    assert stuck.find_stuck() == []


def test_waiting_room_that_is_on_may_wait(league: League, room_on: None) -> None:
    start(league, waiting_room=True)
    assert stuck.find_stuck() == []


@pytest.mark.parametrize("fields", [{"everyone": False}, {"everyone": None}, {"leagues": [SOMEWHERE]}])
def test_waiting_room_that_is_off_begins(league: League, fields: dict[str, Any]) -> None:
    auction = start(league, waiting_room=True)
    Flag.objects.create(name=WAITING_ROOM.name, **fields)
    assert [(each.kind, each.mended) for each in stuck.mend_stuck()] == [("waiting_without_room", True)]
    assert engine.read(auction.pk).auction.status is AuctionStatus.ACTIVE


@pytest.mark.parametrize("fields", [{"percent": 100}, {"authenticated": True}, {"percent": 100, "criteria": FOOTBALL}])
def test_waiting_room_that_is_on_for_some_may_wait(league: League, fields: dict[str, Any]) -> None:
    Flag.objects.create(name=WAITING_ROOM.name, **fields)
    start(league, waiting_room=True)
    assert stuck.find_stuck() == []


def test_waiting_room_that_is_on_for_a_person_may_wait(league: League, carla: User) -> None:
    flag = Flag(name=WAITING_ROOM.name)
    flag.save()
    flag.users.add(carla)
    start(league, waiting_room=True)
    assert stuck.find_stuck() == []


def test_what_can_not_be_mended_says_why(league: League) -> None:
    Flag.objects.create(name=WAITING_ROOM.name, everyone=False)
    Member.objects.filter(league=league).update(plays=False)
    start(league, waiting_room=True)
    [finding] = stuck.mend_stuck()
    assert finding.mended is False
    assert finding.problem == "Nobody has a seat yet. Invite managers first."


def test_one_that_fails_does_not_keep_the_others(league: League, otto: User) -> None:
    good = start(league, ago_ms=2 * MINUTE)
    bad = start(cast.make_league(otto, name="Broken"), ago_ms=2 * MINUTE)
    AuctionEvent.objects.filter(auction=bad.pk, seq=2).update(payload={})
    Auction.objects.filter(pk=bad.pk).update(seq=2, epoch=2)  # epoch: read it anew
    found = {each.auction: each for each in stuck.mend_stuck()}
    assert found[good.pk].mended is True
    assert found[bad.pk].mended is False
    assert found[bad.pk].problem.startswith("The journal can't be replayed")
