"""Bids and passes: whether they count, and what they change."""

from typing import Any

from auctions.rules import clock, lots, money
from auctions.rules.codes import Code
from auctions.rules.commands import BidByBot, BidFor, Command, Offer, PassLot, PlaceBid
from auctions.rules.draft import Draft, Rejection, refuse
from auctions.rules.events import EventKind
from auctions.rules.limits.places import no_place
from auctions.rules.proxies import contest
from auctions.rules.state import AuctionHeader, AuctionStatus, LotState, LotStatus, ParticipantState


def place_bid(draft: Draft, bid: PlaceBid) -> Rejection | None:
    """Lead the lot at the bid's amount, or refuse for the first reason, in the order of docs/auction-rules.md."""
    if rejection := refuse_bid(draft, bid):
        return rejection
    if bid.seat is not None:
        draft.mark_here(bid.seat)
    accept(draft, bid)
    return None


def refuse_bid(draft: Draft, bid: PlaceBid) -> Rejection | None:
    """Refuse a bid for the first reason there is."""
    return refuse_offer(draft, bid) or _refuse_amount(draft, bid)


def accept(draft: Draft, bid: PlaceBid, **detail: object) -> None:
    """Let a bid that nothing speaks against lead its lot, and the maxima answer it; `detail` is told besides."""
    participant = bidder(draft, bid)
    assert participant is not None  # noqa: S101 # refuse_offer refused everybody else
    contest.lead(draft, bid.lot, participant.id, bid.amount)
    draft.emit(EventKind.BID_PLACED, lot=bid.lot, participant=participant.id, amount=bid.amount, **detail)
    contest.play(draft, bid.lot)
    lots.extend_if_late(draft, bid.lot, bid.arrived)
    lots.end_if_nobody_else(draft, bid.lot)


def receipt(draft: Draft, bid: PlaceBid) -> dict[str, Any]:
    """Return the bid's receipt: the state that it met, as it was before. Refused bids have one too. Times in ms."""
    lot = draft.state.lots.get(bid.lot)
    return {
        "arrived_ms": bid.arrived,
        "decided_ms": draft.now,
        "deadline_ms": lot.ends_at if lot else None,
        "late_ms": clock.late_by(lot, bid.arrived) if lot else None,
        "price": lot.price if lot else None,
        "leader": lot.leader if lot else None,
        "seen": bid.seen,
        "amount": bid.amount,
        "lot": bid.lot,
        **({"on_behalf": True} if isinstance(bid, BidFor) else {}),
        **({"by_bot": True} if isinstance(bid, BidByBot) else {}),
    }


def bidder(draft: Draft, command: Command) -> ParticipantState | None:
    """Return the seat whose doing a command is."""
    return draft.state.participants.get(command.seat) if command.seat is not None else None


def refuse_offer(draft: Draft, offer: Offer) -> Rejection | None:
    """Refuse what doesn't count now, or came too late for its lot."""
    return _refuse_now(draft, offer) or _refuse_lot(draft, offer)


def _refuse_now(draft: Draft, bid: Offer) -> Rejection | None:
    if bidder(draft, bid) is None:
        return refuse(Code.NOT_A_PARTICIPANT)
    if not draft.switches.bidding:
        return refuse(Code.BIDDING_DISABLED)
    if draft.auction.status is AuctionStatus.COMPLETED and _missed_by_server(draft, bid):
        return refuse(Code.MISSED_BY_SERVER)
    return refuse_unless_running(draft.auction, bid.arrived)


def refuse_unless_running(auction: AuctionHeader, arrived: int) -> Rejection | None:
    """Refuse what arrives while the auction waits, is paused, counts 3-2-1 after that, or is over."""
    if auction.status is AuctionStatus.PAUSED:
        return refuse(Code.PAUSED)
    if auction.status is not AuctionStatus.ACTIVE:
        return refuse(Code.NOT_ACTIVE, status=auction.status)
    if clock.resumes_later(auction, arrived):
        return refuse(Code.PAUSED, resumes_at=auction.resumes_at)
    return None


def _refuse_lot(draft: Draft, bid: Offer) -> Rejection | None:
    lot = draft.state.lots.get(bid.lot)
    if lot is None:
        return refuse(Code.NO_SUCH_LOT, lot=bid.lot)
    if lot.status is LotStatus.OPEN:
        late_ms = clock.late_by(lot, bid.arrived)
        return refuse(Code.LOT_CLOSED, late_ms=late_ms) if late_ms else None
    return refuse(Code.MISSED_BY_SERVER) if _missed_by_server(draft, bid) else refuse(Code.LOT_CLOSED, late_ms=None)


def _missed_by_server(draft: Draft, bid: Offer) -> bool:
    """True if a lot that isn't open was so when the bid arrived, and is closed only because we were slow."""
    lot = draft.state.lots.get(bid.lot)
    return lot is not None and clock.late_by(lot, bid.arrived) == 0


def _refuse_amount(draft: Draft, bid: PlaceBid) -> Rejection | None:
    participant, lot = bidder(draft, bid), draft.state.lots[bid.lot]
    assert participant is not None  # noqa: S101 # refuse_offer refused everybody else
    if lot.leader == participant.id:
        return refuse(Code.ALREADY_LEADING, price=lot.price)
    return refuse_amount(draft, participant, lot, bid.amount)


def refuse_amount(draft: Draft, participant: ParticipantState, lot: LotState, amount: int) -> Rejection | None:
    """Refuse an amount that is too low or more than the participant may spend on the lot, and then a full roster."""
    least = money.min_next(lot, draft.auction.settings)
    if amount < least:
        return refuse(Code.TOO_LOW, price=lot.price, leader=lot.leader, min_next=least)
    if rejection := refuse_over_limit(draft, participant, lot, amount):
        return rejection
    if money.roster_full(draft.state, participant, lot.id):
        return refuse(Code.ROSTER_FULL, slots=participant.size(draft.auction.settings).most)
    return refuse_place(draft, participant, lot)


def refuse_place(draft: Draft, seat: ParticipantState, lot: LotState, **facts: Any) -> Rejection | None:
    """Refuse a lot for which the limits of positions, clubs or countries leave no place in the seat's roster."""
    reason = no_place(draft.state, seat, lot)
    return refuse(reason.code, **reason.facts, **facts) if reason else None


def refuse_over_limit(draft: Draft, participant: ParticipantState, lot: LotState, amount: int) -> Rejection | None:
    """Refuse more than the participant may spend on the lot."""
    most = money.max_bid(draft.state, participant, lot)
    if amount <= most:
        return None
    return refuse(Code.OVER_MAX_BID, max_bid=most, reserve=money.reserve(draft.state, participant, lot.id))


def pass_lot(draft: Draft, command: PassLot) -> Rejection | None:
    """Step aside on an open lot; a later bid takes it back."""
    participant = bidder(draft, command)
    if participant is None:
        return refuse(Code.NOT_A_PARTICIPANT)
    if draft.auction.status is not AuctionStatus.ACTIVE:
        return refuse(Code.NOT_ACTIVE, status=draft.auction.status)
    lot: LotState | None = draft.state.lots.get(command.lot)
    if lot is None:
        return refuse(Code.NO_SUCH_LOT, lot=command.lot)
    if lot.status is not LotStatus.OPEN:
        return refuse(Code.LOT_CLOSED, late_ms=None)
    if lot.leader == participant.id:
        return refuse(Code.LEADER_CANNOT_PASS, price=lot.price)
    if lot.id in participant.passed:
        return refuse(Code.ALREADY_PASSED)
    draft.set_participant(participant.id, passed=(*participant.passed, lot.id))
    draft.mark_here(participant.id)
    draft.emit(EventKind.LOT_PASSED, lot=lot.id, participant=participant.id)
    lots.end_if_nobody_else(draft, lot.id)
    return None
