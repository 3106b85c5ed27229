"""The draft of a decision: changes are collected, and `emit` turns them into the next event."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from auctions.rules import money
from auctions.rules.codes import Code
from auctions.rules.commands import Command
from auctions.rules.events import Event, EventKind, LedgerEntry, LedgerEntryKind
from auctions.rules.evolve import evolve
from auctions.rules.state import (
    COUNTED_LOTS,
    AuctionHeader,
    AuctionState,
    LotState,
    LotStatus,
    ParticipantState,
    Proxy,
    changed,
    lot_counts,
    visible_lots,
)
from auctions.rules.switches import Switches


@dataclass(frozen=True, slots=True)
class Rejection:
    """A refusal: the code, and what a sentence about it needs."""

    code: Code
    facts: Mapping[str, Any]


def refuse(code: Code, **facts: Any) -> Rejection:
    """Return a rejection with its facts."""
    return Rejection(code, facts)


class Draft:
    """The state as found and as decided so far, one command's events, and what the next of them has changed."""

    def __init__(self, state: AuctionState, command: Command, now: int, switches: Switches) -> None:
        self.found = self.state = state
        self.now = now
        self.switches = switches
        self.events: list[Event] = []
        self._command = command
        self._ledger: list[LedgerEntry] = []
        self._auction: AuctionHeader | None = None
        self._lots: dict[int, LotState] = {}
        self._participants: dict[int, ParticipantState] = {}
        self._visible: tuple[AuctionState, frozenset[int]] | None = None

    @property
    def auction(self) -> AuctionHeader:
        """The auction as changed so far."""
        return self._auction or self.state.auction

    def lot(self, lot: int) -> LotState:
        """The lot as changed so far."""
        return self._lots.get(lot) or self.state.lots[lot]

    def lots(self) -> Iterable[LotState]:
        """All lots as changed so far, those that were added too."""
        return {**self.state.lots, **self._lots}.values()

    def participant(self, participant: int) -> ParticipantState:
        """The participant as changed so far."""
        return self._participants.get(participant) or self.state.participants[participant]

    def set_auction(self, **changes: Any) -> None:
        """Change fields of the auction."""
        self._auction = changed(self.auction, **changes)

    def set_lot(self, lot: int, **changes: Any) -> LotState:
        """Change fields of a lot."""
        self._lots[lot] = changed(self.lot(lot), **changes)
        return self._lots[lot]

    def set_participant(self, participant: int, **changes: Any) -> None:
        """Change fields of a participant; money changes by `post` alone."""
        self._participants[participant] = changed(self.participant(participant), **changes)

    def set_proxy(self, participant: int, lot: int, proxy: Proxy | None) -> None:
        """Put the participant's maximum on a lot in the place of the one before; None: there is none."""
        others = tuple(each for each in self.participant(participant).proxies if each.lot != lot)
        self.set_participant(participant, proxies=(*others, proxy) if proxy else others)

    def mark_here(self, participant: int) -> None:
        """Take *away* back from a participant who does something: that outweighs what is noted of them."""
        if self.participant(participant).away:
            self.set_participant(participant, away=False)

    def seat(self, participant: ParticipantState) -> None:
        """Add a participant."""
        self._participants[participant.id] = participant

    def add_lot(self, lot: LotState) -> None:
        """Add a lot."""
        self._lots[lot.id] = lot
        self.set_auction(lots_total=self.auction.lots_total + 1)

    def post(self, kind: LedgerEntryKind, participant: int, amount: int, lot: int | None = None) -> None:
        """Move money by a ledger entry; an amount of nothing leaves no entry."""
        if amount:
            entry = LedgerEntry(kind, participant, amount, lot)
            self._participants[participant] = money.post(self.participant(participant), entry)
            self._ledger.append(entry)

    def emit(self, kind: EventKind, **detail: Any) -> None:
        """Close the event: all changes since the last one, with what follows from them for limits and window."""
        seq = self.state.seq + 1
        moved = {each.id for each in self._lots.values() if self._status_before(each.id) is not each.status}
        for lot in moved:
            if self._lots[lot].status is not LotStatus.OPEN and lot in self.state.lots:
                self._forget_maxima(lot)
        for lot in moved:
            if self._lots[lot].status.closed:
                self.set_lot(lot, closed_seq=seq)
        if moved:
            self._recount_sales()
        requeued = any(lot.status is LotStatus.QUEUED for lot in self._lots.values())  # one may be in no window
        self._close(kind, detail, moved=bool(moved) or requeued)

    def _forget_maxima(self, lot: int) -> None:
        """Take back all maxima on a lot that is over, or queued anew.

        What was held of its leader's money is resolved by whoever closes it.
        """
        leader = self.state.lots[lot].leader
        for seat in self.state.participants:
            if proxy := self.participant(seat).proxy_on(lot):
                if seat != leader:
                    self.post(LedgerEntryKind.RELEASE, seat, proxy.maximum, lot)
                self.set_proxy(seat, lot, None)

    def _status_before(self, lot: int) -> LotStatus | None:
        return self.state.lots[lot].status if lot in self.state.lots else None

    def _recount_sales(self) -> None:
        before_all = {name: getattr(self.auction, name) for name in COUNTED_LOTS}
        by_status = {status: before_all[name] for name, status in COUNTED_LOTS.items()}
        for lot in self._lots.values():
            before = self._status_before(lot.id)
            for status in by_status:
                by_status[status] += (lot.status is status) - (before is status)
        counts = lot_counts(self.auction.status, by_status)
        if counts != before_all:
            self.set_auction(**counts)

    def _close(self, kind: EventKind, detail: Mapping[str, Any], *, moved: bool) -> None:
        first = not self.events
        event = Event(
            seq=self.state.seq + 1,
            kind=kind,
            at=self.now,
            auction=self._auction,
            lots=tuple(self._lots.values()),
            participants=tuple(self._participants.values()),
            ledger=tuple(self._ledger),
            detail=detail,
            # What follows from a command (a lot closing after a bid) is the clock's, not the person's; a bid is theirs,
            # though the lot that is put up by it comes first.
            actor=self._command.actor.user if first or kind is EventKind.BID_PLACED else None,
            reason=self._command.reason if first else "",
        )
        after = evolve(self.state, event)
        limited = self._limited(event, after, everybody=moved)
        if limited:
            touched = {each.id: each for each in event.participants} | limited
            event = changed(event, participants=tuple(touched.values()))
            after = changed(after, participants={**after.participants, **limited})
        if moved or any(lot.status.closed for lot in event.lots):  # one that closed long ago is in no window
            event = self._with_window(event, after)
        self.events.append(event)
        self.state = after
        self._auction, self._lots, self._participants, self._ledger = None, {}, {}, []

    def _limited(self, event: Event, after: AuctionState, *, everybody: bool) -> dict[int, ParticipantState]:
        """Return the participants for whom the event changes a limit, or what others don't see of their money."""
        concerned = [*after.participants] if everybody else self._concerned(event, after)
        seats = [_with_secret(after, after.participants[each]) for each in concerned]
        limits = money.shown_max_bids(after, seats)
        return {
            seat.id: changed(seat, max_bid=limits[seat.id])
            for seat in seats
            if seat is not after.participants[seat.id] or seat.max_bid != limits[seat.id]
        }

    def _concerned(self, event: Event, after: AuctionState) -> list[int]:
        """Return those whose money the event changes, and who led its lots before it or lead them now."""
        leaders = (state.lots[lot.id].leader for state in (self.state, after) for lot in event.lots)
        concerned = [*(each.id for each in event.participants), *leaders]
        return [each for each in dict.fromkeys(concerned) if each is not None]

    def _with_window(self, event: Event, after: AuctionState) -> Event:
        """Add the lots that come into the clients' window, with their (unchanged) values; name those that leave."""
        known = self._visible  # several lots may close and open in one decision
        seen_before = known[1] if known and known[0] is self.state else visible_lots(self.state)
        seen = visible_lots(after)
        self._visible = after, seen
        carried = {lot.id for lot in event.lots}
        entering = tuple(self.state.lots[lot] for lot in sorted(seen - seen_before - carried))
        gone = tuple(sorted((seen_before | carried) - seen))
        return changed(event, lots=(*event.lots, *entering), gone=gone)


def _with_secret(state: AuctionState, seat: ParticipantState) -> ParticipantState:
    """Return the participant with what others don't see of its money; the same one where that is no change."""
    secret = money.secret(state.lots, seat)
    return seat if secret == seat.secret else changed(seat, secret=secret)
