"""The decision on a command: events, or a rejection."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from auctions.rules import bidding, clock, lifecycle, sales, trades
from auctions.rules.codes import Code
from auctions.rules.commands import (
    AddLot,
    AdjustBudget,
    AdoptSettings,
    AwardAsset,
    Begin,
    BidByBot,
    BidFor,
    Cancel,
    ChangeClock,
    ChangePace,
    ChangeSeats,
    Command,
    CorrectSale,
    CountStalls,
    DropAsset,
    LeaveProxy,
    MoveLot,
    Nominate,
    Offer,
    PassLot,
    Pause,
    PlaceBid,
    PutUpAgain,
    Resume,
    RetractBid,
    SellNow,
    SetAway,
    SkipLot,
    Stamped,
    TakeBackBid,
    TakeSeat,
    Tick,
    TradeAssets,
    UndoSale,
    WithdrawLot,
)
from auctions.rules.draft import Draft, Rejection, refuse
from auctions.rules.events import Event
from auctions.rules.nominations import put_up, turns
from auctions.rules.pace import changes
from auctions.rules.powers import awards, bids, budgets, new_settings, open_lot, queue, seat_table
from auctions.rules.proxies import leave
from auctions.rules.state import AuctionState, AuctionStatus, LotStatus
from auctions.rules.switches import ALL_OPEN, Switches


@dataclass(frozen=True, slots=True)
class Decision:
    """The events of a command and the state after them; or its rejection, and the state as it was.

    `bid` is the bid that was decided, which a nomination is too, and `receipt` what it met.
    """

    state: AuctionState
    events: tuple[Event, ...] = ()
    rejection: Rejection | None = None
    bid: PlaceBid | None = None
    receipt: dict[str, Any] | None = None


RULES: dict[type[Command], Callable[[Draft, Any], Rejection | None]] = {
    PlaceBid: bidding.place_bid,
    PassLot: bidding.pass_lot,
    LeaveProxy: leave.leave_proxy,
    Nominate: put_up.nominate,
    TakeSeat: lifecycle.take_seat,
    ChangeSeats: seat_table.change_seats,
    AdoptSettings: new_settings.adopt_settings,
    Begin: lifecycle.begin,
    Pause: lifecycle.pause,
    Resume: lifecycle.resume,
    Cancel: lifecycle.cancel,
    SetAway: lifecycle.set_away,
    Tick: lifecycle.tick,
    CountStalls: lifecycle.count_stalls,
    UndoSale: sales.undo_sale,
    SellNow: open_lot.sell_now,
    ChangeClock: open_lot.change_clock,
    CorrectSale: awards.correct_sale,
    AwardAsset: awards.award_asset,
    AddLot: queue.add_lot,
    PutUpAgain: queue.put_up_again,
    WithdrawLot: queue.withdraw_lot,
    SkipLot: queue.skip_lot,
    MoveLot: queue.move_lot,
    BidFor: bids.bid_for,
    BidByBot: bids.bid_by_bot,
    TakeBackBid: bids.take_back_bid,
    RetractBid: bids.retract_bid,
    AdjustBudget: budgets.adjust_budget,
    ChangePace: changes.change_pace,
    TradeAssets: trades.trade_assets,
    DropAsset: trades.drop_asset,
}
"""A new kind of command is a line here and a function; the engine doesn't change."""


def needs_report(state: AuctionState, command: Command) -> bool:
    """True if stalls matter for a command: a tick or a pause while a lot is open or a turn runs, or what is late."""
    if state.auction.status is not AuctionStatus.ACTIVE or not (state.open_lots or state.auction.nominator):
        return False
    return _is_late(state, command) if isinstance(command, Stamped) else isinstance(command, Tick | Pause)


def _is_late(state: AuctionState, command: Stamped) -> bool:
    """True for an offer on an open lot, or a nomination in one's turn, that arrived after the deadline."""
    if isinstance(command, Nominate):
        return command.seat == state.auction.nominator and bool(clock.turn_late_by(state.auction, command.arrived))
    lot = state.lots.get(command.lot) if isinstance(command, Offer) else None
    return lot is not None and lot.status is LotStatus.OPEN and bool(clock.late_by(lot, command.arrived))


def decide(state: AuctionState, command: Command, now: int, switches: Switches = ALL_OPEN) -> Decision:
    """Decide one command at the instant `now` (epoch ms), under these switches; both are read once, after the lock."""
    if switches.read_only and not lifecycle.stops_the_clocks(command):
        return Decision(state, rejection=refuse(Code.READ_ONLY))  # nothing was looked at: a bid gets no receipt
    draft = Draft(state, command, now, switches)
    bid, receipt = _bid_and_receipt(draft, command)
    rejection = RULES[type(command)](draft, command)
    if rejection is not None:
        return Decision(state, rejection=rejection, bid=bid, receipt=receipt)
    changes.change_when_none_is_open(draft)
    turns.pass_on_if_unable(draft)
    return Decision(draft.state, tuple(draft.events), bid=bid, receipt=receipt)


def _bid_and_receipt(draft: Draft, command: Command) -> tuple[PlaceBid | None, dict[str, Any] | None]:
    """Return the bid that a command is, or makes by putting a lot up, and its receipt; None for other commands."""
    if isinstance(command, Nominate):
        return put_up.first_bid(draft.state, command), put_up.receipt(draft, command)
    return (command, bidding.receipt(draft, command)) if isinstance(command, PlaceBid) else (None, None)
