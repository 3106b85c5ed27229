"""Bots that bid for managers who are away and let them: what a seat's owners say, and what ends it.

A seat lets a bot bid up to an amount on one lot. The bot bids while the seat is marked away, and no longer: whatever
its owners do in the room takes *away* back under the auction's lock, and so does opening the room.
"""

from contextlib import suppress
from uuid import UUID

from auctions import engine
from auctions.models import StandIn
from auctions.rules.commands import Actor, SetAway

MOST = 10**12
"""The largest amount, as of any bid."""


class StandInEnded(Exception):
    """The seat lets no bot bid any more, or not so high."""


def amount_of(seat: int) -> int | None:
    """Return the most that a bot may bid on a lot for a seat while it is away; None: no bot does."""
    return StandIn.objects.filter(participant=seat).values_list("most", flat=True).first()


def let_bot_bid(seat: int, most: int) -> None:
    """Let a bot bid for a seat whenever it is away, up to `most` on one lot, from 1 on."""
    StandIn.objects.update_or_create(participant=seat, defaults={"most": most})


def stop(seat: int) -> None:
    """Let no bot bid for a seat."""
    StandIn.objects.filter(participant=seat).delete()


def check_allowed(seat: int, amount: int) -> None:
    """Raise StandInEnded unless a bot may bid so much for a seat; for the engine to ask under its lock."""
    if not StandIn.objects.filter(participant=seat, most__gte=amount).exists():
        raise StandInEnded(seat)


def welcome_back(auction_id: UUID, actor: Actor) -> None:
    """Take a seat back from its bot: one of its owners has opened the room. Without a bot they say so themselves."""
    seat = actor.participant
    if seat is None or amount_of(seat) is None or not engine.read(auction_id).participants[seat].away:
        return
    with suppress(engine.AuctionBusy):  # the room has a button for it too
        engine.execute(auction_id, SetAway(actor=actor, participant=seat, away=False))
