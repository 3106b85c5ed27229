"""A small season as a fixture."""

import pytest

from leagues.models import League
from tests.season.standings.small_season import SmallSeason


@pytest.fixture
def stage(transactional_db: None, league: League) -> SmallSeason:
    return SmallSeason(league)
