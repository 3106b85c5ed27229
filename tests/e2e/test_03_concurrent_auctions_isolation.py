"""Two leagues on the same evening: nothing of one is ever seen in the other."""

from playwright.sync_api import expect

from accounts.models import User
from auctions.models import Auction
from leagues.models import League
from leagues.services import join_league
from tests import cast
from tests.e2e.conftest import Visit
from tests.e2e.visitors import Visitor


def test_two_auctions_at_once_never_mix(visit: Visit, carla: User, max_: User, mia: User, otto: User) -> None:
    fridays = cast.make_league(carla, max_, lot_seconds=60)
    sundays = cast.make_league(mia, otto, name="The Sunday League", lot_seconds=60, budget=500)
    join_league(max_, sundays.code)
    friday, sunday = cast.auction_of(fridays, lots=3), cast.auction_of(sundays, lots=3)
    carlas, mias, maxs = visit(carla), visit(mia), visit(max_)
    heard = [carlas.listen(), mias.listen()]
    carlas.enter(friday)
    mias.enter(sunday)
    also = maxs.tab()
    maxs.enter(friday)
    also.enter(sunday)
    _expect_here(carlas, friday, 2, 2)
    _expect_here(mias, sunday, 2, 3)

    maxs.bid(4)
    also.bid(9)
    carlas.expect_price(4, "Max leads")
    mias.expect_price(9, "Max leads")
    carlas.press("bid-min")
    mias.press("bid-min")
    maxs.expect_price(5, "Outbid by Carla")
    also.expect_price(10, "Outbid by Mia")
    expect(maxs.see("my-budget")).to_have_text("200")
    expect(also.see("my-budget")).to_have_text("500")

    began = ["AFC Ajax is up, from £1m.", "The auction began.", "Auction created."]
    carlas.expect_feed("Carla bid £5m.", "Max bid £4m.", *began)
    mias.expect_feed("Mia bid £10m.", "Max bid £9m.", *began)
    assert [len(room.feed) for room in (carlas, mias)] == [5, 5]
    _assert_unheard(heard[0], sunday, sundays, "Mia", "Otto")
    _assert_unheard(heard[1], friday, fridays, "Carla")


def _expect_here(visitor: Visitor, auction: Auction, here: int, seats: int) -> None:
    expect(visitor.page.locator("#panel-managers header")).to_contain_text(f"{here} of {seats} here")
    own = {str(pk) for pk in auction.participants.values_list("pk", flat=True)}
    shown = visitor.page.locator("#panel-managers [data-testid^=manager-]").evaluate_all(
        "rows => rows.map(row => row.dataset.testid)"
    )
    assert {testid.removeprefix("manager-") for testid in shown} == own


def _assert_unheard(frames: list[str], auction: Auction, league: League, *names: str) -> None:
    assert any('"bid_placed"' in frame for frame in frames)
    for word in (str(auction.pk), str(league.pk), league.name, *(f'"{name}"' for name in names)):
        assert not [frame for frame in frames if word in frame], word
