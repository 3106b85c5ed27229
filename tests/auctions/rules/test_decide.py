"""Every command has a rule, and a decision is a value."""

import pytest

from auctions.rules import commands
from auctions.rules.codes import Code
from auctions.rules.commands import (
    SYSTEM,
    Cancel,
    Command,
    LeaveProxy,
    Nominate,
    Offer,
    PassLot,
    Pause,
    PlaceBid,
    Resume,
    Stamped,
    Tick,
)
from auctions.rules.decide import RULES, decide, needs_report
from tests.auctions.rules.scenario import CARLA, FIRST_LOT, MAX, MIA, NED, Scenario, T, seat_of


def test_every_command_has_a_rule() -> None:
    kinds = {each for each in vars(commands).values() if isinstance(each, type) and issubclass(each, Command)}
    assert kinds - {Command, Stamped, Offer} == set(RULES)


@pytest.mark.parametrize(
    "command",
    [
        LeaveProxy(actor=seat_of(MAX), lot=FIRST_LOT, maximum=9, arrived=T),
        Nominate(actor=seat_of(MAX), asset=501, amount=1, arrived=T),
    ],
)
def test_command_that_the_auction_does_not_offer_is_refused(command: Command) -> None:
    assert Scenario(proxies=False).do(command) is Code.NOT_OFFERED


def test_same_state_command_and_instant_give_the_same_decision_and_leave_the_state_alone() -> None:
    scenario = Scenario()
    before = scenario.state
    bid = PlaceBid(actor=seat_of(MAX), lot=FIRST_LOT, amount=5, arrived=T + 1)
    assert decide(before, bid, T + 2) == decide(before, bid, T + 2)
    assert before.lots[FIRST_LOT].price is None


def test_only_bids_have_a_receipt() -> None:
    scenario = Scenario()
    scenario.bid(MAX, 5)
    assert scenario.last.receipt is not None
    scenario.pause(2_000)
    assert scenario.last.receipt is None


# What needs to know of stalls ---------------------------------------------------------------------
def bid_at(arrived: int, lot: int = FIRST_LOT) -> PlaceBid:
    return PlaceBid(actor=seat_of(MAX), lot=lot, amount=5, arrived=T + arrived)


@pytest.mark.parametrize(
    ("command", "needed"),
    [
        (Tick(actor=SYSTEM), True),
        (Pause(actor=CARLA), True),
        (Resume(actor=CARLA), False),
        (Cancel(actor=CARLA), False),
        (PassLot(actor=seat_of(MAX), lot=FIRST_LOT), False),
        (bid_at(30_000), False),  # in time, whatever has stalled
        (bid_at(30_001), True),
        (bid_at(30_001, lot=FIRST_LOT + 1), False),  # it hasn't come up yet
        (bid_at(30_001, lot=99), False),
    ],
)
def test_stalls_matter_for_ticks_pauses_and_late_bids_while_a_lot_is_open(command: Command, needed: bool) -> None:
    scenario = Scenario()
    assert needs_report(scenario.state, command) is needed
    scenario.pause(1_000)
    assert not needs_report(scenario.state, command), "while it is paused"


def test_stalls_matter_for_nothing_before_the_beginning_and_in_a_break() -> None:
    scenario = Scenario()
    scenario.tick(30_300)
    for state in (scenario.state, Scenario(begun=False).state):
        assert not needs_report(state, Tick(actor=SYSTEM))
        assert not needs_report(state, bid_at(30_300))


def test_late_bid_on_a_lot_sold_before_needs_to_know_of_no_stalls() -> None:
    scenario = Scenario()
    scenario.sell(MAX, 5)
    assert scenario.state.open_lots == (FIRST_LOT + 1,)
    assert not needs_report(scenario.state, bid_at(40_000))


def test_stalls_matter_for_what_is_put_up_after_ones_own_turn() -> None:
    scenario = Scenario(mode="nomination", nomination_seconds=20)
    nominator = scenario.state.auction.nominator
    assert nominator is not None
    other = next(seat for seat in (MAX, MIA, NED) if seat != nominator)

    def put_up(seat: int, arrived: int) -> Nominate:
        return Nominate(actor=seat_of(seat), asset=501, amount=1, arrived=T + arrived)

    told = [(nominator, 20_000), (nominator, 20_001), (other, 20_000), (other, 20_001)]
    assert [needs_report(scenario.state, put_up(*each)) for each in told] == [False, True, False, False]
    assert needs_report(scenario.state, Tick(actor=SYSTEM)), "a turn runs"
