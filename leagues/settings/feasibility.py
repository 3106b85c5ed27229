"""Whether an auction can be played to its end by these settings, said with the numbers before it starts. Pure."""

from collections.abc import Sequence

from leagues.money import money
from leagues.settings.auction import AuctionSettings


def obstacles(settings: AuctionSettings, seats: int, prices: Sequence[int]) -> list[str]:
    """Return a sentence for whatever keeps so many seats from filling their smallest rosters; none if all can.

    `prices` are the opening prices of all lots. Each seat has the whole budget.
    """
    if too_few := settings.shortage(seats, len(prices)):
        return [too_few]
    cost = sum(sorted(prices)[: seats * settings.slots_min])
    has = seats * settings.budget
    if cost <= has:
        return []
    who = "1 manager has" if seats == 1 else f"{seats} managers together have"
    rosters = "a roster" if seats == 1 else f"{seats} rosters"
    lots = f"the cheapest {seats * settings.slots_min} lots, for {rosters} of at least {settings.slots_min},"
    amounts = f"cost {money(cost, settings.unit)}, and {who} {money(has, settings.unit)}"
    return [f"At their opening prices {lots} {amounts}."]
