"""Reasons for standing below: whoever has as many points as the one above reads them."""

import pytest

from season.models import LeagueSeason, TieBreaker
from season.standings.queries import standings_table
from season.standings.ties import tie_reasons
from tests.leagues.test_views import signed_in
from tests.season.season_pages import page_of, words
from tests.season.standings.small_season import DAY, START, SmallSeason


def reasons(season: LeagueSeason) -> list[str]:
    rows = standings_table(season).rows
    found = tie_reasons(season, rows)
    return [found.get(row.member.pk, "") for row in rows]


def two_with_ten_points(stage: SmallSeason, first: tuple[int, int], second: tuple[int, int]) -> None:
    """Each has two assets, which score on the first and second match day; the first manager bought earlier."""
    fixtures = stage.play()
    for member, points in ((0, first), (1, second)):
        stage.own(member, member, START - DAY * (9 - member))
        for fixture, worth in ((fixtures[0], points[0]), (fixtures[3], points[1])):
            if worth:
                stage.score(fixture, member, worth * 100)
    stage.count()


@pytest.mark.parametrize(
    ("first", "second", "breakers", "reason"),
    [
        ((10, 0), (4, 6), [TieBreaker.BEST_ROUND], "Level on points, behind on the best match day, 6 to 10."),
        ((6, 4), (5, 5), [TieBreaker.ROUNDS_WON], "Level on points, and bought first later."),
        ((5, 5), (5, 5), [TieBreaker.ROUNDS_WON, TieBreaker.BEST_ROUND], "Level on points, and bought first later."),
        ((5, 5), (5, 5), [TieBreaker.MONEY_LEFT], "Level on points, and bought first later."),
        (
            (10, 0),
            (4, 6),
            ["of another release", "best_round"],
            "Level on points, behind on the best match day, 6 to 10.",
        ),
    ],
)
def test_the_reason_is_what_parted_them(
    stage: SmallSeason, first: tuple[int, int], second: tuple[int, int], breakers: list[str], reason: str
) -> None:
    stage.season.tie_breakers = breakers
    stage.season.save()
    two_with_ten_points(stage, first, second)
    assert reasons(stage.season)[:2] == ["", reason]


def test_money_that_parts_them_is_told_without_the_amounts(stage: SmallSeason) -> None:
    stage.season.tie_breakers = [TieBreaker.MONEY_LEFT]
    stage.season.save()
    stage.leave_money(20, 10, 0)
    two_with_ten_points(stage, (5, 5), (5, 5))
    assert reasons(stage.season)[1] == "Level on points, behind on money left of the auction."


def test_those_who_share_a_place_are_told_so(stage: SmallSeason) -> None:
    fixtures = stage.play()
    stage.score(fixtures[0], 0, 100)
    stage.own(0, 0)
    stage.count()
    assert reasons(stage.season)[2] == "Level in everything that parts equals."
    page = words(signed_in(stage.members[0].user), page_of(stage.season))
    assert "Level in everything that parts equals." in page
