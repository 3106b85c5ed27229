"""Gaps in rosters, as tests write them down."""

from collections import Counter

import hypothesis.strategies as st

from auctions.rules.limits.gap import Gap, Kinds, Rooms
from auctions.rules.limits.stock import Stock
from leagues.settings.limits import LotKind, read_limits

SQUAD = "GK: 1–2, DEF: 2, MID: at least 1, each club: at most 2"
POSITIONS = "GK: 1–2, DEF: 2, MID: at least 1"


def gap_of(text: str, taken: list[tuple[str, ...]], free: int, wanted: int) -> Gap:
    """The gap of a roster that has these groups."""
    limits = read_limits(text)
    there = Counter(groups[0] for groups in taken)
    rooms = tuple(Rooms(each, (groups[place] for groups in taken)) for place, each in enumerate(limits.groupings))
    needs = {group: least - there[group] for group, least in limits.least.items() if there[group] < least}
    return Gap(free, wanted, needs, rooms)


def kinds_of(*lots: tuple[int, str]) -> Kinds:
    """The kinds of lots, each its price and its groups in one text: `(4, "GK Leeds")`."""
    return Stock((price, tuple(groups.split())) for price, groups in lots).in_order


groups = st.tuples(st.sampled_from(["GK", "DEF", "MID", ""]), st.sampled_from(["Hull", "Leeds", "York"]))
lots: st.SearchStrategy[list[LotKind]] = st.lists(st.tuples(st.integers(1, 6), groups), max_size=9)
