"""Reads of the owners of assets."""

import pytest

from accounts.models import User
from auctions.models import Auction
from leagues.assets.changes import retire, save_asset
from leagues.models import League, Member
from season.ownership.queries import current_auction, news_of_assets, owned_now, owners_of, rosters
from season.ownership.services import refresh_ownership
from tests import cast
from tests.season.auctioned_league import asset, give_up

pytestmark = pytest.mark.django_db


def test_rosters_have_everybody_who_plays_by_name_with_their_money(
    auction: Auction, league: League, members: dict[str, Member]
) -> None:
    found = {roster.member.user.name: (len(roster.owned), roster.available) for roster in rosters(league.pk)}
    assert found == {"Carla": (0, 50), "Max": (2, 15), "Mia": (1, 40), "Ned": (1, 49)}
    assert [roster.member.user.name for roster in rosters(league.pk)] == ["Carla", "Max", "Mia", "Ned"]


def test_one_who_left_shows_only_while_they_own_something(
    auction: Auction, league: League, members: dict[str, Member]
) -> None:
    Member.objects.filter(user__name__in=["Carla", "Ned"]).update(left_at="2026-01-01T00:00Z")
    assert [roster.member.user.name for roster in rosters(league.pk)] == ["Max", "Mia", "Ned"]


def test_what_is_given_up_is_in_no_roster_and_its_owner_is_remembered(auction: Auction, league: League) -> None:
    cast.do(auction, give_up(auction, 1))
    refresh_ownership(league.pk)
    first = asset(auction, 1)
    assert first not in [row.asset for row in owned_now(league.pk)]
    [row] = owners_of(league.pk, first)
    assert (row.member.user.name, row.price, row.until_at is not None) == ("Max", 30, True)


def test_the_current_auction_began_last_and_was_not_cancelled(auction: Auction, league: League) -> None:
    assert current_auction(league.pk) == auction
    second = cast.auction_of(league, lots=2)
    assert current_auction(league.pk) == second
    Auction.objects.filter(pk=second.pk).update(status="cancelled")
    assert current_auction(league.pk) == auction


def test_news_are_of_what_somebody_owned_then(auction: Auction, league: League, members: dict[str, Member]) -> None:
    owned, free = asset(auction, 1), league.sport.assets.exclude(lots__auction=auction)[0]
    was = owned.name
    for each in (owned, free):
        each.name = "Müller, Ødegård & Co"
        save_asset(each, members["Carla"].user)
    cast.do(auction, give_up(auction, 1))
    refresh_ownership(league.pk)
    retire([owned.pk], None)
    [news] = news_of_assets(league.pk)
    assert (news.change.asset, news.change.what, news.by) == (owned, "name", "Carla")
    assert (news.change.old, news.change.new) == (was, "Müller, Ødegård & Co")


def test_who_is_nobody_of_the_league_is_not_named(auction: Auction, league: League, olga: User) -> None:
    retire([asset(auction, 2).pk], olga)
    assert [(news.change.what, news.by) for news in news_of_assets(league.pk)] == [("retired", "")]
    assert not news_of_assets(cast.make_league(olga, name="Another").pk)
