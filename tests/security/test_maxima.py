"""Nobody but its owner reads how high a maximum is: on no page, in no answer, admin, download, log, metric or command.

The amounts are such as stand nowhere by chance. Every address that is read is asked, so that a new one is, too.
"""

import asyncio
import logging
import re
from collections.abc import Iterator
from contextlib import suppress
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import get_resolver, reverse
from prometheus_client import generate_latest

from accounts.models import User
from auctions import engine
from auctions.audit.run import audit_auction
from auctions.models import Auction, AuctionEvent, Bid
from auctions.reads import queries
from auctions.rules.commands import Begin, Cancel, LeaveProxy, Pause, Resume, UndoSale
from auctions.rules.state import AuctionState, LotStatus
from auctions.store import heartbeat, journal
from auctions.store.snapshots import write_snapshot
from leagues.models import Member, Role
from tests import cast
from tests.auctions.consistency import replayed_state
from tests.auctionsite.http.test_openapi import addresses

BUDGET, OPEN, QUEUED, LOWER = cast.BUDGET, cast.MAXIMUM, 217_333_468, 217_111_357
SECRETS = {OPEN, QUEUED, BUDGET - OPEN, BUDGET - QUEUED, OPEN + QUEUED, BUDGET - OPEN - QUEUED, OPEN - 1}
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume"),
]


def told(text: str) -> set[int]:
    """The secrets in a text, however their digits are grouped."""
    plain = re.sub(r"(?<=\d)[,.’'\u00a0 ](?=\d{3})", "", text)
    return {secret for secret in SECRETS if str(secret) in text or str(secret) in plain}


@pytest.fixture
def auction(carla: User, max_: User, mia: User) -> Auction:
    """Max bids up to an amount on the first lot, and has left a maximum on the second."""
    league = cast.make_league(carla, max_, mia, lot_seconds=3600, budget=BUDGET, grace_ms=0, break_seconds=0)
    Member.objects.create(league=league, user=cast.make_user("Sven"), role=Role.SPECTATOR, plays=False)
    auction = cast.auction_of(league, lots=4)
    first, second = auction.lots.order_by("number")[:2]
    for lot, maximum in ((first, OPEN), (second, QUEUED)):
        leave(auction, max_, lot.pk, maximum)
    return auction


def leave(auction: Auction, user: User, lot: int, maximum: int | None) -> None:
    actor = cast.actor_in(auction.league, user)
    assert cast.do(auction, LeaveProxy(actor=actor, lot=lot, maximum=maximum, arrived=heartbeat.now_ms())).ok


def paths(auction: Auction) -> Iterator[str]:
    """Every address of the site that can be asked for, about this auction."""
    seats = list(auction.participants.values_list("pk", flat=True))
    known: dict[str, list[object]] = {
        "league_id": [auction.league_id],
        "auction_id": [auction.pk],
        "bid_id": list(Bid.objects.values_list("pk", flat=True)),
        "member_id": list(Member.objects.filter(league=auction.league_id).values_list("pk", flat=True)),
        "flag": ["waiting_room"],
        "key": ["football"],
    }
    for path, _ in addresses(get_resolver().url_patterns):
        found = [path]
        for key, values in known.items():
            found = [re.sub(rf"<\w+:{key}>", str(value), each) for each in found for value in values]
        yield from (each for each in dict.fromkeys(found) if not set(each) & set("<>(^?\\$"))
    for model, ids in (
        ("auction", [auction.pk]),
        ("participant", seats),
        ("lot", list(auction.lots.values_list("pk", flat=True))),
        ("auctionevent", list(AuctionEvent.objects.values_list("pk", flat=True))),
        ("bid", list(Bid.objects.values_list("pk", flat=True))),
    ):
        for each in ids:
            yield f"/admin/auctions/{model}/{each}/change/"
            yield f"/admin/auctions/{model}/{each}/history/"


def read(client: Client, path: str) -> str:
    response: Any = client.get(path)
    if response.streaming:
        stream = response.streaming_content
        body = asyncio.run(_joined(stream)) if response.is_async else b"".join(stream)
        return bytes(body).decode()
    return str(response.content.decode("utf-8", "replace"))


async def _joined(stream: Any) -> bytes:
    return b"".join([part async for part in stream])


def read_by_others(auction: Auction, *others: User) -> None:
    for user in others:
        client = Client()
        client.force_login(user)
        for path in paths(auction):
            assert not told(read(client, path)), (user.name, path)


def test_no_page_answer_or_download_tells_it(auction: Auction, carla: User, mia: User, olga: User) -> None:
    User.objects.filter(pk=olga.pk).update(is_superuser=True)
    everybody = (mia, carla, User.objects.get(name="Sven"), User.objects.get(pk=olga.pk))
    read_by_others(auction, *everybody)
    assert queries.preview(auction.pk, LeaveProxy(**vars_of(auction, mia), maximum=BUDGET - 10))[1] == []
    carlas = cast.actor_in(auction.league)
    lot = cast.open_lot(auction)
    for command in (Pause(actor=carlas), Cancel(actor=carlas), UndoSale(actor=carlas, lot=lot), Begin(actor=carlas)):
        assert not told(str(queries.preview(auction.pk, command)))
    cast.do(auction, Cancel(actor=carlas, reason="The pub closes"))
    read_by_others(auction, *everybody)


def vars_of(auction: Auction, user: User) -> dict[str, Any]:
    actor = cast.actor_in(auction.league, user)
    return {"actor": actor, "lot": cast.open_lot(auction), "arrived": heartbeat.now_ms()}


def test_its_owner_reads_it(auction: Auction, max_: User) -> None:
    """Or the test above would look in the wrong places."""
    client = Client()
    client.force_login(max_)
    [open_lot] = engine.read(auction.pk).open_lots
    you = client.get(reverse("api-auction", args=[auction.pk])).json()["you"]
    assert (you["proxies"][str(open_lot)], you["available"]) == (OPEN, BUDGET - OPEN - QUEUED)


def test_no_log_metric_or_command_tells_it(
    auction: Auction, max_: User, mia: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert cast.bid(auction, mia, 1_000).ok
    assert not cast.bid(auction, mia, 1_000).ok
    leave(auction, max_, auction.lots.get(number=2).pk, LOWER)
    out = StringIO()
    for name, more in (
        ("audit_auctions", ["--json"]),
        ("audit_auctions", []),
        ("fix_stuck_auctions", ["--dry-run", "--own-environment"]),
    ):
        with suppress(CommandError):  # the clock doesn't run here
            call_command(name, *more, stdout=out, stderr=out)
    assert audit_auction(auction.pk) == []
    assert not told(out.getvalue() + caplog.text + generate_latest().decode())


def test_maxima_are_replayed_kept_in_tables_and_snapshots_and_audited(auction: Auction, mia: User) -> None:
    second = auction.lots.get(number=2).pk
    leave(auction, mia, second, LOWER)
    assert cast.bid(auction, mia, 1_000).ok
    state: AuctionState = engine.read(auction.pk)
    write_snapshot(state)
    assert journal.state_from_tables(auction.pk) == replayed_state(auction.pk) == state
    assert {each.maximum for seat in state.participants.values() for each in seat.proxies} == {OPEN, QUEUED, LOWER}
    carlas = cast.actor_in(auction.league)
    for command in (Pause(actor=carlas), Resume(actor=carlas)):
        assert cast.do(auction, command).ok
    assert audit_auction(auction.pk) == []
    assert cast.do(auction, Cancel(actor=carlas, reason="The pub closes")).ok
    after = engine.read(auction.pk)
    assert [seat.held for seat in after.participants.values()] == [0, 0, 0]
    assert after.lots[second].status is LotStatus.WITHDRAWN
    assert audit_auction(auction.pk) == []
