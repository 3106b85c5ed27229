"""Features that a page offers."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.test import RequestFactory

from accounts.models import User
from leagues.models import League
from rollouts.testing import flags

TEMPLATE = "{% load offers %}{% slow_auctions_offered as offered %}{{ offered }}"


@pytest.mark.django_db
@pytest.mark.parametrize("offered", [True, False])
def test_page_of_a_league_or_of_none_offers_what_the_flag_says(league: League, carla: User, offered: bool) -> None:
    request = RequestFactory().get("/")
    with flags(slow_auctions=offered):
        for user, shown in ((carla, league), (carla, None), (AnonymousUser(), None)):
            request.user = user
            assert Template(TEMPLATE).render(Context({"request": request, "league": shown})) == str(offered)
