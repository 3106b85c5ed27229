"""A manager's budget, changed by the commissioner's word while the auction runs."""

from auctions.rules.codes import Code
from auctions.rules.commands import AdjustBudget
from auctions.rules.draft import Draft, Rejection, refuse
from auctions.rules.events import EventKind, LedgerEntryKind
from auctions.rules.lifecycle import only_commissioner
from auctions.rules.proxies import contest


def adjust_budget(draft: Draft, command: AdjustBudget) -> Rejection | None:
    """Give a manager more money, or take some (below zero): never what is spent, or held for bids that everybody sees.

    What is held for maxima is given back where it must; that they were there, no refusal tells.
    """
    if rejection := only_commissioner(command):
        return rejection
    if not draft.auction.status.under_way:
        return refuse(Code.WRONG_STATUS, status=draft.auction.status)
    if command.participant not in draft.state.participants:
        return refuse(Code.NOT_A_PARTICIPANT)
    if not command.reason:
        return refuse(Code.REASON_MISSING)
    seat = draft.participant(command.participant)
    if seat.shown_available + command.amount < 0:
        facts = {"available": seat.shown_available, "amount": -command.amount}
        return refuse(Code.OVER_AVAILABLE, participant=seat.id, **facts)
    if seat.available + command.amount < 0:
        contest.withdraw(draft, seat.id)
    draft.post(LedgerEntryKind.ADJUST, seat.id, command.amount)
    for lot in draft.state.open_lots:  # in any case, or their being there would tell that a maximum went
        draft.set_lot(lot)
    draft.emit(EventKind.BUDGET_ADJUSTED, participant=seat.id, amount=command.amount, reason=command.reason)
    return None
