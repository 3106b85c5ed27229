"""Ownership of lots, kept from sales, trades and drops alone.

It never looks at the rosters in the events: they are what it is compared with. After a difference it follows the
journal, so that one fault is named once.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from auctions.rules.events import Event, EventKind, LedgerEntryKind
from auctions.rules.state import AuctionState, ParticipantState


class OwnershipLedger:
    """The owner of each lot that was sold and not given up."""

    def __init__(self) -> None:
        self.owners: dict[int, int] = {}

    def apply_event(self, event: Event, state: AuctionState) -> Iterator[str]:
        """Apply what an event does to ownership and compare with `state`, the state after the event."""
        yield from self._apply_sales(event)
        if event.kind is EventKind.ASSETS_TRADED:
            yield from self._apply_trade(event.detail)
        elif event.kind is EventKind.ASSET_DROPPED:
            yield from self._take_from_owner(event.detail["lot"], event.detail["participant"])
        for each in event.participants:
            yield from self._compare_roster(each, state)
        yield from _check_single_owner(event, state)

    def _apply_sales(self, event: Event) -> Iterator[str]:
        for entry in event.ledger:
            if entry.lot is None:
                continue
            if entry.kind is LedgerEntryKind.CAPTURE:
                if entry.lot in self.owners:
                    yield f"lot {entry.lot} is sold while participant {self.owners[entry.lot]} owns it"
                self.owners[entry.lot] = entry.participant
            elif entry.kind is LedgerEntryKind.REVERSE:
                yield from self._take_from_owner(entry.lot, entry.participant)

    def _apply_trade(self, detail: Mapping[str, Any]) -> Iterator[str]:
        one, other = detail["participant"], detail["other"]
        for lots, giver, taker in ((detail["gives"], one, other), (detail["takes"], other, one)):
            for lot in lots:
                yield from self._take_from_owner(lot, giver)
                self.owners[lot] = taker

    def _take_from_owner(self, lot: int, owner: int) -> Iterator[str]:
        recorded_owner = self.owners.pop(lot, None)
        if recorded_owner != owner:
            yield f"lot {lot} is taken from participant {owner}, and belongs to {_describe_owner(recorded_owner)}"

    def _compare_roster(self, participant: ParticipantState, state: AuctionState) -> Iterator[str]:
        owned = {lot for lot, owner in self.owners.items() if owner == participant.id}
        listed = {slot.lot for slot in participant.roster}
        for lot in sorted(listed - owned):
            owner = _describe_owner(self.owners.get(lot))
            yield f"lot {lot} stands in the roster of participant {participant.id}, and belongs to {owner}"
        for lot in sorted(owned - listed):
            yield f"lot {lot} belongs to participant {participant.id}, and is missing in the roster"
        for slot in participant.roster:
            sale = state.lots.get(slot.lot)
            if sale is None or (sale.asset, sale.sold_for) != (slot.asset, slot.price):
                yield f"participant {participant.id} owns lot {slot.lot} for {slot.price}, which was not sold so"
        self.owners = {lot: owner for lot, owner in self.owners.items() if owner != participant.id}
        self.owners |= dict.fromkeys(listed, participant.id)


def _check_single_owner(event: Event, state: AuctionState) -> Iterator[str]:
    touched = {slot.lot for seat in event.participants for slot in seat.roster}
    for lot in sorted(touched):
        owners = [seat.id for seat in state.participants.values() if any(slot.lot == lot for slot in seat.roster)]
        if len(owners) > 1:
            yield f"lot {lot} stands in the rosters of {', '.join(map(str, owners))}"


def _describe_owner(participant: int | None) -> str:
    return "nobody" if participant is None else f"participant {participant}"
