"""The bell where the database is away: pages that say so have one too."""

from django.db import connections
from django.template import Context, Template

from accounts.models import User
from leagues.models import League
from notices.models import Notice
from notices.queries import UNREAD_COUNTED


def shown(user: User) -> str:
    return Template("{% load bell %}{% bell user %}").render(Context({"user": user}))


def test_the_bell_counts_and_says_so_when_there_are_more(league: League, max_: User) -> None:
    assert "bell-count" not in shown(max_)
    for number in range(UNREAD_COUNTED):
        Notice.objects.create(user=max_, league=league, kind="outbid", event=str(number), text="x", path="/")
    assert f'<span class="bell-count">{UNREAD_COUNTED - 1}+</span>' in shown(max_)


def test_a_bell_that_cannot_count_stays_silent(max_: User) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("SAVEPOINT before")
        cursor.execute("ALTER TABLE notices_notice RENAME TO notices_away")
        assert "bell-count" not in shown(max_)
        cursor.execute("ROLLBACK TO SAVEPOINT before")
