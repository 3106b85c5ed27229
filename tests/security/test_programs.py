"""Programs can do what people can on pages: a page that posts has a call here, or the reason why it has none.

The rows are checked against the URL configuration, so a new address without a row fails.
"""

import pytest
from django.urls import get_resolver

from accounts.models import User
from tests.auctionsite.http.test_openapi import addresses
from tests.security.test_asks_first import posting_pages

CALLS = {
    "sign-in": "api-magic-link",
    "sign-in-code": "api-verify-magic-link",
    "sign-in-link": "api-verify-magic-link",
    "sign-out": "api-logout",
    "new-league": "api-leagues",
    "league-settings": "api-league",
    "choose-pool": "api-league-pool",
    "join": "api-league-join",
    "auction-stand-in": "api-stand-in",
    "join-seat": "api-seat-join",
    "seat-owners": "api-seat-owners",
    "own-list-upload": "api-assets-import",
    "own-list-add": "api-assets-import",
    "own-list-asset": "api-assets-import",
    "own-list-take-back": "api-list-take-back",
    "change-member": "api-league-member",
    "auction-messages": "api-message",
    "change-target": "api-target",
    "league-message": "api-league-message",
    "answer-date": "api-league-date-answer",
    "notices": "api-notice-choices",
    "auction-start": "api-auction-start",
    "auction-seats": "api-auction-seats",
    "auction-new-settings": "api-auction-new-settings",
    "season-upload-apply": "api-scores",
    "season-retire": "api-fixtures",
    "trade-new": "api-trades",
    "trade-settings": "api-trade-settings",
    "trade-do": "api-trade-accept",
    "roster-drop": "api-drops",
}
PAGES_ALONE = {
    "account": "one's own name and zone",
    "name": "one's own name",
    "league-date": "a commissioner agrees with people on it",
    "share-proof": "a link for people; programs of the league have the file",
    "auction-spectators": "a link for people; programs of the league have the room",
    "notice-device": "a browser, which a program has none of",
    "stop-notices": "a link of a mail, for its reader",
    "language": "a browser's cookie; programs say `Accept-Language`",
    "account-sign-out": "browsers, which a program has none of",
    "account-delete": "somebody has to type their address",
    "two-factor": "an operator holds the authenticator",
    "season-manage": "what a league follows is chosen once, from lists that the page shows",
    "season-upload-columns": "programs send our own columns, and are asked nothing",
    "season-upload-ask-again": "programs send our own columns, and are asked nothing",
    "own-list": "shows what the file would change, which `dry_run` of the call does",
    "own-list-ask-again": "programs send our own columns, and are asked nothing",
    "season-upload": "shows what the file would change, which `dry_run` of the call does",
    "season-upload-take-back": "a program sends a corrected file",
}


@pytest.mark.django_db(transaction=True)
def test_every_page_that_posts_has_a_call_or_a_reason(max_: User) -> None:
    assert posting_pages(max_) == CALLS.keys() | PAGES_ALONE.keys()
    assert set(CALLS.values()) <= {each.name for _, each in addresses(get_resolver().url_patterns)}
