"""Display names of an auction: read once a minute, and at once for somebody new."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from auctions import seats
from auctions.models import Auction
from auctions.publish import names
from auctions.publish.names import display_names
from auctionsite.serving.caches import SharedCache
from leagues import services
from leagues.lists.queries import as_listed
from leagues.models import League, Member, Role
from leagues.services import join_league
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def auction(league: League, monkeypatch: pytest.MonkeyPatch) -> Auction:
    """In its waiting room, with nothing cached."""
    auction = cast.auction_of(league, begun=False, lots=3)
    monkeypatch.setattr(names, "_cache", SharedCache(3))  # what publishing its first event has read
    return auction


def queries_of(auction: Auction, *participants: int) -> int:
    with CaptureQueriesContext(connection) as seen:
        display_names(auction.pk, frozenset(participants))
    return len(seen)


def test_people_assets_and_league_have_their_names(auction: Auction, carla: User, max_: User) -> None:
    read = display_names(auction.pk)
    seat = cast.actor_in(auction.league, max_).participant
    lot = auction.lots.select_related("asset").get(number=1)
    assert (read.league_name, read.sport, read.commissioner) == (auction.league.name, "football", "Carla")
    assert read.commissioners == {carla.pk: "Carla"}
    assert read.participant_name(seat) == "Max"
    assert read.asset_name(lot.asset_id) == lot.asset.name
    assert read.assets[lot.asset_id]["external_id"] == lot.asset.external_id


def test_nobody_is_somebody(auction: Auction) -> None:
    assert [display_names(auction.pk).participant_name(each) for each in (None, 999_999)] == ["somebody"] * 2


def test_empty_fields_of_an_asset_are_null(auction: Auction) -> None:
    lot = auction.lots.select_related("asset").get(number=1)
    lot.asset.club = lot.asset.position = lot.asset.country = ""
    lot.asset.save()
    asset = display_names(auction.pk).assets[lot.asset_id]
    assert (asset["club"], asset["position"], asset["country"]) == (None, None, None)


def test_names_are_read_once(auction: Auction, max_: User) -> None:
    seat = cast.actor_in(auction.league, max_).participant or 0
    assert queries_of(auction) > 0
    assert queries_of(auction, seat) == 0


def test_participant_who_is_new_is_read_at_once(auction: Auction, otto: User) -> None:
    display_names(auction.pk)
    join_league(otto, auction.league.code)
    seat = seats.take_seat(auction.pk, cast.member_of(auction.league, otto))
    assert seat is not None
    assert display_names(auction.pk, frozenset({seat})).participant_name(seat) == "Otto"


def test_names_are_read_anew_after_a_minute(auction: Auction, monkeypatch: pytest.MonkeyPatch) -> None:
    display_names(auction.pk)
    monkeypatch.setattr(names, "_FRESH_SECONDS", -1.0)
    assert queries_of(auction) == 0, "what was cached before is fresh still"
    names._cache.clear()
    display_names(auction.pk)
    assert queries_of(auction) > 0


def test_all_who_run_the_league_are_named_and_nobody_else(auction: Auction, carla: User, max_: User, mia: User) -> None:
    for user in (max_, mia):
        services.change_role(
            cast.member_of(auction.league, carla), cast.member_of(auction.league, user), Role.COMMISSIONER
        )
    User.objects.filter(pk=mia.pk).update(is_active=False)
    names._cache.clear()
    read = display_names(auction.pk)
    assert (read.commissioners, read.commissioner) == ({carla.pk: "Carla", max_.pk: "Max"}, "Carla")
    assert [read.commissioner_for(user.pk) for user in (max_, mia)] == [max_.pk, carla.pk]


def test_a_new_role_is_read_at_once(auction: Auction, carla: User, max_: User) -> None:
    assert display_names(auction.pk).commissioners == {carla.pk: "Carla"}
    services.change_role(cast.member_of(auction.league, carla), cast.member_of(auction.league, max_), Role.COMMISSIONER)
    assert [*display_names(auction.pk).commissioners.values()] == ["Carla", "Max"]


def test_what_was_read_before_names_were_forgotten_is_not_kept(
    auction: Auction, carla: User, max_: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_assets, league = as_listed, auction.league

    def read_assets_later(*args: Any) -> Any:  # who runs the league has been read
        monkeypatch.setattr(names, "as_listed", read_assets)
        services.change_role(cast.member_of(league, carla), cast.member_of(league, max_), Role.COMMISSIONER)
        return read_assets(*args)

    monkeypatch.setattr(names, "as_listed", read_assets_later)
    display_names(auction.pk)
    assert [*display_names(auction.pk).commissioners.values()] == ["Carla", "Max"]


def test_league_without_a_commissioner_has_no_name_for_one(auction: Auction) -> None:
    Member.objects.filter(league=auction.league).update(left_at="2026-01-01T00:00Z")
    read = display_names(auction.pk)
    assert (read.commissioner, read.commissioners, read.commissioner_for(1)) == ("", {}, None)


def test_cache_has_an_end(auction: Auction, otto: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "_cache", SharedCache(1))
    other = cast.auction_of(cast.make_league(otto, name="Second"), begun=False, lots=1)
    for each in (auction, other):
        display_names(each.pk)
    assert (queries_of(other), queries_of(auction) > 0) == (0, True)
