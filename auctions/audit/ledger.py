"""Accounts of an auction, kept from the ledger entries of its journal alone.

They never look at what the events say the money is: that is what they are compared with. Every method yields
sentences about what is wrong. After a difference the accounts follow the journal, so that one fault is named once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from auctions.rules.events import Event, LedgerEntry, LedgerEntryKind
from auctions.rules.state import AuctionState, LotState, LotStatus, ParticipantState
from leagues.settings.auction import AuctionFormat

UNTOLD = frozenset({"held", "available", "hold", "proxies", "secret"})
"""Amounts that tell how high a maximum is. Operators don't see that: of a difference it is said that there is one."""


_MOVES: Mapping[LedgerEntryKind, Mapping[str, int]] = {
    LedgerEntryKind.GRANT: {"granted": 1},
    LedgerEntryKind.REVOKE: {"granted": -1},
    LedgerEntryKind.ADJUST: {"granted": 1},
    LedgerEntryKind.HOLD: {"held": 1},
    LedgerEntryKind.RELEASE: {"held": -1},
    LedgerEntryKind.CAPTURE: {"held": -1, "spent": 1},
    LedgerEntryKind.REVERSE: {"spent": -1},
    LedgerEntryKind.PAY: {"adjusted": -1},
    LedgerEntryKind.RECEIVE: {"adjusted": 1},
    LedgerEntryKind.REFUND: {"adjusted": 1},
}
"""By kind of entry, which amounts of an account it raises or lowers."""


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
    """Money of a participant that was paid for a lot."""

    participant: int
    amount: int


class Ledger:
    """An account for each participant; for each lot at most one hold of each participant, or one sale."""

    def __init__(self) -> None:
        self.accounts: dict[int, Account] = {}
        self.holds: dict[tuple[int, int], int] = {}  # of a lot and a participant: the amount
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
            yield from self._compare_lot(lot, state)

    def unresolved_holds(self) -> Iterator[str]:
        """Name the holds left over; after an auction there may be none."""
        for lot, participant in sorted(self.holds):
            yield f"the hold of participant {participant} on lot {lot} was never resolved, though the auction is over"

    def _post(self, entry: LedgerEntry) -> Iterator[str]:
        if entry.amount == 0 or (entry.amount < 0 and entry.kind is not LedgerEntryKind.ADJUST):
            yield f"the {entry.kind} for participant {entry.participant} is of {entry.amount}, which moves nothing"
        account = self.accounts.setdefault(entry.participant, Account())
        for name, sign in _MOVES[entry.kind].items():
            setattr(account, name, getattr(account, name) + sign * entry.amount)
        match entry.kind:
            case LedgerEntryKind.HOLD:
                yield from self._hold(entry)
            case LedgerEntryKind.RELEASE:
                yield from self._resolve(entry)
            case LedgerEntryKind.CAPTURE:
                yield from self._resolve(entry)
                yield from self._sell(entry)
            case LedgerEntryKind.REVERSE:
                yield from self._reverse(entry)
            case LedgerEntryKind.REFUND:
                yield from self._refund(entry)

    def _hold(self, entry: LedgerEntry) -> Iterator[str]:
        key = entry.lot or 0, entry.participant
        if key in self.holds:
            yield f"participant {entry.participant} gets a second hold on lot {entry.lot} while one is open"
        self.holds[key] = entry.amount

    def _resolve(self, entry: LedgerEntry) -> Iterator[str]:
        """A hold ends by its release, or by the capture of the price and the release of the rest."""
        key = entry.lot or 0, entry.participant
        held = self.holds.pop(key, None)
        entry_text = f"the {entry.kind} for participant {entry.participant} on lot {entry.lot}"
        if held is None:
            yield f"{entry_text} resolves no hold of theirs"
        elif entry.amount > held:
            yield f"{entry_text} is more than what is held"
        elif entry.amount < held:
            self.holds[key] = held - entry.amount

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
            if stated != amount and name in UNTOLD:
                yield f"participant {seat} has another amount {name} than by the ledger"
            elif stated != amount:
                yield f"participant {seat} has {stated} {name}, and by the ledger {amount}"
            if stated < 0 and name != "adjusted":
                yield f"participant {seat} has {stated} {name}"
        self.accounts[seat] = Account(participant.granted, participant.adjusted, participant.held, participant.spent)

    def _compare_lot(self, lot_id: int, state: AuctionState) -> Iterator[str]:
        lot = state.lots.get(lot_id)
        if lot is None:
            yield f"the ledger knows lot {lot_id}, which is not in this auction"
            return
        yield from self._compare_holds(lot, state)
        yield from self._compare_sale(lot)

    def _compare_holds(self, lot: LotState, state: AuctionState) -> Iterator[str]:
        """A hold may be a maximum, which operators don't see: how much it is isn't said."""
        stated = _expected_holds(lot, state)
        recorded = {participant: held for (each, participant), held in self.holds.items() if each == lot.id}
        for participant in sorted(stated.keys() | recorded.keys()):
            if stated.get(participant) != recorded.get(participant):
                yield f"the hold of participant {participant} on lot {lot.id} is another by the ledger"
                self.holds.pop((lot.id, participant), None)
        self.holds.update({(lot.id, participant): held for participant, held in stated.items()})

    def _compare_sale(self, lot: LotState) -> Iterator[str]:
        recorded, stated = self.sales.get(lot.id), _expected_sale(lot)
        if recorded == stated:
            return
        yield f"the sale on lot {lot.id} is {_describe_claim(stated)}, and by the ledger {_describe_claim(recorded)}"
        self.sales.pop(lot.id, None)
        if stated is not None:
            self.sales[lot.id] = stated


def _expected_holds(lot: LotState, state: AuctionState) -> dict[int, int]:
    """By participant, what is held for a lot: the maxima left on it, and the price of a leader who left none."""
    seats = state.participants.values()
    maxima = {seat.id: proxy.maximum for seat in seats if (proxy := seat.proxy_on(lot.id))}
    return maxima | ({lot.leader: lot.hold} if lot.leader is not None else {})


def _expected_sale(lot: LotState) -> Claim | None:
    if lot.status is not LotStatus.SOLD:
        return None
    return Claim(lot.sold_to or 0, lot.sold_for or 0)


def _describe_claim(claim: Claim | None) -> str:
    return "none" if claim is None else f"{claim.amount} of participant {claim.participant}"


def check_one_open_lot(state: AuctionState) -> Iterator[str]:
    """Check that a live auction has at most one open lot."""
    if state.auction.format == AuctionFormat.LIVE and len(state.open_lots) > 1:
        yield f"lots {', '.join(map(str, state.open_lots))} are open at the same time in a live auction"
