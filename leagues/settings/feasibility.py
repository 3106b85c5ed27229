"""Whether an auction can be played to its end by these settings, said with the numbers before it starts. Pure."""

from collections import Counter
from collections.abc import Iterator, Sequence

from leagues.money import money
from leagues.settings.auction import AuctionSettings
from leagues.settings.limits import Grouping, in_words

ListedLot = tuple[int, tuple[str, ...]]
"""The opening price of a lot, and its groups by the limits of the settings."""


def obstacles(settings: AuctionSettings, seats: int, lots: Sequence[ListedLot]) -> list[str]:
    """Return a sentence for whatever keeps so many seats from filling their smallest rosters; none if all can.

    `lots` are all that come up. Each seat has the whole budget.
    """
    if too_few := settings.shortage(seats, len(lots)):
        return [too_few]
    if limited := [*limits_in_the_way(settings, seats, lots)]:
        return limited
    cost, many = _cheapest(settings, seats, lots)
    has = seats * settings.budget
    if cost <= has:
        return []
    who = "1 manager has" if seats == 1 else f"{seats} managers together have"
    rosters = "a roster" if seats == 1 else f"{seats} rosters"
    words = f"the cheapest {many} lots, for {rosters} of at least {many // seats},"
    amounts = f"cost {money(cost, settings.unit)}, and {who} {money(has, settings.unit)}"
    return [f"At their opening prices {words} {amounts}."]


def limits_in_the_way(settings: AuctionSettings, seats: int, lots: Sequence[ListedLot]) -> Iterator[str]:
    """Say of which groups there are too few, and where so few of each are allowed that rosters can't be filled."""
    managers = "1 manager" if seats == 1 else f"{seats} managers"
    for place, grouping in enumerate(settings.roster_limits.groupings):
        there = Counter(groups[place] for _, groups in lots)
        for group, least in grouping.least.items():
            if seats * least > there[group]:
                needed = f"{managers} × {least} {in_words(grouping.attribute, group)}"
                yield f"{needed} {'is' if seats * least == 1 else 'are'} {seats * least}, and {_there(there[group])}."
        usable, wanted = _usable(grouping, there, seats), seats * settings.slots_min
        if usable < wanted:
            yield (
                f"{managers} × {settings.slots_min} slots are {wanted}, and with the limits by {grouping.attribute} "
                f"only {usable} lots can be had."
            )


def _there(many: int) -> str:
    return "there is 1" if many == 1 else "there is none" if many == 0 else f"there are {many}"


def _usable(grouping: Grouping, there: Counter[str], seats: int) -> int:
    """Return how many lots so many rosters can hold by one attribute."""
    return sum(
        many if (most := grouping.most_of(group)) is None else min(many, seats * most) for group, many in there.items()
    )


def _cheapest(settings: AuctionSettings, seats: int, lots: Sequence[ListedLot]) -> tuple[int, int]:
    """Return what the cheapest lots cost that fill all smallest rosters, and how many they are."""
    needs = {group: seats * least for group, least in settings.roster_limits.least.items()}
    besides = seats * settings.slots_min - sum(needs.values())
    cost = many = 0
    for price, groups in sorted(lots):
        if groups and needs.get(groups[0], 0):
            needs[groups[0]] -= 1
        elif besides > 0:
            besides -= 1
        else:
            continue
        cost, many = cost + price, many + 1
    return cost, many
