"""The life of a trade, and who may do what to it when: one table. Pure: no Django, no clock, no database.

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


class Status(StrEnum):
    """Where a trade is in its life."""

    OFFERED = "offered"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    AGREED = "agreed"
    VETOED = "vetoed"
    DONE = "done"
    FAILED = "failed"


class Approval(StrEnum):
    """What an agreed trade waits for: the end of the time for vetoes, a commissioner, or nothing."""

    VETO = "veto"
    COMMISSIONER = "commissioner"
    NONE = "none"


class Deed(StrEnum):
    """What can be done to a trade by hand."""

    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    APPROVE = "approve"
    VETO = "veto"


class TradeParty(StrEnum):
    """What somebody is to a trade. Who is part of it decides nothing about it, be they commissioner or not."""

    PROPOSER = "proposer"
    PARTNER = "partner"
    COMMISSIONER = "commissioner"
    MANAGER = "manager"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Stage:
    """How far a trade is. `takes_effect_at` is None while it waits for a person."""

    status: str
    approval: str = ""
    takes_effect_at: datetime | None = None


def deeds(stage: Stage, part: TradeParty, now: datetime) -> frozenset[Deed]:
    """What somebody may do to a trade at an instant."""
    if stage.status == Status.OFFERED:
        return _WHILE_OFFERED.get(part, frozenset())
    due = stage.takes_effect_at is not None and stage.takes_effect_at <= now
    if stage.status != Status.AGREED or due:
        return frozenset()
    if part is TradeParty.COMMISSIONER:
        waits = stage.approval == Approval.COMMISSIONER
        return frozenset({Deed.APPROVE, Deed.VETO} if waits else {Deed.VETO})
    return frozenset({Deed.VETO} if part is TradeParty.MANAGER and stage.approval == Approval.VETO else ())


_WHILE_OFFERED = {
    TradeParty.PROPOSER: frozenset({Deed.WITHDRAW}),
    TradeParty.PARTNER: frozenset({Deed.ACCEPT, Deed.DECLINE}),
}
REFUSALS = {
    Deed.ACCEPT: "Only the manager to whom it was offered can accept a trade, while it is offered.",
    Deed.DECLINE: "Only the manager to whom it was offered can decline a trade, while it is offered.",
    Deed.WITHDRAW: "Only the manager who offered a trade can withdraw it, until it is accepted or declined.",
    Deed.APPROVE: "Only a commissioner who isn't part of the trade can approve it, while it waits for one.",
    Deed.VETO: "Only those who aren't part of a trade can object to it, between its acceptance and its taking effect.",
}
"""Why a deed is refused."""


def approval_of(wanted: str, *, other_commissioner: bool) -> Approval:
    """What an accepted trade waits for, by the league's setting.

    Nobody approves their own trade: without a commissioner who isn't part of it the others may object instead.
    """
    approval = Approval(wanted)
    return Approval.VETO if approval is Approval.COMMISSIONER and not other_commissioner else approval


def vetoes_needed(managers: int) -> int:
    """How many objections of managers end a trade: a majority of the `managers` who aren't part of it."""
    return managers // 2 + 1
