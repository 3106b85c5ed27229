"""Auctions in which managers put lots up in turn, and whose turn it is in them."""

from typing import Any

from auctions.rules.codes import Code
from tests.auctions.rules.scenario import FIRST_LOT, Scenario, T

SECOND_LOT, THIRD_LOT = FIRST_LOT + 1, FIRST_LOT + 2


def game(**settings: Any) -> Scenario:
    """An auction in which managers have 20 s to put a lot up, and a lot is sold 10 s after its last bid."""
    usual = {"mode": "nomination", "nomination_seconds": 20, "slots_min": 1, "break_seconds": 3, "grace_ms": 300}
    return Scenario(**{**usual, "lot_seconds": 30, "seed": 7, **settings})


def whose_turn(game: Scenario) -> int:
    assert game.state.auction.nominator is not None
    return game.state.auction.nominator


def turns(game: Scenario, many: int) -> list[int]:
    """Return the seats that had the turn, one after the other, where each puts the next lot up and gets it."""
    found = []
    for _ in range(many):
        found.append(whose_turn(game))
        lot = game.state.queued()[0].id
        at = game.state.auction.turn_ends_at - T  # type: ignore[operator] # there is a turn
        assert game.nominate(found[-1], lot=lot, at=at) is Code.OK
        closed = game.ends(lot) + 300  # type: ignore[operator] # it is open
        game.tick(closed)
        game.tick(closed + 3_000)
    return found
