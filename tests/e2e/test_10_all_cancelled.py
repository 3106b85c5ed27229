"""Operators cancel everything: each manager's page says why, and that all their money is back."""

from django.core.management import call_command
from playwright.sync_api import expect

from accounts.models import User
from leagues.models import League
from tests import cast
from tests.e2e.conftest import Visit
from tests.e2e.visitors import PHONE

REASON = "A power cut; we start again at nine."


def test_everybody_reads_why_and_has_all_their_money_back(
    visit: Visit, carla: User, max_: User, mia: User, olga: User
) -> None:
    league: League = cast.make_league(carla, max_, mia, lot_seconds=60, **cast.QUICK)
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
