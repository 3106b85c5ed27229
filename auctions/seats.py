"""Seats in auctions: given to who comes late, and marked away or back as members leave, return or change roles."""

from uuid import UUID

import structlog

from auctions import engine
from auctions.models import Auction, Participant
from auctions.rules.commands import SYSTEM, Actor, SetAway, TakeSeat
from auctions.rules.state import NOT_OVER
from auctionsite.postgresql.sequences import reserve_ids
from leagues.models import Member
from leagues.queries import players_of

log = structlog.get_logger("auctions")
FOLLOW_TRIES = 3
"""Each waits up to 3 s for the auction's lock."""


def take_seat(auction_id: UUID, member: Member) -> int | None:
    """Return the seat of a member in an auction; one that came to the waiting room after it opened gets one now.

    None if the member doesn't play, or came after the auction began.
    """
    seat = Participant.objects.filter(auction=auction_id, member=member).values_list("pk", flat=True)
    existing = seat.first()
    waiting = Auction.objects.filter(pk=auction_id, status=Auction.Status.WAITING)
    if existing is not None or not players_of(member.league_id).filter(pk=member.pk).exists() or not waiting.exists():
        return existing
    [reserved] = reserve_ids("auctions_participant")
    [outcome] = engine.execute(auction_id, TakeSeat(actor=SYSTEM, participant=reserved, member=member.pk))
    # Another of the member's tabs may have been quicker.
    return reserved if outcome.ok else seat.first()


def seatless_players(auction: Auction) -> list[Member]:
    """Return those who play in the league and have no seat in its auction: they came after it began."""
    seated = Participant.objects.filter(auction=auction).values("member")
    return list(players_of(auction.league_id).exclude(pk__in=seated).select_related("user"))


def late_seat(member: Member, actor: Actor, reason: str = "", budget: int | None = None) -> TakeSeat:
    """Return the command that gives a member a seat in an auction that has begun; budget None: the whole one."""
    [participant] = reserve_ids("auctions_participant")
    return TakeSeat(actor=actor, participant=participant, member=member.pk, reason=reason, budget=budget)


def follow_member(member: Member) -> None:
    """Mark the seats of a member who may not play any more as away, so that no lot waits for them.

    One who may play again, by whatever way they came back, is marked as back. What they lead and what they bought stays
    theirs. Raises AuctionBusy after `FOLLOW_TRIES`.
    """
    plays = players_of(member.league_id).filter(pk=member.pk).exists()
    seats = Participant.objects.filter(member=member, auction__status__in=NOT_OVER).exclude(away=not plays)
    for auction_id, seat in seats.values_list("auction_id", "pk"):
        _set_away(auction_id, SetAway(actor=SYSTEM, participant=seat, away=not plays))


def _set_away(auction_id: UUID, command: SetAway) -> None:
    for tried in range(1, FOLLOW_TRIES + 1):
        try:
            engine.execute(auction_id, command)
            return
        except engine.AuctionBusy:  # nobody asks again, so what is noted of the member would stay wrong
            log.warning("seat.busy", auctionId=str(auction_id), participantId=command.participant, tried=tried)
            if tried == FOLLOW_TRIES:
                raise
