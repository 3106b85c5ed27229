"""Places of a roster: whether there is one for a lot, and what the rest of the roster must still cost."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from auctions.rules.codes import Code
from auctions.rules.limits.filling import fill, fills_as_it_fits
from auctions.rules.limits.gap import Filling, Gap, Kinds, Rooms, Skipped, group_at
from auctions.rules.state import AuctionState, LotState, ParticipantState, kinds_to_come
from leagues.settings.limits import Grouping, LotKind, RosterLimits


@dataclass(frozen=True, slots=True)
class NoPlace:
    """The reason why a roster has no place for a lot, and what a sentence about it needs."""

    code: Code
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class GroupShare:
    """A group's share of a roster: how many it has, with lots that are led, and how many it must have and may have."""

    attribute: str
    group: str
    has: int
    least: int
    most: int | None


def group_shares(state: AuctionState, seat: ParticipantState) -> list[GroupShare]:
    """Return what the participant has of each group that the limits name."""
    if not state.auction.settings.roster_limits.groupings:
        return []
    taken = [state.lots[each].groups for each in _owned_and_led(state, seat, None)]
    return [
        GroupShare(
            grouping.attribute,
            group,
            has=sum(group_at(groups, place) == group for groups in taken),
            least=grouping.least.get(group, 0),
            most=grouping.most_of(group),
        )
        for place, grouping in enumerate(state.auction.settings.roster_limits.groupings)
        for group in grouping.labels.values()
    ]


def no_place(state: AuctionState, seat: ParticipantState, lot: LotState) -> NoPlace | None:
    """Return why the participant's roster has no place for the lot by its groups; None: there is one.

    Lots led elsewhere count as taken. Slots alone are `money.roster_full`.
    """
    limits = state.auction.settings.roster_limits
    if not limits.groupings:
        return None
    taken = _owned_and_led(state, seat, lot.id)
    return _over_most(state, taken, lot) or _needs_lost(state, seat, taken, lot)


def places_refused(state: AuctionState, seat: ParticipantState) -> dict[int, NoPlace]:
    """Return why the participant's roster has no place for open lots. Those it doesn't lead differ by kind alone."""
    if not state.auction.settings.roster_limits.groupings:
        return {}
    refused, of_kind = dict[int, NoPlace](), dict[LotKind, NoPlace | None]()
    for lot in (state.lots[each] for each in state.open_lots):
        kind = lot.opening_price, lot.groups
        if lot.leader == seat.id:
            reason = no_place(state, seat, lot)
        else:
            reason = of_kind[kind] = of_kind[kind] if kind in of_kind else no_place(state, seat, lot)
        if reason:
            refused[lot.id] = reason
    return refused


def no_place_once_owned(state: AuctionState, seat: ParticipantState, lot: LotState) -> bool:
    """True if what the participant owns leaves no place for the lot, whatever becomes of the lots it leads."""
    taken = _owned(seat)
    if len(taken) >= seat.size(state.auction.settings).most:
        return True
    limited = bool(state.auction.settings.roster_limits.groupings)
    return limited and bool(_over_most(state, taken, lot) or _needs_lost(state, seat, taken, lot))


def rest_of_roster(
    state: AuctionState, seat: ParticipantState, lot: LotState | None, promised: Sequence[LotState]
) -> Filling:
    """Return what the rest of the smallest roster costs after winning `lot` (None: one more, it doesn't matter which).

    `promised` are queued lots with the participant's maximum: they count as won, since else their money comes back.
    """
    least, most = seat.size(state.auction.settings)
    won = _owned_and_led(state, seat, lot.id if lot else None)
    taken = (*won, *[each.id for each in promised], *((lot.id,) if lot else ()))
    more = len(taken) + (lot is None)
    return _filling(state, taken, free=most - len(won) - 1, wanted=least - more, one_less=lot is None)


def smallest_roster(state: AuctionState, seat: ParticipantState) -> Filling:
    """Return what fills the participant's smallest roster, out of the lots that are still to come up."""
    least, most = seat.size(state.auction.settings)
    taken = _owned_and_led(state, seat, None)
    return _filling(state, taken, free=most - len(taken), wanted=least - len(taken))


def worse_by_limits(limits: RosterLimits, before: Sequence[LotState], after: Sequence[LotState]) -> NoPlace | None:
    """Return by what limit a roster is against the limits after a change, and wasn't so much before it."""
    for place, grouping in enumerate(limits.groupings):
        had, has = (Counter(group_at(lot.groups, place) for lot in lots) for lots in (before, after))
        for group in has:
            most = grouping.most_of(group)
            if most is not None and has[group] > max(most, had[group]):
                return _full(grouping, group, most)
        missing = {group: least - has[group] for group, least in grouping.least.items() if has[group] < least}
        if any(has[group] < had[group] for group in missing):
            return NoPlace(Code.POSITION_NEEDED, {"attribute": grouping.attribute, "missing": missing})
    return None


def _owned(seat: ParticipantState) -> tuple[int, ...]:
    return tuple([slot.lot for slot in seat.roster])


def _owned_and_led(state: AuctionState, seat: ParticipantState, lot: int | None) -> tuple[int, ...]:
    owned = _owned(seat)
    led = [each for each in state.open_lots if each != lot and state.lots[each].leader == seat.id]
    return (*owned, *[each for each in led if each not in owned])  # a lot that is being closed is both


def _over_most(state: AuctionState, taken: Sequence[int], lot: LotState) -> NoPlace | None:
    """Return that the most of one of the lot's groups is taken, if it is."""
    for place, (grouping, group) in enumerate(
        zip(state.auction.settings.roster_limits.groupings, lot.groups, strict=False)
    ):
        most = grouping.most_of(group)
        if most is not None and sum(group_at(state.lots[each].groups, place) == group for each in taken) >= most:
            return _full(grouping, group, most)
    return None


def _full(grouping: Grouping, group: str, most: int) -> NoPlace:
    code = Code.POSITION_FULL if grouping.attribute == "position" else Code.GROUP_FULL
    return NoPlace(code, {"attribute": grouping.attribute, "group": group, "most": most})


def _needs_lost(state: AuctionState, seat: ParticipantState, taken: tuple[int, ...], lot: LotState) -> NoPlace | None:
    """Return that with the lot less of the smallest roster could be filled than without it, if that is so."""
    least, most = seat.size(state.auction.settings)
    free, wanted = most - len(taken), least - len(taken)
    if _is_fillable(state, (*taken, lot.id), free=free - 1, wanted=wanted - 1):
        return None
    after = _filling(state, (*taken, lot.id), free=free - 1, wanted=wanted - 1)
    if after.shortfall <= _filling(state, taken, free=free, wanted=wanted).shortfall:
        return None
    attribute = state.auction.settings.roster_limits.groupings[0].attribute
    return NoPlace(Code.POSITION_NEEDED, {"attribute": attribute, "missing": dict(after.missing)})


def _is_fillable(state: AuctionState, taken: tuple[int, ...], *, free: int, wanted: int) -> bool:
    """True if the rest of a roster is filled by whatever comes first and fits; where False, other choices may fill it.

    It is asked of each lot and manager, and is nearly always true: `_filling` would look for the cheapest.
    """
    question = ("fillable", taken, free, wanted, state.open_lots)
    return state.coming.once(question, lambda: fills_as_it_fits(*_left_to_fill(state, taken, free, wanted)))


def _filling(state: AuctionState, taken: tuple[int, ...], *, free: int, wanted: int, one_less: bool = False) -> Filling:
    """Return what fills the rest of a roster, out of the lots that aren't taken; `one_less`: nor one of the cheapest.

    `free` of its slots aren't taken, and of these `wanted` must be filled.
    """
    question = (taken, free, wanted, one_less, state.open_lots)
    return state.coming.once(question, lambda: fill(*_left_to_fill(state, taken, free, wanted, one_less)))


def _left_to_fill(
    state: AuctionState, taken: tuple[int, ...], free: int, wanted: int, one_less: bool = False
) -> tuple[Gap, Kinds, Skipped]:
    """Return the gap of a roster, the lots that may fill it, and how many of them don't count."""
    gap = _gap(state.auction.settings.roster_limits, [state.lots[lot_id].groups for lot_id in taken], free, wanted)
    skipped = Counter(kinds_to_come(state.auction, (state.lots[lot_id] for lot_id in taken)))
    besides = [
        (state.lots[lot_id].opening_price, state.lots[lot_id].groups)
        for lot_id in state.open_lots
        if lot_id not in taken
    ]
    skipped.subtract(besides)  # open lots that others may lose
    kinds = state.coming.in_order_with(besides)
    if one_less and kinds:
        skipped[kinds[0][0]] += 1
    return gap, kinds, skipped


def _gap(limits: RosterLimits, taken: Sequence[tuple[str, ...]], free: int, wanted: int) -> Gap:
    """Return what a roster with these groups lacks."""
    rooms = tuple(
        Rooms(grouping, (group_at(groups, place) for groups in taken))
        for place, grouping in enumerate(limits.groupings)
    )
    there = Counter(group_at(groups, 0) for groups in taken) if limits.least else Counter[str]()
    needs = {group: least - there[group] for group, least in limits.least.items() if there[group] < least}
    return Gap(max(0, free), max(0, wanted), needs, rooms)
