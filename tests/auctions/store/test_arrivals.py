"""Arrivals: what a process has stamped and not decided is known at every moment, whatever becomes of who asked."""

import threading
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from auctions.rules.commands import Nominate, PassLot, PlaceBid
from auctions.store import arrivals as module
from auctions.store.arrivals import REMEMBERED_SECONDS, SENT_AGAIN_SECONDS, UNDECIDED_AT_MOST_MS, Arrivals
from tests.auctions.rules.scenario import FIRST_LOT, MAX, MIA, seat_of
from tests.auctions.store.set_clock import SetClock

AUCTION, OTHER = UUID(int=1), UUID(int=2)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    clock = SetClock()
    monkeypatch.setattr(module, "time", clock)
    return clock


@pytest.fixture
def arrivals(clock: SetClock) -> Arrivals:
    return Arrivals(clock)


def bid(arrived: int, who: int = MAX, key: UUID | None = None) -> PlaceBid:
    return PlaceBid(actor=seat_of(who), id=key or uuid4(), lot=FIRST_LOT, amount=1, arrived=arrived)


def again_at(ms: int, arrivals: Arrivals, bid: PlaceBid) -> PlaceBid:
    """Return a bid that comes again at `ms`, as it first came."""
    command = arrivals.as_it_first_came(AUCTION, replace(bid, arrived=ms))
    assert isinstance(command, PlaceBid)
    return command


def first_arrival(arrivals: Arrivals, bid: PlaceBid, ms: int) -> int:
    return again_at(ms, arrivals, bid).arrived


def test_bid_is_undecided_from_its_stamp_until_it_is_let_go(arrivals: Arrivals, clock: SetClock) -> None:
    with arrivals.stamped(AUCTION) as first:
        clock.ms += 5
        with arrivals.stamped(AUCTION), arrivals.stamped(OTHER) as other:
            assert arrivals.undecided() == {AUCTION: first, OTHER: other}
        assert arrivals.undecided() == {AUCTION: first}
    assert arrivals.undecided() == {}


def test_bid_that_is_handed_on_is_held_by_whoever_has_it(arrivals: Arrivals, clock: SetClock) -> None:
    with arrivals.stamped(AUCTION) as arrived:
        let_go = arrivals.hold_bid(AUCTION, bid(arrived))
    clock.ms += 9
    assert arrivals.undecided() == {AUCTION: arrived}
    let_go()
    let_go()
    assert arrivals.undecided() == {}


def test_no_stamp_is_before_an_instant_that_was_told(arrivals: Arrivals, clock: SetClock) -> None:
    told = arrivals.now()
    clock.ms -= 40
    with arrivals.stamped(AUCTION) as arrived:
        assert arrived >= told


def test_bids_and_nominations_are_held_while_they_are_decided_and_other_commands_are_not(
    arrivals: Arrivals, clock: SetClock
) -> None:
    put_up = Nominate(actor=seat_of(MAX), asset=501, amount=1, arrived=clock.ms - 7)
    with arrivals.deciding(AUCTION, [put_up, bid(clock.ms)]):
        assert arrivals.undecided() == {AUCTION: clock.ms - 7}
    with arrivals.deciding(OTHER, [PassLot(actor=seat_of(MAX), lot=FIRST_LOT)]):
        assert arrivals.undecided() == {}


def test_bid_that_could_not_be_decided_is_waited_for_and_keeps_its_first_arrival(
    arrivals: Arrivals, clock: SetClock
) -> None:
    failed = bid(clock.ms)
    with pytest.raises(RuntimeError), arrivals.deciding(AUCTION, [failed]):
        raise RuntimeError
    clock.ms += round(SENT_AGAIN_SECONDS * 1000) - 1
    assert arrivals.undecided() == {AUCTION: failed.arrived}
    assert first_arrival(arrivals, failed, clock.ms) == failed.arrived
    clock.ms += 2
    assert arrivals.undecided() == {}, "the wait has an end"
    assert first_arrival(arrivals, failed, clock.ms) == failed.arrived
    clock.ms += round(REMEMBERED_SECONDS * 1000)
    assert first_arrival(arrivals, failed, clock.ms) == clock.ms


def test_first_arrival_is_that_of_the_same_bid_and_of_no_other_under_its_id(
    arrivals: Arrivals, clock: SetClock
) -> None:
    failed = bid(clock.ms)
    with pytest.raises(RuntimeError), arrivals.deciding(AUCTION, [failed]):
        raise RuntimeError
    clock.ms += 100
    others = (
        replace(failed, actor=seat_of(MIA)),
        replace(failed, actor=replace(failed.actor, user=None)),
        replace(failed, id=uuid4()),
        replace(failed, amount=failed.amount + 1),
    )
    assert [first_arrival(arrivals, other, clock.ms) for other in others] == [clock.ms] * len(others)
    elsewhere = replace(failed, arrived=clock.ms)
    assert arrivals.as_it_first_came(OTHER, elsewhere) == elsewhere
    assert first_arrival(arrivals, failed, clock.ms) == failed.arrived


def test_bid_that_comes_again_while_it_is_held_came_when_it_came_first(arrivals: Arrivals, clock: SetClock) -> None:
    first = bid(clock.ms)
    let_go = arrivals.hold_bid(AUCTION, first)
    clock.ms += 100
    again = arrivals.hold_bid(AUCTION, again_at(clock.ms, arrivals, first))
    assert first_arrival(arrivals, first, clock.ms) == first.arrived
    again()
    assert first_arrival(arrivals, first, clock.ms) == first.arrived
    let_go()
    assert first_arrival(arrivals, first, clock.ms) == clock.ms
    with arrivals.deciding(AUCTION, [first]):
        assert first_arrival(arrivals, first, clock.ms) == first.arrived
    assert arrivals.undecided() == {}


def test_bid_that_was_decided_at_last_is_waited_for_no_longer(arrivals: Arrivals, clock: SetClock) -> None:
    key = uuid4()
    with pytest.raises(RuntimeError), arrivals.deciding(AUCTION, [bid(clock.ms, key=key)]):
        raise RuntimeError
    with arrivals.deciding(AUCTION, [bid(clock.ms, key=key)]):
        pass
    assert arrivals.undecided() == {}


def test_few_failed_bids_are_remembered(arrivals: Arrivals, clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "REMEMBERED_AT_MOST", 2)
    bids = [bid(clock.ms + number) for number in range(3)]
    with pytest.raises(RuntimeError), arrivals.deciding(AUCTION, bids):
        raise RuntimeError
    clock.ms += 500
    known = [first_arrival(arrivals, each, clock.ms) for each in bids]
    assert known == [clock.ms, bids[1].arrived, bids[2].arrived]


def test_bid_whose_decider_is_lost_is_not_waited_for_without_end(arrivals: Arrivals, clock: SetClock) -> None:
    arrivals.hold_bid(AUCTION, bid(clock.ms))
    clock.ms += UNDECIDED_AT_MOST_MS
    assert arrivals.undecided() == {}


def test_bid_that_fails_again_and_again_is_not_waited_for_without_end(arrivals: Arrivals, clock: SetClock) -> None:
    failed = bid(clock.ms)
    clock.ms += UNDECIDED_AT_MOST_MS
    with pytest.raises(RuntimeError), arrivals.deciding(AUCTION, [failed]):
        raise RuntimeError
    assert arrivals.undecided() == {}
    assert first_arrival(arrivals, failed, clock.ms) == failed.arrived, "it came when it came"


def test_stamps_of_many_threads_are_never_before_what_was_told_last() -> None:
    """A thread tells up to which instant all is known while others stamp: what it didn't see is later."""
    numbers = iter(range(10**9))
    arrivals, stop, wrong = Arrivals(lambda: next(numbers)), threading.Event(), []

    def stamp() -> None:
        while not stop.is_set():
            told = arrivals.now()
            with arrivals.stamped(AUCTION) as arrived:
                if arrived < told or arrivals.undecided()[AUCTION] > arrived:
                    wrong.append(arrived)

    threads = [threading.Thread(target=stamp) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(2_000):
        arrivals.undecided()
    stop.set()
    for thread in threads:
        thread.join(60)
    assert wrong == []
    assert arrivals.undecided() == {}
