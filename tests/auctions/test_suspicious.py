"""Young accounts that bid very often are marked for the operators."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from auctions import engine
from auctions.models import Auction
from auctions.reads.queries import SUSPICIOUS_BIDS, suspicious_activity
from auctions.rules.commands import PlaceBid
from auctions.store import journal
from leagues.models import League, Member
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def auction(league: League) -> Auction:
    return cast.auction_of(league)


def bid_often(auction: Auction, user: User, times: int) -> None:
    """Most of them are refused: what counts is that they were made."""
    actor, lot, now = cast.actor_in(auction.league, user), cast.open_lot(auction), journal.now_ms()
    bids = [PlaceBid(actor=actor, id=uuid4(), lot=lot, amount=1, arrived=now) for _ in range(times)]
    engine.execute(auction.pk, *bids)


def test_account_with_many_bids_on_its_first_day_is_marked(auction: Auction, max_: User, mia: User) -> None:
    bid_often(auction, max_, SUSPICIOUS_BIDS + 1)
    bid_often(auction, mia, SUSPICIOUS_BIDS)
    [marked] = suspicious_activity(User.objects.all())
    assert marked == max_
    evidence = vars(marked)
    assert (evidence["early_bids"], evidence["early_auctions"]) == (SUSPICIOUS_BIDS + 1, 1)


def test_older_accounts_and_bots_may_bid_often(auction: Auction, max_: User, mia: User) -> None:
    User.objects.filter(pk=max_.pk).update(date_joined=timezone.now() - timedelta(hours=25))
    Member.objects.filter(user=mia).update(bot=True)
    for user in (max_, mia):
        bid_often(auction, user, SUSPICIOUS_BIDS + 1)
    assert list(suspicious_activity(User.objects.all())) == []


def test_operators_see_the_evidence_and_nobody_is_blocked(
    auction: Auction, max_: User, olga: User, client: Client
) -> None:
    bid_often(auction, max_, SUSPICIOUS_BIDS + 1)
    client.force_login(olga)
    page = client.get("/admin/auctions/suspiciousactivity/").text
    assert f'<td class="field-bids">{SUSPICIOUS_BIDS + 1}</td>' in page
    assert max_.email in page
    max_.refresh_from_db()
    assert max_.is_active
