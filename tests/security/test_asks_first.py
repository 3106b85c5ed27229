"""Every act on a page that takes something from somebody asks first: a page that posts has a row here, and why.

The rows are checked against the URL configuration, so a new address without a row fails.
"""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from accounts.models import User
from auctions.models import Auction, AuctionEvent
from auctionsite.settings import BASE_DIR
from leagues.models import League, Member
from tests import cast
from tests.auctionsite.http.test_openapi import addresses
from tests.questions import confirm, follows
from tests.season.auctioned_league import asset, complete_auction

TAKES_NOTHING = {
    "sign-in": "sends a mail",
    "sign-in-code": "signs in",
    "sign-in-link": "signs in",
    "sign-out": "one's own browser, which signs in again",
    "account": "a name and a zone",
    "name": "a name",
    "notices": "what one hears of, and can be set back",
    "league-date": "can be set again as it was",
    "league-message": "words, which others read",
    "answer-date": "one's own word, and can be changed",
    "notice-device": "one's own device, and can be set back",
    "stop-notices": "what one is mailed, and can be set back",
    "language": "one's own pages, which are in the other one by the same form",
    "account-sign-out": "one's own browsers, which sign in again",
    "two-factor": "an operator's own second factor",
    "new-league": "creates",
    "league-settings": "of the next auction, and can be set back",
    "choose-pool": "of the next auction, and can be set back",
    "join": "joins",
    "auction-stand-in": "of one's own seat, and ended with one press",
    "join-seat": "joins, and says before what a seat of one's own loses",
    "auction-seats": "can be said again until the auction begins",
    "own-list": "shows what the file would change, and waits",
    "own-list-upload": "is the answer to that, and can be taken back",
    "own-list-ask-again": "the next file with these columns is asked about",
    "own-list-add": "creates",
    "own-list-asset": "each edit can be taken back; making one of two asks, see leagues/own_lists/test_asset_views.py",
    "change-target": "of one's own list, for oneself, and put back as quickly",
    "season-manage": "can be set back until scores come in",
    "season-upload": "shows what the file would change, and waits",
    "season-upload-apply": "is the answer to that",
    "season-upload-columns": "shows what the file would change, and waits",
    "season-upload-ask-again": "the next file with these columns is asked about",
    "trade-new": "an offer, which can be withdrawn",
    "trade-settings": "can be set back until a trade is agreed",
    "trade-do": "stands under all that it changes, and what it waits for",
    "share-proof": "shows a finished journal to whoever has the link, which can be closed",
    "auction-spectators": "shows what the room sees to whoever has the link, which can be turned off",
    "auction-messages": "hides a text that the page keeps, and turns messages on and off",
}
"""What posts and doesn't ask."""
ASKS_ELSEWHERE = {
    "season-upload-take-back": "season/uploads/test_views.py",
    "season-retire": "season/fixtures/test_retiring.py",
    "own-list-take-back": "leagues/own_lists/test_views.py",
    "auction-new-settings": "auctions/new_settings/test_views.py",
}
"""What asks about what the league here has none of, and the test that nothing is done before the answer."""
SAMPLES = {"int": "1", "uuid": "00000000-0000-0000-0000-000000000000", "str": "x", "slug": "x"}
"""Values for the parts of an address."""
PAGES_ELSEWHERE = ("/admin/", "/api/", "/ofrep/", "/metrics", "/static/")
"""The admin has its own (`test_admin.py` of leagues, `test_actions.py` of auctions, `rollouts`); calls are the act."""


def asking(league: League, first: Auction, max_: User) -> dict[str, list[tuple[list[Any], dict[str, str]]]]:
    """Return what asks: the arguments of its address, and each form that it takes."""
    member = cast.member_of(league, max_).pk
    other = str(Member.objects.get(league=league, user__name="Mia").pk)
    changes = [{"do": "remove"}, {"do": "hand_over"}, {"do": "make_commissioner"}]
    changes.append({"do": "role", "role": "spectator"})
    return {
        "change-member": [([league.pk, member], change) for change in changes],
        "seat-owners": [([league.pk, member], {"do": "add", "member": other})],
        "auction-start": [([league.pk], {}), ([league.pk], {"top_up": "5"}), ([league.pk], {"anew": "1"})],
        "roster-drop": [([league.pk], {"asset": str(asset(first, 1).pk)})],
        "account-delete": [([], {"email": max_.email})],
    }


def everything() -> list[Any]:
    members = Member.objects.order_by("pk").values_list("pk", "role", "left_at", "owns_with")
    codes = League.objects.values_list("code")
    people = User.objects.order_by("pk").values_list("pk", "is_active")
    events = AuctionEvent.objects.order_by("pk").values_list("auction_id", "seq")
    return [*members, *codes, *people, *events]


@pytest.fixture
def first(league: League, max_: User, mia: User) -> Auction:
    return complete_auction(league, max_, mia, cast.make_user("Ned"))


def posting_pages(user: User) -> set[str]:
    """The names of all pages that take a form; the others answer 405."""
    found = set()
    for path, each in addresses(get_resolver().url_patterns):
        if each.name and not path.startswith(PAGES_ELSEWHERE):
            address = re.sub(r"<(\w+):\w+>", lambda part: SAMPLES[part[1]], path)
            browser = Client()  # one of its own: among the pages is the one that signs out
            browser.force_login(user)
            if browser.post(address).status_code != 405:
                found.add(each.name)
    return found


@pytest.mark.django_db(transaction=True)
def test_every_page_that_posts_asks_or_takes_nothing(first: Auction, league: League, max_: User) -> None:
    asks = asking(league, first, max_).keys() | ASKS_ELSEWHERE.keys()
    assert posting_pages(max_) == TAKES_NOTHING.keys() | asks
    assert all((BASE_DIR / "tests" / test).exists() for test in ASKS_ELSEWHERE.values())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["change-member", "seat-owners", "auction-start", "roster-drop", "account-delete"])
def test_nothing_is_done_before_the_answer(first: Auction, league: League, carla: User, max_: User, name: str) -> None:
    browser = Client()
    browser.force_login(max_ if name in {"roster-drop", "account-delete"} else carla)
    for arguments, form in asking(league, first, max_)[name]:
        before = everything()
        page = browser.post(reverse(name, args=arguments), form)
        assert follows(page)
        assert everything() == before, form
    confirm(browser, page, typed=league.name)
    assert everything() != before
