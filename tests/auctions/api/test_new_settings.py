"""The calls by which a waiting auction takes over its league's settings: what would change, and the change."""

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from auctions import engine
from auctions.audit.run import audit_auction
from auctions.models import Auction
from auctions.rules.commands import Begin
from leagues.models import League
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def auction(league: League) -> Auction:
    return cast.auction_of(league, begun=False)


def api(user: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


def test_programs_read_what_would_change_and_take_it_over(auction: Auction, carla: User, max_: User) -> None:
    path, settings = f"/api/auction/{auction.pk}/settings", f"/api/leagues/{auction.league_id}/"
    assert api(carla).get(path).data == {"sentences": []}
    assert api(carla).patch(settings, {"settings": {"budget": 250}}, "json").status_code == 200
    assert api(carla).get(path).data["sentences"][0] == "Budget: £250m instead of £200m."
    assert (api(max_).get(path).status_code, api(max_).post(path).status_code) == (403, 403)
    taken = api(carla).post(path)
    assert (taken.status_code, taken.data["ok"], taken.data["seq"]) == (200, True, 2)
    again = api(carla).post(path)
    assert (again.status_code, again.data["seq"]) == (200, 2)
    assert engine.read(auction.pk).auction.settings.budget == 250
    assert audit_auction(auction.pk) == []


def test_settings_that_can_not_be_played_and_auctions_that_have_begun_are_409(auction: Auction, carla: User) -> None:
    path = f"/api/auction/{auction.pk}/settings"
    auction.league.settings["slots_min"] = 9
    auction.league.save()
    for answer in (api(carla).get(path), api(carla).post(path)):
        assert (answer.status_code, answer.data["code"]) == (409, "settings_unplayable")
    auction.league.settings["slots_min"] = 2
    auction.league.save()
    cast.do(auction, Begin(actor=cast.actor_in(auction.league)))
    for answer in (api(carla).get(path), api(carla).post(path)):
        assert (answer.status_code, answer.data["code"]) == (409, "wrong_status")
