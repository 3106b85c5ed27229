"""Anybody with the link checks an auction; the results offer it to those who may give it out."""

import json
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.test import Client

from accounts.models import User
from auctions.models import Auction
from auctions.proof import links
from clients.verify_journal import chain_faults, money_faults
from leagues.models import League
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def auction(league: League, max_: User) -> Auction:
    league.settings |= cast.QUICK
    league.save()
    auction = cast.auction_of(league, lots=2)
    cast.sell(auction, max_, 4)
    return auction


async def sent(answer: Any) -> str:
    """The whole of a streamed file."""
    return b"".join([part async for part in answer.streaming_content]).decode()


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_stranger_with_the_link_gets_page_file_and_script(auction: Auction, carla: User) -> None:
    token = links.open_link(cast.member_of(auction.league, carla), auction)
    page = Client().get(f"/proof/{token}/")
    assert (page.status_code, page["X-Robots-Tag"]) == (200, "noindex")
    assert f'data-file="/proof/{token}/proof.jsonl"' in page.text
    file = async_to_sync(sent)(Client().get(f"/proof/{token}/proof.jsonl"))
    top, *events = map(json.loads, file.splitlines())
    assert [*chain_faults(top, events), *money_faults(events)] == []
    assert sorted(top["participants"].values()) == ["Carla", "Max", "Mia"]
    assert "example.com" not in json.dumps([top, events])
    script = Client().get("/proof/verify_journal.py")
    assert b"def chain_faults" in b"".join(script)


def test_commissioner_opens_renews_and_closes_the_page_from_the_results(auction: Auction, carla: User) -> None:
    browser, results = browser_of(carla), f"/auction/{auction.pk}/results/"
    assert "Open the proof page" in browser.get(results).text
    browser.post(f"/auction/{auction.pk}/proof/share/", {"do": "on"})
    token = links.token_of(auction)
    assert f'href="/proof/{token}/"' in browser.get(results).text
    browser.post(f"/auction/{auction.pk}/proof/share/", {"do": "on"})
    assert Client().get(f"/proof/{token}/").status_code == 404
    browser.post(f"/auction/{auction.pk}/proof/share/", {"do": "off"})
    assert links.token_of(auction) is None


def test_managers_see_the_link_and_no_buttons(auction: Auction, carla: User, max_: User) -> None:
    results = browser_of(max_).get(f"/auction/{auction.pk}/results/").text
    assert 'data-testid="proof-link"' not in results
    token = links.open_link(cast.member_of(auction.league, carla), auction)
    results = browser_of(max_).get(f"/auction/{auction.pk}/results/").text
    assert f'href="/proof/{token}/"' in results
    assert "Renew the link" not in results
