"""A league's open page says what its auction does now, without being loaded anew."""

import pytest
from playwright.sync_api import expect

from accounts.models import User
from auctions.rules.commands import Begin, Pause, Resume
from leagues.models import League
from tests import cast
from tests.e2e.conftest import Visit
from tests.e2e.visitors import DESKTOP, PHONE, Size

SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])


@pytest.fixture
def league(transactional_db: None, carla: User, max_: User) -> League:
    return cast.make_league(carla, max_, lot_seconds=600)


@SIZES
def test_page_says_that_the_auction_runs_only_while_it_does(
    visit: Visit, league: League, carla: User, size: Size
) -> None:
    auction = cast.auction_of(league, begun=False)
    boss = cast.actor_in(league)
    carlas = visit(carla, "/", size)
    frames = carlas.listen()
    carlas.page.goto(f"/leagues/{league.pk}/")
    carlas.wait_until(lambda: any('"pong"' in frame for frame in frames), "the page hears of what happens")
    own_copy = carlas.page.get_by_text("The waiting auction has its own copy")
    expect(own_copy).to_be_visible()
    assert cast.do(auction, Begin(actor=boss)).ok
    notice = carlas.see("league-notice")
    expect(notice).to_contain_text("The auction is running.")
    expect(own_copy).to_have_count(0)
    assert cast.do(auction, Pause(actor=boss, reason="Tea")).ok
    expect(notice).to_have_count(0)
    assert cast.do(auction, Resume(actor=boss)).ok
    expect(notice).to_contain_text("The auction is running.")
