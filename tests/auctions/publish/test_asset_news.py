"""Open rooms and pages hear when an asset is called otherwise."""

import pytest

from accounts.models import User
from auctions.models import Auction
from auctions.publish.asset_news import sentence_of
from auctionsite.text.isolates import END_OF_FENCE, FENCE
from leagues.assets.changes import save_asset
from leagues.models import AssetChange, League
from tests import cast
from tests.live import Site


@pytest.mark.parametrize(
    ("renamed", "sentence"),
    [
        (["a"], "a is now called A."),
        (["a", "b"], "a is now called A and b is now called B."),
        (["a", "b", "c"], "a is now called A, b is now called B and c is now called C."),
        (
            ["a", "b", "c", "d", "e"],
            "a is now called A, b is now called B, c is now called C and 2 more have another name.",
        ),
        (["משה"], f"{FENCE}משה{END_OF_FENCE} is now called {FENCE}משה{END_OF_FENCE}."),
    ],
)
def test_a_sentence_names_a_few_and_counts_the_others(renamed: list[str], sentence: str) -> None:
    assert sentence_of([AssetChange(what="name", old=name, new=name.upper()) for name in renamed]) == sentence


def test_a_room_and_its_leagues_pages_hear_of_another_name(site: Site, league: League, max_: User, olga: User) -> None:
    auction = cast.auction_of(league)
    room = site.client(auction.pk, max_)
    room.hello()
    pages = site.socket(f"/ws/league/{league.pk}/", max_)
    pages.ping()  # answered once it hears what happens
    asset = auction.lots.order_by("number")[0].asset
    old, asset.name = asset.name, "Another Name"
    save_asset(asset, olga)
    assert room.wait_for("notice")["message"] == f"{old} is now called Another Name."
    assert pages.wait_for("assets_changed") == {"type": "assets_changed"}
    asset.club = "Elsewhere"
    save_asset(asset, olga)
    assert pages.wait_for("assets_changed")
    room.ping_up_to(room.head())
    assert room.take("notice") is None


def test_a_room_that_is_over_hears_nothing(site: Site, league: League, max_: User, olga: User) -> None:
    auction = cast.auction_of(league)
    room = site.client(auction.pk, max_)
    room.hello()
    pages = site.socket(f"/ws/league/{league.pk}/", max_)
    pages.ping()  # answered once it hears what happens
    Auction.objects.filter(pk=auction.pk).update(status="cancelled", next_deadline=None)
    asset = auction.lots.order_by("number")[0].asset
    asset.name = "Another Name"
    save_asset(asset, olga)
    assert pages.wait_for("assets_changed")
    assert room.take("notice") is None
