"""The cheapest filling where two attributes limit a roster at once: a flow of least cost from positions to clubs.

One lot is one unit of flow: from the roster, as a need or besides, to the lot's group by the first attribute, on to its
group by the second, and out. Each unit takes the cheapest way that is left, over ways that others gave up.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from auctions.rules.limits.gap import Filling, Gap, Kinds, Skipped, group_at

Node = tuple[str, str]
_ROSTER, _BESIDES, _OUT = ("roster", ""), ("besides", ""), ("out", "")


@dataclass(slots=True)
class _Arc:
    """A way for as many units as it has costs, the cheapest first."""

    start: Node
    end: Node
    costs: list[int]
    used: int = 0


def fill(gap: Gap, kinds: Kinds, skipped: Skipped, *, all_needs: bool) -> Filling:
    """Return what fills a gap: as many needs as can be, then as many slots, then as cheaply.

    `all_needs`: all needs are known to be fillable, so that it isn't worked out how many are.
    """
    filled = sum(gap.needs.values()) if all_needs else sum(_Flow(gap, kinds, skipped, 0).filled().values())
    flow = _Flow(gap, kinds, skipped, max(0, gap.wanted - filled))
    by_group = flow.filled()
    missing = {group: need - by_group[group] for group, need in gap.needs.items() if by_group[group] < need}
    return Filling(flow.cost, max(0, gap.wanted - flow.units), missing)


class _Flow:
    """A flow of least cost that fills the needs, and `others` besides."""

    def __init__(self, gap: Gap, kinds: Kinds, skipped: Skipped, others: int) -> None:
        self._gap = gap
        self._arcs: dict[Node, list[_Arc]] = {}
        self._needs: dict[str, _Arc] = {}
        self.units = self.cost = 0
        prices = self._add_lots(kinds, skipped)
        self._slot_worth = (max(prices, default=0) + 1) * (gap.free + 1)  # any slot is worth more than all prices
        self._need_worth = self._slot_worth * (gap.free + 2)
        self._add_demand(others)
        while self.units < gap.free and (way := self._cheapest_way()):
            self._send(way)

    def filled(self) -> dict[str, int]:
        """Return how many of each need are filled."""
        return {group: arc.used for group, arc in self._needs.items()}

    def _add_lots(self, kinds: Kinds, skipped: Skipped) -> list[int]:
        cells: dict[tuple[str, ...], list[int]] = {}
        free = self._gap.free
        for kind, there in kinds:
            price, groups = kind
            cell = cells.setdefault(groups, [])
            if len(cell) < free:
                cell += [price] * min(there - skipped.get(kind, 0), free - len(cell))
        for groups, prices in cells.items():
            self._add(("first", group_at(groups, 0)), ("second", group_at(groups, 1)), prices)
        for second in {group_at(groups, 1) for groups in cells}:
            self._add(("second", second), _OUT, [0] * min(free, self._gap.rooms[1][second]))
        return [price for prices in cells.values() for price in prices]

    def _add_demand(self, others: int) -> None:
        groups = [name for kind, name in [*self._arcs] if kind == "first"]
        for group in {*groups, *self._gap.needs}:
            need = self._gap.needs.get(group, 0)
            arc = self._add(_ROSTER, ("first", group), [-self._need_worth] * need)
            if need:
                self._needs[group] = arc
            beyond = min(others, max(0, self._gap.rooms[0][group] - need))
            self._add(_BESIDES, ("first", group), [0] * beyond)
        self._add(_ROSTER, _BESIDES, [-self._slot_worth] * others)

    def _add(self, start: Node, end: Node, costs: list[int]) -> _Arc:
        arc = _Arc(start, end, costs)
        self._arcs.setdefault(start, []).append(arc)
        self._arcs.setdefault(end, []).append(arc)
        return arc

    def _cheapest_way(self) -> list[tuple[_Arc, int]]:
        """Return the way out that lowers the total most, as arcs with 1 or, for a unit given back, -1; or no way."""
        least = {_ROSTER: 0}
        came: dict[Node, tuple[_Arc, int]] = {}
        waiting = deque([_ROSTER])
        while waiting:
            node = waiting.popleft()
            for arc, step, other, cost in self._steps_from(node):
                if other not in least or least[node] + cost < least[other]:
                    least[other], came[other] = least[node] + cost, (arc, step)
                    if other not in waiting:
                        waiting.append(other)
        if least.get(_OUT, 0) >= 0:
            return []
        way, node = [], _OUT
        while node != _ROSTER:
            arc, step = came[node]
            way.append((arc, step))
            node = arc.start if step > 0 else arc.end
        return way

    def _steps_from(self, node: Node) -> Iterator[tuple[_Arc, int, Node, int]]:
        for arc in self._arcs.get(node, ()):
            if arc.start == node and arc.used < len(arc.costs):
                yield arc, 1, arc.end, arc.costs[arc.used]
            elif arc.end == node and arc.used:
                yield arc, -1, arc.start, -arc.costs[arc.used - 1]

    def _send(self, way: list[tuple[_Arc, int]]) -> None:
        for arc, step in way:
            if arc.start[0] == "first":
                self.cost += arc.costs[arc.used] if step > 0 else -arc.costs[arc.used - 1]
            arc.used += step
        self.units += 1
