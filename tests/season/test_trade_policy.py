"""Permissions on a trade: who may do what to it, and when."""

from datetime import UTC, datetime, timedelta

import pytest

from season.trade_policy import (
    ACTION_REFUSALS,
    Approval,
    TradeAction,
    TradeParty,
    TradeState,
    TradeStatus,
    allowed_actions,
    approval_of,
    vetoes_needed,
)

NOW = datetime(2026, 3, 1, tzinfo=UTC)
LATER = NOW + timedelta(seconds=1)


def allowed(stage: TradeState) -> dict[TradeParty, set[TradeAction]]:
    """Return who may do anything, and what."""
    return {part: set(found) for part in TradeParty if (found := allowed_actions(stage, part, NOW))}


def test_offer_is_answered_by_the_partner_and_withdrawn_by_the_proposer() -> None:
    assert allowed(TradeState(TradeStatus.OFFERED)) == {
        TradeParty.PROPOSER: {TradeAction.WITHDRAW},
        TradeParty.PARTNER: {TradeAction.ACCEPT, TradeAction.DECLINE},
    }


@pytest.mark.parametrize("part", [TradeParty.COMMISSIONER, TradeParty.MANAGER, TradeParty.NOBODY])
def test_offer_is_nothing_to_those_who_are_not_part_of_it(part: TradeParty) -> None:
    assert allowed_actions(TradeState(TradeStatus.OFFERED), part, NOW) == frozenset()


def test_trade_that_waits_for_a_commissioner_is_theirs_alone() -> None:
    assert allowed(TradeState(TradeStatus.AGREED, Approval.COMMISSIONER)) == {
        TradeParty.COMMISSIONER: {TradeAction.APPROVE, TradeAction.VETO}
    }


def test_others_may_object_until_the_instant_it_takes_effect() -> None:
    assert allowed(TradeState(TradeStatus.AGREED, Approval.VETO, LATER)) == {
        TradeParty.COMMISSIONER: {TradeAction.VETO},
        TradeParty.MANAGER: {TradeAction.VETO},
    }
    assert allowed(TradeState(TradeStatus.AGREED, Approval.VETO, NOW)) == {}


def test_approved_trade_is_nobodys_any_more() -> None:
    assert allowed(TradeState(TradeStatus.AGREED, Approval.COMMISSIONER, NOW)) == {}


@pytest.mark.parametrize(
    "status", [each for each in TradeStatus if each not in (TradeStatus.OFFERED, TradeStatus.AGREED)]
)
def test_what_has_ended_stays(status: TradeStatus) -> None:
    assert allowed(TradeState(status, Approval.VETO, LATER)) == {}


@pytest.mark.parametrize(
    ("wanted", "other", "approval"),
    [
        ("veto", True, Approval.VETO),
        ("veto", False, Approval.VETO),
        ("commissioner", True, Approval.COMMISSIONER),
        ("commissioner", False, Approval.VETO),
        ("none", False, Approval.NONE),
    ],
)
def test_nobody_approves_their_own_trade(wanted: str, other: bool, approval: Approval) -> None:
    assert approval_of(wanted, other_commissioner=other) is approval


def test_majority_is_more_than_half() -> None:
    assert [vetoes_needed(each) for each in (0, 1, 2, 3, 4)] == [1, 1, 2, 2, 3]


def test_every_deed_has_a_refusal() -> None:
    assert set(ACTION_REFUSALS) == set(TradeAction)
