"""News that tests tell people, and a worker's steps that mail it."""

from datetime import timedelta

from django.db.models import F

from accounts.models import User
from leagues.models import League
from notices.kinds import NoticeKind
from notices.models import NoticeDelivery, NoticeReader
from notices.queue import NewsItem, notify
from season.background import NOTICE_STEPS, Worker

HOUR = timedelta(hours=1)


def tell(
    league: League, *users: User, event: str = "trade:1", text: str = "Another manager offers you a trade."
) -> None:
    """Tell people of an event."""
    news = NewsItem(kind=NoticeKind.TRADE_OFFERED, event=event, league=league, path=f"/leagues/{league.pk}/trades/")
    notify(news, dict.fromkeys((each.pk for each in users), text))


def work() -> int:
    """Do all that is due now."""
    return Worker(NOTICE_STEPS).work()


def let_pass(span: timedelta) -> None:
    """As if all that was done had been done earlier."""
    NoticeReader.objects.update(mailed_at=F("mailed_at") - span)
    NoticeDelivery.objects.update(due_at=F("due_at") - span, claimed_at=F("claimed_at") - span)


def states() -> list[tuple[str, int]]:
    """Return what became of each delivery, in order, and how often it was tried."""
    return list(NoticeDelivery.objects.order_by("pk").values_list("state", "tries"))
