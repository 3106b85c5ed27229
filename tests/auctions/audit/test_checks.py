"""Bids, answers and tables against the journal, without a database."""

from dataclasses import replace
from typing import Any

import pytest

from auctions.audit.checks import (
    StoredAnswer,
    StoredBid,
    check_answer,
    check_bid,
    check_bid_event,
    check_late_refusal,
    check_proxy_bid,
    check_refusal,
    compare_tables,
)
from auctions.rules.events import EventKind
from auctions.rules.state import AuctionState, LotStatus
from tests.auctions.rules.nominations.games import game, whose_turn
from tests.auctions.rules.scenario import FIRST_LOT, MAX, MIA, Scenario, T

ARRIVED = T + 1_000
DEADLINE = T + 30_000


def stored_bid(**fields: Any) -> StoredBid:
    """Max's bid of 5 on the first lot, as it is stored."""
    facing = {"deadline_ms": DEADLINE, "price": None, "leader": None, "arrived_ms": ARRIVED}
    values: dict[str, Any] = {
        "id": 1, "lot": FIRST_LOT, "participant": MAX, "amount": 5, "code": "ok", "seq": 4, "arrived": ARRIVED,
        "decided": ARRIVED, "receipt": facing,
    }  # fmt: skip
    return StoredBid(**(values | fields))


@pytest.fixture
def scenario() -> Scenario:
    return Scenario(lot_seconds=30)


@pytest.fixture
def before(scenario: Scenario) -> AuctionState:
    """The state that the bid of 5 was decided on; afterwards the scenario has it."""
    state = scenario.state
    scenario.bid(MAX, 5)
    return state


# Accepted bids --------------------------------------------------------------------------------------
def test_bid_that_is_its_event_is_right(scenario: Scenario, before: AuctionState) -> None:
    assert list(check_bid(stored_bid(), before, scenario.events[-1])) == []
    assert list(check_bid_event(scenario.events[-1], scenario.state)) == []


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"amount": 6}, "bid 1 has amount 6, and the event 5"),
        ({"participant": MIA}, f"bid 1 has participant {MIA}, and the event {MAX}"),
        ({"decided": ARRIVED + 1}, f"bid 1 has decided {ARRIVED + 1}, and the event {ARRIVED}"),
        ({"arrived": DEADLINE + 7}, "bid 1 was accepted, and arrived 7 ms after the deadline"),
        ({"arrived": ARRIVED - 1}, f"the receipt of bid 1 says it arrived at {ARRIVED}, not {ARRIVED - 1}"),
        ({"receipt": {}}, f"the receipt of bid 1 says deadline_ms None, and it faced {DEADLINE}"),
        ({"lot": FIRST_LOT + 1}, f"bid 1 was accepted on lot {FIRST_LOT + 1}, which was not open"),
        ({"lot": None}, "bid 1 was accepted on lot None, which was not open"),
    ],
)
def test_bid_that_is_another_is_named(
    scenario: Scenario, before: AuctionState, fields: dict[str, Any], sentence: str
) -> None:
    assert sentence in list(check_bid(stored_bid(**fields), before, scenario.events[-1]))


def test_bid_that_arrived_at_the_deadline_is_in_time(scenario: Scenario, before: AuctionState) -> None:
    receipt = {**stored_bid().receipt, "arrived_ms": DEADLINE}
    assert list(check_bid(stored_bid(arrived=DEADLINE, receipt=receipt), before, scenario.events[-1])) == []


def test_event_of_a_bid_must_make_the_price(scenario: Scenario, before: AuctionState) -> None:
    event = scenario.events[-1]
    wrong = replace(event, detail={**event.detail, "amount": 6})
    assert list(check_bid_event(wrong, scenario.state)) == [f"a bid of 6 makes the price of lot {FIRST_LOT} 5"]
    nowhere = replace(event, detail={**event.detail, "lot": 999})
    assert list(check_bid_event(nowhere, scenario.state)) == [
        "a bid is placed on lot 999, which is not in this auction"
    ]


# Refused as late ------------------------------------------------------------------------------------
def late(arrived: int, deadline: int = DEADLINE) -> StoredBid:
    return stored_bid(code="lot_closed", seq=None, arrived=arrived, receipt={"deadline_ms": deadline})


def test_bid_after_the_deadline_was_late(scenario: Scenario) -> None:
    assert list(check_late_refusal(late(DEADLINE + 1), [scenario.state])) == []


def test_bid_at_the_deadline_was_in_time(scenario: Scenario) -> None:
    assert list(check_late_refusal(late(DEADLINE), [scenario.state])) == [
        f"bid 1 on lot {FIRST_LOT} was refused as too late, and was in time"
    ]


def test_one_of_the_states_in_force_is_enough(scenario: Scenario) -> None:
    earlier = scenario.state
    lots = {**earlier.lots, FIRST_LOT: replace(scenario.lot(), ends_at=DEADLINE + 9_000)}
    extended = replace(earlier, lots=lots)
    assert list(check_late_refusal(late(DEADLINE + 1), [extended, earlier])) == []
    assert list(check_late_refusal(late(DEADLINE + 1), [extended])) != []


def test_receipt_must_name_a_deadline_that_was_in_force(scenario: Scenario) -> None:
    assert list(check_late_refusal(late(DEADLINE + 1, deadline=1), [scenario.state])) == [
        "the receipt of bid 1 says deadline_ms 1, which it did not face"
    ]


def test_lot_without_a_deadline_takes_bids_while_it_is_open(scenario: Scenario) -> None:
    for status, sentences in ((LotStatus.OPEN, 1), (LotStatus.QUEUED, 0)):
        lot = replace(scenario.lot(), ends_at=None, status=status)
        state = replace(scenario.state, lots={FIRST_LOT: lot})
        bid = stored_bid(code="lot_closed", receipt={"deadline_ms": None})
        assert len(list(check_late_refusal(bid, [state]))) == sentences


def test_bid_on_no_lot_is_not_late(scenario: Scenario) -> None:
    assert list(check_late_refusal(stored_bid(lot=None), [scenario.state])) == []


# Lots put up ----------------------------------------------------------------------------------------
def put_up(played: Scenario, arrived: int, **facing: Any) -> StoredBid:
    """The bid by which whose turn it is puts the first lot up, as it is stored."""
    faced = {"nomination": True, "price": None, "leader": None, "arrived_ms": arrived, "deadline_ms": T + 20_000}
    who, decided = whose_turn(played), T + 26_000
    return stored_bid(participant=who, arrived=arrived, decided=decided, receipt=faced | facing)


def judged(arrived: int, **facing: Any) -> list[str]:
    """Return what is found wrong with such a bid, where the turn ends 20 s after the beginning."""
    played = game()
    bid = put_up(played, arrived, **facing)
    played.nominate(whose_turn(played), 5, at=26_000, arrived=20_000)
    started, placed = played.last.events
    before = replace(played.state, lots={FIRST_LOT: next(lot for lot in started.lots if lot.id == FIRST_LOT)})
    return list(check_bid(bid, before, placed, turn_ends_at=T + 20_000))


def test_lot_is_put_up_by_the_end_of_its_turn() -> None:
    assert judged(T + 20_000) == []
    assert judged(T + 20_007) == ["bid 1 was accepted, and arrived 7 ms after the deadline"]
    assert judged(T + 20_000, deadline_ms=T + 56_000) == [
        f"the receipt of bid 1 says deadline_ms {T + 56_000}, and it faced {T + 20_000}"
    ]


def test_lot_refused_out_of_turn_was_put_up_in_anothers_turn_or_too_late() -> None:
    played = game()
    own = replace(put_up(played, T + 20_000), code="not_your_turn", seq=None)
    wrong = [f"bid 1 was refused as out of turn, and it was the turn of participant {own.participant}"]
    assert list(check_refusal(own, [played.state])) == wrong
    assert list(check_refusal(replace(own, arrived=T + 20_001), [played.state])) == []
    assert list(check_refusal(replace(own, participant=77), [played.state])) == []
    over = replace(played.state, auction=replace(played.state.auction, nominator=None, turn_ends_at=None))
    assert list(check_refusal(own, [played.state, over])) == []
    played.tick(20_300)
    wrong = [f"bid 1 was refused as out of turn, and arrived in a turn of participant {own.participant}"]
    assert list(check_refusal(own, [played.state])) == wrong
    assert list(check_refusal(own, [played.state, over])) == []
    assert list(check_refusal(replace(own, arrived=T + 20_001), [played.state])) == []
    assert list(check_refusal(replace(own, participant=77), [played.state])) == []


# Answers --------------------------------------------------------------------------------------------
def answer(**receipt: Any) -> StoredAnswer:
    return StoredAnswer(id="an id", user=100 + MAX, seq=4, receipt={"lot": FIRST_LOT, "amount": 5} | receipt)


def test_acknowledged_bid_is_in_the_journal(scenario: Scenario, before: AuctionState) -> None:
    assert list(check_answer(answer(), scenario.events[-1])) == []
    lost = f"acknowledged to user {100 + MAX}, is lost: the journal has no such"
    assert list(check_answer(answer(amount=6), scenario.events[-1])) == [f"the bid of 6 on lot {FIRST_LOT}, {lost}"]
    assert list(check_answer(answer(), None)) == [f"the bid of 5 on lot {FIRST_LOT}, {lost}"]


def test_command_without_a_receipt_is_no_bid() -> None:
    assert list(check_answer(StoredAnswer(id="an id", user=1, seq=4, receipt=None), None)) == []


# Tables ---------------------------------------------------------------------------------------------
def test_tables_that_agree_have_no_differences(scenario: Scenario) -> None:
    assert list(compare_tables(scenario.state, scenario.state)) == []


def test_differences_are_named_by_row_and_field(scenario: Scenario) -> None:
    journal = scenario.state
    lots = {**journal.lots, FIRST_LOT: replace(scenario.lot(), price=3), 99: replace(scenario.lot(), id=99)}
    seats = {seat: each for seat, each in journal.participants.items() if seat != MIA}
    header = replace(journal.auction, round=2)
    stored = replace(journal, seq=journal.seq + 1, auction=header, lots=lots, participants=seats)
    assert list(compare_tables(journal, stored)) == [
        f"the auction's row says event {journal.seq + 1} is the newest, and the journal ends with {journal.seq}",
        "the auction has round 2 in the table and 1 in the journal",
        f"participant {MIA} is in the journal and not in the table",
        f"lot {FIRST_LOT} has price 3 in the table and None in the journal",
        "lot 99 is in the table and not in the journal",
    ]


# Maxima -----------------------------------------------------------------------------------------------
def test_bid_of_a_maximum_is_within_it_and_its_lots_price() -> None:
    scenario = Scenario()
    scenario.proxy(MAX, 50)
    before = scenario.state
    scenario.bid(MIA, 20)
    answer = scenario.events[-1]
    assert answer.kind is EventKind.PROXY_BID
    assert list(check_proxy_bid(answer, before, scenario.state)) == []


@pytest.mark.parametrize(
    ("detail", "sentence"),
    [
        ({"amount": 51}, f"a maximum of participant {MAX} on lot {FIRST_LOT} bids more than it is"),
        ({"amount": 22}, f"a bid of 22 makes the price of lot {FIRST_LOT} 21"),
        ({"participant": MIA}, f"a maximum of participant {MIA} bids on lot {FIRST_LOT}, where there is none"),
        ({"lot": 999}, f"a maximum of participant {MAX} bids on lot 999, where there is none"),
    ],
)
def test_bid_of_a_maximum_that_is_another_is_named(detail: dict[str, int], sentence: str) -> None:
    scenario = Scenario()
    scenario.proxy(MAX, 50)
    before = scenario.state
    scenario.bid(MIA, 20)
    answer = scenario.events[-1]
    changed = replace(answer, detail={**answer.detail, **detail})
    assert sentence in list(check_proxy_bid(changed, before, scenario.state))
