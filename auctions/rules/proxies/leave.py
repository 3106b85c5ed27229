"""Leaving a maximum on a lot, changing it, taking it back."""

from auctions.rules import lots
from auctions.rules.bidding import bidder, refuse_amount, refuse_offer, refuse_over_limit
from auctions.rules.codes import Code
from auctions.rules.commands import LeaveProxy
from auctions.rules.draft import Draft, Rejection, refuse
from auctions.rules.events import EventKind, LedgerEntryKind
from auctions.rules.proxies import contest
from auctions.rules.state import LotState, LotStatus, ParticipantState, Proxy


def leave_proxy(draft: Draft, command: LeaveProxy) -> Rejection | None:
    """Leave a maximum on an open or queued lot, change it, or take it back (None).

    On an open lot that somebody else leads it bids at once. On a lot that is led already it moves neither price nor
    clock. On a queued lot it waits until the lot opens. All of it is held from now on.
    """
    seat = bidder(draft, command)
    if rejection := _refuse_now(draft, command, seat):
        return rejection
    assert seat is not None  # noqa: S101 # refused above
    lot = draft.state.lots[command.lot]
    own = seat.proxy_on(lot.id)
    if rejection := _refuse_maximum(draft, seat, lot, command.maximum):
        return rejection
    if seat.away:  # an event of its own: everybody sees it, and of the maximum nobody sees anything
        draft.mark_here(seat.id)
        draft.emit(EventKind.SETTINGS_CHANGED, participant=seat.id, away=False)
    if command.maximum is None:
        contest.take_back(draft, seat.id, lot.id)
    elif own is None or own.maximum != command.maximum:  # the same again keeps its place, and nobody can tell
        _hold(draft, seat, lot, command.maximum)
    draft.emit(EventKind.PROXY_CHANGED)
    if lot.status is LotStatus.OPEN and contest.play(draft, lot.id):
        lots.extend_if_late(draft, lot.id, command.arrived)
        lots.end_if_nobody_else(draft, lot.id)
    return None


def _hold(draft: Draft, seat: ParticipantState, lot: LotState, maximum: int) -> None:
    """Hold the maximum in place of what is held of the seat's money for the lot."""
    own, leads = seat.proxy_on(lot.id), lot.leader == seat.id
    held = own.maximum if own else lot.hold if leads else 0
    draft.post(LedgerEntryKind.RELEASE, seat.id, held, lot.id)
    draft.post(LedgerEntryKind.HOLD, seat.id, maximum, lot.id)
    draft.set_proxy(seat.id, lot.id, Proxy(lot.id, maximum, since=draft.state.seq + 1))
    if leads:
        draft.set_lot(lot.id, hold=maximum)


def _refuse_now(draft: Draft, command: LeaveProxy, seat: ParticipantState | None) -> Rejection | None:
    if not draft.auction.settings.proxies:
        return refuse(Code.NOT_OFFERED)
    lot = draft.state.lots.get(command.lot)
    if lot is None or lot.status is not LotStatus.QUEUED:
        return refuse_offer(draft, command)
    if seat is None:
        return refuse(Code.NOT_A_PARTICIPANT)
    return None if draft.switches.bidding else refuse(Code.BIDDING_DISABLED)


def _refuse_maximum(draft: Draft, seat: ParticipantState, lot: LotState, maximum: int | None) -> Rejection | None:
    if maximum is None:
        return None if seat.proxy_on(lot.id) else refuse(Code.NO_PROXY)
    if lot.leader != seat.id:
        return refuse_amount(draft, seat, lot, maximum)
    if maximum < (lot.price or 0):
        return refuse(Code.BELOW_LEAD, price=lot.price)
    return refuse_over_limit(draft, seat, lot, maximum)
