"""The mail that tells somebody of all that happened since the last one. No link in it signs anybody in."""

from collections.abc import Sequence
from itertools import groupby
from zoneinfo import ZoneInfo

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from accounts import language
from accounts.models import User
from auctionsite.process_settings import settings_in_force
from auctionsite.text.isolates import isolated
from notices.models import Notice
from notices.stop_links import stop_link

LINES_AT_MOST = 50
"""Of one mail; it says how many more there are."""


def compose_digest(user: User, notices: Sequence[Notice]) -> EmailMultiAlternatives:
    """Return the mail that tells a user of these notices, one at least, the oldest first in each league."""
    shown = sorted(notices[:LINES_AT_MOST], key=lambda each: (each.league.name, str(each.league_id), each.pk))
    base, stop = settings_in_force().base_url, stop_link(user.pk)
    context = {
        "leagues": [(rows[0].league.name, rows) for _, group in groupby(shown, _league_of) if (rows := [*group])],
        "more": len(notices) - len(shown),
        "base": base,
        "choices": f"{base}{reverse('notices')}",
        "stop": stop,
        "zone": user.time_zone,
    }
    with timezone.override(ZoneInfo(user.time_zone)), translation.override(language.of_user(user)):
        message = EmailMultiAlternatives(
            _subject(notices),
            render_to_string("email/notices.txt", context),
            None,
            [user.email],
            headers={"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
        )
        message.attach_alternative(render_to_string("email/notices.html", context), "text/html")
    return message


def _league_of(notice: Notice) -> str:
    return str(notice.league_id)


def _subject(notices: Sequence[Notice]) -> str:
    """Return what happened where it is one thing, else how much."""
    if (number := len(notices)) > 1:
        return ngettext("{number} notice from your leagues", "{number} notices from your leagues", number).format(
            number=number
        )
    return f"{isolated(notices[0].league.name)}: {notices[0].shown_text}"[:150]
