"""The leagues and auctions that ask for flags, and as whom they ask."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from auctions.flags.subjects import AuctionSource, BotLeagueSource, LeagueSource
from leagues.models import League, Member, Role
from rollouts.audiences.audience import source_of
from rollouts.evaluation.types import BucketBy
from tests import cast


def test_league_asks_through_each_commissioner(league: League, carla: User, max_: User) -> None:
    Member.objects.filter(user=max_).update(role=Role.COMMISSIONER)
    [found] = LeagueSource().all()
    assert (found.id, found.name, found.traits) == (str(league.pk), league.name, {"sport": "football"})
    assert [(each.user, each.league) for each in found.subjects] == [(carla.pk, found.id), (max_.pk, found.id)]
    assert found.subjects[0].traits == {"account_age_days": 0, "sport": "football"}
    Member.objects.filter(user=carla).update(left_at="2026-01-01T00:00Z")
    assert [each.user for each in next(iter(LeagueSource().all())).subjects] == [max_.pk]


def test_leagues_of_bots_ask_for_nobody(league: League) -> None:
    [found] = BotLeagueSource().all()
    assert [(each.user, each.league, dict(each.traits)) for each in found.subjects] == [(None, str(league.pk), {})]
    assert isinstance(source_of("bots", BucketBy.LEAGUE), BotLeagueSource)
    assert type(source_of("waiting_room", BucketBy.LEAGUE)) is LeagueSource


def test_auctions_are_those_that_are_not_over(league: League, otto: User) -> None:
    auction = cast.auction_of(cast.make_league(otto, name="Second"), lots=2)
    over = cast.auction_of(league, lots=2)
    type(over).objects.filter(pk=over.pk).update(status="cancelled")
    [found] = AuctionSource().all()
    assert (found.id, [each.auction for each in found.subjects]) == (str(auction.pk), [str(auction.pk)])
    assert found.name.startswith("Second, ")
    assert [each.id for each in AuctionSource().find("friday")] == [str(over.pk)]
    assert AuctionSource().names([str(auction.pk), str(uuid4())]) == {str(auction.pk): found.name}


def test_leagues_are_found_by_id_and_name(league: League, otto: User) -> None:
    second = cast.make_league(otto, name="Second League")
    assert [each.id for each in LeagueSource().find("friday")] == [str(league.pk)]
    [by_id] = LeagueSource().find(str(second.pk))
    assert [each.user for each in by_id.subjects] == [otto.pk]
    assert len(LeagueSource().find("league")) == 2
    assert LeagueSource().find("nothing") == []
    just_so = cast.make_league(otto, name="League")
    assert LeagueSource().find("league")[0].id == str(just_so.pk)
    assert LeagueSource().names([str(second.pk)]) == {str(second.pk): "Second League"}


@pytest.mark.parametrize("source", [LeagueSource(), BotLeagueSource(), AuctionSource()])
def test_more_subjects_need_no_more_queries(
    source: LeagueSource | AuctionSource, league: League, otto: User, mia: User
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert list(source.all())
            source.find("League")
        return len(seen)

    cast.auction_of(league, lots=2)
    few = queries()
    for user, name in ((otto, "Second League"), (mia, "Third League")):
        cast.auction_of(cast.make_league(user, name=name), lots=2)
    assert queries() == few
