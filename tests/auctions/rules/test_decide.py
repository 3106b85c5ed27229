"""Every command has a rule, and a decision is a value."""

import pytest

from auctions.rules import commands
from auctions.rules.codes import Code
from auctions.rules.commands import Command, LeaveProxy, Nominate, PlaceBid
from auctions.rules.decide import RULES, decide
from tests.auctions.rules.scenario import FIRST_LOT, MAX, Scenario, T, seat_of


def test_every_command_has_a_rule() -> None:
    kinds = {each for each in vars(commands).values() if isinstance(each, type) and issubclass(each, Command)}
    assert kinds - {Command} == set(RULES)


@pytest.mark.parametrize(
    "command",
    [LeaveProxy(actor=seat_of(MAX), lot=FIRST_LOT, maximum=9), Nominate(actor=seat_of(MAX), asset=501, amount=1)],
)
def test_command_that_the_auction_does_not_offer_is_refused(command: Command) -> None:
    assert Scenario().do(command) is Code.NOT_OFFERED


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
