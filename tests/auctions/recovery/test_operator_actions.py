"""Operators' actions: which are possible when, and what each does to an auction."""

import pytest

from accounts.models import User
from auctions import engine
from auctions.models import Auction, AuctionEvent
from auctions.recovery import operator_actions
from auctions.recovery.operator_actions import CANCEL, FIX, PAUSE, RESUME, OperatorAction
from auctions.recovery.stuck import StuckAuction
from leagues.models import League
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def auction(league: League, max_: User) -> Auction:
    """A running auction with one bid."""
    auction = cast.auction_of(league)
    assert cast.bid(auction, max_, 5).ok
    return auction


@pytest.mark.parametrize(
    ("status", "possible"),
    [("waiting", [CANCEL]), ("active", [PAUSE, CANCEL]), ("paused", [RESUME, CANCEL]), ("completed", [])],
)
def test_status_decides_what_is_possible(status: str, possible: list[OperatorAction]) -> None:
    assert operator_actions.actions_for(status) == possible


def test_action_is_a_command_in_the_operators_name_with_the_reason(auction: Auction, olga: User) -> None:
    result = PAUSE.carry_out(auction, olga, "The site moves.")
    event = AuctionEvent.objects.filter(auction=auction).latest("seq")
    assert (result.ok, result.sentence) == (True, "paused: all its clocks stand still.")
    assert (event.kind, event.actor, event.reason) == ("auction_paused", olga, "The site moves.")


def test_refused_action_says_why_and_changes_nothing(auction: Auction, olga: User) -> None:
    seq = engine.read(auction.pk).seq
    result = RESUME.carry_out(auction, olga, "Go on.")
    assert (result.ok, result.sentence) == (False, "That can't be done now: it is running.")
    assert engine.read(auction.pk).seq == seq


def test_cancelling_says_what_was_given_back(auction: Auction, olga: User) -> None:
    result = CANCEL.carry_out(auction, olga, "Late.")
    assert result.ok
    assert result.sentence == "cancelled. 1 hold and 0 sales were given back to 1 manager: £5m in all."
    assert CANCEL.carry_out(auction, olga, "Late.").ok is False


def test_nothing_stuck_is_nothing_to_fix(auction: Auction, olga: User) -> None:
    result = FIX.carry_out(auction, olga, "They called.")
    assert (result.ok, result.sentence) == (True, "nothing is stuck, so nothing was changed.")


@pytest.mark.parametrize(
    ("mended", "sentence"),
    [(True, "lot_overdue mended. Done so."), (False, "lot_overdue not mended: It is busy.")],
)
def test_mending_is_described_by_its_kind(auction: Auction, mended: bool, sentence: str) -> None:
    stuck = StuckAuction(
        auction.pk, "League", "lot_overdue", "Stuck.", mended=mended, done="Done so.", problem="It is busy."
    )
    assert operator_actions._describe_mending(stuck) == sentence
