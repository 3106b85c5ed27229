"""The rest of an auction goes on in the other pace: tables, journal, flag, counters and sentences."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from auctions import engine
from auctions.audit.run import audit_auction
from auctions.models import Auction, Participant
from auctions.publish import broadcast
from auctions.reads import queries
from auctions.recovery.rebuild import rebuild_tables
from auctions.rules.codes import Code
from auctions.rules.commands import SYSTEM, ChangePace, Resume, SellNow, Tick
from auctions.rules.state import AuctionStatus
from auctions.store import journal
from auctionsite.observability import metrics
from leagues.models import League
from leagues.services import add_bot
from rollouts.testing import flags
from tests import cast
from tests.auctions.consistency import consistent_state, replayed_state

pytestmark = pytest.mark.django_db(transaction=True)
SLOWLY: dict[str, Any] = {"slow_lots": 3, "slow_lot_minutes": 60, "slow_reset_minutes": 30}


@pytest.fixture
def league(carla: User, max_: User, mia: User) -> League:
    return cast.make_league(carla, max_, mia, **cast.QUICK, early_end=False)


@pytest.fixture
def auction(league: League) -> Auction:
    return cast.auction_of(league, lots=6)


@pytest.fixture
def offered() -> Iterator[None]:
    with flags(slow_auctions=True):
        yield


def change(auction: Auction, to: str, **said: Any) -> engine.Outcome:
    return cast.do(auction, ChangePace(actor=cast.actor_in(auction.league), format=to, **said))


def hammer(auction: Auction, lot: int) -> None:
    """The open lot is sold to who leads it."""
    assert cast.do(auction, SellNow(actor=cast.actor_in(auction.league), lot=lot)).ok
    assert cast.do(auction, Tick(actor=SYSTEM)).ok


def test_tables_and_journal_say_the_same_from_live_to_slow_and_back(
    auction: Auction, max_: User, mia: User, offered: None
) -> None:
    first = cast.open_lot(auction)
    assert cast.bid(auction, max_, 5).ok
    assert change(auction, "slow", **SLOWLY, quiet_hours="", time_zone="UTC").ok
    assert consistent_state(auction.pk).auction.next_format == "slow"
    hammer(auction, first)
    cast.do(auction, Tick(actor=SYSTEM))
    state = consistent_state(auction.pk)
    assert (state.auction.format, len(state.open_lots)) == ("slow", 3)
    second, third, _ = state.open_lots
    assert cast.bid(auction, max_, 6, lot=second).ok
    assert cast.bid(auction, mia, 7, lot=third).ok
    assert change(auction, "live").ok
    before = consistent_state(auction.pk)
    assert before.open_lots == (second, third)
    rebuild_tables(auction.pk)
    assert replace(journal.state_from_tables(auction.pk), epoch=1) == before
    hammer(auction, second)
    hammer(auction, third)
    state = engine.read(auction.pk)
    assert state == journal.state_from_tables(auction.pk) == replace(replayed_state(auction.pk), epoch=2)
    assert (state.auction.format, state.auction.status) == ("live", AuctionStatus.PAUSED)
    assert cast.do(auction, Resume(actor=cast.actor_in(auction.league))).ok
    assert audit_auction(auction.pk) == []
    auction.refresh_from_db()
    assert (auction.format, auction.next_format) == ("live", "")
    assert not auction.lots.filter(exclusive=False).exists()


def test_slow_play_is_offered_where_the_flag_is_on_and_live_play_always(auction: Auction) -> None:
    with flags(slow_auctions=False):
        assert change(auction, "slow").code is Code.NOT_OFFERED
        assert queries.preview(auction.pk, ChangePace(actor=cast.actor_in(auction.league), format="slow"))[0].code == (
            Code.NOT_OFFERED
        )
    with flags(slow_auctions=True):
        assert change(auction, "slow").ok
    with flags(slow_auctions=False):
        assert change(auction, "live").ok


def test_over_http_what_is_wrong_is_named_and_nothing_changes(
    client: Client, auction: Auction, carla: User, max_: User, offered: None
) -> None:
    client.force_login(carla)
    before = engine.read(auction.pk)

    def post(args: dict[str, object]) -> tuple[int, str]:
        path = f"/api/auction/{auction.pk}/commands"
        answer = client.post(path, {"name": "change_pace", "args": args}, content_type="application/json")
        return answer.status_code, answer.json().get("detail", "")

    assert post({"format": "quick"}) == (400, "args.format: must be one of live, slow")
    assert post({"format": "slow", "slow_lots": 0}) == (400, "args.slow_lots: must be a whole number from 1 to 200")
    assert post({"format": "slow", "quiet_hours": "late"}) == (
        400,
        "args.quiet_hours: must be hours. Give two times of the day, such as 22:00–08:00.",
    )
    assert post({"format": "slow", "time_zone": "Mars/Base"})[0] == 400
    assert engine.read(auction.pk) == before
    client.force_login(max_)
    assert post({"format": "slow"})[0] == 403
    client.force_login(carla)
    assert post({"format": "slow", "slow_lots": 2, "quiet_hours": "22:00–08:00", "time_zone": "Asia/Kolkata"})[0] == 200


def test_people_in_the_room_are_counted_as_led_over(league: League, carla: User, max_: User, offered: None) -> None:
    robo = add_bot(league, "Robo")
    auction = cast.auction_of(league, lots=6)
    first = cast.open_lot(auction)
    cast.bid(auction, max_, 5)
    seats = dict(Participant.objects.filter(auction=auction).values_list("member__user", "pk"))
    broadcast.mark_present(auction.pk, [seats[robo.user_id], seats[max_.pk], seats[carla.pk]])
    broadcast.flush()
    counters = metrics.STREAM_REDIRECTS, metrics.STREAM_REVENUE
    before = [each._value.get() for each in counters]
    change(auction, "slow", **SLOWLY)
    broadcast.flush()
    assert [each._value.get() for each in counters] == before, "not before it changes"
    hammer(auction, first)
    broadcast.flush()
    assert [each._value.get() for each in counters] == [before[0] + 2, before[1]], "the lot was sold live"
