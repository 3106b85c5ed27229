"""The address under which a member's calendar finds the date: signed, since calendars don't sign in."""

from django.conf import settings as site
from django.core import signing
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.language import of_user
from leagues.dates.calendar import CalendarEvent, calendar_file
from leagues.models import AuctionDate, Member

_SALT = "leagues.calendar"


def feed_path(member: Member) -> str:
    """Return the path of a member's calendar file. Whoever has it can read when the auction is, and nothing else."""
    return reverse("league-calendar", args=[signing.dumps(member.pk, salt=_SALT)])


def calendar_of_token(token: str) -> str | None:
    """Return the calendar file of the member's league; None if it isn't our link, or they left, or there is no date."""
    try:
        member_id = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    if not isinstance(member_id, int):
        return None
    member = Member.objects.filter(pk=member_id, left_at=None).select_related("user").first()
    if member is None:
        return None
    date = AuctionDate.objects.filter(league=member.league_id).select_related("league").first()
    with translation.override(of_user(member.user)):  # calendars ask in no language, or in that of a program
        return None if date is None else calendar_file(_event(date))


def _event(date: AuctionDate) -> CalendarEvent:
    link = f"{site.BASE_URL}{reverse('league', args=[date.league_id])}"
    return CalendarEvent(
        uid=str(date.uid),
        sequence=date.sequence,
        starts_at=date.starts_at,
        changed_at=date.changed_at,
        cancelled=date.cancelled_at is not None,
        title=_("Auction: {league}").format(league=date.league.name),
        link=link,
    )
