"""Standings: who owned an asset at kick-off gets its points; places, ties and movement; counted again when asked."""

import random
from collections import defaultdict

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leagues.models import League, Member, Role
from leagues.services import change_role
from season.models import (
    AssetPoints,
    Fixture,
    LeagueSeason,
    Ownership,
    Performance,
    Recount,
    RoundStanding,
)
from season.standings import queries
from season.standings.services import recount, request_recount
from tests.season.standings.small_season import DAY, START, SmallSeason


def test_whoever_owned_it_at_kick_off_gets_the_points(stage: SmallSeason) -> None:
    first, second, *_, last = stage.play()
    stage.own(0, 0, end=second.kickoff)  # a trade at the very instant of kick-off: it is the new owner's already
    stage.own(1, 0, start=second.kickoff or START)
    for fixture, points in ((first, 100), (second, 250), (last, 1000)):
        stage.score(fixture, 0, points)
    stage.count()
    assert stage.table() == [("Max", 1, 1250, 0), ("Carla", 2, 100, 0), ("Mia", 3, 0, 0)]


def test_matches_before_the_auction_count_only_where_the_season_says_so(stage: SmallSeason) -> None:
    fixture, *_ = stage.play()
    stage.score(fixture, 0, 300)
    stage.own(2, 0, start=START + 30 * DAY).save()
    stage.count()
    assert {row[2] for row in stage.table()} == {0}
    LeagueSeason.objects.update(counts_earlier=True)
    stage.count()
    assert stage.table()[0] == ("Mia", 1, 300, None)


def test_who_only_watches_has_no_place_unless_they_owned_something(stage: SmallSeason) -> None:
    """Carla commissions; Max and Mia are made spectators, and the standings are counted again by that alone."""
    fixture, *_ = stage.play()
    stage.own(1, 0)
    stage.score(fixture, 0, 100)
    stage.count()
    carla, max_, mia = stage.members
    assert [row[0] for row in stage.table()] == ["Max", "Carla", "Mia"]
    for member in (max_, mia):
        change_role(carla, member, Role.SPECTATOR)
    assert recount(stage.competition.pk), "asked for by the change"
    assert stage.table() == [("Max", 1, 100, None), ("Carla", 2, 0, None)]


def test_movement_is_since_the_match_day_before(stage: SmallSeason) -> None:
    fixtures = stage.play()
    for member in range(3):
        stage.own(member, member)
    stage.score(fixtures[0], 0, 500)
    stage.score(fixtures[0], 1, 300)
    stage.score(fixtures[3], 2, 900)
    stage.count()
    assert stage.table() == [("Mia", 1, 900, 2), ("Carla", 2, 500, -1), ("Max", 3, 300, -1)]
    first = queries.standings_table(stage.season, queries.played_rounds(stage.season)[0])
    assert [(row.position, row.moved) for row in first.rows] == [(1, None), (2, None), (3, None)]


@pytest.mark.parametrize(
    ("breakers", "first"),
    [
        (["rounds_won", "best_round"], "Carla"),  # two match days won
        (["best_round", "rounds_won"], "Max"),  # one of 400
        ([], "Mia"),  # bought first
    ],
)
def test_ties_are_broken_in_the_order_of_the_season(stage: SmallSeason, breakers: list[str], first: str) -> None:
    fixtures = stage.play()
    for member, ago in ((0, 1), (1, 2), (2, 3)):
        stage.own(member, member, start=START - ago * DAY)
    for fixture, asset, points in ((0, 0, 210), (3, 0, 210), (0, 1, 20), (3, 1, 0), (6, 1, 400), (0, 2, 110)):
        stage.score(fixtures[fixture], asset, points)
    stage.score(fixtures[4], 2, 200)
    stage.score(fixtures[6], 2, 110)
    LeagueSeason.objects.update(tie_breakers=breakers)
    stage.count()
    table = stage.table()
    assert {row[2] for row in table} == {420}
    assert table[0][0] == first
    assert [row[1] for row in table] == [1, 2, 3]


def test_who_bought_nothing_shares_the_last_place(stage: SmallSeason) -> None:
    fixture, *_ = stage.play()
    stage.own(0, 0)
    stage.score(fixture, 0, 100)
    stage.count()
    assert [row[1] for row in stage.table()] == [1, 2, 2]


def test_fixture_without_a_match_day_counts_first(stage: SmallSeason) -> None:
    fixture, *_, later = stage.play()
    Fixture.objects.filter(pk=fixture.pk).update(round=None)
    stage.own(1, 0)
    stage.score(fixture, 0, 100)
    stage.count()
    assert queries.played_rounds(stage.season) == [None]
    stage.count([0])
    assert stage.table()[0] == ("Max", 1, 100, None)
    stage.score(later, 0, 50)
    stage.count([later.round_id or 0])
    assert stage.table()[0] == ("Max", 1, 150, 0)  # the last match day, not the fixtures without one
    assert queries.standings_table(stage.season, None).rows[0].total == 100


def test_match_day_whose_scores_are_taken_back_is_gone(stage: SmallSeason) -> None:
    fixtures = stage.play()
    stage.own(0, 0)
    for fixture in (fixtures[0], fixtures[3]):
        stage.score(fixture, 0, 100)
    stage.count()
    Performance.objects.filter(fixture=fixtures[3]).delete()
    stage.count([fixtures[3].round_id or 0])
    assert stage.table()[0] == ("Carla", 1, 100, None)


def test_random_seasons_are_as_counted_by_hand(stage: SmallSeason) -> None:
    """Standings counted again, day by day, equal a count of everything; both equal plain loops over the rows."""
    fixtures, luck = stage.play(), random.Random(11)  # noqa: S311 # plays, hides nothing
    for asset in range(9):
        cut = START + luck.randrange(0, 20) * DAY
        stage.own(luck.randrange(3), asset, end=cut)
        stage.own(luck.randrange(3), asset, start=cut)
    for _ in range(12):
        fixture = luck.choice(fixtures)
        for asset in range(9):
            stage.score(fixture, asset, luck.randrange(-200, 900))
        stage.count([fixture.round_id or 0])
        step_by_step = standings()
        assert {(season, day, member): total for season, day, member, total, _ in step_by_step} == by_hand(stage)
        stage.count()
        assert standings() == step_by_step


def standings() -> list[tuple[int, ...]]:
    return sorted(RoundStanding.objects.values_list("season_id", "round_id", "member_id", "total", "position"))


def by_hand(stage: SmallSeason) -> dict[tuple[int, int, int], int]:
    scored: dict[tuple[int, int], int] = defaultdict(int)
    days = set()
    for worth in AssetPoints.objects.select_related("performance__fixture"):
        fixture = worth.performance.fixture
        assert fixture.kickoff
        days.add(fixture.round_id or 0)
        for own in Ownership.objects.filter(asset=worth.performance.asset_id):
            if own.from_at <= fixture.kickoff and (own.until_at is None or fixture.kickoff < own.until_at):
                scored[own.member_id, fixture.round_id or 0] += worth.points
    ordered = sorted(days)
    return {
        (stage.season.pk, day, member.pk): sum(scored[member.pk, each] for each in ordered[: n + 1])
        for n, day in enumerate(ordered)
        for member in stage.members
    }


def test_statements_do_not_grow_with_leagues(transactional_db: None, league: League) -> None:
    stage = SmallSeason(league)
    fixture, *_ = stage.play()
    stage.own(0, 0)
    stage.score(fixture, 0, 100)
    request_recount(stage.competition.pk)
    with CaptureQueriesContext(connection) as one:
        recount(stage.competition.pk)
    owner = Member.objects.filter(league=league).first()
    assert owner
    for n in range(3):
        other = League.objects.create(name=f"League {n}", sport=league.sport, code=f"CODE{n}")
        Member.objects.create(league=other, user=owner.user)
        SmallSeason(other).own(0, 0)
    request_recount(stage.competition.pk)
    with CaptureQueriesContext(connection) as four:
        recount(stage.competition.pk)
    assert len(four) == len(one)
    assert RoundStanding.objects.filter(total=100, position=1).count() == 4


def test_what_was_asked_is_done_together(stage: SmallSeason) -> None:
    fixture, *_ = stage.play()
    stage.score(fixture, 0, 100)
    stage.own(0, 0)
    request_recount(stage.competition.pk, rounds=[fixture.round_id])
    request_recount(stage.competition.pk, rounds=[None])
    request_recount(stage.competition.pk, season_id=stage.season.pk)
    assert queries.standings_table(stage.season).counting
    assert recount(stage.competition.pk)
    assert Recount.objects.count() == 0
    stage.season.refresh_from_db()
    shown = queries.standings_table(stage.season)
    assert not shown.counting
    assert shown.counted_at is not None
