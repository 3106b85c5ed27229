"""One more lot for an auction that isn't over."""

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from auctions import engine
from auctions.audit.run import audit_auction
from auctions.lineup import StartTerms
from auctions.models import Auction, AuctionEvent
from auctions.rules.commands import SYSTEM, Cancel
from leagues.files.assets import AssetRow
from leagues.lists.queries import assets_of, pool_of
from leagues.models import Asset, AssetPool, League, PoolEdit
from leagues.services import import_assets
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def auction(league: League) -> Auction:
    """Three clubs of the sport's list, on which there are many more."""
    return cast.auction_of(league, lots=3)


def add(auction: Auction, user: User, name: object, query: str = "", **more: object) -> tuple[int, dict[str, object]]:
    client = APIClient()
    client.force_authenticate(user)
    answer = client.post(f"/api/auction/{auction.pk}/lots{query}", {"name": name, **more}, "json")
    return answer.status_code, answer.data


def others(auction: Auction) -> list[Asset]:
    sold = auction.lots.values("asset")
    return list(Asset.objects.filter(sport=auction.league.sport, league=None).exclude(pk__in=sold).order_by("name"))


def test_one_of_the_leagues_lists_comes_up_last(auction: Auction, carla: User) -> None:
    forgotten = others(auction)[0]
    seq = engine.read(auction.pk).seq
    asked = add(auction, carla, forgotten.name.upper(), "?dry_run=1")
    assert asked == (200, {"sentences": [f"{forgotten.name} ({forgotten.country}) comes up last, from £1m."]})
    assert engine.read(auction.pk).seq == seq
    assert add(auction, carla, forgotten.name, reason="Forgotten")[0] == 200
    state = engine.read(auction.pk)
    assert (state.queued()[-1].asset, state.auction.lots_total) == (forgotten.pk, 4)
    event = AuctionEvent.objects.filter(auction=auction).latest("seq")
    assert (event.kind, event.actor, event.reason) == ("lot_added", carla, "Forgotten")
    status, told = add(auction, carla, forgotten.name)
    assert (status, told["code"]) == (409, "lot_unclear")
    assert told["detail"] == f"{forgotten.name} is lot 4 of this auction already (queued)."
    assert engine.read(auction.pk).seq == state.seq
    assert audit_auction(auction.pk) == []


def test_new_name_goes_on_the_leagues_own_list_and_the_league_sells_what_it_sold(auction: Auction, carla: User) -> None:
    league = auction.league
    before = pool_of(league).asset_list
    near = others(auction)[0]
    status, asked = add(auction, carla, f"{near.name}s", "?dry_run=1")
    assert status == 200
    assert asked["sentences"] == [
        f"{near.name}s is on no list of this league yet; did you mean {near.name}?",
        "As a new name it goes on the league's own list and comes up last, from £1m.",
    ]
    assert not Asset.objects.filter(league=league).exists()
    assert add(auction, carla, "Kickers Nowhere")[0] == 200
    made = Asset.objects.get(league=league)
    assert engine.read(auction.pk).queued()[-1].asset == made.pk
    assert AssetPool.objects.get(league=league).asset_list == before
    assert PoolEdit.objects.get(pool__league=league).asset == made
    assert made in assets_of(league)
    assert audit_auction(auction.pk) == []
    cast.do(auction, Cancel(actor=SYSTEM, reason="Rain"))
    assert StartTerms().anew is False
    again = cast.auction_of(league, begun=False)
    assert again.lots.filter(asset=made).exists(), "the next auction sells it too"


def test_several_of_one_name_are_asked_about(auction: Auction, carla: User) -> None:
    rows = [AssetRow(external_id=f"smith-{each}", name="J. Smith", club=each) for each in ("Leeds", "York")]
    import_assets(auction.league.sport_id, rows, league=auction.league)
    status, told = add(auction, carla, "J. Smith")
    assert (status, told["detail"]) == (409, "2 are called J. Smith: write smith-Leeds or smith-York instead.")
    assert add(auction, carla, "smith-York")[0] == 200


def test_others_and_wrong_bodies_and_finished_auctions_add_nothing(auction: Auction, carla: User, max_: User) -> None:
    assert add(auction, max_, "Kickers Nowhere")[0] == 403
    assert add(auction, User.objects.create_user("stranger@example.com"), "Kickers Nowhere")[0] == 404
    assert [add(auction, carla, name)[0] for name in ("", "x" * 121, ["a"], None)] == [400] * 4
    cast.do(auction, Cancel(actor=SYSTEM, reason="Rain"))
    status, told = add(auction, carla, "Kickers Nowhere")
    assert (status, told["code"]) == (409, "lot_unclear")
    assert not Asset.objects.filter(league=auction.league).exists()
