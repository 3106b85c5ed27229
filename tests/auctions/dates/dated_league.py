"""A league with a date, and time that passes."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F

from accounts.models import User
from auctions.dates import due
from auctions.dates.services import WantedDate, set_date
from auctionsite.postgresql.clock import database_now
from leagues.models import AuctionDate, League
from notices.models import Notice
from season.background import BACKGROUND_STEPS, Worker
from tests.cast import member_of

ZONE = "Asia/Kolkata"
"""Its clocks are never changed, so that every time on the wall is one instant."""
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def wall_in(span: timedelta) -> datetime:
    """Return what clocks in the zone show that long from now, to the minute."""
    return (database_now() + span).astimezone(ZoneInfo(ZONE)).replace(second=0, microsecond=0, tzinfo=None)


def wanted_in(span: timedelta, begins_with: int | None = None) -> WantedDate:
    """A date so long from now, to the minute."""
    return WantedDate(wall=wall_in(span), time_zone=ZONE, begins_with=begins_with)


def dated(league: League, by: User, span: timedelta = 3 * DAY, begins_with: int | None = None) -> AuctionDate:
    """The league's date, so long from now."""
    return set_date(member_of(league, by), wanted_in(span, begins_with))


def let_pass(span: timedelta) -> None:
    """As if all dates had been set that much earlier, for that much earlier."""
    moved = {name: F(name) - span for name in ("starts_at", "remind_at", "changed_at", "opened_at")}
    AuctionDate.objects.update(**moved)


def work() -> int:
    """Do all that is due now."""
    steps = tuple(step for step in BACKGROUND_STEPS if step.find.__module__ == due.__name__)
    assert len(steps) == 3
    return Worker(steps).work()


def heard(user: User) -> list[tuple[str, str]]:
    """Return what a user heard, oldest first."""
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", "text"))
