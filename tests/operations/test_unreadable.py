"""Looking at an auction that this release can't read."""

import pytest
from django.test import Client

from accounts.models import User
from auctions.publish import messages
from auctions.rules.codes import Code
from leagues.models import League
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)


def test_pages_and_calls_say_that_it_stands_still(client: Client, league: League, max_: User) -> None:
    auction = cast.auction_of(league)
    client.force_login(max_)
    addresses = [f"/auction/{auction.pk}/results/", *(f"/api/auction/{auction.pk}/{each}" for each in ("", "lots"))]
    assert [client.get(address).status_code for address in addresses] == [200] * 3
    cast.make_unreadable(auction)
    sentence = messages.short_sentence(Code.UNREADABLE)
    page, *calls = [client.get(address) for address in addresses]
    assert (page.status_code, "another release of the site" in page.text) == (503, True)
    for call in calls:
        assert (call.status_code, call.json()["code"], call.json()["detail"]) == (503, "unreadable", sentence)
    bid = {"lot": "1", "amount": 5}
    key = {"Idempotency-Key": "6b0b5f56-8f5e-4d1c-9c53-0f3f6d1f8a11"}
    refused = client.post(f"/api/auction/{auction.pk}/bids", bid, content_type="application/json", headers=key)
    assert (refused.status_code, refused.json()["code"]) == (503, "unreadable")
    cast.make_readable(auction)
    assert [client.get(address).status_code for address in addresses] == [200] * 3
