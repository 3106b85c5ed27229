"""Lots that managers put up in their turn, and lots that come up when they don't answer."""

import pytest

from auctions.rules.codes import Code
from auctions.rules.commands import Actor, ActorRole, ChangePace, Nominate
from auctions.rules.events import EventKind
from auctions.rules.nominations.turns import order_of_round
from auctions.rules.state import AuctionStatus, LotStatus
from auctions.rules.switches import Switches
from tests.auctions.rules.nominations.games import SECOND_LOT, THIRD_LOT, game, whose_turn
from tests.auctions.rules.scenario import CARLA, FIRST_LOT, MAX, MIA, NED, OTTO, Scenario, T, seat_of


def test_lot_that_is_put_up_opens_with_a_first_bid() -> None:
    played = game()
    who = whose_turn(played)
    assert played.nominate(who, 5, lot=SECOND_LOT, at=4_000) is Code.OK
    assert played.told()[:2] == [
        (EventKind.LOT_STARTED, {"lot": SECOND_LOT, "number": 2, "participant": who}),
        (EventKind.BID_PLACED, {"lot": SECOND_LOT, "participant": who, "amount": 5}),
    ]
    lot, auction = played.lot(SECOND_LOT), played.state.auction
    assert (lot.status, lot.leader, lot.price, lot.hold, played.ends(SECOND_LOT)) == (LotStatus.OPEN, who, 5, 5, 34_000)
    assert (auction.nominator, auction.turn_ends_at) == (None, None)
    assert [event.actor for event in played.last.events] == [seat_of(who).user, seat_of(who).user]
    assert played.last.bid is not None
    assert (played.last.bid.lot, played.last.bid.amount, played.last.bid.arrived) == (SECOND_LOT, 5, T + 4_000)
    assert played.last.receipt is not None
    receipt = played.last.receipt
    assert (receipt["price"], receipt["deadline_ms"], receipt["nomination"]) == (None, T + 20_000, True)


def test_others_bid_against_it_and_the_next_turn_follows_the_break() -> None:
    played = game(nomination_order="straight")
    [first, second, _] = order_of_round(played.state, 1)
    played.nominate(first, lot=THIRD_LOT, at=1_000)
    assert played.bid(second, 2, lot=THIRD_LOT, at=2_000) is Code.OK
    played.tick(31_300)
    assert played.lot(THIRD_LOT).sold_to == second
    played.tick(34_299)
    assert played.state.auction.nominator is None
    played.tick(34_300)
    auction = played.state.auction
    assert (auction.nominator, auction.turn_ends_at, auction.next_lot_at) == (second, T + 54_300, None)


def test_maximum_that_waits_answers_the_first_bid() -> None:
    played = game()
    who = whose_turn(played)
    other = next(seat for seat in (MAX, MIA, NED) if seat != who)
    assert played.proxy(other, 9, lot=SECOND_LOT) is Code.OK
    assert played.nominate(who, 5, lot=SECOND_LOT) is Code.OK
    assert (played.lot(SECOND_LOT).leader, played.lot(SECOND_LOT).price) == (other, 6)


@pytest.mark.parametrize(("own", "others", "leads", "price", "held"), [
    (20, None, True, 5, 20),  # the maximum stays, and answers what comes
    (4, None, True, 5, 5),  # more than the maximum was bid by hand
    (5, None, True, 5, 5),
    (5, 5, True, 5, 5),  # and counts as left when it was: before the other
    (20, 4, True, 5, 20),
    (20, 5, True, 6, 20),
    (20, 9, True, 10, 20),
    (9, 20, False, 10, 0),
])  # fmt: skip
def test_own_maximum_on_what_one_puts_up(own: int, others: int | None, leads: bool, price: int, held: int) -> None:
    played = game()
    who = whose_turn(played)
    other = next(seat for seat in (MAX, MIA, NED) if seat != who)
    assert played.proxy(who, own) is Code.OK
    assert others is None or played.proxy(other, others) is Code.OK
    assert played.nominate(who, 5) is Code.OK
    assert (played.lot().leader == who, played.lot().price, played.seat(who).held) == (leads, price, held)


@pytest.mark.parametrize(
    ("amount", "code"), [(0, Code.TOO_LOW), (1, Code.OK), (198, Code.OK), (199, Code.OVER_MAX_BID)]
)
def test_first_bid_is_a_bid_like_others(amount: int, code: Code) -> None:
    played = game(slots_min=3)
    before = played.state
    assert played.nominate(whose_turn(played), amount) is code
    assert played.last.bid is not None
    assert (played.last.bid.lot, played.last.bid.amount) == (FIRST_LOT, amount)
    if code is not Code.OK:
        assert (played.state, played.last.events) == (before, ())


def test_refused_before_anything_is_looked_at() -> None:
    played = game()
    who = whose_turn(played)
    other = next(seat for seat in (MAX, MIA, NED) if seat != who)
    assert played.nominate(other) is Code.NOT_YOUR_TURN
    assert played.facts == {"participant": who}
    assert played.do(Nominate(actor=OTTO, asset=501, amount=1, arrived=T)) is Code.NOT_A_PARTICIPANT
    assert played.do(Nominate(actor=seat_of(who), asset=999, amount=1, arrived=T)) is Code.NO_SUCH_LOT
    played.switches = Switches(bidding=False)
    assert played.nominate(who) is Code.BIDDING_DISABLED
    played.switches = Switches(running_auctions=False)
    assert played.nominate(who) is Code.RUNNING_AUCTIONS_DISABLED
    played.switches = Switches()
    played.nominate(who, lot=SECOND_LOT)
    assert played.nominate(who) is Code.NOT_YOUR_TURN
    played.tick(31_300)
    played.tick(34_300)
    assert played.nominate(whose_turn(played), lot=SECOND_LOT, at=35_000) is Code.NOT_QUEUED
    assert played.facts == {"asset": 502}
    waiting = game(begun=False)
    assert waiting.nominate(MAX) is Code.NOT_ACTIVE
    assert waiting.facts == {"status": AuctionStatus.WAITING}
    assert Scenario().nominate(MAX) is Code.NOT_OFFERED


def test_commissioner_without_a_seat_puts_nothing_up() -> None:
    played = game()
    assert played.do(Nominate(actor=Actor(user=100, role=ActorRole.COMMISSIONER), asset=501, amount=1, arrived=T)) is (
        Code.NOT_A_PARTICIPANT
    )


# Those who don't answer -----------------------------------------------------------------------------
def test_for_who_does_not_answer_the_next_of_the_queue_comes_up_without_a_bid() -> None:
    played = game(min_price=2)
    who = whose_turn(played)
    played.tick(20_299)
    assert played.kinds() == []
    played.tick(20_300)
    assert played.told() == [(EventKind.LOT_STARTED, {"lot": FIRST_LOT, "number": 1, "participant": who})]
    assert (played.lot().leader, played.lot().opening_price, played.seat(who).held) == (None, 2, 0)


def test_maximum_bids_on_what_comes_up_for_somebody_else() -> None:
    played = game()
    other = next(seat for seat in (MAX, MIA, NED) if seat != whose_turn(played))
    assert played.proxy(other, 9) is Code.OK
    played.tick(20_300)
    assert (played.lot().leader, played.lot().price) == (other, 1)


# In time or not -----------------------------------------------------------------------------------
@pytest.mark.parametrize(("arrived", "code"), [(20_000, Code.OK), (20_001, Code.NOT_YOUR_TURN)])
def test_nomination_counts_by_its_arrival_however_long_it_waited(arrived: int, code: Code) -> None:
    played = game()
    assert played.nominate(whose_turn(played), lot=THIRD_LOT, at=26_000, arrived=arrived) is code
    assert played.last.receipt is not None
    faced = ("arrived_ms", "decided_ms", "deadline_ms", "late_ms")
    late_ms = arrived - 20_000
    assert [played.last.receipt[name] for name in faced] == [T + arrived, T + 26_000, T + 20_000, late_ms]
    if code is not Code.OK:
        assert played.facts == {"late_ms": 1}


def test_nothing_comes_up_in_a_turn_before_all_that_arrived_in_it_is_decided() -> None:
    played = game()
    played.tick(26_000, closed_up_to=19_999)
    assert played.kinds() == []
    assert played.nominate(whose_turn(played), lot=THIRD_LOT, at=26_050, arrived=20_000) is Code.OK
    another = game()
    another.tick(26_000, closed_up_to=20_000)
    assert another.kinds() == [EventKind.LOT_STARTED]


@pytest.mark.parametrize(
    ("arrived", "code"),
    [(19_999, Code.MISSED_BY_SERVER), (20_000, Code.MISSED_BY_SERVER), (20_001, Code.NOT_YOUR_TURN)],
)
@pytest.mark.parametrize("later", ["while the lot is open", "in another's turn", "after the end"])
def test_nomination_that_was_in_time_is_never_called_late(arrived: int, code: Code, later: str) -> None:
    """A process that was given up had it, and another lot came up in its place."""
    played = game(lots=2 if later == "in another's turn" else 1)
    who = whose_turn(played)
    played.tick(20_300)
    if later != "while the lot is open":
        played.tick(50_600)
        played.tick(53_600)
    if later == "after the end":
        code = code if code is Code.MISSED_BY_SERVER else Code.NOT_ACTIVE
    before = played.state
    assert played.nominate(who, at=54_000, arrived=arrived) is code
    assert (played.state, played.last.events) == (before, ())
    assert played.facts.get("nomination", False) is (code is Code.MISSED_BY_SERVER)
    receipt = played.last.receipt
    assert receipt is not None
    faced = (T + 20_000, 0) if code is Code.MISSED_BY_SERVER else (None, None)
    assert (receipt["arrived_ms"], (receipt["deadline_ms"], receipt["late_ms"])) == (T + arrived, faced)


def test_without_turns_everybody_puts_up_so_many_at_a_time() -> None:
    played = game(lots=6, format="slow", slow_nominations=2, slow_lots=9)
    for who, place in ((MAX, 0), (MIA, 1), (MAX, 2)):
        assert played.nominate(who, lot=FIRST_LOT + place) is Code.OK
    assert (played.nominate(MAX, lot=FIRST_LOT + 3), played.facts) == (Code.NOMINATIONS_USED, {"most": 2})
    assert played.nominate(MIA, lot=FIRST_LOT + 3) is Code.OK
    assert played.do(ChangePace(actor=CARLA, format="live"), 2_000) is Code.OK
    assert played.nominate(NED, lot=FIRST_LOT + 4, at=3_000) is Code.PACE_CHANGES


def test_lot_that_somebody_puts_up_missed_no_turn() -> None:
    """Also if it came up by itself in a round before."""
    played = game(lots=1, unsold_rounds=1)
    who = whose_turn(played)
    played.tick(20_300)
    played.tick(50_600)
    played.tick(53_600)
    again = whose_turn(played)
    assert (played.lot().turn_ended_at, played.lot().nominator) == (T + 20_000, who)
    assert played.nominate(again, at=54_000) is Code.OK
    assert (played.lot().turn_ended_at, played.lot().nominator) == (None, again)


def test_every_refused_nomination_has_a_receipt() -> None:
    played = game()
    who = whose_turn(played)
    other = next(seat for seat in (MAX, MIA, NED) if seat != who)
    for code, command in (
        (Code.NOT_YOUR_TURN, Nominate(actor=seat_of(other), asset=502, amount=7, arrived=T + 900)),
        (Code.NO_SUCH_LOT, Nominate(actor=seat_of(who), asset=999, amount=7, arrived=T + 900)),
        (Code.NOT_A_PARTICIPANT, Nominate(actor=OTTO, asset=502, amount=7, arrived=T + 900)),
        (Code.TOO_LOW, Nominate(actor=seat_of(who), asset=502, amount=0, arrived=T + 900)),
    ):
        assert played.do(command) is code
        bid, receipt = played.last.bid, played.last.receipt
        assert bid is not None
        assert receipt is not None
        assert (bid.seat, bid.lot) == (command.actor.participant, SECOND_LOT if command.asset == 502 else 0)
        assert (receipt["arrived_ms"], receipt["amount"], receipt["nomination"]) == (T + 900, command.amount, True)
        faced = (T + 20_000, 0) if command.actor == seat_of(who) else (None, None)
        assert (receipt["deadline_ms"], receipt["late_ms"]) == faced


def test_sale_that_is_undone_can_be_put_up_again() -> None:
    played = game()
    who = whose_turn(played)
    played.nominate(who, at=1_000)
    played.tick(31_300)
    assert played.undo(at=32_000) is Code.OK
    played.tick(34_300)
    assert played.nominate(whose_turn(played), at=35_000) is Code.OK
