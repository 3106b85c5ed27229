"""What must be true of a bid, an answer and the tables beside the journal: pure comparisons, in sentences."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

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
    """A row of the table of answers: whom the command `id` was acknowledged to, up to which event."""

    id: str
    user: int
    seq: int
    receipt: Mapping[str, Any] | None  # bids have one


def check_bid(bid: StoredBid, before: AuctionState, event: Event) -> Iterator[str]:
    """An accepted bid, the state it was decided on, and the event it became."""
    detail = event.detail
    said = {"lot": detail.get("lot"), "participant": detail.get("participant"), "amount": detail.get("amount")}
    for name, value in (*said.items(), ("decided", event.at)):
        if getattr(bid, name) != value:
            yield f"bid {bid.id} has {name} {getattr(bid, name)}, and the event {value}"
    lot = before.lots.get(bid.lot or 0)
    if lot is None or lot.status is not LotStatus.OPEN:
        yield f"bid {bid.id} was accepted on lot {bid.lot}, which was not open"
        return
    if lot.ends_at is not None and bid.arrived > lot.ends_at:
        yield f"bid {bid.id} was accepted, and arrived {bid.arrived - lot.ends_at} ms after the deadline"
    for name, faced in (("deadline_ms", lot.ends_at), ("price", lot.price), ("leader", lot.leader)):
        if bid.receipt.get(name) != faced:
            yield f"the receipt of bid {bid.id} says {name} {bid.receipt.get(name)}, and it faced {faced}"
    if bid.receipt.get("arrived_ms") != bid.arrived:
        yield f"the receipt of bid {bid.id} says it arrived at {bid.receipt.get('arrived_ms')}, not {bid.arrived}"


def check_bid_event(event: Event, state: AuctionState) -> Iterator[str]:
    """A placed bid and what it made of its lot; `state` is the one after it."""
    lot_id, bidder, amount = (event.detail.get(name) for name in ("lot", "participant", "amount"))
    lot = state.lots.get(lot_id or 0)
    if lot is None:
        yield f"a bid is placed on lot {lot_id}, which is not in this auction"
    elif lot.leader == bidder and lot.price != amount:
        yield f"a bid of {amount} makes the price of lot {lot.id} {lot.price}"


def check_late_refusal(bid: StoredBid, states: Iterable[AuctionState]) -> Iterator[str]:
    """A bid refused because its lot was closed. `states` are those which may have been in force when it was decided."""
    if bid.lot is None:
        return
    lots = [state.lots[bid.lot] for state in states if bid.lot in state.lots]
    if not any(_closed_to(lot, bid.arrived) for lot in lots):
        yield f"bid {bid.id} on lot {bid.lot} was refused as too late, and was in time"
    elif not any(_closed_to(lot, bid.arrived) and lot.ends_at == bid.receipt.get("deadline_ms") for lot in lots):
        yield f"the receipt of bid {bid.id} says deadline_ms {bid.receipt.get('deadline_ms')}, which it did not face"


def _closed_to(lot: LotState, arrived: int) -> bool:
    """A closed lot to which a timely bid comes was missed by the server, and says so by another code."""
    if lot.ends_at is None:
        return lot.status is not LotStatus.OPEN
    return arrived > lot.ends_at


def check_answer(answer: StoredAnswer, placed: Event | None) -> Iterator[str]:
    """A bid that was acknowledged, and the last bid in the journal up to the number it was told."""
    receipt = answer.receipt
    if receipt is None:
        return
    told = (answer.user, receipt.get("lot"), receipt.get("amount"))
    known = None if placed is None else (placed.actor, placed.detail.get("lot"), placed.detail.get("amount"))
    if known != told:
        yield f"the bid of {told[2]} on lot {told[1]}, acknowledged to user {told[0]}, is lost: the journal has no such"


def compare_tables(replayed: AuctionState, stored: AuctionState) -> Iterator[str]:
    """Field by field, what the tables say otherwise than the journal."""
    if replayed.seq != stored.seq:
        yield f"the auction's row says event {stored.seq} is the newest, and the journal ends with {replayed.seq}"
    yield from _fields("the auction", replayed.auction, stored.auction)
    for what, journal, table in (
        ("participant", replayed.participants, stored.participants),
        ("lot", replayed.lots, stored.lots),
    ):
        yield from _objects(what, journal, table)


def _objects(what: str, journal: Mapping[int, Any], table: Mapping[int, Any]) -> Iterator[str]:
    for each in sorted(journal.keys() | table.keys()):
        if each not in table:
            yield f"{what} {each} is in the journal and not in the table"
        elif each not in journal:
            yield f"{what} {each} is in the table and not in the journal"
        else:
            yield from _fields(f"{what} {each}", journal[each], table[each])


def _fields(what: str, journal: Any, table: Any) -> Iterator[str]:
    for name in (field.name for field in fields(journal)):
        said, stored = getattr(journal, name), getattr(table, name)
        if said != stored:
            yield f"{what} has {name} {stored} in the table and {said} in the journal"
