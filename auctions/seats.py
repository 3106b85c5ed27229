"""Seats in auctions: given in the waiting room, and marked away or back as their members' roles change."""

from uuid import UUID

from django.db import connection

from auctions import engine
from auctions.models import Auction, Participant
from auctions.rules.commands import SYSTEM, SetAway, TakeSeat
from leagues.models import Member
from leagues.permissions import Action, may
from leagues.queries import players_of


def take_seat(auction_id: UUID, member: Member) -> int | None:
    """Return the seat of a member in an auction; one that came to the waiting room after it opened gets one now.

    None if the member doesn't play, or came after the auction began.
    """
    seat = Participant.objects.filter(auction=auction_id, member=member).values_list("pk", flat=True)
    existing = seat.first()
    waiting = Auction.objects.filter(pk=auction_id, status=Auction.Status.WAITING)
    if existing is not None or not players_of(member.league_id).filter(pk=member.pk).exists() or not waiting.exists():
        return existing
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('auctions_participant', 'id'))")
        reserved = int(cursor.fetchone()[0])
    [outcome] = engine.execute(auction_id, TakeSeat(actor=SYSTEM, participant=reserved, member=member.pk))
    # Another of the member's tabs may have been quicker.
    return reserved if outcome.ok else seat.first()


def follow_member(member: Member) -> None:
    """Mark the seat of a member who may not play any more as away, so that no lot waits for them.

    One who may play again is marked as back. What they lead and what they bought stays theirs. Raises AuctionBusy.
    """
    plays = member.left_at is None and may(member.role, Action.PLAY)
    seats = Participant.objects.filter(member=member, auction__status__in=Auction.RUNNING).exclude(away=not plays)
    for auction_id, seat in seats.values_list("auction_id", "pk"):
        engine.execute(auction_id, SetAway(actor=SYSTEM, participant=seat, away=not plays))
