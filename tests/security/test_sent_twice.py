"""Every form of a page that creates something creates it once, however often it is sent.

The rows are checked against the URL configuration: a new page that posts needs a row here, and the form of one that
creates something is sent twice, with what the page has.
"""

import html
import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from auctions.models import Auction
from leagues.models import League, ListEntry
from notices.models import Notice
from season.models import Competition, LeagueSeason, Trade
from season.schemes.services import install_sport_and_scheme
from tests import cast
from tests.leagues.test_views import NEW_LEAGUE
from tests.season.auctioned_league import asset, complete_auction
from tests.security.test_asks_first import posting_pages
from tests.threads import at_once

CREATES_NOTHING = {
    "sign-in": "a mail, of which ten go to an address in an hour; who sends it isn't known yet",
    "sign-in-code": "signs in",
    "sign-in-link": "signs in",
    "sign-out": "signs out",
    "account": "changes",
    "name": "changes",
    "notices": "changes",
    "league-date": "a date, which there is once",
    "answer-date": "changes",
    "notice-device": "a device, which there is once",
    "stop-notices": "stops once",
    "language": "sets a cookie",
    "account-sign-out": "ends",
    "account-delete": "ends",
    "two-factor": "one's own, which there is once",
    "league-settings": "changes",
    "choose-pool": "changes",
    "auction-stand-in": "what one lets a bot do, which there is once for a seat",
    "join-seat": "a part in a seat, which there is once",
    "seat-owners": "owners, each of whom there is once, or a link in place of the one before",
    "join": "a membership, which there is once",
    "auction-new-settings": "the league says it all, and the same again changes nothing",
    "auction-seats": "says what there is, and the same again changes nothing",
    "own-list": "a preview, in place of the one before",
    "own-list-upload": "uses the preview up",
    "own-list-ask-again": "forgets once",
    "own-list-asset": "changes",
    "own-list-take-back": "once; then it is taken back already",
    "change-member": "changes",
    "share-proof": "one link an auction; sent twice the second is the one",
    "auction-spectators": "one link an auction; sent twice the second is the one",
    "auction-messages": "removes a message once, and turns messages on or off",
    "change-target": "a target, which there is once",
    "season-upload": "a preview, in place of the one before",
    "season-upload-columns": "a preview, in place of the one before",
    "season-upload-ask-again": "forgets once",
    "season-upload-apply": "uses the preview up",
    "season-upload-take-back": "once; then it is taken back already",
    "season-retire": "once; then it is gone",
    "trade-settings": "changes",
    "trade-do": "moves a trade on, from where it is",
    "roster-drop": "gives up what one has once",
}
"""What posts and creates nothing that there could be twice, and why."""

KEY = re.compile(r'name="form_key" value="([0-9a-f-]{36})"')
Sent = tuple[str, str, dict[str, Any]]


@pytest.fixture
def auction(league: League, max_: User, mia: User) -> Auction:
    return complete_auction(league, max_, mia, cast.make_user("Ned"))


def creating(auction: Auction, carla: User, max_: User, mia: User) -> dict[str, tuple[User, Sent]]:
    """Return what creates: by whom, the page with its form, where that goes, and what is typed."""
    install_sport_and_scheme("football")
    league, fresh = auction.league, cast.make_league(carla, max_, name="Fresh")
    partner = cast.member_of(league, mia).pk
    trade = f"{reverse('trade-new', args=[league.pk])}?with={partner}"
    offer = {"gives": str(asset(auction, 1).pk), "takes": str(asset(auction, 2).pk), "payer": "me"}
    manage = reverse("season-manage", args=[fresh.pk])
    message = reverse("league-message", args=[fresh.pk])
    start = reverse("auction-start", args=[fresh.pk])
    add = reverse("own-list-add", args=[fresh.pk])
    return {
        "new-league": (carla, (reverse("new-league"), reverse("new-league"), NEW_LEAGUE)),
        "auction-start": (carla, (reverse("league", args=[fresh.pk]), start, {})),
        "trade-new": (max_, (trade, trade, offer)),
        "own-list-add": (carla, (add, add, {"name": "Leeds"})),
        "league-message": (carla, (message, message, {"text": "We meet on Friday."})),
        "season-manage": (carla, (manage, manage, {"do": "own", "name": "Our Cup", "time_zone": "UTC"})),
    }


def counts() -> dict[str, int]:
    kinds = (League, Auction, Trade, Competition, LeagueSeason, ListEntry, Notice)
    return {each.__name__: each.objects.count() for each in kinds}


def forms_to(page: str, address: str, own: str) -> list[str]:
    """The forms of a page that go to an address; one without an action goes to the page's own."""
    found = re.findall(r"<form([^>]*)>(.*?)</form>", page, re.DOTALL)
    posting = [(tag, body) for tag, body in found if 'method="post"' in tag]
    actions = [(re.search(r'action="([^"]*)"', tag), body) for tag, body in posting]
    return [body for action, body in actions if (html.unescape(action[1]) if action else own) == address]


@pytest.mark.django_db(transaction=True)
def test_every_page_that_posts_creates_once_or_creates_nothing(
    auction: Auction, carla: User, max_: User, mia: User
) -> None:
    assert posting_pages(max_) == CREATES_NOTHING.keys() | creating(auction, carla, max_, mia).keys()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("at_the_same_time", [False, True], ids=["sent again", "a double click"])
@pytest.mark.parametrize(
    "name", ["new-league", "auction-start", "trade-new", "season-manage", "own-list-add", "league-message"]
)
def test_a_form_that_is_sent_twice_creates_one(
    auction: Auction, carla: User, max_: User, mia: User, name: str, at_the_same_time: bool
) -> None:
    user, (page, address, typed) = creating(auction, carla, max_, mia)[name]
    browser = Client()
    browser.force_login(user)
    forms = forms_to(browser.get(page).text, address, page)
    assert forms, "the page has no such form"
    keys = [KEY.search(body) for body in forms]
    assert all(keys), "each form of a view that creates something needs {% form_key %}"
    assert keys[0] is not None
    data, before = typed | {"form_key": keys[0][1]}, counts()

    def send() -> str:
        window = Client()
        window.cookies = browser.cookies
        return str(window.post(address, data)["Location"])

    answers = at_once(send) if at_the_same_time else [send(), send()]
    assert answers[0] == answers[1]
    now = counts()
    grown = {each: now[each] - before[each] for each in now if now[each] != before[each]}
    assert set(grown.values()) == {1}, grown
    browser.post(
        address, data | {"form_key": str(uuid4()), "name": "Another"} | ({"takes": []} if "takes" in data else {})
    )
    assert counts() != now or name == "auction-start", "what is sent under another key is another thing"
