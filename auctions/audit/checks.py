"""Checks of bids, answers and tables against the journal: pure, each yields a sentence for what is wrong."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from auctions.audit.ledger import UNTOLD
from auctions.rules.codes import Code
from auctions.rules.events import Event
from auctions.rules.state import AuctionState, LotState, LotStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredBid:
    """A row of the table of bids; instants in ms."""

    id: int
    lot: int | None
    participant: int | None
    amount: int
    code: str
    seq: int | None
    arrived: int
    decided: int
    receipt: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAnswer:
    """A row of the table of answers: command `id` was acknowledged to `user`, as of event `seq`."""

    id: str
    user: int
    seq: int  # 0: it names no event
    receipt: Mapping[str, Any] | None  # bids have one
    unreadable: str | None = None  # what stands where the event's number should


def check_bid(bid: StoredBid, before: AuctionState, event: Event, *, turn_ends_at: int | None = None) -> Iterator[str]:
    """Compare an accepted bid with the state it was decided on and the event it became.

    One that put its lot up had to come by the end of its bidder's turn, `turn_ends_at`.
    """
    detail = event.detail
    event_values = {"lot": detail.get("lot"), "participant": detail.get("participant"), "amount": detail.get("amount")}
    for name, value in (*event_values.items(), ("decided", event.at)):
        if getattr(bid, name) != value:
            yield f"bid {bid.id} has {name} {getattr(bid, name)}, and the event {value}"
    lot = before.lots.get(bid.lot or 0)
    if lot is None or lot.status is not LotStatus.OPEN:
        yield f"bid {bid.id} was accepted on lot {bid.lot}, which was not open"
        return
    ends_at = turn_ends_at if bid.receipt.get("nomination") else lot.ends_at
    if ends_at is not None and bid.arrived > ends_at:
        yield f"bid {bid.id} was accepted, and arrived {bid.arrived - ends_at} ms after the deadline"
    for name, faced in (("deadline_ms", ends_at), ("price", lot.price), ("leader", lot.leader)):
        if bid.receipt.get(name) != faced:
            yield f"the receipt of bid {bid.id} says {name} {bid.receipt.get(name)}, and it faced {faced}"
    if bid.receipt.get("arrived_ms") != bid.arrived:
        yield f"the receipt of bid {bid.id} says it arrived at {bid.receipt.get('arrived_ms')}, not {bid.arrived}"


def check_bid_event(event: Event, state: AuctionState) -> Iterator[str]:
    """Compare a placed bid with its lot in `state`, the state after it."""
    lot_id, bidder, amount = (event.detail.get(name) for name in ("lot", "participant", "amount"))
    lot = state.lots.get(lot_id or 0)
    if lot is None:
        yield f"a bid is placed on lot {lot_id}, which is not in this auction"
    elif lot.leader == bidder and lot.price != amount:
        yield f"a bid of {amount} makes the price of lot {lot.id} {lot.price}"


def check_proxy_bid(event: Event, before: AuctionState, state: AuctionState) -> Iterator[str]:
    """Compare a maximum's bid with its lot after it, and with the maximum. How high that is, no sentence tells."""
    yield from check_bid_event(event, state)
    lot_id, bidder, amount = (event.detail.get(name) or 0 for name in ("lot", "participant", "amount"))
    seat = before.participants.get(bidder)
    proxy = seat.proxy_on(lot_id) if seat else None
    if proxy is None:
        yield f"a maximum of participant {bidder} bids on lot {lot_id}, where there is none"
    elif amount > proxy.maximum:
        yield f"a maximum of participant {bidder} on lot {lot_id} bids more than it is"


def check_refusal(bid: StoredBid, states: Iterable[AuctionState]) -> Iterator[str]:
    """Check a bid refused as too late or out of turn. `states`: those possibly in force when it was decided."""
    yield from (check_late_refusal if bid.code == Code.LOT_CLOSED else check_turn_refusal)(bid, states)


def check_turn_refusal(bid: StoredBid, states: Iterable[AuctionState]) -> Iterator[str]:
    """Check that a lot refused out of turn was put up in another's turn, in nobody's, or after the end of one's own."""
    states = list(states)
    auctions = [state.auction for state in states]
    if auctions and all(
        auction.nominator is not None
        and auction.nominator == bid.participant
        and bid.arrived <= (auction.turn_ends_at or bid.arrived)
        for auction in auctions
    ):
        yield f"bid {bid.id} was refused as out of turn, and it was the turn of participant {bid.participant}"
    if states and all(_came_in_a_turn_that_is_over(state, bid) for state in states):
        yield f"bid {bid.id} was refused as out of turn, and arrived in a turn of participant {bid.participant}"


def _came_in_a_turn_that_is_over(state: AuctionState, bid: StoredBid) -> bool:
    """True if a lot had come up before a bid was decided that arrived in time to put another up."""
    missed = (lot for lot in state.lots.values() if lot.nominator == bid.participant)
    return any(lot.turn_ended_at is not None and bid.arrived <= lot.turn_ended_at for lot in missed)


def check_late_refusal(bid: StoredBid, states: Iterable[AuctionState]) -> Iterator[str]:
    """Check that a bid refused as too late was late. `states`: those possibly in force when it was decided."""
    if bid.lot is None:
        return
    lots = [state.lots[bid.lot] for state in states if bid.lot in state.lots]
    if not any(_was_closed_at(lot, bid.arrived) for lot in lots):
        yield f"bid {bid.id} on lot {bid.lot} was refused as too late, and was in time"
    elif not any(_was_closed_at(lot, bid.arrived) and lot.ends_at == bid.receipt.get("deadline_ms") for lot in lots):
        yield f"the receipt of bid {bid.id} says deadline_ms {bid.receipt.get('deadline_ms')}, which it did not face"


def _was_closed_at(lot: LotState, arrived: int) -> bool:
    """True if the lot took no bids at that instant; a timely bid on a lot closed since has another code."""
    if lot.ends_at is None:
        return lot.status is not LotStatus.OPEN
    return arrived > lot.ends_at


def check_answer_without_event(answer: StoredAnswer) -> Iterator[str]:
    """Check an acknowledgement that names no event. Not every command becomes one; a bid always does."""
    if answer.unreadable is not None:
        yield f"command {answer.id} was acknowledged to user {answer.user} as event {answer.unreadable!r}: no number"
    elif answer.receipt is not None:
        amount, lot = answer.receipt.get("amount"), answer.receipt.get("lot")
        yield f"the bid of {amount} on lot {lot} was acknowledged to user {answer.user} as no event"


def check_answer(answer: StoredAnswer, placed: Event | None) -> Iterator[str]:
    """Compare an acknowledged bid with `placed`, the journal's last bid up to the number in the acknowledgement."""
    receipt = answer.receipt
    if receipt is None:
        return
    acknowledged = (answer.user, receipt.get("lot"), receipt.get("amount"))
    journaled = None if placed is None else (placed.actor, placed.detail.get("lot"), placed.detail.get("amount"))
    if journaled != acknowledged:
        user, lot, amount = acknowledged
        yield f"the bid of {amount} on lot {lot}, acknowledged to user {user}, is lost: the journal has no such"


def compare_tables(replayed: AuctionState, stored: AuctionState) -> Iterator[str]:
    """Compare the stored state with the replayed one, field by field."""
    if replayed.seq != stored.seq:
        yield f"the auction's row says event {stored.seq} is the newest, and the journal ends with {replayed.seq}"
    yield from _compare_fields("the auction", replayed.auction, stored.auction)
    for what, journal, table in (
        ("participant", replayed.participants, stored.participants),
        ("lot", replayed.lots, stored.lots),
    ):
        yield from _compare_rows(what, journal, table)


def _compare_rows(what: str, journal: Mapping[int, Any], table: Mapping[int, Any]) -> Iterator[str]:
    for row_id in sorted(journal.keys() | table.keys()):
        if row_id not in table:
            yield f"{what} {row_id} is in the journal and not in the table"
        elif row_id not in journal:
            yield f"{what} {row_id} is in the table and not in the journal"
        else:
            yield from _compare_fields(f"{what} {row_id}", journal[row_id], table[row_id])


def _compare_fields(what: str, journal: Any, table: Any) -> Iterator[str]:
    for name in (field.name for field in fields(journal)):
        journaled, stored = getattr(journal, name), getattr(table, name)
        if journaled != stored and name in UNTOLD:
            yield f"{what} has another {name} in the table than in the journal"
        elif journaled != stored:
            yield f"{what} has {name} {stored} in the table and {journaled} in the journal"
