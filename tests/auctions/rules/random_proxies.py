"""Maxima that are left at random, mostly such as may be left."""

from random import Random

from auctions.rules.commands import Actor, LeaveProxy
from auctions.rules.state import AuctionState


def random_proxy(state: AuctionState, actor: Actor, now: int, dice: Random) -> LeaveProxy:
    """On the open lot or one to come, mostly of an amount that may be left; sometimes it is taken back or changed."""
    lot = dice.choice([*state.lots, 999])
    if state.open_lots and dice.random() < 0.5:
        lot = state.open_lots[0]
    seat = state.participants.get(actor.participant or 0)
    most = seat.available if seat is not None else 9
    price = state.lots[lot].price or state.lots[lot].opening_price if lot in state.lots else 1
    spread = dice.choice([-2, -1, 0, 1, 1, 2, 3, 7, 20, most // 4, most // 2, most - 2, most])
    maximum = None if dice.random() < 0.12 else max(0, price + spread)
    if seat is not None and seat.proxies and dice.random() < 0.35:
        own = dice.choice(seat.proxies)
        below = (state.lots[own.lot].price or 1) - 1
        changed = (None, own.maximum, own.maximum + 1, own.maximum - 1, max(0, own.maximum - 9), below)
        lot, maximum = own.lot, dice.choice(changed)
        if state.lots[lot].leader == seat.id and dice.random() < 0.3:
            maximum = below
    return LeaveProxy(actor=actor, lot=lot, maximum=maximum, arrived=now - dice.choice([0, 0, 1, 50, 3_000]))
