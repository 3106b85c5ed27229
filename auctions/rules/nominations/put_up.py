"""Lots that managers put up in their turn, and the one that comes up when they don't answer."""

from typing import Any

from auctions.rules import bidding, clock, lots
from auctions.rules.codes import Code
from auctions.rules.commands import Nominate, PlaceBid
from auctions.rules.draft import Draft, Rejection, refuse
from auctions.rules.proxies import contest
from auctions.rules.state import AuctionState, AuctionStatus, LotState, LotStatus
from leagues.settings.auction import AuctionMode


def nominate(draft: Draft, command: Nominate) -> Rejection | None:
    """Put an asset up with a first bid on it, by a manager whose turn it is, or who may put up another."""
    if rejection := _refuse_now(draft, command):
        return rejection
    lot = _lot_of(draft.state, command)
    if lot is None:
        return refuse(Code.NO_SUCH_LOT)
    if lot.status is not LotStatus.QUEUED:
        return refuse(Code.NOT_QUEUED, asset=lot.asset)
    own = draft.participant(command.actor.participant or 0).proxy_on(lot.id)
    if own is not None and own.maximum < command.amount:
        contest.take_back(draft, command.actor.participant or 0, lot.id)
    lots.open_lot(draft, lot, command.actor.participant)
    return bidding.place_bid(draft, first_bid(draft.state, command))


def first_bid(state: AuctionState, command: Nominate) -> PlaceBid:
    """Return the bid that a nomination is; of an asset that isn't in the auction, on lot 0."""
    lot = _lot_of(state, command)
    return PlaceBid(actor=command.actor, lot=lot.id if lot else 0, amount=command.amount, arrived=command.arrived)


def receipt(draft: Draft, command: Nominate) -> dict[str, Any]:
    """Return a nomination's receipt: that of its bid, but the deadline it faced is the end of its sender's turn."""
    auction = draft.auction
    own = command.seat is not None and command.seat == auction.nominator
    missed = None if own else _turn_it_missed(draft.state, command)
    in_time = None if missed is None else 0
    return bidding.receipt(draft, first_bid(draft.state, command)) | {
        "deadline_ms": auction.turn_ends_at if own else missed,
        "late_ms": clock.turn_late_by(auction, command.arrived) if own else in_time,
        "nomination": True,
    }


def _lot_of(state: AuctionState, command: Nominate) -> LotState | None:
    return next((each for each in state.lots.values() if each.asset == command.asset), None)


def _refuse_now(draft: Draft, command: Nominate) -> Rejection | None:
    auction = draft.auction
    if bidding.bidder(draft, command) is None:
        return refuse(Code.NOT_A_PARTICIPANT)
    if auction.mode != AuctionMode.NOMINATION:
        return refuse(Code.NOT_OFFERED)
    if not draft.switches.bidding:
        return refuse(Code.BIDDING_DISABLED)
    if not draft.switches.running_auctions:
        return refuse(Code.RUNNING_AUCTIONS_DISABLED)
    if auction.status is AuctionStatus.COMPLETED and _turn_it_missed(draft.state, command) is not None:
        return refuse(Code.MISSED_BY_SERVER, nomination=True)
    return bidding.refuse_unless_running(auction, command.arrived) or _refuse_turn(draft, command)


def _refuse_turn(draft: Draft, command: Nominate) -> Rejection | None:
    """Refuse whose turn it isn't; where there are no turns, who has put up as many of the open lots as they may."""
    auction, seat = draft.auction, command.actor.participant
    most = auction.settings.pace.nominations
    if most is not None:
        if auction.next_format:
            return refuse(Code.PACE_CHANGES)
        used = sum(draft.lot(each).nominator == seat for each in draft.state.open_lots)
        return refuse(Code.NOMINATIONS_USED, most=most) if used >= most else None
    if auction.nominator != seat:
        if _turn_it_missed(draft.state, command) is not None:
            return refuse(Code.MISSED_BY_SERVER, nomination=True)
        return refuse(Code.NOT_YOUR_TURN, participant=auction.nominator)
    if late_ms := clock.turn_late_by(auction, command.arrived):
        return refuse(Code.NOT_YOUR_TURN, late_ms=late_ms)
    return None


def _turn_it_missed(state: AuctionState, command: Nominate) -> int | None:
    """Return the end of its sender's turn by which a nomination arrived, and which we let go by; None: there is none.

    A lot came up in that turn as if they had put nothing up. Only a process that was given up can have held it. Where
    there are no turns any more, it may be put up all the same.
    """
    if state.auction.settings.pace.nominations is not None:
        return None
    ends = (lot.turn_ended_at for lot in state.lots.values() if lot.nominator == command.seat)
    return min((each for each in ends if each is not None and command.arrived <= each), default=None)


def answer_for_absent(draft: Draft) -> None:
    """Put up what comes next in the queue, since whose turn it is did not, at its opening price.

    No bid is made for them: that would spend what they never offered, and tell what is held for their maxima.
    """
    lot = lots.first_to_bid_on(draft.state, draft.state.queued())
    assert lot is not None  # noqa: S101 # whose turn it is can bid on something, or the turn would have passed on
    lots.open_without_bid(draft, lot)
