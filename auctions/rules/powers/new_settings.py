"""Other settings for an auction that waits: what its league says now about rules, budgets and what is for sale."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from auctions.rules import money
from auctions.rules.codes import Code
from auctions.rules.commands import AdoptSettings, ListedLot
from auctions.rules.draft import Draft, Rejection, refuse
from auctions.rules.events import EventKind, LedgerEntryKind
from auctions.rules.lifecycle import only_commissioner
from auctions.rules.powers.seat_table import terms_of, unless_it_fits, unless_waiting
from auctions.rules.proxies import contest
from auctions.rules.state import (
    BY_ORDER,
    AuctionState,
    LotState,
    LotStatus,
    ParticipantState,
)
from leagues.settings.auction import AuctionSettings


def adopt_settings(draft: Draft, command: AdoptSettings) -> Rejection | None:
    """Play the auction by other settings, and sell the lots named; all or nothing, while it waits.

    Lots keep their numbers, and what is kept stays kept. Others that aren't for sale any more are withdrawn, withdrawn
    ones that are wait again, and new ones get the next numbers.
    """
    if rejection := only_commissioner(command) or unless_waiting(draft) or _refuse_lots(draft.state, command):
        return rejection
    before, after = draft.state, _state_by(draft.state, command)
    for seat in after.participants:
        if rejection := unless_it_fits(after, terms_of(after, seat)):
            return rejection
    _give_back_maxima(draft, after)
    _change_seats(draft, after)
    _change_lots(draft, after)
    draft.set_auction(**_of_settings(command.settings))
    draft.emit(
        EventKind.SETTINGS_ADOPTED,
        changed=changed_names(before.auction.settings, command.settings),
        added=len(after.lots) - len(before.lots),
        withdrawn=_came_to(LotStatus.WITHDRAWN, before, after),
        again=_came_to(LotStatus.QUEUED, before, after),
        reason=command.reason,
    )
    return None


def changed_names(before: AuctionSettings, after: AuctionSettings) -> list[str]:
    """Return the names of the settings that differ."""
    was, now = before.values(), after.values()
    return [name for name in now if now[name] != was[name]]


def has_the_budget(seat: ParticipantState, state: AuctionState) -> bool:
    """True if a seat's money is what the settings say: nothing else was said of it, and nothing brought along."""
    brought = any(state.lots[slot.lot].closed_seq == 1 for slot in seat.roster)
    return seat.granted == state.auction.settings.budget and not brought


# The auction as it would be -----------------------------------------------------------------------
def _state_by(state: AuctionState, command: AdoptSettings) -> AuctionState:
    """Return the auction by other settings, with all maxima that are left on it as they are."""
    budget = command.settings.budget
    seats = [
        replace(seat, granted=budget) if has_the_budget(seat, state) else seat for seat in state.participants.values()
    ]
    return AuctionState.of(
        seq=state.seq,
        epoch=state.epoch,
        auction=replace(state.auction, **_of_settings(command.settings)),
        lots=_lots_by(state, command),
        participants=seats,
    )


def _of_settings(settings: AuctionSettings) -> dict[str, Any]:
    return {"settings": settings, "format": settings.format, "mode": settings.mode}


def _lots_by(state: AuctionState, command: AdoptSettings) -> list[LotState]:
    for_sale = [listed_lot.lot for listed_lot in command.lots]
    told = {listed_lot.lot: listed_lot for listed_lot in (*command.lots, *command.aside)}
    lots = [_told(lot, told[lot.id], for_sale=lot.id in for_sale) for lot in state.lots.values()]
    new = [listed_lot for listed_lot in command.lots if listed_lot.lot not in state.lots]
    lots += [
        LotState(
            id=listed_lot.lot,
            number=number,
            asset=listed_lot.asset,
            opening_price=listed_lot.opening_price,
            groups=listed_lot.groups,
        )
        for number, listed_lot in enumerate(new, start=max((lot.number for lot in lots), default=0) + 1)
    ]
    return _in_order(lots, for_sale)


def _told(lot: LotState, told: ListedLot, *, for_sale: bool) -> LotState:
    """Return a lot as it is told of; one that is kept stays kept."""
    told_so = replace(lot, opening_price=told.opening_price, groups=told.groups)
    if lot.status is LotStatus.SOLD:
        return told_so
    if for_sale:
        return replace(told_so, status=LotStatus.QUEUED, closed_seq=None)
    return replace(told_so, status=LotStatus.WITHDRAWN)


def _in_order(lots: list[LotState], order: list[int]) -> list[LotState]:
    """Give lots places by which they come up in this order, unless they do already."""
    place = {lot: number for number, lot in enumerate(order, start=1)}
    queued = [lot for lot in lots if lot.status is LotStatus.QUEUED]
    wanted = sorted(queued, key=lambda lot: place[lot.id])
    if wanted == sorted(queued, key=BY_ORDER):
        return lots
    return [replace(lot, place=place[lot.id]) if lot.id in place else lot for lot in lots]


# What changes -------------------------------------------------------------------------------------
def _give_back_maxima(draft: Draft, after: AuctionState) -> None:
    """Give back the maxima on lots that leave or open above them, and all of a seat's if it couldn't leave them now."""
    for seat in draft.state.participants.values():
        for proxy in seat.proxies:
            lot = after.lots[proxy.lot]
            if lot.status is not LotStatus.QUEUED or proxy.maximum < lot.opening_price:
                contest.take_back(draft, seat.id, proxy.lot)
        if not _still_fit(after, draft.participant(seat.id)):
            contest.withdraw(draft, seat.id)


def _still_fit(after: AuctionState, seat: ParticipantState) -> bool:
    """True if a seat could leave now the maxima that it has."""
    if not seat.proxies:
        return True
    now = replace(seat, granted=after.participants[seat.id].granted)
    lots = [after.lots[each.lot] for each in seat.proxies]
    return after.auction.settings.proxies and all(
        proxy.maximum <= money.max_bid(after, now, lot) and money.has_place(after, now, lot)
        for proxy, lot in zip(seat.proxies, lots, strict=True)
    )


def _change_seats(draft: Draft, after: AuctionState) -> None:
    """Give all seats what they have by now; each is in the event, since its roster's size may be another."""
    for seat in after.participants.values():
        more = seat.granted - draft.participant(seat.id).granted
        draft.set_participant(seat.id)
        draft.post(LedgerEntryKind.GRANT, seat.id, max(0, more))
        draft.post(LedgerEntryKind.REVOKE, seat.id, max(0, -more))


def _change_lots(draft: Draft, after: AuctionState) -> None:
    """Make all lots what they are by now; each is in the event, since increments may be others."""
    for lot in after.lots.values():
        if lot.id not in draft.state.lots:
            draft.add_lot(lot)
            continue
        changed = {name: getattr(lot, name) for name in ("status", "closed_seq", "opening_price", "groups", "place")}
        draft.set_lot(lot.id, **changed)


def _came_to(status: LotStatus, before: AuctionState, after: AuctionState) -> int:
    """Return how many lots that were there have come to a status."""
    return sum(
        lot.status is status and before.lots[lot.id].status is not status
        for lot in after.lots.values()
        if lot.id in before.lots
    )


# What can't be played -----------------------------------------------------------------------------
def _refuse_lots(state: AuctionState, command: AdoptSettings) -> Rejection | None:
    """Refuse lots told twice, known ones of other assets, new ones of assets that have a lot, and those not told."""
    told = [*command.lots, *command.aside]
    if _repeats([listed_lot.lot for listed_lot in told]) or _repeats([listed_lot.asset for listed_lot in told]):
        return refuse(Code.WRONG_STATUS, status="named twice")
    have = {lot.asset: lot.id for lot in state.lots.values()}
    for listed_lot in told:
        if have.get(listed_lot.asset, listed_lot.lot) != listed_lot.lot or (
            listed_lot.lot in state.lots and listed_lot.asset not in have
        ):
            return refuse(Code.NO_SUCH_LOT, lot=listed_lot.lot)
    untold = state.lots.keys() - {listed_lot.lot for listed_lot in told}
    new_aside = [listed_lot.lot for listed_lot in command.aside if listed_lot.lot not in state.lots]
    for lot in (*sorted(untold), *new_aside):
        return refuse(Code.NO_SUCH_LOT, lot=lot)
    return None


def _repeats(values: Collection[int]) -> bool:
    return len({*values}) < len(values)
