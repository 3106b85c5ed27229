"""Other settings for a random auction that waits, and another list: mostly what can be played."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any

from auctions.rules.commands import SYSTEM, AdoptSettings, ListedLot
from auctions.rules.state import AuctionState
from leagues.settings.auction import AuctionSettings
from leagues.settings.limits import ATTRIBUTES
from tests.auctions.rules.scenario import CARLA, seat_of

FEW = 9
"""With limits the second rules look at every choice of lots."""


def random_adoption(
    state: AuctionState, dice: Random, slowly: dict[str, Any], limits: Sequence[str], listed: Sequence[str]
) -> AdoptSettings:
    """Settings that differ here and there, and lots of which some are new, gone, dearer, or in another place."""
    known = [*state.lots.values()]
    many = len(known) + dice.choice([0, 0, 1, 2])
    few = many <= FEW and state.auction.settings.slots_max <= 4
    settings = _random_settings(state.auction.settings, dice, slowly, limits if few else ())
    if settings.limits:
        many = min(many, FEW)
    last = max(known, key=lambda lot: lot.id)
    ids = [(lot.id, lot.asset) for lot in known]
    ids += [(last.id + more, last.asset + more) for more in range(1, many - len(known) + 1)]
    named = dice.sample(ids, dice.randint(1, len(ids))) if dice.random() < 0.3 else ids
    lots = [
        ListedLot(
            lot=lot,
            asset=asset,
            opening_price=settings.min_price + dice.choice([0, 0, 0, 1, 7]),
            groups=settings.roster_limits.groups_of(dict(zip(ATTRIBUTES, dice.choice(listed).split(), strict=True))),
        )
        for lot, asset in (*named, *(pair for pair in ids if pair not in named and pair[0] in state.lots))
    ]
    lots, aside = lots[: len(named)], lots[len(named) :]
    if dice.random() < 0.15:
        wrong: dict[str, Any] = dice.choice([{}, {"lot": 999}, {"asset": 9_999}])
        dice.choice([lots, aside]).append(replace(lots[0], **wrong))
    if aside and dice.random() < 0.1:
        aside.pop()
    actor = dice.choice([CARLA] * 9 + [SYSTEM, seat_of(1)])
    return AdoptSettings(
        actor=actor, settings=settings, lots=tuple(lots), aside=tuple(aside), reason=dice.choice(["", "As agreed"])
    )


def _random_settings(
    settings: AuctionSettings, dice: Random, slowly: dict[str, Any], limits: Sequence[str]
) -> AuctionSettings:
    """Settings with some others in their place; the same, where that could not be played."""
    most = dice.randint(1, 4 if settings.limits or limits else 8)
    others: list[dict[str, Any]] = [
        {"budget": dice.randint(20, 200)},
        {"min_price": dice.choice([1, 2, 5])},
        {"slots_max": most, "slots_min": dice.randint(0, most)},
        {"increment": dice.choice([1, 3]), "increment_by_price": None},
        {"lot_seconds": dice.choice([1, 30]), "anti_snipe_seconds": dice.choice([0, 10])},
        {"proxies": dice.random() < 0.5},
        {"unsold_rounds": dice.choice([0, 2])},
        {"mode": dice.choice(["queue", "nomination"])},
        {"format": "live"},
        {"limits": dice.choice([None, *limits])},
        slowly,
    ]
    changed: dict[str, Any] = {}
    for each in dice.sample(others, dice.choice([0, 1, 1, 2, 4])):
        changed |= each
    wanted = replace(settings, **changed)
    return settings if wanted.problems() else wanted
