"""Reads of standings."""

from auctions.models import Auction
from season.standings import queries
from tests.season.standings.small_season import DAY, START, SmallSeason


def test_assets_show_what_they_brought_to_whom(stage: SmallSeason) -> None:
    fixtures = stage.play()
    stage.own(0, 0, end=START + DAY)
    stage.own(1, 0, start=START + DAY)
    stage.own(1, 1)
    stage.score(fixtures[0], 0, 100)
    stage.score(fixtures[3], 0, 700)
    found = [
        (row.asset, row.member, row.points, row.matches, row.owned_now) for row in queries.asset_standings(stage.season)
    ]
    carla, max_, _ = (member.pk for member in stage.members)
    zero, one = stage.assets[0].pk, stage.assets[1].pk
    assert found == [(zero, max_, 700, 1, True), (zero, carla, 100, 1, False), (one, max_, 0, 0, True)]
    assert [row.asset for row in queries.asset_standings(stage.season, stage.members[0])] == [zero]


def test_the_table_after_a_match_day_shows_movement_since_the_one_before(stage: SmallSeason) -> None:
    first, *_ = fixtures = stage.play()
    stage.own(0, 0)
    stage.own(1, 1)
    stage.score(first, 0, 100)
    stage.score(fixtures[3], 1, 300)
    assert queries.standings_table(stage.season).rows == []
    stage.count()
    rounds = queries.played_rounds(stage.season)
    assert [str(each) for each in rounds] == ["Day 1", "Day 2"]
    after_first = queries.standings_table(stage.season, rounds[0])
    assert [(row.member.user.name, row.total, row.moved) for row in after_first.rows] == [
        ("Carla", 100, None), ("Max", 0, None), ("Mia", 0, None),
    ]  # fmt: skip
    latest = queries.standings_table(stage.season)
    assert (latest.round, latest.counting) == (rounds[1], False)
    assert [(row.member.user.name, row.points, row.total, row.moved) for row in latest.rows] == [
        ("Max", 300, 300, 1), ("Carla", 0, 100, -1), ("Mia", 0, 0, 0),
    ]  # fmt: skip


def test_money_left_is_that_of_the_newest_auction_that_was_completed(stage: SmallSeason) -> None:
    stage.leave_money(1, 2, 3)
    for status, amounts in (("completed", (40, 50, 60)), ("cancelled", (7, 8, 9))):
        auction = Auction.objects.create(league=stage.league, status=status, settings={}, waiting_room=True)
        stage.leave_money(*amounts, auction=auction)
    assert queries.money_left(stage.season) == dict(zip((each.pk for each in stage.members), (40, 50, 60), strict=True))


def test_everybody_s_standings_come_in_the_order_of_match_days(stage: SmallSeason) -> None:
    fixtures = stage.play()
    stage.own(0, 0)
    for fixture, points in ((fixtures[3], 200), (fixtures[0], 100)):
        stage.score(fixture, 0, points)
    stage.count()
    totals = {
        member: [standing.total for standing in standings]
        for member, standings in queries.standings_by_member(stage.season).items()
    }
    carla, *others = (member.pk for member in stage.members)
    assert totals == {carla: [100, 300], **{key: [0, 0] for key in others}}
