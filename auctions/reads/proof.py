"""A journal as anybody can check it: its chain of public records, and beside it who the ids are. Reads only."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from auctions.engine import NoSuchAuction
from auctions.models import Auction
from auctions.publish.names import display_names
from auctions.store import chain, codec, late_chain
from auctions.store.chain import ChainEnd
from auctionsite.http.downloads import json_lines

EVENTS_AT_ONCE = 300


def proof_lines(auction_id: UUID) -> Iterator[bytes]:
    """Yield the file that `clients/verify_journal.py` checks: what it is of, then an event a line.

    It goes as far as the chain does now. Names are in no hash. Raises NoSuchAuction, and codec.Unreadable.
    """
    auction = Auction.objects.select_related("league").filter(pk=auction_id).first()
    if auction is None:
        raise NoSuchAuction(auction_id)
    head = ChainEnd.read(auction.pk, auction.chain_key, auction.chain_seq, auction.chain_hash)
    yield json_lines([_first_line(auction, head)])
    end = ChainEnd.read(auction.pk, auction.chain_key)
    while end.seq < head.seq and (page := _page(end, auction.pk, head)):
        yield json_lines(page)
        end = ChainEnd(end.key, page[-1]["seq"], page[-1]["hash"])


def _first_line(auction: Auction, head: ChainEnd) -> dict[str, Any]:
    names = display_names(auction.pk)
    return {
        "journal": 1,
        "auction": str(auction.pk),
        "league": names.league_name,
        "unit": names.unit,
        "status": auction.status,
        "head": {"seq": head.seq, "hash": head.hash},
        "late": auction.chain_late,
        "participants": {str(seat): name for seat, (name, _) in names.people.items()},
        "assets": {str(asset): payload["name"] for asset, payload in names.assets.items()},
    }


def _page(end: ChainEnd, auction_id: UUID, head: ChainEnd) -> list[dict[str, Any]]:
    """Return the records after `end`, each with its stored hash: if it isn't theirs, whoever checks finds it.

    Raises codec.Unreadable.
    """
    records = []
    for row, digest in late_chain.rows_after(auction_id, end.seq, EVENTS_AT_ONCE):
        if row["seq"] > head.seq:
            break
        with codec.reading(f"event {row['seq']}"):
            records.append({**chain.chained(row, end.hash, end.key).record, "hash": digest})
        end = ChainEnd(end.key, row["seq"], digest)
    return records
