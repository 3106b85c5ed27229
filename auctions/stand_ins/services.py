"""Bots that bid for managers who are away and let them: what a seat's owners say, and what ends it.

A seat lets a bot bid up to an amount on one lot. The bot bids while the seat is marked away, and no longer: whatever
its owners do in the room takes *away* back under the auction's lock, and so does opening the room. Of a seat whose line
was lost the clock does both: it marks it away, and back with the next sign of it (`auctions/clock.py`).
"""

from contextlib import suppress
from uuid import UUID

from django.db.models.functions import Now

from auctions import engine
from auctions.engine import Outcome
from auctions.models import Participant, SeatPresence, StandIn
from auctions.rules.codes import Code
from auctions.rules.commands import Actor, SetAway
from auctions.rules.state import AuctionStatus
from leagues.queries import players_of

MOST = 10**12
"""The largest amount, as of any bid."""


class SeatTaken(Exception):
    """Somebody has been in the room for the seat, or said themselves what a bot may do: it is theirs to say."""


class StandInEnded(Exception):
    """The seat lets no bot bid any more, or not so high."""


def amount_of(seat: int) -> int | None:
    """Return the most that a bot may bid on a lot for a seat while it is away; None: no bot does."""
    return StandIn.objects.filter(participant=seat).values_list("most", flat=True).first()


def let_bot_bid(seat: int, most: int) -> None:
    """Let a bot bid for a seat whenever it is away, up to `most` on one lot, from 1 on."""
    StandIn.objects.update_or_create(
        participant=seat, defaults={"most": most, "line_lost_at": None, "of_commissioner": False}
    )


def stop(seat: int) -> None:
    """Let no bot bid for a seat."""
    StandIn.objects.filter(participant=seat).delete()


def fill_empty_seat(auction_id: UUID, actor: Actor, seat: int) -> Outcome:
    """Let a bot play for an empty seat until somebody comes for it; a commissioner says it while the auction waits.

    Empty is a seat that nobody has taken yet, and one whose manager has left or may not play any more, whatever they
    said of bots before. Raises SeatTaken and AuctionBusy.
    """
    state = engine.read(auction_id)
    if state.auction.status is not AuctionStatus.WAITING:
        return Outcome(Code.WRONG_STATUS, state.seq, {"status": state.auction.status})
    if not has_manager(seat):
        said = {"most": MOST, "of_commissioner": True, "line_lost_at": None, "at": Now()}
        StandIn.objects.update_or_create(participant=seat, defaults=said)
        return _mark(auction_id, actor, seat, away=True)
    if SeatPresence.objects.filter(participant=seat).exists():
        raise SeatTaken(seat)
    stand_in, _ = StandIn.objects.get_or_create(participant=seat, defaults={"most": MOST, "of_commissioner": True})
    if not stand_in.of_commissioner:
        raise SeatTaken(seat)
    return _mark(auction_id, actor, seat, away=True)


def empty_seat_again(auction_id: UUID, actor: Actor, seat: int) -> Outcome:
    """Take the bot out that a commissioner let play for a seat: everybody waits for its manager again, if it has one.

    Raises AuctionBusy.
    """
    StandIn.objects.filter(participant=seat, of_commissioner=True).delete()
    return _mark(auction_id, actor, seat, away=not has_manager(seat))


def has_manager(seat: int) -> bool:
    """Return False if the seat's manager has left the league or may not play any more: nobody can act for it then."""
    member, league = Participant.objects.values_list("member", "member__league").get(pk=seat)
    return players_of(league).filter(pk=member).exists()


def _mark(auction_id: UUID, actor: Actor, seat: int, *, away: bool) -> Outcome:
    """Mark a seat away or back; what it is already is fine."""
    state = engine.read(auction_id)
    if state.participants[seat].away == away:
        return Outcome(Code.OK, state.seq, {})
    [outcome] = engine.execute(auction_id, SetAway(actor=actor, participant=seat, away=away))
    return outcome


def check_allowed(seat: int, amount: int) -> None:
    """Raise StandInEnded unless a bot may bid so much for a seat; for the engine to ask under its lock."""
    if not StandIn.objects.filter(participant=seat, most__gte=amount).exists():
        raise StandInEnded(seat)


def welcome_back(auction_id: UUID, actor: Actor) -> None:
    """Take a seat back from its bot: one of its owners has opened the room. Without a bot they say so themselves."""
    seat = actor.participant
    if seat is None or amount_of(seat) is None:
        return
    if engine.read(auction_id).participants[seat].away:
        with suppress(engine.AuctionBusy):  # the room has a button for it too
            engine.execute(auction_id, SetAway(actor=actor, participant=seat, away=False))
    StandIn.objects.filter(participant=seat, of_commissioner=True).delete()
