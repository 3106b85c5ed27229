"""Pages of the admin: the list of auctions, and what every page must keep to."""

import re
from typing import Any

from django.test import Client

from auctions.models import Auction
from leagues.models import League, Role
from tests import cast

CHANGELIST = "/admin/auctions/auction/"


def auction_with_a_bid(league: League) -> Auction:
    """A running auction of the league; its commissioner has bid 5."""
    auction = cast.auction_of(league)
    assert cast.bid(auction, league.memberships.get(role=Role.COMMISSIONER).user, 5).ok
    return auction


def choose(admin: Client, action: str, *auctions: Auction, **data: str) -> Any:
    """Choose auctions in the list, and an action."""
    selected = [str(auction.pk) for auction in auctions]
    return admin.post(CHANGELIST, {"action": action, "_selected_action": selected, **data}, follow=True)


def assert_fits_policy(text: str) -> None:
    """No script but from files, no handlers, no styles in the page: what the content policy forbids."""
    assert all("src=" in tag or "application/json" in tag for tag in re.findall(r"<script[^>]*>", text))
    assert not re.search(r"<[^>]+\s(on\w+|style)=", text)
    assert "<style" not in text
