"""The statements know every tie-breaker."""

import pytest

from season.models import TieBreaker
from tests.season.standings.small_season import DAY, START, SmallSeason

WITH_THE_BETTER_NUMBER = {"rounds_won": "Carla", "best_round": "Max", "money_left": "Mia"}


@pytest.mark.parametrize("breaker", TieBreaker)
def test_every_tie_breaker_parts_equals_by_its_own_number(stage: SmallSeason, breaker: TieBreaker) -> None:
    stage.season.tie_breakers = [breaker]
    stage.season.save()
    stage.leave_money(10, 20, 30)
    fixtures = stage.play()
    for member, scored in enumerate(((210, 210, 0), (0, 0, 420), (200, 200, 20))):
        stage.own(member, member, START - DAY)
        for fixture, points in zip(fixtures[::3], scored, strict=True):
            stage.score(fixture, member, points)
    stage.count()
    assert {row[2] for row in stage.table()} == {420}
    assert stage.table()[0][0] == WITH_THE_BETTER_NUMBER[breaker]
