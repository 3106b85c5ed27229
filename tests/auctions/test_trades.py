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
from auctions.reads import queries, results
from auctions.recovery import rebuild
from auctions.rules.codes import Code
from auctions.rules.commands import SYSTEM, Command, DropAsset, TradeAssets, UndoSale
from auctions.store import journal
from leagues.models import League
from tests import cast


@pytest.fixture
def auction(league: League, max_: User, mia: User) -> Auction:
    """Over: Max has bought the first lot for 30, Mia the second for 10."""
    league.settings |= cast.QUICK
    league.save()
    auction = cast.auction_of(league, lots=2)
    cast.sell(auction, max_, 30)
    cast.sell(auction, mia, 10)
    assert engine.read(auction.pk).auction.status == "completed"
    return auction


def seat(auction: Auction, user: User) -> int:
    found = cast.actor_in(auction.league, user).participant
    assert found is not None
    return found


def trade(auction: Auction, max_: User, mia: User, pays: int = 0, **fields: object) -> TradeAssets:
    """Max's first lot for Mia's second."""
    first, second = Lot.objects.filter(auction=auction).order_by("number").values_list("pk", flat=True)
    fields = {"gives": (first,), "takes": (second,), **fields}
    return TradeAssets(
        actor=cast.actor_in(auction.league), participant=seat(auction, max_), other=seat(auction, mia), pays=pays,
        **fields,  # type: ignore[arg-type] # as the caller says
    )  # fmt: skip


def drop(owner: int, lot: int, *, refund: bool = False, reason: str = "") -> DropAsset:
    return DropAsset(actor=SYSTEM, participant=owner, lot=lot, refund=refund, reason=reason)


def proved(auction: Auction) -> bool:
    """Whether tables, memory and journal agree."""
    assert audit_auction(auction.pk) == []
    return journal.state_from_tables(auction.pk) == engine.read(auction.pk)


@pytest.mark.django_db
def test_trade_stands_in_the_tables_beside_the_sale(auction: Auction, max_: User, mia: User) -> None:
    assert cast.do(auction, trade(auction, max_, mia, 7)).ok
    first, second = Lot.objects.filter(auction=auction).order_by("number")
    assert (first.sold_to_id, first.sold_for, first.traded_to_id) == (seat(auction, max_), 30, seat(auction, mia))
    assert (second.sold_to_id, second.traded_to_id) == (seat(auction, mia), seat(auction, max_))
    assert proved(auction)


@pytest.mark.django_db
def test_trade_back_leaves_nothing_but_the_sale(auction: Auction, max_: User, mia: User) -> None:
    there = trade(auction, max_, mia)
    back = trade(auction, max_, mia, gives=there.takes, takes=there.gives)
    assert [cast.do(auction, each).ok for each in (there, back)] == [True, True]
    assert not Lot.objects.filter(auction=auction).exclude(traded_to=None).exists()
    assert proved(auction)


@pytest.mark.django_db
def test_drop_stands_in_the_tables(auction: Auction, max_: User) -> None:
    lot = Lot.objects.get(auction=auction, number=1)
    assert cast.do(auction, drop(lot.sold_to_id or 0, lot.pk, refund=True)).ok
    lot.refresh_from_db()
    assert (lot.status, lot.sold_to_id, lot.dropped, lot.traded_to_id) == ("sold", seat(auction, max_), True, None)
    assert proved(auction)


@pytest.mark.django_db
def test_dropped_after_a_trade_is_nobodys(auction: Auction, max_: User, mia: User) -> None:
    exchange = trade(auction, max_, mia)
    engine.execute(auction.pk, exchange, drop(exchange.other, exchange.gives[0]))
    assert Lot.objects.filter(auction=auction, dropped=True, traded_to=None).count() == 1
    assert proved(auction)


@pytest.mark.django_db
def test_trade_back_and_undo_in_one_commit(auction: Auction, max_: User, mia: User) -> None:
    there = trade(auction, max_, mia)
    cast.do(auction, there)
    commands: list[Command] = [
        trade(auction, max_, mia, gives=there.takes, takes=there.gives),
        UndoSale(actor=SYSTEM, lot=there.gives[0]),
        trade(auction, max_, mia, gives=(), takes=there.takes),
    ]
    assert [each.code for each in engine.execute(auction.pk, *commands)] == [Code.OK] * 3
    assert proved(auction)


@pytest.mark.django_db
def test_trade_with_an_id_is_done_once(auction: Auction, max_: User, mia: User) -> None:
    command = replace(trade(auction, max_, mia, 7), id=uuid.uuid4())
    outcomes: list[Outcome] = [cast.do(auction, command), cast.do(auction, command)]
    assert outcomes[0] == outcomes[1]
    assert engine.read(auction.pk).seq == outcomes[0].seq


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"dropped": True}, {"traded_to": "mia"}])
def test_only_what_was_sold_changes_hands(auction: Auction, mia: User, change: dict[str, object]) -> None:
    cast.do(auction, UndoSale(actor=SYSTEM, lot=Lot.objects.get(auction=auction, number=1).pk))
    if "traded_to" in change:
        change = {"traded_to": seat(auction, mia)}
    with pytest.raises(IntegrityError, match="lot_changes_hands_once_sold"), transaction.atomic():
        Lot.objects.filter(auction=auction, number=1).update(**change)


# For those who watch ----------------------------------------------------------------------------------
@pytest.mark.django_db
def test_event_of_a_trade_tells_both_new_rosters(auction: Auction, max_: User, mia: User) -> None:
    exchange = trade(auction, max_, mia, 7)
    outcome = cast.do(auction, exchange)
    [event] = journal.events_after(auction.pk, outcome.seq - 1, 1)
    shown = payloads.event(event, engine.read(auction.pk).auction, display_names(auction.pk))
    assert shown["data"]["detail"] == {
        "participant": str(exchange.participant), "other": str(exchange.other), "pays": 7,
        "gives": [str(exchange.gives[0])], "takes": [str(exchange.takes[0])],
    }  # fmt: skip
    seats = {each["id"]: each for each in shown["data"]["participants"]}
    assert [slot["lot"] for slot in seats[str(exchange.other)]["roster"]] == [str(exchange.gives[0])]
    assert [seats[str(each)]["granted"] for each in (exchange.participant, exchange.other)] == [193, 207]
    assert "lots" not in shown["data"]


@pytest.mark.django_db
def test_event_of_a_drop_names_the_asset(auction: Auction) -> None:
    lot = Lot.objects.select_related("asset").get(auction=auction, number=1)
    outcome = cast.do(auction, drop(lot.sold_to_id or 0, lot.pk, reason="Hurt"))
    frame = queries.events_frame(auction.pk, outcome.seq - 1)
    detail = frame["events"][0]["data"]["detail"]
    assert (detail["asset"]["name"], detail["refund"], detail["reason"]) == (lot.asset.name, 0, "Hurt")


@pytest.mark.django_db
def test_results_tell_of_the_evening_and_not_of_what_came_after(auction: Auction, max_: User, mia: User) -> None:
    before, table = results.results_by_participant(auction.pk), results.results_csv(auction.pk)
    exchange = trade(auction, max_, mia, 7)
    engine.execute(auction.pk, exchange, drop(exchange.other, exchange.gives[0], refund=True))
    assert results.results_by_participant(auction.pk) == before
    assert results.results_csv(auction.pk) == table
    assert [(row["participant_name"], row["spent"], row["left"]) for row in before["rows"]] == [
        ("Max", 30, 170), ("Mia", 10, 190), ("Carla", 0, 200),
    ]  # fmt: skip


@pytest.mark.django_db
def test_preview_says_who_gets_what(auction: Auction, max_: User, mia: User) -> None:
    outcome, sentences = queries.preview(auction.pk, trade(auction, max_, mia, 7))
    first, second = Lot.objects.filter(auction=auction).order_by("number").values_list("asset__name", flat=True)
    assert outcome.ok
    assert sentences == [
        "Max has 163 available instead of 170.",
        "Mia has 197 available instead of 190.",
        f"{first} belongs to Mia.",
        f"{second} belongs to Max.",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"pays": 171}, "Max has 170 available, and would pay 171."),
        ({"pays": -191}, "Mia has 190 available, and would pay 191."),
        ({"gives": "takes"}, "{second} doesn't belong to Max."),
        (
            {"gives": (), "takes": ()},
            "A trade is between two managers, and at least one asset changes hands, each once.",
        ),
    ],
)
def test_refusal_says_who_is_meant(
    auction: Auction, max_: User, mia: User, fields: dict[str, object], sentence: str
) -> None:
    if fields.get("gives") == "takes":
        fields = {"gives": trade(auction, max_, mia).takes, "takes": ()}
    outcome = cast.do(auction, trade(auction, max_, mia, **fields))  # type: ignore[arg-type] # as above
    second = Lot.objects.get(auction=auction, number=2).asset.name
    assert queries.outcome_payload(auction.pk, outcome)["message"] == sentence.format(second=second)


@pytest.mark.django_db
def test_full_roster_and_sales_that_stay_are_worded_for_others(auction: Auction, max_: User, mia: User) -> None:
    exchange = trade(auction, max_, mia)
    cast.do(auction, exchange)
    outcome = cast.do(auction, UndoSale(actor=SYSTEM, lot=exchange.gives[0]))
    name = Lot.objects.get(pk=exchange.gives[0]).asset.name
    assert queries.outcome_payload(auction.pk, outcome)["message"] == (
        f"{name} doesn't belong to Max any more, so its sale stays."
    )
    full = Outcome(Code.ROSTER_FULL, 1, {"slots": 3, "filled": 4, "participant": seat(auction, mia)})
    assert queries.outcome_payload(auction.pk, full)["message"] == "Mia would own 4, and a roster holds 3."


@pytest.mark.django_db
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
    assert proved(auction)
