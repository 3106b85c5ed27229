"""Results of an auction."""

import pytest

from accounts.models import User
from auctions import engine
from auctions.audit.run import audit_auction
from auctions.models import Auction, Bid
from auctions.reads import exports, results
from auctions.rules.commands import SYSTEM, BidByBot, BidFor, Cancel, SellNow, SetAway, TakeBackBid, Tick, WithdrawLot
from auctions.store import journal
from leagues.models import League
from tests import cast
from tests.auctions.consistency import consistent_state
from tests.auctions.trade_commands import drop, play_two_sales, trade


@pytest.fixture
def auction(league: League, max_: User, mia: User) -> Auction:
    return play_two_sales(league, max_, mia)


def test_results_tell_of_the_evening_and_not_of_what_came_after(auction: Auction, max_: User, mia: User) -> None:
    before = results.results_by_participant(auction.pk)
    exchange = trade(auction, max_, mia, 7)
    engine.execute(auction.pk, exchange, drop(exchange.other, exchange.gives[0], refund=True))
    assert results.results_by_participant(auction.pk) == before
    assert [(row["participant_name"], row["spent"], row["left"]) for row in before["rows"]] == [
        ("Max", 30, 170), ("Mia", 10, 190), ("Carla", 0, 200),
    ]  # fmt: skip


def test_totals_and_unsold_lots_add_up(league: League, max_: User) -> None:
    league.settings |= cast.QUICK
    league.save()
    running = cast.auction_of(league, lots=4)
    cast.sell(running, max_, 12)
    *_, last = lots = list(running.lots.select_related("asset").order_by("number"))
    cast.do(running, WithdrawLot(actor=SYSTEM, lot=last.pk, reason="Injured"))
    found = results.results_by_participant(running.pk)
    assert found["totals"] == {"sold": 1, "unsold": 2, "withdrawn": 1, "spent": 12}
    assert [asset["name"] for asset in found["unsold"]] == [lot.asset.name for lot in lots[1:3]]
    assert found["rows"][0]["bought"][0]["price"] == 12
    cast.do(running, Cancel(actor=SYSTEM, reason="The pub closes"))
    cancelled = results.results_by_participant(running.pk)
    assert cancelled["totals"] == {"sold": 0, "unsold": 4, "withdrawn": 0, "spent": 0}


def test_results_say_which_bid_the_commissioner_made_for_its_bidder(league: League, max_: User, mia: User) -> None:
    league.settings |= cast.QUICK | {"early_end": False}
    league.save()
    running = cast.auction_of(league, lots=2)
    carla, seat = cast.actor_in(league), cast.actor_in(league, max_).participant or 0
    own = cast.bid_of(running, mia, 5)
    assert cast.do(running, own).ok
    for_max = BidFor(actor=carla, lot=own.lot, participant=seat, amount=7, arrived=own.arrived)
    for command in (for_max, TakeBackBid(actor=carla, lot=own.lot, participant=seat)):
        assert cast.do(running, command).ok
    assert engine.read(running.pk).lots[own.lot].price == 5
    assert all(each.ok for each in engine.execute(running.pk, for_max, SellNow(actor=carla, lot=own.lot)))
    assert cast.do(running, Tick(actor=SYSTEM)).ok
    bought = [row["bought"] for row in results.results_by_participant(running.pk)["rows"] if row["bought"]]
    assert [(item["price"], item["bid_by"]) for [item] in bought] == [(7, "the commissioner")]
    [rows] = exports.results(running.pk).pages
    assert [(row[-5], row[-1]) for row in rows] == [("Max", "commissioner"), (None, None)]
    assert Bid.objects.filter(auction=running, participant=seat, receipt__on_behalf=True).count() == 2
    consistent_state(running.pk)
    assert audit_auction(running.pk) == []


def test_whose_bid_it_was_is_the_journals_word_and_not_that_of_a_bid_like_it(
    league: League, max_: User, mia: User
) -> None:
    league.settings |= cast.QUICK | {"early_end": False}
    league.save()
    running = cast.auction_of(league, lots=3)
    carla, seat = cast.actor_in(league), cast.actor_in(league, max_).participant or 0
    lot, now = cast.open_lot(running), journal.now_ms()
    for_max = BidFor(actor=carla, lot=lot, participant=seat, amount=7, arrived=now)
    taken_back = TakeBackBid(actor=carla, lot=lot, participant=seat)
    own = cast.bid_of(running, max_, 7, lot=lot, arrived=now)
    higher = cast.bid_of(running, mia, 9, lot=lot, arrived=now)
    mias = TakeBackBid(actor=carla, lot=lot, participant=cast.actor_in(league, mia).participant or 0)
    assert all(each.ok for each in engine.execute(running.pk, for_max, higher, mias))
    assert results.bids_by_others(running.pk) == {(lot, seat, 7): "commissioner"}, "it leads again"
    assert all(each.ok for each in engine.execute(running.pk, taken_back, own))
    assert results.bids_by_others(running.pk) == {}, "Max bid as much himself"
    away = SetAway(actor=carla, participant=seat, away=True)
    by_bot = BidByBot(actor=SYSTEM, lot=lot, participant=seat, amount=10, arrived=now)
    assert all(each.ok for each in engine.execute(running.pk, higher, away, by_bot))
    assert results.bids_by_others(running.pk) == {(lot, seat, 10): "bot"}
    engine.execute(running.pk, SellNow(actor=carla, lot=lot))
    assert cast.do(running, Tick(actor=SYSTEM)).ok
    bought = [row["bought"] for row in results.results_by_participant(running.pk)["rows"] if row["bought"]]
    assert [(item["price"], item["bid_by"]) for [item] in bought] == [(10, "a bot")]
