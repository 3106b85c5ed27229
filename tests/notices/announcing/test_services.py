"""Announcements of a commissioner to everybody in the league."""

import pytest
from pytest_django.fixtures import Settings

from accounts.models import User
from auctionsite.http.rates import Rate
from leagues.models import League
from leagues.services import NotAllowed, add_bot
from notices.announcing.services import AnnouncementRefused, announce
from notices.models import Notice
from tests.cast import member_of

pytestmark = pytest.mark.django_db


def test_everybody_else_in_the_league_hears_of_it(league: League, carla: User, max_: User, mia: User) -> None:
    add_bot(league, "Robo")
    assert announce(member_of(league, carla), "We meet on Friday.") == 2
    told = Notice.objects.order_by("user__name").values_list("user__name", "kind", "text", "path")
    page = f"/leagues/{league.pk}/"
    assert [*told] == [(name, "league_message", "We meet on Friday.", page) for name in ("Max", "Mia")]


def test_only_commissioners_may(league: League, max_: User) -> None:
    with pytest.raises(NotAllowed):
        announce(member_of(league, max_), "Hear, hear.")
    assert not Notice.objects.exists()


def test_more_than_three_in_an_hour_are_refused_with_when_to_come_again(
    league: League, carla: User, max_: User, settings: Settings
) -> None:
    settings.RATE_LIMITS = {"announcement": Rate.parse("3/3600")}
    for text in ("One.", "Two.", "Three."):
        announce(member_of(league, carla), text)
    with pytest.raises(AnnouncementRefused, match=r"several messages just now\. Try again in \d+ minutes\."):
        announce(member_of(league, carla), "Four.")
    assert Notice.objects.filter(user=max_).count() == 3
