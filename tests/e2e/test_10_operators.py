"""Actions of operators on many auctions at once, as the people in the rooms see them."""

from django.core.management import call_command
from playwright.sync_api import expect

from accounts.models import User
from rollouts.changes.services import Author, Source, change_flag
from tests import cast
from tests.e2e.conftest import Visit
from tests.e2e.visitors import PHONE

REASON = "A power cut; we start again at nine."


def test_everybody_reads_why_and_has_all_their_money_back(
    visit: Visit, carla: User, max_: User, mia: User, olga: User
) -> None:
    league = cast.make_league(carla, max_, mia, lot_seconds=60, **cast.QUICK)
    auction = cast.auction_of(league, lots=3)
    cast.sell(auction, max_, 40)
    pages = [visit(max_, auction), visit(mia, auction, PHONE), visit(olga, auction)]
    call_command("cancel_auctions", "--reason", REASON)
    mine = "Every hold and every sale was taken back: you have all your money again, £200m."
    everybodys = "Every hold and every sale was taken back, and every budget is whole again."
    for page, refund in zip(pages, (mine, mine, everybodys), strict=True):
        expect(page.see("cancelled")).to_contain_text("Cancelled: A power cut; we start again at nine.")
        expect(page.see("refund")).to_have_text(refund)
        page.page.reload()
        expect(page.see("refund")).to_have_text(refund)


def test_room_that_is_turned_off_says_why_it_begins(
    visit: Visit, carla: User, max_: User, olga: User, waiting_room: None
) -> None:
    auction = cast.auction_of(cast.make_league(carla, max_, lot_seconds=60), begun=False)
    pages = [visit(carla, auction), visit(max_, auction, PHONE)]
    operator = Author(source=Source.ADMIN, actor=olga, reason="It hurts.")
    change = change_flag("waiting_room", {"everyone": False}, operator, consequence="begin")
    assert change.done == ["The Friday League: begun."]
    for page in pages:
        page.expect_lot("AFC Ajax", 1, "No bid yet")
    expect(pages[0].see("feed")).to_contain_text("The auction began: The waiting room was turned off.")
