"""The page that asks whether changed settings are meant for the waiting auction too."""

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from auctions import engine
from auctions.models import Auction
from auctions.rules.commands import Begin
from leagues.forms import settings_form
from leagues.models import League
from leagues.settings.auction import AuctionSettings
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def auction(league: League) -> Auction:
    return cast.auction_of(league, begun=False)


def signed_in(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def save_settings(browser: Client, league: League, **fields: str) -> str:
    """Save the league's settings as its page sends them, with some others; the address that follows."""
    league.refresh_from_db()
    form = settings_form(league, None, None)
    sent = {name: form[name].value() for name in form.fields}
    known = {name: value for name, value in sent.items() if value is not None}
    return browser.post(reverse("league-settings", args=[league.pk]), known | fields)["Location"]


def test_saving_settings_asks_about_the_waiting_auction_and_changes_it_only_then(auction: Auction, carla: User) -> None:
    browser, asks = signed_in(carla), reverse("auction-new-settings", args=[auction.pk])
    assert save_settings(browser, auction.league, budget="300") == asks
    page = browser.get(asks).text
    assert "An auction is waiting. Change it too?" in page
    assert "Budget: £300m instead of £200m." in page
    assert browser.post(asks).text.count("Change the waiting auction") == 1  # without the answer it asks again
    assert engine.read(auction.pk).auction.settings.budget == 200
    done = browser.post(asks, {"confirmed": "yes"}, follow=True)
    assert done.redirect_chain[-1][0] == reverse("league", args=[auction.league_id])
    assert "The waiting auction has the new settings." in done.text
    assert engine.read(auction.pk).auction.settings.budget == 300
    assert "has the league&#x27;s settings and list already" in browser.get(asks, follow=True).text


def test_without_an_auction_that_waits_nothing_is_asked(auction: Auction, carla: User) -> None:
    browser = signed_in(carla)
    cast.do(auction, Begin(actor=cast.actor_in(auction.league)))
    assert save_settings(browser, auction.league, budget="300") == reverse("league", args=[auction.league_id])
    page = browser.get(reverse("auction-new-settings", args=[auction.pk]), follow=True).text
    assert "The waiting auction stays as it is. The auction has begun" in page


def test_what_can_not_be_taken_over_is_said_and_members_are_not_asked(
    auction: Auction, carla: User, max_: User
) -> None:
    league = auction.league
    league.settings = replace(AuctionSettings.read(league.settings), slots_min=9).to_json()
    league.save()
    asks = reverse("auction-new-settings", args=[auction.pk])
    page = signed_in(carla).post(asks, {"confirmed": "yes"}, follow=True).text
    assert "The waiting auction stays as it is. Change the league&#x27;s settings first" in page
    assert signed_in(max_).get(asks).status_code == 403
    assert engine.read(auction.pk).seq == 1
