"""Finds members who joined after their auction began and have no seat: a sentence for them, and for commissioners.

Reads only.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from auctions.models import Auction, Participant
from auctionsite.http.lists import listed
from auctionsite.text.isolates import isolated
from leagues.models import Member
from leagues.permissions import Action, may
from leagues.queries import WaitingForYou, commissioners_of, players_of


def waiting_for(members: Sequence[Member]) -> Iterator[WaitingForYou]:
    """Yield what those who came late are, and for those who may give seats, who came late: one sentence for each."""
    begun = Auction.objects.filter(
        league__in={member.league_id for member in members}, status__in=(Auction.Status.ACTIVE, Auction.Status.PAUSED)
    )
    auctions = {auction.league_id: auction for auction in begun}
    late = _late_joiners(auctions) if auctions else {}
    heads = _commissioners(late) if late else {}
    for member in members:
        if came_late := late.get(member.league_id):
            path = reverse("auction", args=[auctions[member.league_id].pk])
            if may(member.role, Action.CONDUCT_AUCTION):
                yield WaitingForYou(member.pk, _to_commissioner(came_late), path)
            elif member.pk in {each.pk for each in came_late}:
                asked = heads.get(member.league_id, pgettext("whom to ask", "the commissioner"))
                said = _("You're watching: the auction started before you joined. Ask {commissioner} for a seat.")
                yield WaitingForYou(member.pk, said.format(commissioner=asked), path)


def _late_joiners(auctions: dict[UUID, Auction]) -> dict[UUID, list[Member]]:
    seats = Participant.objects.filter(member=OuterRef("pk"), auction__in=[auction.pk for auction in auctions.values()])
    joiners_by_league: dict[UUID, list[Member]] = defaultdict(list)
    for member in players_of(*auctions).exclude(Exists(seats)).select_related("user"):
        joiners_by_league[member.league_id].append(member)
    return joiners_by_league


def _commissioners(leagues: Iterable[UUID]) -> dict[UUID, str]:
    """The names of each league's commissioners, any of whom can be asked."""
    names_by_league: dict[UUID, list[str]] = defaultdict(list)
    for member in commissioners_of(*leagues).select_related("user"):
        names_by_league[member.league_id].append(isolated(member.name))
    return {league: listed(heads, word=_("or")) for league, heads in names_by_league.items()}


def _to_commissioner(late: Sequence[Member]) -> str:
    if len(late) == 1:
        said = _("{name} joined after the auction began: give them a seat, or let them watch.")
        return said.format(name=isolated(late[0].name))
    said = _("{number} people joined after the auction began: give them seats, or let them watch.")
    return said.format(number=len(late))
