"""Trades as a member sees them."""

from typing import Any

import pytest

from auctions.models import Auction
from leagues.models import Member
from season.models import Trade
from season.ownership.queries import owned_now
from season.trades.payloads import ownership_payload, trade_payload, viewer_of
from season.trades.queries import trades_of
from season.trades.services import accept, veto
from tests.season.auctioned_league import asset, offer

Members = dict[str, Member]
pytestmark = pytest.mark.django_db


@pytest.fixture
def trade(auction: Auction, members: Members) -> Trade:
    """Max offers his first lot and 5 for Mia's."""
    return offer(auction, members["Max"], members["Mia"], (1,), (2,), pays=5, note="Well?")


def seen(member: Member) -> dict[str, Any]:
    return trade_payload(trades_of(member).get(), viewer_of(member))


def test_an_offer_shows_both_sides_and_what_one_may_do(auction: Auction, members: Members, trade: Trade) -> None:
    payload = seen(members["Mia"])
    assert (payload["status"], payload["pays"], payload["note"], payload["unit"]) == ("offered", 5, "Well?", "£m")
    assert [(each["asset"]["name"], each["price"]) for each in payload["gives"]] == [(asset(auction, 1).name, 30)]
    assert [(each["asset"]["name"], each["price"]) for each in payload["takes"]] == [(asset(auction, 2).name, 10)]
    assert (payload["you_may"], seen(members["Max"])["you_may"]) == (["accept", "decline"], ["withdraw"])
    assert (payload["objections"], payload["approval"], payload["reason"]) == (None, None, None)
    assert [(step["deed"], step["by"], step["status"]) for step in payload["steps"]] == [("offer", "Max", "offered")]


def test_objections_are_counted_while_others_may_object(members: Members, trade: Trade) -> None:
    accept(members["Mia"], trade.pk)
    before = seen(members["Ned"])
    assert (before["objections"], before["objections_needed"], before["you_may"]) == (0, 2, ["veto"])
    veto(members["Ned"], trade.pk)
    after = seen(members["Ned"])
    assert (after["objections"], after["objections_needed"], after["you_may"]) == (1, 2, [])


def test_an_ownership_names_the_asset_its_owner_and_its_price(auction: Auction, members: Members) -> None:
    row = owned_now(auction.league_id).get(asset=asset(auction, 1))
    payload = ownership_payload(row)
    assert (payload["owner"]["name"], payload["price"], payload["since"]) == ("Max", 30, row.from_at)
    assert (payload["asset"]["position"], payload["owner"]["team"], payload["auction"]) == (None, None, str(auction.pk))
