"""Lots on the clock: opening the next, extending, closing.

As many are open at once as the pace says: one in a live auction, which is no case of its own here.
"""

from collections.abc import Iterable
from dataclasses import replace

from auctions.rules import clock, money
from auctions.rules.draft import Draft
from auctions.rules.events import EventKind, LedgerEntryKind
from auctions.rules.proxies import contest
from auctions.rules.state import AuctionState, AuctionStatus, LotState, LotStatus, ParticipantState, Slot, coming_price

AT_ONCE = 20
"""So many lots a decision opens or closes at most; the clock comes again at once. Nobody waits long for the lock."""


def has_place(state: AuctionState) -> bool:
    """True if fewer lots are open than the pace allows; before it changes, none comes up."""
    return not state.auction.next_format and len(state.open_lots) < state.auction.settings.pace.lots


def open_next(draft: Draft) -> None:
    """Open the next lots, in order, until as many are open as may be; none left ends the auction.

    A lot that nobody can bid on goes unsold, or waits while others are open, since their bidders may be outbid.
    """
    for _ in range(AT_ONCE):
        if not (has_place(draft.state) and _put_up_next(draft)):
            break
    else:
        if has_place(draft.state):
            draft.set_auction(next_lot_at=draft.now)
            draft.emit(EventKind.QUEUE_CHANGED, goes_on=True)
            return
    if draft.auction.next_lot_at is not None:  # what comes next waits for a lot that closes
        draft.set_auction(next_lot_at=None)
        draft.emit(EventKind.QUEUE_CHANGED, waits=True)


def _put_up_next(draft: Draft) -> bool:
    """Open the next lot, or see what becomes of it otherwise; return whether there may be another."""
    queued, others = draft.state.queued(), draft.state.open_lots
    if queued and anybody_can_bid(draft.state, queued[0]):
        open_without_bid(draft, queued[0])
        return True
    if others:
        return False
    if not queued:
        return start_another_round(draft) or complete(draft)
    if not draft.auction.another_round and first_to_bid_on(draft.state, queued) is None:
        return complete(draft)
    draft.set_lot(queued[0].id, status=LotStatus.UNSOLD)
    draft.emit(EventKind.LOT_UNSOLD, lot=queued[0].id)
    return True


def complete(draft: Draft) -> bool:
    """End the auction. What is still queued, since nobody can bid on it, stays unsold. No lot follows: False."""
    for lot in draft.state.queued():
        draft.set_lot(lot.id, status=LotStatus.UNSOLD)
    for seat in draft.state.participants:
        contest.withdraw(draft, seat)
    draft.set_auction(status=AuctionStatus.COMPLETED, nominator=None, to_nominate=(), **clock.cleared(draft.auction))
    draft.emit(EventKind.AUCTION_COMPLETED)
    return False


def extend_if_late(draft: Draft, lot_id: int, arrived: int) -> None:
    """A bid with little time left moves the deadline; by the pace, perhaps only one that changes who leads."""
    lot = draft.lot(lot_id)
    if draft.auction.settings.pace.for_leaders_only and lot.leader == draft.found.lots[lot_id].leader:
        return
    ends_at = clock.extended(lot, draft.auction, arrived)
    if ends_at is not None:
        draft.set_lot(lot_id, ends_at=ends_at)
        draft.emit(EventKind.LOT_EXTENDED, lot=lot_id, ends_at=ends_at)


def extend_after_stall(draft: Draft, lot_id: int, stalled_ms: int) -> None:
    """Give a lot the time back in which the server stalled; its hard cap moves as well."""
    lot = draft.set_lot(lot_id, **clock.moved(draft.lot(lot_id), draft.auction, stalled_ms))
    draft.emit(EventKind.LOT_EXTENDED, lot=lot_id, ends_at=lot.ends_at, stalled_ms=stalled_ms)


def end_if_nobody_else(draft: Draft, lot_id: int) -> None:
    """Move the deadline to now when nobody but the leader can or wants to bid. The grace still lets timely bids in."""
    lot = draft.lot(lot_id)
    if not draft.auction.settings.early_end or lot.ends_at is None or lot.ends_at <= draft.now:
        return
    others = (each for each in draft.state.participants.values() if each.id != lot.leader)
    if any(not each.away and lot_id not in each.passed and _may_yet_bid(draft.state, each, lot) for each in others):
        return
    ends_at = clock.after(draft.auction, clock.running_from(draft.auction, draft.now), 0)
    if ends_at >= lot.ends_at:
        return
    draft.set_lot(lot_id, ends_at=ends_at)
    draft.emit(EventKind.LOT_EXTENDED, lot=lot_id, ends_at=ends_at)


def _may_yet_bid(state: AuctionState, seat: ParticipantState, lot: LotState) -> bool:
    """True if the seat can bid on the lot, or perhaps could if it were outbid on another that it leads."""
    return state.led_elsewhere(seat.id, lot.id) > 0 or money.can_bid(state, seat, lot)


def start_clock(draft: Draft, lot_id: int) -> None:
    """Give an open lot that lost its deadline, which no rule makes it do, the time that a new one has."""
    ends_at, cap_at = _deadlines(draft)
    draft.set_lot(lot_id, ends_at=ends_at, cap_at=cap_at)
    draft.emit(EventKind.LOT_EXTENDED, lot=lot_id, ends_at=ends_at, anew=True)


def anybody_can_bid_on_queued(state: AuctionState) -> bool:
    """True if anybody can bid on one of the queued lots."""
    return first_to_bid_on(state, state.queued()) is not None


def forget_passes(draft: Draft, lot_id: int) -> None:
    """Take back all passes on a lot."""
    for participant in draft.state.participants.values():
        if lot_id in participant.passed:
            draft.set_participant(
                participant.id, passed=tuple(passed for passed in participant.passed if passed != lot_id)
            )


def let_next_come(draft: Draft) -> None:
    """Begin the break before a lot that was put into the queue, if nothing else lets it come up."""
    if draft.auction.status.under_way and draft.auction.nominator is None:
        begin_break(draft)


def begin_break(draft: Draft, closing: int | None = None) -> None:
    """Begin the break before the next lot, if one may open and none is under way; `closing` doesn't count as open.

    While paused, it begins with the end of the pause.
    """
    auction, pace = draft.auction, draft.auction.settings.pace
    left = [each for each in draft.state.open_lots if each != closing and draft.lot(each).status is LotStatus.OPEN]
    if auction.next_format:  # the break is that of the other pace
        return
    if len(left) >= pace.lots or auction.next_lot_at is not None or auction.break_remaining_ms is not None:
        return
    if left and not any(lot.status is LotStatus.QUEUED for lot in draft.lots()):
        return
    if auction.status is AuctionStatus.PAUSED:
        draft.set_auction(break_remaining_ms=pace.break_ms)
    else:
        draft.set_auction(next_lot_at=clock.after(auction, clock.running_from(auction, draft.now), pace.break_ms))


def close(draft: Draft, lot_id: int) -> None:
    """Sell an open lot to its leader, or leave it unsold; the break before the next one begins."""
    lot = draft.lot(lot_id)
    forget_passes(draft, lot_id)
    begin_break(draft, lot_id)
    draft.set_lot(lot_id, earlier=())
    if lot.leader is None or lot.price is None:
        draft.set_lot(lot_id, status=LotStatus.UNSOLD)
        draft.emit(EventKind.LOT_UNSOLD, lot=lot_id)
        return
    winner, price = lot.leader, lot.price
    draft.post(LedgerEntryKind.CAPTURE, winner, price, lot_id)
    # A hold may be larger than the price: that of a maximum is.
    draft.post(LedgerEntryKind.RELEASE, winner, lot.hold - price, lot_id)
    slots = (*draft.participant(winner).roster, Slot(lot_id, lot.asset, price))
    draft.set_participant(winner, roster=tuple(sorted(slots, key=lambda slot: draft.lot(slot.lot).number)))
    draft.set_proxy(winner, lot_id, None)
    contest.withdraw_without_place(draft, winner)
    draft.set_lot(lot_id, status=LotStatus.SOLD, leader=None, hold=0, sold_to=winner, sold_for=price)
    draft.emit(EventKind.LOT_SOLD, lot=lot_id, participant=winner, price=price)


def anybody_can_bid(state: AuctionState, lot: LotState) -> bool:
    """True if anybody has the money and a slot for the lot, as far as others see."""
    return any(money.can_bid(state, each, lot) for each in state.participants.values())


def first_to_bid_on(state: AuctionState, queued: Iterable[LotState]) -> LotState | None:
    """Return the first of the lots, on which nobody has bid yet, that anybody can bid on."""
    too_dear: dict[tuple[str, ...], int] = {}
    for lot in queued:
        if lot.opening_price >= too_dear.get(lot.groups, lot.opening_price + 1):
            continue
        if anybody_can_bid(state, lot):
            return lot
        too_dear[lot.groups] = lot.opening_price
    return None


def cheapest_of_groups(queued: Iterable[LotState]) -> list[LotState]:
    """Return the cheapest lot of each position and club: who can bid on none of these can bid on no other.

    Of two lots that limits don't tell apart, the rest of a roster costs as much with the cheaper one at most.
    """
    cheapest: dict[tuple[str, ...], LotState] = {}
    for lot in queued:
        known = cheapest.setdefault(lot.groups, lot)
        if lot.opening_price < known.opening_price:
            cheapest[lot.groups] = lot
    return list(cheapest.values())


def open_without_bid(draft: Draft, lot: LotState) -> None:
    """Open a queued lot, on which the maxima that wait for it bid at once."""
    open_lot(draft, lot)
    if contest.play(draft, lot.id):
        extend_if_late(draft, lot.id, draft.now)
        end_if_nobody_else(draft, lot.id)


def open_lot(draft: Draft, lot: LotState, nominator: int | None = None) -> None:
    """Open a queued lot for who put it up, or whose turn it is; nobody has bid on it yet, by a maximum neither."""
    ends_at, cap_at = _deadlines(draft)
    unanswered = draft.auction.turn_ends_at if nominator is None else None
    nominator = nominator or draft.auction.nominator
    draft.set_auction(nominator=None, **clock.cleared(draft.auction))
    opened = {"status": LotStatus.OPEN, "opened_at": draft.now, "ends_at": ends_at, "cap_at": cap_at}
    draft.set_lot(lot.id, nominator=nominator, turn_ended_at=unanswered, **opened)
    by = {} if nominator is None else {"participant": nominator}
    draft.emit(EventKind.LOT_STARTED, lot=lot.id, number=lot.number, **by)


def _deadlines(draft: Draft) -> tuple[int, int | None]:
    """Return the deadline and the hard cap of a lot that begins now."""
    auction, pace = draft.auction, draft.auction.settings.pace
    ends_at = _apart_from_others(draft, clock.after(auction, draft.now, pace.lot_ms))
    return ends_at, None if pace.cap_ms is None else clock.after(auction, draft.now, pace.cap_ms)


def _apart_from_others(draft: Draft, ends_at: int) -> int:
    """Return the first instant from `ends_at` on that the pace's distance keeps clear of the other lots' deadlines."""
    apart = draft.auction.settings.pace.apart_ms
    others = (draft.lot(each).ends_at for each in draft.state.open_lots) if apart else ()
    for other in sorted(each for each in others if each is not None):
        if abs(ends_at - other) < apart:
            ends_at = clock.after(draft.auction, other, apart)
    return ends_at


def start_another_round(draft: Draft) -> bool:
    """Bring unsold lots back, as often and for as much as the settings say, while anybody can bid on one."""
    if not draft.auction.another_round:
        return False
    unsold = [
        replace(lot, opening_price=coming_price(draft.auction, lot))
        for lot in draft.state.lots.values()
        if lot.status is LotStatus.UNSOLD
    ]
    if first_to_bid_on(draft.state, unsold) is None:
        return False
    for lot in unsold:
        draft.set_lot(
            lot.id,
            status=LotStatus.QUEUED,
            opening_price=lot.opening_price,
            opened_at=None,
            closed_seq=None,
            **clock.cleared(lot),
        )
    draft.set_auction(round=draft.auction.round + 1)
    lowest = min(lot.opening_price for lot in unsold)
    draft.emit(EventKind.QUEUE_CHANGED, round=draft.auction.round, again=len(unsold), lowest=lowest)
    return True
