"""Accounts of an auction, kept from the ledger entries of its journal alone.

They never look at what the events say the money is: that is what they are compared with. Every method yields
sentences about what is wrong. After a difference the accounts follow the journal, so that one fault is named once.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from auctions.rules.events import Event, LedgerEntry, LedgerEntryKind
from auctions.rules.state import AuctionState, LotState, LotStatus, ParticipantState


@dataclass(slots=True)
class Account:
    """A participant's money."""

    granted: int = 0
    adjusted: int = 0
    held: int = 0
    spent: int = 0

    @property
    def available(self) -> int:
        """The money left: granted + adjusted = available + held + spent."""
        return self.granted + self.adjusted - self.held - self.spent

    def amounts(self) -> dict[str, int]:
        """All five amounts by name."""
        names = ("granted", "adjusted", "held", "spent", "available")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True)
class Claim:
    """Money of a participant that is held for a lot, or was paid for it."""

    participant: int
    amount: int


class Ledger:
    """An account for each participant; for each lot at most one hold, or one sale."""

    def __init__(self) -> None:
        self.accounts: dict[int, Account] = {}
        self.holds: dict[int, Claim] = {}
        self.sales: dict[int, Claim] = {}

    def apply_event(self, event: Event, state: AuctionState) -> Iterator[str]:
        """Post an event's ledger entries and compare with `state`, the state after the event."""
        for entry in event.ledger:
            yield from self._post(entry)
        yield from self._check_trade_balance(event)
        seats = {each.id for each in event.participants} | {entry.participant for entry in event.ledger}
        for seat in sorted(seats):
            yield from self._compare_money(seat, state.participants.get(seat))
        lots = {lot.id for lot in event.lots} | {entry.lot for entry in event.ledger if entry.lot is not None}
        for lot in sorted(lots):
            yield from self._compare_lot(lot, state.lots.get(lot))

    def unresolved_holds(self) -> Iterator[str]:
        """Name the holds left over; after an auction there may be none."""
        for lot, hold in sorted(self.holds.items()):
            yield f"the hold of {hold.amount} on lot {lot} was never resolved, though the auction is over"

    def _post(self, entry: LedgerEntry) -> Iterator[str]:
        if entry.amount <= 0:
            yield f"the {entry.kind} for participant {entry.participant} is of {entry.amount}, which moves nothing"
        account = self.accounts.setdefault(entry.participant, Account())
        match entry.kind:
            case LedgerEntryKind.GRANT:
                account.granted += entry.amount
            case LedgerEntryKind.HOLD:
                account.held += entry.amount
                yield from self._hold(entry)
            case LedgerEntryKind.RELEASE:
                account.held -= entry.amount
                yield from self._resolve(entry)
            case LedgerEntryKind.CAPTURE:
                account.held -= entry.amount
                account.spent += entry.amount
                yield from self._resolve(entry)
                yield from self._sell(entry)
            case LedgerEntryKind.REVERSE:
                account.spent -= entry.amount
                yield from self._reverse(entry)
            case LedgerEntryKind.PAY:
                account.adjusted -= entry.amount
            case LedgerEntryKind.RECEIVE:
                account.adjusted += entry.amount
            case LedgerEntryKind.REFUND:
                account.adjusted += entry.amount
                yield from self._refund(entry)

    def _hold(self, entry: LedgerEntry) -> Iterator[str]:
        lot = entry.lot or 0
        if lot in self.holds:
            yield f"lot {lot} gets a second hold while one of {self.holds[lot].amount} is open"
        self.holds[lot] = Claim(entry.participant, entry.amount)

    def _resolve(self, entry: LedgerEntry) -> Iterator[str]:
        """A hold ends by its release, or by the capture of the price and the release of the rest."""
        lot = entry.lot or 0
        hold = self.holds.pop(lot, None)
        entry_text = f"the {entry.kind} of {entry.amount} for participant {entry.participant} on lot {lot}"
        if hold is None:
            yield f"{entry_text} resolves no hold"
        elif hold.participant != entry.participant:
            yield f"{entry_text} resolves the hold of participant {hold.participant}"
        elif entry.amount > hold.amount:
            yield f"{entry_text} is more than the hold of {hold.amount}"
        elif entry.amount < hold.amount:
            self.holds[lot] = Claim(hold.participant, hold.amount - entry.amount)

    def _sell(self, entry: LedgerEntry) -> Iterator[str]:
        lot = entry.lot or 0
        if lot in self.sales:
            yield f"lot {lot} is sold a second time, while participant {self.sales[lot].participant} owns it"
        self.sales[lot] = Claim(entry.participant, entry.amount)

    def _reverse(self, entry: LedgerEntry) -> Iterator[str]:
        lot = entry.lot or 0
        if self.sales.pop(lot, None) != Claim(entry.participant, entry.amount):
            yield f"the reverse of {entry.amount} for participant {entry.participant} on lot {lot} undoes no such sale"

    def _refund(self, entry: LedgerEntry) -> Iterator[str]:
        sale = self.sales.get(entry.lot or 0)
        if sale is None or sale.amount != entry.amount:
            yield f"the refund of {entry.amount} for lot {entry.lot} is not what it was sold for"

    def _check_trade_balance(self, event: Event) -> Iterator[str]:
        """Check that what is paid in a trade is received."""
        paid, received = (
            sum(entry.amount for entry in event.ledger if entry.kind is kind)
            for kind in (LedgerEntryKind.PAY, LedgerEntryKind.RECEIVE)
        )
        if paid != received:
            yield f"{paid} is paid in a trade, and {received} received"

    def _compare_money(self, seat: int, participant: ParticipantState | None) -> Iterator[str]:
        account = self.accounts.setdefault(seat, Account())
        if participant is None:
            yield f"the ledger moves money of participant {seat}, who has no seat"
            return
        for name, amount in account.amounts().items():
            stated = getattr(participant, name)
            if stated != amount:
                yield f"participant {seat} has {stated} {name}, and by the ledger {amount}"
            if stated < 0 and name != "adjusted":
                yield f"participant {seat} has {stated} {name}"
        self.accounts[seat] = Account(participant.granted, participant.adjusted, participant.held, participant.spent)

    def _compare_lot(self, lot_id: int, lot: LotState | None) -> Iterator[str]:
        if lot is None:
            yield f"the ledger knows lot {lot_id}, which is not in this auction"
            return
        yield from self._compare_claim("hold", self.holds, lot_id, _expected_hold(lot))
        yield from self._compare_claim("sale", self.sales, lot_id, _expected_sale(lot))

    def _compare_claim(self, what: str, claims: dict[int, Claim], lot: int, stated: Claim | None) -> Iterator[str]:
        recorded = claims.get(lot)
        if recorded == stated:
            return
        yield f"the {what} on lot {lot} is {_describe_claim(stated)}, and by the ledger {_describe_claim(recorded)}"
        claims.pop(lot, None)
        if stated is not None:
            claims[lot] = stated


def _expected_hold(lot: LotState) -> Claim | None:
    return Claim(lot.leader, lot.hold) if lot.leader is not None else None


def _expected_sale(lot: LotState) -> Claim | None:
    if lot.status is not LotStatus.SOLD:
        return None
    return Claim(lot.sold_to or 0, lot.sold_for or 0)


def _describe_claim(claim: Claim | None) -> str:
    return "none" if claim is None else f"{claim.amount} of participant {claim.participant}"


def check_one_open_lot(state: AuctionState) -> Iterator[str]:
    """Check that a live auction has at most one open lot."""
    if state.auction.format == "live" and len(state.open_lots) > 1:
        yield f"lots {', '.join(map(str, state.open_lots))} are open at the same time in a live auction"
