"""Things that a manager, a spectator and an outsider can't do, however they try."""

from playwright.sync_api import expect

from accounts.models import User
from auctions.models import Auction, Bid
from leagues.models import League, Member, Role
from leagues.services import join_league
from tests import cast
from tests.e2e.conftest import Visit
from tests.e2e.visitors import Visitor

FORBIDDEN = "Failed to load resource: the server responded with a status of 403"
NOT_FOUND = "Failed to load resource: the server responded with a status of 404"
COMMISSIONERS = ("begin", "pause", "resume", "cancel")


def test_a_manager_can_neither_see_nor_send_a_commissioners_commands(visit: Visit, evening: League, max_: User) -> None:
    auction = cast.auction_of(evening, begun=False, lots=3)
    maxs = visit(max_, auction)
    maxs.forgive(FORBIDDEN)
    expect(maxs.see("waiting-for")).to_be_visible()
    _expect_no_controls(maxs)
    status, answer = maxs.post(f"/api/auction/{auction.pk}/begin", {})
    assert (status, answer["code"], answer["detail"]) == (403, "forbidden", "Only a commissioner can do this.")
    assert Auction.objects.get().status == Auction.Status.WAITING
    expect(maxs.see("waiting-for")).to_be_visible()


def test_a_manager_can_neither_pause_nor_cancel_nor_undo(visit: Visit, carla: User, max_: User) -> None:
    league = cast.make_league(carla, max_, lot_seconds=60, **cast.QUICK)
    auction = cast.auction_of(league, lots=3)
    lot = cast.sell(auction, max_, 7)
    maxs = visit(max_, auction)
    maxs.forgive(FORBIDDEN)
    expect(maxs.see("my-roster")).to_contain_text("AFC Ajax")
    _expect_no_controls(maxs)
    expect(maxs.see(f"undo-{lot}")).to_have_count(0)
    for name, args in (("pause", {}), ("cancel", {}), ("undo_sale", {"lot": str(lot)})):
        body = {"name": name, "args": args, "reason": "I like it"}
        status, answer = maxs.post(f"/api/auction/{auction.pk}/commands", body)
        assert (status, answer["code"]) == (403, "forbidden"), name
    maxs.page.reload()
    expect(maxs.see("my-roster")).to_contain_text("AFC Ajax")
    expect(maxs.see("status")).to_have_attribute("data-status", "active")


def test_an_outsider_finds_nothing(visit: Visit, evening: League, otto: User) -> None:
    auction = cast.auction_of(evening, lots=3)
    ottos = visit(otto)
    ottos.forgive(NOT_FOUND)
    for path in (f"/auction/{auction.pk}/", f"/auction/{auction.pk}/results/", f"/leagues/{evening.pk}/"):
        response = ottos.page.goto(path)
        assert response is not None
        assert response.status == 404, path
        expect(ottos.page.get_by_role("heading")).to_have_text("There is nothing at this address")
    status, answer = ottos.post(f"/api/auction/{auction.pk}/begin", {})
    assert (status, answer["code"]) == (404, "not_found")


def test_a_spectator_watches_and_cannot_bid(visit: Visit, evening: League, otto: User, max_: User) -> None:
    join_league(otto, evening.code)
    Member.objects.filter(user=otto).update(role=Role.SPECTATOR, plays=False)
    auction = cast.auction_of(evening, lots=3)
    ottos = visit(otto, auction)
    ottos.forgive(FORBIDDEN)
    assert cast.bid(auction, max_, 5).ok
    ottos.expect_lot("AFC Ajax", 5, "Max leads")
    expect(ottos.page.get_by_label("Your place")).to_have_text("You're watching.")
    for control in ("bid-min", "bid-plus-5", "bid-own-amount", "bid-own-submit", "pass", *COMMISSIONERS):
        expect(ottos.see(control)).to_have_count(0)
    body = {"lot": str(cast.open_lot(auction)), "amount": 50, "seen": 5}
    status, answer = ottos.post(f"/api/auction/{auction.pk}/bids", body)
    assert (status, answer["code"]) == (403, "not_a_participant")
    assert not Bid.objects.filter(amount=50).exclude(code="not_a_participant").exists()
    ottos.expect_price(5, "Max leads")


def _expect_no_controls(visitor: Visitor) -> None:
    for control in COMMISSIONERS:
        expect(visitor.see(control)).to_have_count(0)
