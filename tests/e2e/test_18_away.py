"""Marked away by the commissioner, and back: with one press, or by bidding."""

import pytest
from playwright.sync_api import expect

from accounts.models import User
from auctions import engine
from leagues.models import League
from leagues.services import join_league
from tests import cast
from tests.e2e.conftest import Visit
from tests.e2e.visitors import DESKTOP, PHONE, Size

SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])


@SIZES
def test_manager_who_was_marked_away_comes_back(
    visit: Visit, evening: League, carla: User, max_: User, size: Size
) -> None:
    auction = cast.auction_of(evening, lots=2)
    seat = cast.actor_in(evening, max_).participant or 0
    carlas, maxs = visit(carla, auction, DESKTOP), visit(max_, auction, size)
    for back in ("im-back", "bid-min"):
        carlas.press(f"away-{seat}")
        expect(maxs.see("i-am-away")).to_contain_text("bidding won't wait for you")
        assert engine.read(auction.pk).participants[seat].away
        maxs.press(back)
        expect(maxs.see("i-am-away")).to_have_count(0)
        assert not engine.read(auction.pk).participants[seat].away
    assert maxs.page.evaluate("document.documentElement.scrollWidth") == size["width"]


def test_who_joined_after_the_beginning_reads_what_they_are_and_is_given_a_seat(
    visit: Visit, evening: League, carla: User, otto: User
) -> None:
    auction = cast.auction_of(evening, lots=2)
    late = join_league(otto, evening.code)
    carlas, ottos = visit(carla, auction), visit(otto, auction)
    expect(ottos.page.get_by_label("Your place")).to_have_text(
        "You're watching: the auction started before you joined. Ask Carla for a seat."
    )
    expect(carlas.see(f"late-{late.pk}")).to_contain_text("Joined after the auction began. Starts with £200m")
    carlas.press(f"give-seat-{late.pk}")
    expect(carlas.see(f"late-{late.pk}")).to_have_count(0)
    ottos.press("bid-min")
    carlas.expect_price(1, "Otto leads")
