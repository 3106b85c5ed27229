"""The life of an auction: seats, begin, pause, resume, cancel, and the clock's tick."""

from auctions.rules import clock, lots
from auctions.rules.codes import Code
from auctions.rules.commands import (
    SYSTEM,
    ActorRole,
    Begin,
    Cancel,
    Command,
    CountStalls,
    Pause,
    Resume,
    SetAway,
    TakeSeat,
    Tick,
)
from auctions.rules.draft import Draft, Rejection, refuse
from auctions.rules.events import EventKind, LedgerEntryKind
from auctions.rules.nominations import put_up, turns
from auctions.rules.proxies import contest
from auctions.rules.state import NOT_OVER, AuctionHeader, AuctionStatus, LotStatus, ParticipantState
from auctions.rules.switches import Switches
from leagues.settings.auction import AuctionMode

OUTAGE = "The servers were away; the commissioner resumes when everybody is back."
EMPTY_ROOM = "Nobody was here who could bid; the commissioner resumes when somebody is back."
HALTED = "The operators have paused all auctions; the commissioner resumes when they may go on."
NO_BIDDING = "Bidding is switched off for a while; the auction goes on by itself when it is back."
CLOSED_FOR_CHANGES = "The operators let nothing be changed for a moment; the commissioner resumes afterwards."

POSSIBLE_IN: dict[type[Command], tuple[AuctionStatus, ...]] = {
    TakeSeat: NOT_OVER,
    Begin: (AuctionStatus.WAITING,),
    Pause: (AuctionStatus.ACTIVE,),
    Resume: (AuctionStatus.PAUSED,),
    Cancel: NOT_OVER,
    SetAway: NOT_OVER,
}
"""In which statuses an auction takes a command; who may give it is asked apart."""


def only_commissioner(command: Command) -> Rejection | None:
    """Refuse everybody but the commissioner and the system."""
    if command.actor.role in {ActorRole.COMMISSIONER, ActorRole.SYSTEM}:
        return None
    return refuse(Code.FORBIDDEN)


def stops_the_clocks(command: Command) -> bool:
    """True if the system itself pauses: allowed even when nothing else is, so that no lot runs out."""
    pauses = isinstance(command, Pause) or (isinstance(command, Tick) and command.outage_since is not None)
    return pauses and command.actor == SYSTEM


def reason_to_stand(switches: Switches) -> str | None:
    """Return why no clock may run now, for everybody in the room; None if clocks may.

    Whatever operators switch off, no lot runs out by it: nobody could have bid.
    """
    if switches.read_only:
        return CLOSED_FOR_CHANGES
    if not switches.running_auctions:
        return HALTED
    return None if switches.bidding else NO_BIDDING


def _unless_halted(draft: Draft) -> Rejection | None:
    if not draft.switches.running_auctions:
        return refuse(Code.RUNNING_AUCTIONS_DISABLED)
    return None if draft.switches.bidding else refuse(Code.BIDDING_DISABLED)


def _unless_possible(draft: Draft, command: Command) -> Rejection | None:
    status = draft.auction.status
    return None if status in POSSIBLE_IN[type(command)] else refuse(Code.WRONG_STATUS, status=status)


def take_seat(draft: Draft, command: TakeSeat) -> Rejection | None:
    """Give a member a seat, and the whole budget unless the commissioner says how much.

    The system does as soon as the member comes to the waiting room; later it is the commissioner's choice.
    """
    if rejection := only_commissioner(command) or _unless_possible(draft, command):
        return rejection
    if command.actor == SYSTEM and draft.auction.status is not AuctionStatus.WAITING:
        return refuse(Code.WRONG_STATUS, status=draft.auction.status)
    seats = draft.state.participants.values()
    if any(each.member == command.member or each.id == command.participant for each in seats):
        return refuse(Code.WRONG_STATUS, status="seated")
    draft.seat(ParticipantState(id=command.participant, member=command.member))
    budget = draft.auction.settings.budget if command.budget is None else command.budget
    draft.post(LedgerEntryKind.GRANT, command.participant, budget)
    draft.emit(EventKind.PARTICIPANT_JOINED, participant=command.participant)
    return None


def begin(draft: Draft, command: Begin) -> Rejection | None:
    """Start selling. An auction made without a waiting room can't be begun by people: only the system begins it."""
    if not draft.auction.waiting_room and command.actor.role is not ActorRole.SYSTEM:
        return refuse(Code.NO_WAITING_ROOM)
    if rejection := only_commissioner(command) or _unless_halted(draft) or _unless_possible(draft, command):
        return rejection
    if not draft.state.participants:
        return refuse(Code.NO_PARTICIPANTS)
    draft.set_auction(status=AuctionStatus.ACTIVE, begun_at=draft.now)
    if draft.auction.settings.pace.nominations is not None:
        lots.begin_break(draft)
        draft.emit(EventKind.AUCTION_BEGUN)
        return None
    draft.emit(EventKind.AUCTION_BEGUN)
    _put_next_up(draft)
    return None


def _put_next_up(draft: Draft) -> None:
    """Open the next lots, or ask the manager whose turn it is for one."""
    if draft.auction.mode == AuctionMode.NOMINATION and draft.auction.settings.pace.nominations is None:
        turns.call_next(draft)
    else:
        lots.open_next(draft)


def pause(draft: Draft, command: Pause) -> Rejection | None:
    """Stop all clocks, keeping the exact milliseconds left."""
    if rejection := only_commissioner(command) or _unless_possible(draft, command):
        return rejection
    stop_clocks(draft, at=draft.now, reason=command.reason)
    return None


def stop_clocks(draft: Draft, *, at: int, reason: str) -> None:
    """Pause. Stop each clock at `at`, or when it began if that was later: else it would get more than it began with."""
    auction = draft.auction
    between_lots = max(at, min(draft.now, _between_lots_since(auction)))
    stops = {each: max(at, draft.lot(each).opened_at or at) for each in draft.state.open_lots}
    for lot_id, stops_at in stops.items():
        draft.set_lot(lot_id, **clock.stopped(draft.lot(lot_id), auction, stops_at))
    draft.set_auction(
        status=AuctionStatus.PAUSED,
        paused_at=min(stops.values(), default=between_lots),
        pause_reason=reason,
        resumes_at=None,
        **clock.stopped(auction, auction, between_lots),
    )
    draft.emit(EventKind.AUCTION_PAUSED, reason=reason)


def resume(draft: Draft, command: Resume) -> Rejection | None:
    """Count 3-2-1, then every clock goes on with what it had left."""
    if rejection := only_commissioner(command) or _unless_halted(draft) or _unless_possible(draft, command):
        return rejection
    resumes_at = draft.now + clock.RESUME_COUNT_MS
    for lot_id in draft.state.open_lots:
        draft.set_lot(lot_id, **clock.started(draft.lot(lot_id), draft.auction, resumes_at))
    draft.set_auction(
        status=AuctionStatus.ACTIVE,
        paused_at=None,
        pause_reason="",
        resumes_at=resumes_at,
        **clock.started(draft.auction, draft.auction, resumes_at),
    )
    draft.emit(EventKind.AUCTION_RESUMED, resumes_at=resumes_at)
    return None


def cancel(draft: Draft, command: Cancel) -> Rejection | None:
    """End the auction for good: every hold is released, every sale reversed."""
    if rejection := only_commissioner(command) or _unless_possible(draft, command):
        return rejection
    if not command.reason:
        return refuse(Code.REASON_MISSING)
    for lot in list(draft.state.lots.values()):
        if lot.status is LotStatus.UNSOLD:
            continue
        if lot.leader is not None:
            draft.post(LedgerEntryKind.RELEASE, lot.leader, lot.hold, lot.id)
        if lot.sold_to is not None and lot.sold_for is not None:
            draft.post(LedgerEntryKind.REVERSE, lot.sold_to, lot.sold_for, lot.id)
        draft.set_lot(
            lot.id,
            status=LotStatus.WITHDRAWN,
            leader=None,
            hold=0,
            earlier=(),
            sold_to=None,
            sold_for=None,
            **clock.ended(lot),
        )
    for each in draft.state.participants.values():
        draft.set_participant(each.id, roster=(), passed=())
    draft.set_auction(
        status=AuctionStatus.CANCELLED,
        resumes_at=None,
        nominator=None,
        to_nominate=(),
        next_format="",
        **clock.cleared(draft.auction),
    )
    draft.emit(EventKind.AUCTION_CANCELLED, reason=command.reason)
    return None


def set_away(draft: Draft, command: SetAway) -> Rejection | None:
    """Mark a participant as away or back; a lot doesn't wait for one who is away. Each may go and come themselves."""
    own = command.actor.participant is not None and command.actor.participant == command.participant
    if rejection := (None if own else only_commissioner(command)) or _unless_possible(draft, command):
        return rejection
    if command.participant not in draft.state.participants:
        return refuse(Code.NOT_A_PARTICIPANT)
    if draft.participant(command.participant).away == command.away:
        return refuse(Code.WRONG_STATUS, status="away" if command.away else "here")
    draft.set_participant(command.participant, away=command.away)
    if command.away and command.actor == SYSTEM and not command.lost_line:  # who may not play any more
        contest.withdraw(draft, command.participant)
    if command.away:
        turns.hurry(draft, command.participant)
    lost = {"lost_line": True} if command.away and command.lost_line else {}
    draft.emit(EventKind.SETTINGS_CHANGED, participant=command.participant, away=command.away, **lost)
    if draft.auction.status is AuctionStatus.ACTIVE:
        for lot in draft.state.open_lots:
            lots.end_if_nobody_else(draft, lot)
    return None


def tick(draft: Draft, command: Tick) -> Rejection | None:
    """Close what is due, open what is due; pause instead after a long outage, as of when it began, and while no clock
    may run.

    No lot is closed while a bid that arrived by its deadline may still be undecided: the clock comes again soon.

    A lot that has lost its deadline gets a whole one, so that nobody is surprised by its end. Of many that are due at
    once, some wait for the next tick, which comes at once.
    """
    if command.actor.role is not ActorRole.SYSTEM:
        return refuse(Code.FORBIDDEN)
    if draft.auction.status is not AuctionStatus.ACTIVE:
        return None
    if command.outage_since is not None:
        stop_clocks(draft, at=command.outage_since, reason=OUTAGE)
        return None
    if reason := reason_to_stand(draft.switches):
        stop_clocks(draft, at=draft.now, reason=reason)
        return None
    for lot_id in clock.in_order_of_ends(draft.state)[: lots.AT_ONCE]:
        due = clock.due_at(draft.lot(lot_id), draft.auction)
        if due is None:
            lots.start_clock(draft, lot_id)
        elif due <= draft.now and clock.is_decided(draft.lot(lot_id), command.closed_up_to):
            lots.close(draft, lot_id)
    if lots.has_place(draft.state):
        _go_on_between_lots(draft, command.closed_up_to)
    return None


def _go_on_between_lots(draft: Draft, closed_up_to: int | None) -> None:
    """End a break that is over, and a turn to put a lot up that wasn't used in time."""
    auction = draft.auction
    if auction.nominator is not None:
        if clock.turn_is_over(auction, draft.now, closed_up_to):
            put_up.answer_for_absent(draft)
    elif auction.next_lot_at is None or auction.next_lot_at <= draft.now or _nobody_can_nominate(draft):
        _put_next_up(draft)


def _nobody_can_nominate(draft: Draft) -> bool:
    """True if lots are waited for that nobody can put up any more."""
    waits = draft.auction.settings.pace.nominations is not None
    return waits and not lots.anybody_can_bid_on_queued(draft.state)


def count_stalls(draft: Draft, command: CountStalls) -> Rejection | None:
    """Move the deadlines of the open lots, and the end of a turn to put one up, by the stalls that weren't counted yet.

    Only the system knows of stalls.
    """
    if command.actor.role is not ActorRole.SYSTEM:
        return refuse(Code.FORBIDDEN)
    for lot_id in draft.state.open_lots:
        owed = clock.owed_for(draft.lot(lot_id), draft.auction, command.stalls, command.counted)
        if owed:
            lots.extend_after_stall(draft, lot_id, owed)
    turns.extend_after_stall(draft, command.stalls, command.counted)
    return None


def _between_lots_since(auction: AuctionHeader) -> int:
    """Return when the break or the turn began that is under way; 0: none is."""
    begun, settings = [0], auction.settings
    if auction.next_lot_at is not None:
        begun.append(clock.before(auction, auction.next_lot_at, settings.pace.break_ms))
    if auction.turn_ends_at is not None:
        begun.append(clock.before(auction, auction.turn_ends_at, settings.nomination_seconds * 1000))
    return max(begun)
