"""Events of a release without a chain are chained later, a few at a time, to the same hashes."""

from copy import copy

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from auctions.audit.run import audit_auction
from auctions.models import Auction, AuctionEvent
from auctions.recovery.rebuild import rebuild_tables
from auctions.store import late_chain
from auctions.store.late_chain import chain_some, next_unchained
from leagues.models import League
from tests import cast
from tests.auctions.stored_auction import copy_tables, play_auction, restore_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def league(carla: User, max_: User, mia: User, otto: User) -> League:
    return cast.make_league(carla, max_, mia, otto, **cast.QUICK)


@pytest.fixture
def auction(league: League, max_: User, mia: User) -> Auction:
    return play_auction(league, max_, mia)


def hashes(auction: Auction) -> list[str]:
    return [*AuctionEvent.objects.filter(auction=auction).order_by("seq").values_list("hash", flat=True)]


def forget_chain(auction: Auction, since: int = 1) -> None:
    """As if a release that knows no chain had written the events from `since` on."""
    AuctionEvent.objects.filter(auction=auction, seq__gte=since).update(hash="")
    before = AuctionEvent.objects.filter(auction=auction, seq=since - 1).first()
    Auction.objects.filter(pk=auction.pk).update(chain_seq=since - 1, chain_hash=before.hash if before else "")


def chain_all() -> list[int]:
    """Take the step until nothing is left; how many events each chained."""
    done = []
    while (found := next_unchained()) is not None:
        done.append(chain_some(found))
    return done


def test_journal_from_before_is_chained_in_steps(auction: Auction, monkeypatch: pytest.MonkeyPatch) -> None:
    as_written = hashes(auction)
    monkeypatch.setattr(late_chain, "AT_ONCE", 8)
    forget_chain(auction)
    assert audit_auction(auction.pk) == [], "what isn't chained yet contradicts nothing"
    assert chain_all() == [8] * (len(as_written) // 8) + [len(as_written) % 8] * (len(as_written) % 8 > 0)
    assert hashes(auction) == as_written
    auction.refresh_from_db()
    assert (auction.chain_seq, auction.chain_late) == (auction.seq, auction.seq)
    assert audit_auction(auction.pk) == []


def test_events_beside_an_older_release_stay_unchained_until_the_step(auction: Auction, mia: User) -> None:
    last = auction.events.count()
    forget_chain(auction, since=last)
    cast.bid(auction, mia, 40)
    assert "" in hashes(auction)[last - 1 :], "no hash can follow one that isn't there"
    assert audit_auction(auction.pk) == []
    chain_all()
    assert "" not in hashes(auction)
    late = auction.events.count()
    cast.bid(auction, mia, 50)
    auction.refresh_from_db()
    assert (auction.chain_late, auction.chain_seq) == (late, auction.seq)
    assert audit_auction(auction.pk) == []


def test_those_left_alone_are_not_found(auction: Auction) -> None:
    assert next_unchained() is None
    forget_chain(auction)
    assert next_unchained() == auction.pk
    assert next_unchained([auction.pk]) is None


def test_journal_with_a_gap_is_never_due(auction: Auction) -> None:
    forget_chain(auction, since=4)
    AuctionEvent.objects.filter(auction=auction, seq=4).delete()
    assert next_unchained() is None


@pytest.mark.django_db(transaction=True)
def test_rebuilt_tables_know_the_end_of_the_chain(league: League, max_: User, mia: User) -> None:
    auction = cast.auction_of(league)
    rows = copy_tables(auction)
    cast.sell(auction, max_, 5)
    restore_rows(rows)
    assert rebuild_tables(auction.pk).left == []
    assert Auction.objects.get(pk=auction.pk, chain_seq=F("seq")).chain_hash == hashes(auction)[-1]
    cast.bid(auction, mia, 7)
    assert audit_auction(auction.pk) == []


def test_look_costs_no_more_with_more_auctions(auction: Auction) -> None:
    """It begins from the index of the events without a hash: nearly always there are none."""
    last = AuctionEvent.objects.filter(auction=auction).latest("seq")
    more = [copy(last) for _ in range(2000)]  # with few, Postgres may as well take another index
    for number, event in enumerate(more, start=1):
        event.pk, event.seq = None, last.seq + number
    AuctionEvent.objects.bulk_create(more)
    with CaptureQueriesContext(connection) as queries:
        assert next_unchained() is None
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE auctions_auctionevent, auctions_auction")  # else it goes by what other tests left
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {queries[-1]['sql']}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "event_unchained" in plan
    assert "Seq Scan" not in plan
