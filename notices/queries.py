"""Reads of notices: each asks for one person's own. Nothing here writes."""

from typing import Any

from django.db.models import QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from leagues.models import Member
from notices.models import Notice, NoticeReader
from rollouts import flags

SHOWN_AT_MOST = 50
UNREAD_COUNTED = 10
"""The bell counts no further."""


def notices_of(user: User) -> QuerySet[Notice]:
    """Return the user's notices, of the kinds that they want on their page."""
    return Notice.objects.filter(user=user, on_page=True)


def newest_notices(user: User) -> list[Notice]:
    """Return the newest of these, for the page."""
    return list(notices_of(user).select_related("league").order_by("-id")[:SHOWN_AT_MOST])


def read_up_to(user: User) -> int:
    """Return the newest notice that the user has read, by its id; 0 if none."""
    return NoticeReader.objects.filter(user=user).values_list("read_up_to", flat=True).first() or 0


def unread_count(user: User) -> int:
    """Return how many notices came since the user looked, and UNREAD_COUNTED for more."""
    read = NoticeReader.objects.filter(user=user).values("read_up_to")
    newer = Notice.objects.filter(user=user, on_page=True, pk__gt=Coalesce(Subquery(read), 0))
    return newer[:UNREAD_COUNTED].count()


def is_push_offered(user: User) -> bool:
    """True if notices of one of the user's leagues are pushed."""
    leagues = Member.objects.filter(user=user, left_at=None).values_list("league_id", flat=True)
    return any(flags.pushes_notices(league) for league in leagues)


def notices_for_download(user: User) -> dict[str, Any]:
    """Return the user's notices and choices, for the download of their data."""
    rows = Notice.objects.filter(user=user).order_by("id")
    choices = user.notice_choices.order_by("kind", "channel")
    return {
        "notices": list(rows.values("league__name", "kind", "text", "created_at")),
        "devices_with_notices": list(user.push_subscriptions.order_by("id").values("endpoint", "created_at")),
        "notice_choices": list(choices.values("kind", "channel", "wanted")),
    }
