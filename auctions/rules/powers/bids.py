"""Bids that aren't their bidder's own: made by the commissioner or a bot for somebody absent, and those taken back."""

from auctions.rules import bidding, clock, lots, money
from auctions.rules.codes import Code
from auctions.rules.commands import ActorRole, BidByBot, BidFor, Command, RetractBid, TakeBackBid
from auctions.rules.draft import Draft, Rejection, refuse
from auctions.rules.events import EventKind, LedgerEntryKind
from auctions.rules.lifecycle import only_commissioner
from auctions.rules.proxies import contest
from auctions.rules.state import AuctionStatus, EarlierBid, LotState, LotStatus


def bid_for(draft: Draft, command: BidFor) -> Rejection | None:
    """Bid for a manager, as far as everybody sees that they can; each event, receipt and result says that it was so.

    What is held for maxima that nobody else knows of refuses no such bid: where it must, it is given back.
    """
    if rejection := only_commissioner(command) or bidding.refuse_offer(draft, command):
        return rejection
    seat, lot = draft.participant(command.participant), draft.state.lots[command.lot]
    if rejection := _refuse_amount(draft, command, lot):
        return rejection
    if command.amount > money.max_bid(draft.state, seat, lot):
        contest.withdraw(draft, seat.id)
    bidding.accept(draft, command, on_behalf=True)
    return None


def bid_by_bot(draft: Draft, command: BidByBot) -> Rejection | None:
    """Bid as a manager who is away could, who stays so. Whatever they do themselves takes *away* back, and ends it.

    Whether they let a bot bid, and how high, is for whoever asks to look at under the lock.
    """
    if command.actor.role is not ActorRole.SYSTEM:
        return refuse(Code.FORBIDDEN)
    seat = bidding.bidder(draft, command)
    if seat is not None and not seat.away:
        return refuse(Code.WRONG_STATUS, status="here")
    if rejection := bidding.refuse_bid(draft, command):
        return rejection
    bidding.accept(draft, command, by_bot=True)
    return None


def take_back_bid(draft: Draft, command: TakeBackBid) -> Rejection | None:
    """Take back the bid that leads an open lot; the one before leads again, if it still can."""
    if rejection := only_commissioner(command):
        return rejection
    if not draft.auction.status.under_way:
        return refuse(Code.WRONG_STATUS, status=draft.auction.status)
    if rejection := _unless_leading(draft, command.lot, command.participant):
        return rejection
    _take_back(draft, command, command.lot, retracted=False)
    return None


def retract_bid(draft: Draft, command: RetractBid) -> Rejection | None:
    """Take back one's own bid while nobody has bid over it, where the league allows it."""
    if bidding.bidder(draft, command) is None:
        return refuse(Code.NOT_A_PARTICIPANT)
    if not draft.auction.settings.retract_bids:
        return refuse(Code.NOT_OFFERED)
    if rejection := bidding.refuse_offer(draft, command):
        return rejection
    if draft.state.lots[command.lot].leader != command.seat:
        return refuse(Code.NOT_LEADING)
    _take_back(draft, command, command.lot, retracted=True)
    return None


def _take_back(draft: Draft, command: Command, lot_id: int, *, retracted: bool) -> None:
    """Take back the leading bid, with the maximum that made it. The others have time to answer, as after a late bid.

    Passes on the lot are taken back too, since the price is another.
    """
    lot = draft.lot(lot_id)
    assert lot.leader is not None and lot.price is not None  # noqa: S101, PT018 # both rules refused a lot without
    if draft.participant(lot.leader).proxy_on(lot_id):
        contest.take_back(draft, lot.leader, lot_id)
    draft.post(LedgerEntryKind.RELEASE, lot.leader, lot.price, lot_id)
    lots.forget_passes(draft, lot_id)
    draft.set_lot(lot_id, price=None, leader=None, hold=0, bids=0, **_time_to_answer(draft, lot))
    told = {"lot": lot_id, "participant": lot.leader, "amount": lot.price, "retracted": retracted}
    draft.emit(EventKind.BID_TAKEN_BACK, **told, reason=command.reason)
    _let_earlier_lead(draft, lot_id, lot.bids - 1)
    if draft.auction.status is AuctionStatus.ACTIVE:
        lots.end_if_nobody_else(draft, lot_id)


def _let_earlier_lead(draft: Draft, lot_id: int, bids: int) -> None:
    """Let the last of the earlier bids lead that its bidder can still pay and has a slot for; `bids` there were."""
    earlier = draft.lot(lot_id).earlier
    while earlier and not _can_lead(draft, lot_id, earlier[-1]):
        earlier, bids = earlier[:-1], bids - 1
    if not earlier:
        return
    bid = earlier[-1]
    seat, lot = draft.participant(bid.participant), draft.lot(lot_id)
    if bid.amount > money.max_bid(draft.state, seat, lot):
        contest.withdraw(draft, seat.id)
    draft.set_lot(lot_id, bids=bids - 1)  # which counts the bid itself anew
    contest.lead(draft, lot_id, bid.participant, bid.amount)
    draft.set_lot(lot_id, earlier=earlier[:-1])
    draft.emit(EventKind.BID_RESTORED, lot=lot_id, participant=bid.participant, amount=bid.amount)


def _can_lead(draft: Draft, lot_id: int, bid: EarlierBid) -> bool:
    """True if the bidder could make the bid now, as far as everybody sees."""
    seat, lot = draft.state.participants[bid.participant], draft.state.lots[lot_id]
    seen = money.as_seen(seat)
    return bid.amount <= money.max_bid(draft.state, seen, lot) and money.has_place(draft.state, seen, lot)


def _time_to_answer(draft: Draft, lot: LotState) -> clock.Changes:
    """Return the changes that leave the lot, running or paused, as much time as a late bid would."""
    if draft.auction.status is AuctionStatus.PAUSED:
        most = draft.auction.settings.pace.window_ms
        if lot.cap_remaining_ms is not None:
            most = min(most, lot.cap_remaining_ms)
        return {"remaining_ms": max(lot.remaining_ms or 0, most)}
    later = clock.extended(lot, draft.auction, max(draft.now, draft.auction.resumes_at or draft.now))
    return {} if later is None else {"ends_at": later}


def _unless_leading(draft: Draft, lot_id: int, participant: int) -> Rejection | None:
    lot = draft.state.lots.get(lot_id)
    if lot is None:
        return refuse(Code.NO_SUCH_LOT, lot=lot_id)
    if lot.status is not LotStatus.OPEN:
        return refuse(Code.WRONG_STATUS, status=lot.status)
    if participant not in draft.state.participants:
        return refuse(Code.NOT_A_PARTICIPANT)
    return None if lot.leader == participant else refuse(Code.NOT_LEADING, participant=participant)


def _refuse_amount(draft: Draft, command: BidFor, lot: LotState) -> Rejection | None:
    """Refuse what the manager couldn't bid, as far as everybody sees: a refusal tells nothing of their maxima."""
    seen = money.as_seen(draft.participant(command.participant))
    if lot.leader == seen.id:
        return refuse(Code.ALREADY_LEADING, participant=seen.id, price=lot.price)
    rejection = bidding.refuse_amount(draft, seen, lot, command.amount)
    if rejection is None or rejection.code is Code.TOO_LOW:
        return rejection
    size = seen.size(draft.auction.settings)
    facts = {"amount": command.amount, "filled": seen.filled + 1, "slots": size.most}
    return refuse(rejection.code, **{**facts, **rejection.facts, "participant": seen.id})
