"""Features that are offered to a league: pages and services get one answer."""

import pytest

from accounts.models import User
from auctions.flags.offers import offers_slow_auctions
from leagues.models import League
from rollouts import subjects
from rollouts.testing import flags


@pytest.mark.django_db
@pytest.mark.parametrize("offered", [True, False])
def test_slow_auctions_are_offered_as_the_flag_says(league: League, carla: User, offered: bool) -> None:
    with flags(slow_auctions=offered):
        asker = subjects.of_user(carla)
        assert [offers_slow_auctions(asker, each) for each in (league, None)] == [offered] * 2
