"""The cheapest way to fill what a roster lacks, out of the lots that can still come up.

Taking the cheapest lot that fits, over and over, is right for one grouping. With a second one (clubs beside positions)
it is right unless a lot was passed over for want of room there; then `exact` looks at all lots together.
"""

from auctions.rules.limits import exact
from auctions.rules.limits.gap import BOUNDLESS, Filling, Gap, Kinds, Skipped, group_at


def fill(gap: Gap, kinds: Kinds, skipped: Skipped) -> Filling:
    """Return what fills a gap: as many needs as can be, then as many slots, then as cheaply. Few lots are looked at."""
    if not (gap.wanted or gap.needs):
        return Filling(0, 0, {})
    if len(gap.rooms) < 2:
        return _one_by_one(gap, kinds, skipped)
    at_best = _one_by_one(gap, kinds, skipped)
    as_it_fits = _one_by_one(gap, kinds, skipped, in_all={})
    if as_it_fits == at_best:
        return at_best
    return exact.fill(gap, kinds, skipped, all_needs=not as_it_fits.missing)


def fills_as_it_fits(gap: Gap, kinds: Kinds, skipped: Skipped) -> bool:
    """True if taking the cheapest lot that fits, over and over, fills all; where False, other choices may fill it."""
    if not (gap.wanted or gap.needs):
        return True
    return _one_by_one(gap, kinds, skipped, in_all={}).shortfall == (0, 0)


def _one_by_one(gap: Gap, kinds: Kinds, skipped: Skipped, in_all: dict[str, int] | None = None) -> Filling:
    """Take the cheapest lots that fit. Lots of one club are counted together only if `in_all` is there to do so."""
    needed = sum(gap.needs.values())
    filling = _pass(gap, kinds, skipped, max(0, gap.wanted - needed), in_all)
    if filling.missing and gap.wanted:  # what can't be filled as needed is filled otherwise
        others = max(0, gap.wanted - needed + sum(filling.missing.values()))
        filling = _pass(gap, kinds, skipped, others, None if in_all is None else {})
    return filling


def _pass(gap: Gap, kinds: Kinds, skipped: Skipped, others: int, in_all: dict[str, int] | None) -> Filling:
    """Take the needs, and `others` besides, going once through the kinds."""
    needs, free, cost = dict(gap.needs), gap.free, 0
    needed = sum(needs.values())
    beyond: dict[str, int] = {}  # room for more than is needed, by group
    for kind, there in kinds:
        if free <= 0 or not (needed or others):
            break
        price, groups = kind
        many = min(there - skipped.get(kind, 0), free)
        second = group_at(groups, 1) if len(gap.rooms) > 1 else ""
        if second:
            many = min(many, gap.rooms[1][second] - (in_all or {}).get(second, 0))
        if many <= 0:
            continue
        group = group_at(groups, 0) if gap.rooms else ""
        as_needed = min(many, needs.get(group, 0))
        besides = 0
        if others and many > as_needed:
            room = beyond[group] if group in beyond else _room_beyond(gap, group)
            besides = max(0, min(many - as_needed, others, room))
            beyond[group] = room - besides
            others -= besides
        if as_needed:
            needs[group] -= as_needed
            needed -= as_needed
        if second and in_all is not None:
            in_all[second] = in_all.get(second, 0) + as_needed + besides
        free -= as_needed + besides
        cost += (as_needed + besides) * price
    return Filling(cost, max(0, gap.wanted - gap.free + free), {group: left for group, left in needs.items() if left})


def _room_beyond(gap: Gap, group: str) -> int:
    return gap.rooms[0][group] - gap.needs.get(group, 0) if gap.rooms else BOUNDLESS
