"""Reads of invitations: what members send out, and what the page says to those who come, who aren't members yet.

That page names nobody but who invites.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from auctionsite.postgresql.clock import database_now
from auctionsite.text.isolates import isolated
from auctionsite.text.qr import qr_picture
from leagues.dates.queries import date_of
from leagues.dates.wording import date_in_words
from leagues.models import League
from leagues.queries import auctions_of, commissioners_of, players_of


@dataclass(frozen=True, slots=True)
class Invite:
    """An invitation for friends: an address, its title, the code that it ends with, a picture of its QR code."""

    address: str
    title: str
    code: str
    picture: str


def invite_to(league: League) -> Invite:
    """Return what leads others into a league."""
    address = settings.BASE_URL + reverse("join", args=[league.code])
    title = _("Join {league}").format(league=isolated(league.name))
    return Invite(address, title, league.code, qr_picture(address))


@dataclass(frozen=True, slots=True)
class Invitation:
    """A league as its invite page shows it: `seats` are those taken, `date` is in words, `now` the database's."""

    league: League
    inviters: Sequence[str]
    seats: int
    starts_at: datetime | None
    date: str
    now: datetime
    auction_status: str


def invitation_to(league: League, zone: str | None) -> Invitation:
    """Return what the invite page of a league says, with times in the reader's zone if that is known."""
    date = date_of(league)
    coming = date if date is not None and date.is_coming else None
    running = auctions_of(league).exclude(status__in=("completed", "cancelled")).first()
    return Invitation(
        league=league,
        inviters=[each.name for each in commissioners_of(league.pk).select_related("user")],
        seats=players_of(league.pk).count(),
        starts_at=coming.starts_at if coming else None,
        date=date_in_words(coming.starts_at, coming.time_zone, zone or coming.time_zone) if coming else "",
        now=database_now(),
        auction_status=running.status if running else "",
    )
