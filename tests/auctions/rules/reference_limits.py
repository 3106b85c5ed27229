"""Limits of positions and clubs: what they ought to come to, worked out a second time in the plainest way.

It knows no auction: rosters and lots are their groups and prices. It looks at every choice of lots that there is, so
games with limits have few lots and small rosters.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations

from auctions.rules.codes import Code

Groups = tuple[str, ...]
Priced = tuple[int, Groups]
Rule = tuple[int, str, str, int, int]
"""(place in a lot's groups, the attribute, the group or "" for each one, the fewest, the most)."""
ANY = 1_000
PLACES = ["position", "club", "country"]


@lru_cache
def rules_of(text: str | None) -> tuple[Rule, ...]:
    """The limits of a text such as `GK: 1–2, DEF: at least 1, each club: at most 2, country not IND: at most 1`."""
    found = []
    for part in text.split(", ") if text else ():
        name, numbers = part.split(": ")
        words = name.split()
        attribute, group = ("position", name) if words[0] not in {"each", *PLACES} else (words[0], " ".join(words[1:]))
        if attribute == "each":
            attribute, group = group, ""
        low, _, high = numbers.removeprefix("at most ").removeprefix("at least ").partition("–")
        least = 0 if "most" in numbers else int(low)
        found.append((attribute, group, least, ANY if "least" in numbers else int(high or low)))
    must = {attribute for attribute, _, least, _ in found if least}
    order = sorted({each[0] for each in found}, key=lambda name: (name not in must, PLACES.index(name)))
    return tuple((order.index(attribute), attribute, group, least, most) for attribute, group, least, most in found)


def most_of(text: str | None, place: int, group: str) -> int:
    """The most of a group that a roster may hold."""
    mosts = {rule[2]: rule[4] for rule in rules_of(text) if rule[0] == place}
    return mosts.get(group, mosts.get("", ANY)) if group else ANY


def count(roster: Sequence[Groups], place: int, group: str) -> int:
    """Return how many of a group there are."""
    return [groups[place] for groups in roster].count(group)


def fits(text: str | None, taken: Sequence[Groups], added: Sequence[Groups]) -> bool:
    """Return True if lots have room beside those that are taken."""
    return all(
        count(added, place, group) <= max(0, most_of(text, place, group) - count(taken, place, group))
        for groups in added
        for place, group in enumerate(groups)
    )


@lru_cache(maxsize=100_000)
def best_rest(
    text: str | None, lots: tuple[Priced, ...], taken: tuple[Groups, ...], free: int, wanted: int
) -> tuple[int, int, int]:
    """Return how many of the needs, and of the slots wanted, the best choice of lots leaves open, and what it costs."""
    needs = {
        (place, group): max(0, least - count(taken, place, group))
        for place, _, group, least, _ in rules_of(text)
        if least
    }
    results = []
    for many in range(min(max(free, 0), max(wanted, sum(needs.values()))) + 1):
        for chosen in combinations(lots, many):
            added = [groups for _, groups in chosen]
            if fits(text, taken, added):
                lacks = sum(max(0, need - count(added, *which)) for which, need in needs.items())
                results.append((lacks, max(0, wanted - many), sum(price for price, _ in chosen)))
    return min(results)


def place_code(
    text: str | None,
    lots: Sequence[Priced],
    taken: Sequence[Groups],
    lot: Priced,
    size: tuple[int, int],
    *,
    comes: bool,
) -> Code | None:
    """Return why a roster has no place for a lot; `lots`: others that may be had, `comes`: it may be had as well."""
    for place, group in enumerate(lot[1]):
        if count(taken, place, group) >= most_of(text, place, group):
            attribute = next(rule[1] for rule in rules_of(text) if rule[0] == place)
            return Code.POSITION_FULL if attribute == "position" else Code.GROUP_FULL
    without = shortfall(text, [*lots, lot] if comes else lots, taken, size)
    return Code.POSITION_NEEDED if shortfall(text, lots, [*taken, lot[1]], size) > without else None


def shortfall(
    text: str | None, lots: Sequence[Priced], taken: Sequence[Groups], size: tuple[int, int]
) -> tuple[int, int]:
    """Return how much of the smallest roster nothing can fill any more: needs, and slots."""
    least, most = size
    return best_rest(text, tuple(sorted(lots)), tuple(sorted(taken)), most - len(taken), max(0, least - len(taken)))[:2]


def change_code(text: str | None, had: Sequence[Groups], has: Sequence[Groups]) -> Code | None:
    """Return why a trade may not turn one roster into another; None: it may."""
    for place, attribute in sorted({rule[:2] for rule in rules_of(text)}):
        for group in {groups[place] for groups in has}:
            if count(has, place, group) > max(most_of(text, place, group), count(had, place, group)):
                return Code.POSITION_FULL if attribute == "position" else Code.GROUP_FULL
        for at, _, group, least, _ in rules_of(text):
            if at == place and count(has, place, group) < min(least, count(had, place, group)):
                return Code.POSITION_NEEDED
    return None
