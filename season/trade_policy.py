"""The life of a trade, and who may do what to it when: one table. Pure: no clock, no database.

    offered ──► agreed ──► done
       │           ├─────► vetoed
       │           └─────► failed      what was agreed can't be done any more
       ├─► declined
       └─► withdrawn

A trade that is agreed waits for a commissioner, or for the end of the time in which others may object.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext_noop


class TradeStatus(StrEnum):
    """The status of a trade."""

    OFFERED = "offered"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    AGREED = "agreed"
    VETOED = "vetoed"
    DONE = "done"
    FAILED = "failed"


class Approval(StrEnum):
    """The approval that an agreed trade waits for: the end of the time for vetoes, a commissioner, or nothing."""

    VETO = "veto"
    COMMISSIONER = "commissioner"
    NONE = "none"


class TradeAction(StrEnum):
    """The actions of people on a trade."""

    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    APPROVE = "approve"
    VETO = "veto"


class TradeParty(StrEnum):
    """Somebody's part in a trade. Its two managers decide nothing about it, be they commissioners or not."""

    PROPOSER = "proposer"
    PARTNER = "partner"
    COMMISSIONER = "commissioner"
    MANAGER = "manager"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class TradeState:
    """The state of a trade that decides who may do what. `takes_effect_at` is None while it waits for a person."""

    status: str
    approval: str = ""
    takes_effect_at: datetime | None = None


def allowed_actions(state: TradeState, part: TradeParty, now: datetime) -> frozenset[TradeAction]:
    """Return the actions on a trade that somebody may take at an instant."""
    if state.status == TradeStatus.OFFERED:
        return _WHILE_OFFERED.get(part, frozenset())
    due = state.takes_effect_at is not None and state.takes_effect_at <= now
    if state.status != TradeStatus.AGREED or due:
        return frozenset()
    if part is TradeParty.COMMISSIONER:
        waits = state.approval == Approval.COMMISSIONER
        return frozenset({TradeAction.APPROVE, TradeAction.VETO} if waits else {TradeAction.VETO})
    return frozenset({TradeAction.VETO} if part is TradeParty.MANAGER and state.approval == Approval.VETO else ())


_WHILE_OFFERED = {
    TradeParty.PROPOSER: frozenset({TradeAction.WITHDRAW}),
    TradeParty.PARTNER: frozenset({TradeAction.ACCEPT, TradeAction.DECLINE}),
}
ACTION_REFUSALS = {
    TradeAction.ACCEPT: gettext_noop(
        "Only the manager to whom it was offered can accept a trade, while it is offered."
    ),
    TradeAction.DECLINE: gettext_noop(
        "Only the manager to whom it was offered can decline a trade, while it is offered."
    ),
    TradeAction.WITHDRAW: gettext_noop(
        "Only the manager who offered a trade can withdraw it, until it is accepted or declined."
    ),
    TradeAction.APPROVE: gettext_noop(
        "Only a commissioner who isn't part of the trade can approve it, while it waits for one."
    ),
    TradeAction.VETO: gettext_noop(
        "Only those who aren't part of a trade can object to it, between its acceptance and its taking effect."
    ),
}
"""The sentence with which an action is refused, in English, to be translated for whoever is refused."""


def approval_of(wanted: str, *, other_commissioner: bool) -> Approval:
    """Return the approval that an accepted trade waits for, by the league's setting.

    Nobody approves their own trade: without a commissioner who isn't part of it the others may object instead.
    """
    approval = Approval(wanted)
    return Approval.VETO if approval is Approval.COMMISSIONER and not other_commissioner else approval


def vetoes_needed(managers: int) -> int:
    """Return how many objections of managers end a trade: a majority of the `managers` who aren't part of it."""
    return managers // 2 + 1
