"""Finds what waits for members in the rooms of their leagues: a turn, lots that they lost, a room that is open.

Reads only, with as many queries for one league as for twenty.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from auctions.models import Auction, Bid, Lot, Participant
from auctions.rules.state import NOT_OVER
from leagues.models import Member
from leagues.queries import WaitingForYou
from leagues.settings.auction import AuctionFormat

_OPEN = {
    Auction.Status.WAITING: gettext_noop("The waiting room is open."),
    Auction.Status.ACTIVE: gettext_noop("The auction is on."),
    Auction.Status.PAUSED: gettext_noop("The auction is paused."),
}


def waiting_for(members: Sequence[Member]) -> Iterator[WaitingForYou]:
    """Yield for each member the most urgent of what their league's room has for them: one sentence at most."""
    leagues = {member.league_id for member in members}
    rooms = {auction.league_id: auction for auction in Auction.objects.filter(league__in=leagues, status__in=NOT_OVER)}
    if not rooms:
        return
    managers = {member.pk: member.owns_with_id or member.pk for member in members if member.league_id in rooms}
    seats = dict(Participant.objects.filter(auction__in=rooms.values()).values_list("member", "pk"))
    running = (room for room in rooms.values() if room.status == Auction.Status.ACTIVE)
    slow = [room for room in running if room.format == AuctionFormat.SLOW]
    lost = _lots_lost(slow, [seats[each] for each in managers.values() if each in seats]) if slow else Counter()
    for member in members:
        if room := rooms.get(member.league_id):
            seat = seats.get(managers[member.pk])
            yield WaitingForYou(member.pk, _sentence(room, seat, lost), reverse("auction", args=[room.pk]))


def _sentence(room: Auction, seat: int | None, lost: Counter[int]) -> str:
    if seat is not None and room.status == Auction.Status.ACTIVE:
        if room.nominator_id == seat:
            return _("It's your turn to put a lot up.")
        if outbid := lost[seat]:
            said = ngettext("You're outbid on {number} open lot.", "You're outbid on {number} open lots.", outbid)
            return said.format(number=outbid)
    return _(_OPEN[Auction.Status(room.status)])


def _lots_lost(slow: Sequence[Auction], seats: Sequence[int]) -> Counter[int]:
    """On how many open lots each seat has bid and doesn't lead."""
    bids = Bid.objects.filter(auction__in=slow, lot__status=Lot.Status.OPEN, participant__in=seats, code="ok")
    lost = bids.exclude(lot__leader=F("participant")).order_by().values_list("participant", "lot").distinct()
    return Counter(seat for seat, _ in lost)
