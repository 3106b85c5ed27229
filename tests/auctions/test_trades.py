"""Trades and drops in the journal, in the tables and for those who watch."""

import uuid
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from auctions import engine
from auctions.audit.run import audit_auction
from auctions.engine import Outcome
from auctions.models import Auction, Lot
from auctions.publish import payloads
from auctions.publish.names import display_names
from auctions.reads import queries
from auctions.recovery import rebuild
from auctions.rules.commands import SYSTEM, UndoSale
from auctions.store import journal
from leagues.models import League
from tests import cast
from tests.auctions.trade_commands import drop, is_proved, play_two_sales, seat_of, trade


@pytest.fixture
def auction(league: League, max_: User, mia: User) -> Auction:
    return play_two_sales(league, max_, mia)


def test_trade_with_an_id_is_done_once(auction: Auction, max_: User, mia: User) -> None:
    command = replace(trade(auction, max_, mia, 7), id=uuid.uuid4())
    outcomes: list[Outcome] = [cast.do(auction, command), cast.do(auction, command)]
    assert outcomes[0] == outcomes[1]
    assert engine.read(auction.pk).seq == outcomes[0].seq


@pytest.mark.parametrize("change", [{"dropped": True}, {"traded_to": "mia"}])
def test_only_what_was_sold_changes_hands(auction: Auction, mia: User, change: dict[str, object]) -> None:
    cast.do(auction, UndoSale(actor=SYSTEM, lot=Lot.objects.get(auction=auction, number=1).pk))
    if "traded_to" in change:
        change = {"traded_to": seat_of(auction, mia)}
    with pytest.raises(IntegrityError, match="lot_changes_hands_once_sold"), transaction.atomic():
        Lot.objects.filter(auction=auction, number=1).update(**change)


# For those who watch ----------------------------------------------------------------------------------
def test_event_of_a_trade_tells_both_new_rosters(auction: Auction, max_: User, mia: User) -> None:
    exchange = trade(auction, max_, mia, 7)
    outcome = cast.do(auction, exchange)
    [event] = journal.events_after(auction.pk, outcome.seq - 1, 1)
    shown = payloads.event(event, engine.read(auction.pk), display_names(auction.pk))
    assert shown["data"]["detail"] == {
        "participant": str(exchange.participant), "other": str(exchange.other), "pays": 7,
        "gives": [str(exchange.gives[0])], "takes": [str(exchange.takes[0])],
    }  # fmt: skip
    seats = {each["id"]: each for each in shown["data"]["participants"]}
    assert [slot["lot"] for slot in seats[str(exchange.other)]["roster"]] == [str(exchange.gives[0])]
    assert [seats[str(each)]["granted"] for each in (exchange.participant, exchange.other)] == [193, 207]
    assert "lots" not in shown["data"]


def test_event_of_a_drop_names_the_asset(auction: Auction) -> None:
    lot = Lot.objects.select_related("asset").get(auction=auction, number=1)
    outcome = cast.do(auction, drop(lot.sold_to_id or 0, lot.pk, reason="Hurt"))
    frame = queries.events_frame(auction.pk, outcome.seq - 1)
    detail = frame["events"][0]["data"]["detail"]
    assert (detail["asset"]["name"], detail["refund"], detail["reason"]) == (lot.asset.name, 0, "Hurt")


def test_preview_says_who_gets_what(auction: Auction, max_: User, mia: User) -> None:
    outcome, sentences = queries.preview(auction.pk, trade(auction, max_, mia, 7))
    first, second = Lot.objects.filter(auction=auction).order_by("number").values_list("asset__name", flat=True)
    assert outcome.ok
    assert sentences == [
        "Max has £7m less (£163m to spend).",
        "Mia gets £7m (£197m to spend).",
        f"{first} belongs to Mia.",
        f"{second} belongs to Max.",
    ]


def test_rebuilt_tables_know_who_owns_what(auction: Auction, max_: User, mia: User) -> None:
    exchange = trade(auction, max_, mia, 7)
    engine.execute(
        auction.pk,
        exchange,
        drop(exchange.participant, exchange.takes[0], refund=True),
    )
    lots = Lot.objects.filter(auction=auction)
    before = list(lots.order_by("pk").values())
    assert lots.filter(traded_to=exchange.other).update(traded_to=None) == 1
    assert lots.filter(dropped=True).update(dropped=False) == 1
    assert len(audit_auction(auction.pk)) == 2
    assert rebuild.rebuild_tables(auction.pk).left == []
    assert list(lots.order_by("pk").values()) == before
    assert is_proved(auction)
