"""The journal as strangers check it: page by page, as far as its chain goes, with the hashes that are stored."""

import json
from typing import Any
from uuid import uuid4

import pytest

from accounts.models import User
from auctions.engine import NoSuchAuction
from auctions.models import Auction, AuctionEvent
from auctions.reads import proof
from clients.verify_journal import chain_faults, money_faults
from leagues.models import League
from tests.auctions.trade_commands import play_two_sales

pytestmark = pytest.mark.django_db


@pytest.fixture
def auction(league: League, max_: User, mia: User) -> Auction:
    auction = play_two_sales(league, max_, mia)
    auction.refresh_from_db()
    return auction


def lines_of(auction: Auction) -> list[Any]:
    return [json.loads(line) for line in b"".join(proof.proof_lines(auction.pk)).splitlines()]


def test_every_event_is_there_with_its_hash_and_names_are_beside_them(
    auction: Auction, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = lines_of(auction)
    monkeypatch.setattr(proof, "EVENTS_AT_ONCE", 2)
    top, *events = lines_of(auction)
    assert [top, *events] == whole
    assert [event["seq"] for event in events] == [*range(1, auction.seq + 1)]
    assert (top["head"], top["late"]) == ({"seq": auction.seq, "hash": auction.chain_hash}, 0)
    assert sorted(top["participants"].values()) == ["Carla", "Max", "Mia"]
    assert [*chain_faults(top, events), *money_faults(events)] == []
    assert not any(name in json.dumps(events) for name in ("Max", "AFC Ajax"))


def test_row_that_was_changed_in_the_database_is_named(auction: Auction) -> None:
    AuctionEvent.objects.filter(auction=auction, seq=4).update(reason="by whom?")
    top, *events = lines_of(auction)
    assert [*chain_faults(top, events)] == ["Event 4 was altered: its hash is another."]


def test_what_is_not_chained_yet_is_left_out(auction: Auction) -> None:
    third = AuctionEvent.objects.get(auction=auction, seq=3)
    Auction.objects.filter(pk=auction.pk).update(chain_seq=3, chain_hash=third.hash)
    top, *events = lines_of(auction)
    assert ([event["seq"] for event in events], top["head"]["seq"]) == ([1, 2, 3], 3)
    assert [*chain_faults(top, events)] == []


def test_unknown_auction_has_none() -> None:
    with pytest.raises(NoSuchAuction):
        next(proof.proof_lines(uuid4()))
