"""Each event's hash covers what everybody may read of it, what nobody may, and all that came before."""

import hashlib
import json
from typing import Any
from uuid import UUID

import orjson
import pytest

from accounts.models import User
from auctions.models import Auction, AuctionEvent
from auctions.rules.commands import LeaveProxy
from auctions.store import chain, journal
from auctions.store.chain import ChainEnd
from leagues.models import League
from tests import cast
from tests.auctions.stored_auction import play_auction

AUCTION, KEY = UUID(int=7), UUID(int=8)


def row(seq: int = 1, **payload: Any) -> dict[str, Any]:
    """A journal row in which every part that may be secret has something in it."""
    lot: dict[str, Any] = {
        "id": 3,
        "number": 1,
        "asset": 9,
        "status": "open",
        "opening_price": 1,
        "price": 5,
        "leader": 2,
    }
    lot |= {"sold_to": None, "sold_for": None, "hold": 40, "ends_at": 77}
    seat: dict[str, Any] = {"id": 2, "member": 4, "granted": 100, "adjusted": -10, "held": 40, "spent": 7, "secret": 35}
    seat |= {"roster": [{"lot": 1, "asset": 8, "price": 7}], "proxies": [{"lot": 3, "maximum": 40, "since": 1}]}
    held = {"kind": "hold", "participant": 2, "amount": 40, "lot": 3}
    paid = {"kind": "capture", "participant": 2, "amount": 7, "lot": 1}
    whole: dict[str, Any] = {"auction": None, "lots": [lot], "participants": [seat], "ledger": [held, paid], "gone": []}
    whole["detail"] = {"lot": 3, "participant": 2, "amount": 5, "word": "typed"}
    return {"seq": seq, "kind": "bid_placed", "at": 1000, "payload": whole | payload, "actor": 6, "reason": "Pizza ü"}


def texts(*rows: dict[str, Any]) -> list[bytes]:
    return [orjson.dumps(each) for each in rows]


def test_public_record_has_sales_and_money_and_nothing_secret() -> None:
    assert chain.public_record(row()) == {
        "seq": 1,
        "at": 1000,
        "kind": "bid_placed",
        "lots": [
            {"id": 3, "number": 1, "asset": 9, "status": "open", "opening_price": 1}
            | {"price": 5, "leader": 2, "sold_to": None, "sold_for": None}
        ],
        "participants": [{"id": 2, "granted": 90, "held": 5, "spent": 7, "roster": [[1, 7]]}],
        "ledger": [{"kind": "capture", "participant": 2, "amount": 7, "lot": 1}],
        "detail": {"lot": 3, "participant": 2, "amount": 5},
    }


def test_of_a_changed_maximum_everybody_reads_that_there_was_one() -> None:
    assert chain.public_record(row() | {"kind": "proxy_changed"}) == {"seq": 1, "at": 1000, "kind": "proxy_changed"}


def test_stage_of_the_auction_is_public() -> None:
    changed = row(auction={"status": "completed", "pause_reason": "a name"})
    assert chain.public_record(changed)["status"] == "completed"


def test_hash_is_what_a_stranger_computes_by_the_standard_library_alone() -> None:
    link = chain.chained(row(), chain.first_link(AUCTION), KEY)
    text = json.dumps(link.record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert link.hash == hashlib.sha256(text.encode()).hexdigest()
    assert link.record["before"] == hashlib.sha256(str(AUCTION).encode()).hexdigest()


CHANGES = [
    {"reason": "Pizza"},
    {"actor": 5},
    {"kind": "lot_passed"},
    {"at": 1001},
    {"payload": row(gone=[1])["payload"]},
    {"payload": row(ledger=[])["payload"]},
]


@pytest.mark.parametrize("change", CHANGES, ids=[*range(len(CHANGES))])
def test_whatever_changes_in_a_row_changes_its_hash_and_that_of_the_next(change: dict[str, Any]) -> None:
    end = ChainEnd.read(AUCTION, KEY)
    _, as_written = chain.chain_rows(end, texts(row(1), row(2)))
    _, changed = chain.chain_rows(end, texts(row(1) | change, row(2)))
    assert as_written.seq == changed.seq == 2
    assert as_written.hash != changed.hash


def test_commitment_tells_nothing_without_the_key() -> None:
    by_one, by_other = (chain.chained(row(), "", key).record["private"] for key in (KEY, AUCTION))
    assert by_one != by_other


def test_rows_that_do_not_follow_on_the_end_get_no_hash() -> None:
    end = ChainEnd(KEY, 4, "0" * 64)
    assert chain.chain_rows(end, texts(row(6))) == (texts(row(6)), end)


@pytest.fixture
def league(carla: User, max_: User, mia: User, otto: User) -> League:
    return cast.make_league(carla, max_, mia, otto, **cast.QUICK)


@pytest.fixture
def auction(league: League, max_: User, mia: User) -> Auction:
    return play_auction(league, max_, mia)


@pytest.mark.django_db
def test_journal_is_chained_as_it_is_written(auction: Auction, max_: User) -> None:
    cast.do(
        auction,
        LeaveProxy(actor=cast.actor_in(auction.league, max_), lot=cast.open_lot(auction), maximum=50, arrived=1),
    )
    hashes = [*AuctionEvent.objects.filter(auction=auction).order_by("seq").values_list("seq", "hash")]
    auction.refresh_from_db()
    assert all(len(digest) == 64 for _, digest in hashes)
    assert hashes[-1] == (auction.chain_seq, auction.chain_hash)
    assert (auction.chain_seq, auction.chain_late) == (auction.seq, 0)
    assert len({digest for _, digest in hashes}) == len(hashes)
    assert journal.head_of(auction.pk) == (auction.seq, auction.epoch)
