"""Tables, memory and journal say the same, also of what another release or a hand has written."""

from collections.abc import Callable

import pytest
from django.apps import apps
from structlog.testing import capture_logs

from accounts.models import User
from auctions import engine
from auctions.engine import Outcome
from auctions.models import Auction, AuctionEvent, Bid
from auctions.rules import clock
from auctions.rules.codes import Code
from auctions.rules.commands import SYSTEM, Begin, Cancel, PassLot, Pause, Resume, SetAway, Tick, UndoSale
from auctions.seats import take_seat
from auctions.store import codec, journal
from leagues.models import League
from leagues.services import join_league
from tests import cast
from tests.auctions.consistency import consistent_state
from tests.auctions.stored_auction import read_anew

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def league(carla: User, max_: User, mia: User) -> League:
    return cast.make_league(carla, max_, mia, **cast.QUICK)


@pytest.fixture
def auction(league: League) -> Auction:
    """Begun, with its first lot open."""
    return cast.auction_of(league)


def test_tables_memory_and_journal_agree_after_every_kind_of_command(
    league: League, carla: User, max_: User, mia: User, otto: User
) -> None:
    auction = cast.auction_of(league, begun=False)
    consistent_state(auction.pk)
    join_league(otto, league.code)
    assert take_seat(auction.pk, cast.member_of(league, otto)) is not None
    boss, seat = cast.actor_in(league), cast.actor_in(league, otto)
    steps: list[Callable[[], object]] = [
        lambda: cast.do(auction, Begin(actor=boss)),
        lambda: cast.bid(auction, max_, 5),
        lambda: cast.bid(auction, mia, 9),
        lambda: cast.do(auction, PassLot(actor=seat, lot=cast.open_lot(auction))),
        lambda: cast.do(auction, SetAway(actor=boss, participant=seat.participant or 0, away=True)),
        lambda: cast.do(auction, Pause(actor=boss, reason="Pizza")),
        lambda: cast.do(auction, Resume(actor=boss)),
        lambda: cast.do(auction, SetAway(actor=boss, participant=seat.participant or 0, away=False)),
        lambda: cast.do(auction, Tick(actor=SYSTEM, outage_since=journal.now_ms() - 60_000)),
        lambda: cast.do(auction, Cancel(actor=boss, reason="Late")),
    ]
    for step in steps:
        before = engine.read(auction.pk).seq
        step()
        assert consistent_state(auction.pk).seq > before
    assert {seat.available for seat in consistent_state(auction.pk).participants.values()} == {200}


def test_tables_memory_and_journal_agree_over_sales_undone_and_sold_again(
    auction: Auction, max_: User, mia: User
) -> None:
    first, second = cast.sell(auction, max_, 40), cast.sell(auction, mia, 30)
    assert consistent_state(auction.pk).auction.lots_sold == 2
    cast.do(auction, UndoSale(actor=cast.actor_in(auction.league), lot=first))
    assert consistent_state(auction.pk).auction.lots_sold == 1
    third = cast.sell(auction, max_, 20)
    assert cast.open_lot(auction) == first
    assert cast.sell(auction, mia, 10) == first
    state = consistent_state(auction.pk)
    owned = {seat.id: [slot.lot for slot in seat.roster] for seat in state.participants.values() if seat.roster}
    assert list(owned.values()) == [[third], [first, second]]


def test_lot_that_closes_and_an_earlier_one_that_opens_in_one_transaction_are_no_two_open_lots(
    auction: Auction, max_: User, mia: User
) -> None:
    lots = [cast.sell(auction, user, 3) for user in (max_, mia, max_)]
    for lot in reversed(lots):
        cast.do(auction, UndoSale(actor=cast.actor_in(auction.league), lot=lot))
        cast.sell(auction, mia, 4)
        assert cast.open_lot(auction) == lot
        consistent_state(auction.pk)


def test_head_says_when_the_clock_is_needed(auction: Auction) -> None:
    def due() -> int | None:
        auction.refresh_from_db()
        return None if auction.next_deadline is None else round(auction.next_deadline.timestamp() * 1000)

    assert due() == clock.next_deadline(engine.read(auction.pk))
    assert due() is not None
    cast.do(auction, Pause(actor=cast.actor_in(auction.league)))
    assert due() is None


def test_setting_of_a_later_release_survives_every_command(auction: Auction, max_: User) -> None:
    auction.refresh_from_db()
    later = {**auction.settings, "later": {"x": [1]}, "increment": "two"}
    Auction.objects.filter(pk=auction.pk).update(settings=later)
    read_anew(auction)
    assert cast.bid(auction, max_, 5).ok
    assert cast.do(auction, Pause(actor=SYSTEM, reason="tea")).ok
    auction.refresh_from_db()
    assert auction.settings == later
    [paused] = AuctionEvent.objects.filter(auction=auction, kind="auction_paused")
    assert paused.payload["auction"]["settings"] == later


def test_field_of_a_later_release_is_passed_over(auction: Auction, max_: User) -> None:
    cast.bid(auction, max_, 5)
    event = AuctionEvent.objects.get(auction=auction, kind="bid_placed")
    event.payload["lots"][0]["later"] = event.payload["later"] = 1
    event.save(update_fields=["payload"])
    [read] = journal.events_after(auction.pk, event.seq - 1, 1)
    assert read.lots[0].price == 5


@pytest.mark.parametrize(
    ("model", "change"),
    [
        ("auctionevent", {"kind": "lot_of_a_later_release"}),
        ("lot", {"status": "raffled"}),
        ("auction", {"status": "dreaming"}),
    ],
)
def test_auction_of_an_unknown_kind_stands_still_and_the_others_go_on(
    auction: Auction, carla: User, max_: User, model: str, change: dict[str, str]
) -> None:
    other = cast.auction_of(cast.make_league(carla, max_, name="The Sunday League"))
    bid = cast.bid_of(auction, max_, 5)
    rows = apps.get_model("auctions", model)._base_manager
    key = {"pk": auction.pk} if model == "auction" else {"auction": auction}
    row = rows.filter(**key).exclude(status="open").first() if model == "lot" else rows.filter(**key).first()
    assert row is not None
    before = {name: getattr(row, name) for name in change}
    rows.filter(pk=row.pk).update(**change)
    read_anew(auction)
    auction.refresh_from_db(fields=["seq"])
    seq = auction.seq
    with capture_logs() as logs:
        for command in (bid, Tick(actor=SYSTEM), Cancel(actor=SYSTEM)):
            assert cast.do(auction, command) == Outcome(Code.UNREADABLE, seq, {})
    told = [line for line in logs if line["log_level"] == "error"]
    assert [(each["event"], each["auctionId"], each["seq"]) for each in told] == [
        ("auction.unreadable", str(auction.pk), seq)
    ] * 3
    assert all(next(iter(change.values())) in each["error"] for each in told)
    with pytest.raises(codec.Unreadable, match=next(iter(change.values()))):
        engine.read(auction.pk)
    assert Bid.objects.filter(auction=auction).count() == 0
    assert cast.bid(other, max_, 5).ok

    rows.filter(pk=row.pk).update(**before)
    auction.refresh_from_db()
    assert auction.seq == seq
    assert cast.do(auction, bid).ok, "when it can be read, it goes on"
