"""Announcements of a commissioner to everybody in the league, wherever they are."""

from uuid import uuid4

from django.db import transaction
from django.urls import reverse
from django.utils.translation import ngettext

from accounts.rate_limits import limits
from accounts.rate_limits.limits import Limit
from leagues.models import Member
from leagues.permissions import Action
from leagues.queries import members_of
from leagues.services import require
from notices.kinds import NoticeKind
from notices.queue import NewsItem, notify

LONGEST = 300
"""The most characters of a message."""


class AnnouncementRefused(Exception):
    """Nobody was told; the text says why, and when it may be tried again."""

    code = "announcement_refused"


@transaction.atomic
def announce(by: Member, text: str) -> int:
    """Tell everybody else in the league a text, clean and of `LONGEST` characters at most; return how many that are.

    Raises NotAllowed, and AnnouncementRefused after too many.
    """
    require(by, Action.CONDUCT_AUCTION)
    if wait := limits.seconds_to_wait(Limit.ANNOUNCEMENT, f"league.{by.league_id}"):
        minutes = int(wait // 60) + 1
        sentence = ngettext(
            "Your league has had several messages just now. Try again in {number} minute.",
            "Your league has had several messages just now. Try again in {number} minutes.",
            minutes,
        )
        raise AnnouncementRefused(sentence.format(number=minutes))
    others = {each.user_id for each in members_of(by.league) if not each.bot} - {by.user_id}
    item = NewsItem(
        kind=NoticeKind.LEAGUE_MESSAGE,
        event=f"message:{uuid4()}",
        league=by.league,
        path=reverse("league", args=[by.league_id]),
    )
    notify(item, dict.fromkeys(sorted(others), text))
    return len(others)
