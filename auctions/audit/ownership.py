"""Who owns what, kept from sales, trades and drops alone.

They never look at the rosters in the events: that is what they are compared with. After a difference they follow the
journal, so that one fault is named once.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from auctions.rules.events import Event, EventKind, LedgerEntryKind
from auctions.rules.state import AuctionState, ParticipantState


class OwnershipLedger:
    """For each lot that was sold and not given up: whose it is."""

    def __init__(self) -> None:
        self.owners: dict[int, int] = {}

    def enter(self, event: Event, state: AuctionState) -> Iterator[str]:
        """Enter what an event makes of ownership and compare with `state`, the state after the event."""
        yield from self._by_ledger(event)
        if event.kind is EventKind.ASSETS_TRADED:
            yield from self._trade(event.detail)
        elif event.kind is EventKind.ASSET_DROPPED:
            yield from self._take(event.detail["lot"], event.detail["participant"])
        for each in event.participants:
            yield from self._compare(each, state)
        yield from _owned_twice(event, state)

    def _by_ledger(self, event: Event) -> Iterator[str]:
        for entry in event.ledger:
            if entry.lot is None:
                continue
            if entry.kind is LedgerEntryKind.CAPTURE:
                if entry.lot in self.owners:
                    yield f"lot {entry.lot} is sold while participant {self.owners[entry.lot]} owns it"
                self.owners[entry.lot] = entry.participant
            elif entry.kind is LedgerEntryKind.REVERSE:
                yield from self._take(entry.lot, entry.participant)

    def _trade(self, detail: Mapping[str, Any]) -> Iterator[str]:
        one, other = detail["participant"], detail["other"]
        for lots, giver, taker in ((detail["gives"], one, other), (detail["takes"], other, one)):
            for lot in lots:
                yield from self._take(lot, giver)
                self.owners[lot] = taker

    def _take(self, lot: int, owner: int) -> Iterator[str]:
        known = self.owners.pop(lot, None)
        if known != owner:
            yield f"lot {lot} is taken from participant {owner}, and belongs to {_whom(known)}"

    def _compare(self, participant: ParticipantState, state: AuctionState) -> Iterator[str]:
        known = {lot for lot, owner in self.owners.items() if owner == participant.id}
        said = {slot.lot for slot in participant.roster}
        for lot in sorted(said - known):
            yield f"lot {lot} stands in the roster of participant {participant.id}, and belongs to {self._owner(lot)}"
        for lot in sorted(known - said):
            yield f"lot {lot} belongs to participant {participant.id}, and is missing in the roster"
        for slot in participant.roster:
            sold = state.lots.get(slot.lot)
            if sold is None or (sold.asset, sold.sold_for) != (slot.asset, slot.price):
                yield f"participant {participant.id} owns lot {slot.lot} for {slot.price}, which was not sold so"
        self.owners = {lot: owner for lot, owner in self.owners.items() if owner != participant.id}
        self.owners |= dict.fromkeys(said, participant.id)

    def _owner(self, lot: int) -> str:
        return _whom(self.owners.get(lot))


def _owned_twice(event: Event, state: AuctionState) -> Iterator[str]:
    touched = {slot.lot for each in event.participants for slot in each.roster}
    for lot in sorted(touched):
        owners = [each.id for each in state.participants.values() if any(slot.lot == lot for slot in each.roster)]
        if len(owners) > 1:
            yield f"lot {lot} stands in the rosters of {', '.join(map(str, owners))}"


def _whom(participant: int | None) -> str:
    return "nobody" if participant is None else f"participant {participant}"
