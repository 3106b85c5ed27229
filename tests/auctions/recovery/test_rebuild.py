"""Tables that don't say what the journal says are rebuilt from it, proved, and told to everybody."""

from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.models import User
from auctions import engine
from auctions.audit.run import audit_auction
from auctions.models import Auction, Bid, Lot, Participant
from auctions.recovery import rebuild
from auctions.recovery.rebuild import NotRebuilt
from leagues.models import League, Member
from tests import cast
from tests.auctions.stored_auction import (
    AUCTION,
    BIDS,
    DELETED,
    EVENTS,
    LOTS,
    SEATS,
    change_row,
    copy_tables,
    play_auction,
    restore_rows,
    set_json,
)
from tests.live import Site

LEADER = "id = (SELECT leader_id FROM auctions_lot WHERE status = 'open')"
CHANGES = [
    (LOTS, "price = price - 1", "status = 'open'"),
    (LOTS, "ends_at = NULL", "status = 'open'"),
    (LOTS, "status = 'withdrawn', leader_id = NULL, hold = 0", "status = 'open'"),
    (LOTS, "sold_to_id = (SELECT max(id) FROM auctions_participant)", "status = 'sold'"),
    (LOTS, "number = 99", "number = 9"),
    (LOTS, "opening_price = 7", "number = 9"),
    (LOTS, DELETED, "number = 9"),
    (SEATS, "held = held - 1, available = available + 1", LEADER),
    (SEATS, "max_bid = 7, away = true, passed = '{1}'", LEADER),
    (AUCTION, "status = 'completed', begun_at = NULL", "true"),
    (AUCTION, "next_deadline = NULL", "true"),
    (AUCTION, "waiting_room = false, mode = 'nomination'", "true"),
    (AUCTION, "seq = seq - 3", "true"),
    (AUCTION, set_json("settings", "increment", "2"), "true"),
    (AUCTION, set_json("settings", "budget", "-1"), "true"),
]


@pytest.fixture
def league(carla: User, max_: User, mia: User, otto: User) -> League:
    return cast.make_league(carla, max_, mia, otto, **cast.QUICK, lot_seconds=3600)


@pytest.fixture
def auction(league: League, max_: User, mia: User) -> Auction:
    return play_auction(league, max_, mia)


def truth(auction: Auction) -> dict[str, Any]:
    """All rows of the auction, its lots and its seats by table and id, but for the epoch."""
    rows = {(model.__name__, row["id"]): row for model, row in copy_tables(auction)}
    return {str(key): {name: value for name, value in row.items() if name != "epoch"} for key, row in rows.items()}


@pytest.mark.django_db
def test_every_row_says_again_what_the_journal_says(auction: Auction) -> None:
    before = truth(auction)
    for table, new, where in CHANGES:
        point = transaction.savepoint()
        change_row(table, new, where)
        assert truth(auction) != before, (table, new)
        assert rebuild.rebuild_tables(auction.pk).left == []
        assert truth(auction) == before, (table, new)
        assert audit_auction(auction.pk) == []
        transaction.savepoint_rollback(point)


@pytest.mark.django_db
def test_tables_of_an_older_backup_are_brought_up_to_the_journal(league: League, max_: User, mia: User) -> None:
    auction = cast.auction_of(league)
    cast.sell(auction, max_, 40)
    old = copy_tables(auction)
    cast.sell(auction, mia, 30)
    cast.bid(auction, max_, 7)
    now = truth(auction)
    restore_rows(old)
    assert rebuild.rebuild_tables(auction.pk).left == []
    assert truth(auction) == now
    assert cast.bid(auction, mia, 8).ok
    assert audit_auction(auction.pk) == []


@pytest.mark.django_db
def test_rows_that_no_event_made_are_removed(auction: Auction) -> None:
    before = truth(auction)
    sven = Member.objects.create(league=auction.league, user=cast.make_user("Sven"), plays=False)
    Participant.objects.create(auction=auction, member=sven, granted=9, available=9)
    Lot.objects.filter(auction=auction, number=36).update(number=37)
    rebuild.rebuild_tables(auction.pk)
    assert truth(auction) == before


@pytest.mark.django_db
def test_lots_that_changed_places_go_back(auction: Auction) -> None:
    before = truth(auction)
    for number, new in ((8, 100), (9, 8), (100, 9)):
        Lot.objects.filter(auction=auction, number=number).update(number=new)
    rebuild.rebuild_tables(auction.pk)
    assert truth(auction) == before


@pytest.mark.django_db
def test_state_that_processes_remember_is_not_used_any_more(auction: Auction) -> None:
    change_row(AUCTION, "seq = seq - 3", "true")
    known = engine.read(auction.pk)
    rebuilt = rebuild.rebuild_tables(auction.pk)
    assert rebuilt.state.epoch == known.epoch + 1
    assert engine.read(auction.pk) == rebuilt.state


@pytest.mark.parametrize(
    ("table", "new", "where", "why"),
    [
        (EVENTS, DELETED, "seq = 4", "what follows event 3 isn't whole: GapError"),
        (EVENTS, "payload = '{}'", "seq = 4", "its beginning isn't whole: Unreadable"),
        (EVENTS, DELETED, "seq = 1", "its beginning isn't whole: GapError"),
        (EVENTS, DELETED, "kind = 'auction_resumed'", "the tables know event"),
    ],
)
@pytest.mark.django_db
def test_journal_that_is_not_whole_changes_nothing(
    auction: Auction, table: str, new: str, where: str, why: str
) -> None:
    if "resumed" not in where:
        change_row(AUCTION, "round = 2", "true")
    change_row(table, new, where)
    before = copy_tables(auction)
    with pytest.raises(NotRebuilt, match=why):
        rebuild.rebuild_tables(auction.pk)
    assert copy_tables(auction) == before


@pytest.mark.django_db(transaction=True)
def test_what_tables_can_not_take_changes_nothing(auction: Auction, league: League) -> None:
    """The league has another auction by now: the old one can't run beside it."""
    Auction.objects.filter(pk=auction.pk).update(status="cancelled", round=2)
    other = cast.auction_of(league)
    before = copy_tables(auction)
    with pytest.raises(NotRebuilt, match="auction_one_running_per_league"):
        rebuild.rebuild_tables(auction.pk)
    assert copy_tables(auction) == before
    assert audit_auction(other.pk) == []


@pytest.mark.django_db
def test_what_is_wrong_beside_the_tables_stays_and_is_named(auction: Auction) -> None:
    change_row(BIDS, DELETED, "code = 'ok' AND amount = 5")
    change_row(AUCTION, "round = 2", "true")
    left = rebuild.rebuild_tables(auction.pk).left
    assert [each.sentence for each in left] == ["the placed bid has 0 rows in the table of bids"]
    assert Bid.objects.filter(auction=auction, code="ok", amount=9).exists()
    assert Auction.objects.get(pk=auction.pk).round == 1


@pytest.mark.usefixtures("strict_locks")
@pytest.mark.django_db(transaction=True)
def test_rebuild_waits_for_its_turn_and_gives_up(auction: Auction) -> None:
    holds, done = Event(), Event()

    def hold() -> None:
        with transaction.atomic():
            Auction.objects.select_for_update().get(pk=auction.pk)
            holds.set()
            done.wait(20)
        connection.close()

    holder = Thread(target=hold)
    holder.start()
    try:
        assert holds.wait(60)
        with pytest.raises(engine.AuctionBusy):
            rebuild.rebuild_tables(auction.pk)
    finally:
        done.set()
        holder.join()
    assert rebuild.rebuild_tables(auction.pk).left == []


def test_everybody_in_the_room_takes_a_new_snapshot(site: Site, league: League, max_: User, mia: User) -> None:
    """Both web processes and their clients forget what the tables made them believe."""
    auction = cast.auction_of(league)
    cast.bid(auction, mia, 11)
    lot = cast.open_lot(auction)
    change_row(LOTS, "price = 3, hold = 3", "status = 'open'")
    change_row(SEATS, "held = 3, available = available + 8", LEADER)
    Auction.objects.filter(pk=auction.pk).update(epoch=2)  # as somebody who restores should do
    clients = [site.client(auction.pk, max_), site.client(auction.pk, mia, site.webs[1])]
    for client in clients:
        client.hello()
        assert client.lot["price"] == 3
    rebuild.rebuild_tables(auction.pk)
    for client in clients:
        client.wait_for("snapshot", epoch=3)
        assert client.lot["price"] == 11
        assert client.participant("Mia")["held"] == 11
    assert clients[0].bid(str(lot), 4)["code"] == "too_low"
    assert clients[0].bid(str(lot), 12)["ok"]
    for client in clients:
        client.wait_for_event("bid_placed", amount=12)
    assert audit_auction(auction.pk) == []
