"""The banner on top of pages: shown for some hours, and taken down. Each web process has it within two seconds."""

from datetime import timedelta

from accounts.models import User
from auctionsite.postgresql.clock import database_now
from rollouts.models import Banner, Plan

LONGEST_TEXT = 300
MOST_HOURS = 7 * 24


class BannerRefused(ValueError):
    """This isn't shown; the text says why, and what to give."""


def show_banner(text: str, hours: int, *, plan: Plan | None = None, actor: User | None = None) -> Banner:
    """Show a text on top of every page, in place of another, for so many hours. Raises BannerRefused."""
    text = text.strip()
    if not text or len(text) > LONGEST_TEXT or not text.isprintable():
        raise BannerRefused(f"Give a text of one line, of {LONGEST_TEXT} characters at most.")
    if not 1 <= hours <= MOST_HOURS:
        raise BannerRefused(f"Show it for 1 to {MOST_HOURS} hours.")
    until = database_now() + timedelta(hours=hours)
    return Banner.objects.create(text=text, plan=plan, shown_until=until, made_by=actor)


def take_down() -> int:
    """Show no banner from now on; return how many were to be shown."""
    now = database_now()
    return Banner.objects.filter(shown_until__gt=now).update(shown_until=now)


def shown_banner() -> Banner | None:
    """Return the banner that is shown now."""
    return Banner.objects.filter(shown_until__gt=database_now()).first()


def shown_text() -> str:
    """Return its text; empty: there is none."""
    banner = shown_banner()
    return banner.text if banner else ""
