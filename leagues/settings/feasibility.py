"""A check that an auction can be played to its end by its settings, said with the numbers before it starts. Pure."""

from collections import Counter
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leagues.money import money
from leagues.settings.auction import AuctionSettings
from leagues.settings.limits import Grouping, LotKind, attribute_in_words, in_words


def obstacles(settings: AuctionSettings, seats: int, lots: Sequence[LotKind]) -> list[str]:
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
    words = ngettext(
        "At their opening prices the cheapest {lots} lots, for a roster of at least {least}, cost {cost}, and {seats} "
        "manager has {has}.",
        "At their opening prices the cheapest {lots} lots, for {seats} rosters of at least {least}, cost {cost}, and "
        "{seats} managers together have {has}.",
        seats,
    )
    unit = settings.unit
    amounts = {"cost": money(cost, unit), "has": money(has, unit)}
    return [words.format(lots=many, seats=seats, least=many // seats, **amounts)]


def limits_in_the_way(settings: AuctionSettings, seats: int, lots: Sequence[LotKind]) -> Iterator[str]:
    """Say of which groups there are too few, and where so few of each are allowed that rosters can't be filled."""
    managers = ngettext("{seats} manager", "{seats} managers", seats).format(seats=seats)
    for place, grouping in enumerate(settings.roster_limits.groupings):
        there = Counter(groups[place] for _, groups in lots)
        for group, least in grouping.least.items():
            if seats * least > there[group]:
                product = f"{managers} × {least} {in_words(grouping.attribute, group)}"
                yield _too_few(seats * least, there[group]).format(
                    product=product, needed=seats * least, there=there[group]
                )
        usable, wanted = _usable(grouping, there, seats), seats * settings.slots_min
        if usable < wanted:
            words = _(
                "{managers} × {slots} slots are {wanted}, and with the limits by {attribute} only {usable} lots can be "
                "had."
            )
            yield words.format(
                managers=managers,
                slots=settings.slots_min,
                wanted=wanted,
                attribute=attribute_in_words(grouping.attribute),
                usable=usable,
            )


def _too_few(needed: int, there: int) -> str:
    if there == 0:
        return ngettext(
            "{product} is {needed}, and there is none.", "{product} are {needed}, and there is none.", needed
        )
    if there == 1:
        return ngettext("{product} is {needed}, and there is 1.", "{product} are {needed}, and there is 1.", needed)
    return _("{product} are {needed}, and there are {there}.")


def _usable(grouping: Grouping, there: Counter[str], seats: int) -> int:
    """Return how many lots so many rosters can hold by one attribute."""
    return sum(
        many if (most := grouping.most_of(group)) is None else min(many, seats * most) for group, many in there.items()
    )


def _cheapest(settings: AuctionSettings, seats: int, lots: Sequence[LotKind]) -> tuple[int, int]:
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
