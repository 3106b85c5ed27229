"""Queries that pages and calls make: as many for a large league as for a small one, and by an index."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import pytest
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import get_resolver
from pytest_django import DjangoDbBlocker

from accounts.models import User
from auctions.clock import AuctionClock
from auctions.dates import due
from auctions.models import Auction, AuctionEvent, Bid
from auctions.notifying import ending, follower
from auctions.reads.statistics import read_day_totals
from auctions.recovery import stuck
from auctions.rules.commands import Cancel
from auctions.store import empty_rooms, late_chain, lost_lines
from auctions.store.state_cache import memory
from notices import mailing, upkeep
from notices.push import sending
from rollouts.exposures import storage
from season.models import LeagueSeason
from season.trades.services import TradeOffer, propose
from season.trades.settling import next_due_trade
from tests import cast, database
from tests.auctionsite.http.test_openapi import addresses
from tests.season.scored_league import GAME_1, GAME_2, played_league, score
from tests.season.small_competitions import member

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume"),
]
SMALL = {
    "auth_group", "auth_permission", "django_content_type", "leagues_sport", "rollouts_flag", "rollouts_ring",
    "rollouts_reader", "rollouts_scrape", "rollouts_snapshotversion", "rollouts_banner", "auctions_heartbeat",
}  # fmt: skip
"""Tables with a few rows, however many leagues there are; they are read from end to end."""
ELSEWHERE = ("/admin/", "/metrics", "/api/feature-flags/", "/ofrep/", "/api/schema/", "/api/docs/")
"""Operators' addresses: what they look through is looked through on purpose."""
READERS = ("Carla", "Max")


@dataclass(frozen=True)
class World:
    """A league that has played and follows a season with scores, and auctions after that."""

    season: LeagueSeason
    played: Auction

    @cached_property
    def _values(self) -> dict[str, object]:
        return {
            "league_id": self.season.league_id,
            "auction_id": self.played.pk,
            "key": "football-players",
            "page": "manager",
            "member_id": member(self.season.league, User.objects.get(name="Max")).pk,
            "seq": AuctionEvent.objects.filter(auction=self.played).latest("seq").seq,
            "bid_id": Bid.objects.filter(auction=self.played, code="ok").earliest("pk").pk,
            "asset_id": self.played.lots.earliest("number").asset_id,
        }

    def paths(self) -> Iterator[tuple[str, str]]:
        """Yield each address that this world has something for, and its name."""
        for pattern, each in addresses(get_resolver().url_patterns):
            names = re.findall(r"<\w+:(\w+)>", pattern)
            if each.name and self._values.keys() >= {*names} and not pattern.startswith(ELSEWHERE):
                yield each.name, re.sub(r"<\w+:(\w+)>", lambda found: str(self._values[found[1]]), pattern)


def make_world(managers: int, auctions: int) -> World:
    """A league of so many managers, the first two of whom own what was sold, with so many auctions after the first."""
    carla, max_, *others = (
        cast.make_user(name) for name in ("Carla", "Max", *(f"Manager {n}" for n in range(managers)))
    )
    season = played_league(carla, max_, *others)
    score(season, *GAME_1)
    score(season, *GAME_2)
    played = season.league.auctions.get()
    sold = played.lots.earliest("number").asset_id
    for _ in range(auctions):
        later = cast.auction_of(season.league, lots=2)
        assert cast.bid(later, max_, 1).ok
        assert cast.do(later, Cancel(actor=cast.actor_in(season.league), reason="Tea.")).ok
        propose(member(season.league, max_), TradeOffer(partner=member(season.league, others[0]).pk, gives=[sold]))
    return World(season, played)


def queries(world: World) -> Iterator[tuple[str, list[str]]]:
    """Yield what each reader's request for each address asked, the second time: processes keep some of it."""
    for reader in READERS:
        client = Client()
        client.force_login(User.objects.get(name=reader))
        for name, path in world.paths():
            if status_of(client, path) == 200:
                with CaptureQueriesContext(connection) as seen:
                    status_of(client, path)
                yield f"{name}, {reader}", [each["sql"] for each in seen]


def status_of(client: Client, path: str) -> int:
    """Return the status of an answer that was read to its end."""
    answer = client.get(path)
    if answer.streaming:
        list(answer)
    answer.close()
    return answer.status_code


@pytest.fixture(scope="module")
def asked(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[dict[str, list[str]]]]:
    """The queries that were asked in a small league, and then in a large one."""
    with django_db_blocker.unblock(), override_settings(RATE_LIMITS={}):
        seen = []
        for managers, auctions in ((1, 1), (8, 5)):
            world = make_world(managers, auctions)
            seen.append(dict(queries(world)))
            memory.forget(world.played.pk)
            if len(seen) == 1:
                database.empty()
        yield seen
        database.empty()


def shape(sql: str) -> str:
    """Return a statement without its values."""
    return re.sub(r"'(?:[^']|'')*'|\b\d+\b", "?", re.sub(r"\((?:[^(),]+, )+[^(),]+\)", "(?)", sql))


def test_a_large_league_takes_as_many_queries_as_a_small_one(asked: list[dict[str, list[str]]]) -> None:
    small, large = asked
    assert small.keys() == large.keys()
    assert len(small) > 100
    more = {
        name: Counter(map(shape, large[name])) - Counter(map(shape, small[name]))
        for name in small
        if len(large[name]) > len(small[name])
    }
    assert not more


def test_no_query_reads_a_whole_table_that_grows(asked: list[dict[str, list[str]]]) -> None:
    """Postgres is told to avoid it: where it reads from end to end all the same, there is no index to go by."""
    statements = {shape(each): (name, each) for name, several in asked[1].items() for each in several}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        assert scanned_by(cursor, "SELECT * FROM auctions_bid WHERE amount = 1") == {"auctions_bid"}, "it would be seen"
        found = {
            name: (statement, tables)
            for name, statement in statements.values()
            if statement.lstrip("( ").startswith(("SELECT", "WITH"))
            if (tables := scanned_by(cursor, statement) - SMALL)
        }
    assert not found


LOOKS: dict[str, Callable[[], object]] = {
    "auctions that are due": lambda: AuctionClock().close_next_due(),
    "rooms without people": empty_rooms.quiet_rooms,
    "lines that are lost": lost_lines.quiet_seats,
    "stuck auctions": stuck.find_stuck,
    "journals without a chain": late_chain.next_unchained,
    "dates to remind of": due.next_reminder,
    "dates whose room opens": due.next_to_open,
    "dates that begin": due.next_to_begin,
    "news of auctions": follower.next_auction,
    "lots that end soon": ending.next_ending,
    "mails to send": mailing.next_mail,
    "devices to tell": sending.next_push,
    "sending that was cut off": upkeep.next_cut_off,
    "old notices": upkeep.next_old,
    "trades that are due": next_due_trade,
    "old exposures": storage.delete_old,
}
"""What processes ask again and again, each with what it looks for."""


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_what_is_asked_again_and_again_goes_by_an_index(look: Callable[[], object]) -> None:
    """And by no condition on `clock_timestamp()`: Postgres asks it anew for each row, so it leads into no index.

    Where this fails for that: compare with `(SELECT clock_timestamp())`.
    """
    with CaptureQueriesContext(connection) as seen:
        look()
    statements = [each["sql"] for each in seen if each["sql"].lstrip("( \n").startswith(("SELECT", "WITH", "DELETE"))]
    assert statements
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        due_now = "SELECT FROM auctions_auction WHERE next_deadline <= clock_timestamp()"
        assert looked_through_by(cursor, due_now) == {"auctions_auction"}, "it would be seen"
        found = {each: tables for each in statements if (tables := looked_through_by(cursor, each) - SMALL)}
    assert not found


def test_the_totals_of_today_read_the_auctions_of_today_alone() -> None:
    """Postgres is told to read a table once rather than anew for each auction; the query must leave it no choice."""
    with CaptureQueriesContext(connection) as seen:
        read_day_totals(datetime(2026, 11, 28, tzinfo=UTC))
    [statement] = [each["sql"] for each in seen if each["sql"].lstrip("( \n").startswith("WITH")]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off; SET LOCAL enable_seqscan = off")
        of_all = "SELECT FROM auctions_bid JOIN auctions_auction ON auctions_auction.id = auction_id"
        assert not read_by_auction(cursor, of_all)["auctions_bid"], "it would be seen"
        by_auction = read_by_auction(cursor, statement)
    assert {"auctions_bid", "auctions_lot", "auctions_auctionevent"} <= by_auction.keys()
    assert all(by_auction[each] for each in by_auction.keys() - {"auctions_auction"})


def read_by_auction(cursor: CursorWrapper, statement: str) -> dict[str, bool]:
    """Return for each table that a statement reads whether it always does so by the index of one auction."""
    by_auction: dict[str, bool] = {}
    for node in nodes_of(cursor, statement):
        if "Relation Name" in node:
            one = "auction_id = " in node.get("Index Cond", node.get("Recheck Cond", ""))
            by_auction[node["Relation Name"]] = by_auction.get(node["Relation Name"], True) and one
    return by_auction


def scanned_by(cursor: CursorWrapper, statement: str) -> set[str]:
    """Return the tables that a statement reads from end to end."""
    return {node["Relation Name"] for node in nodes_of(cursor, statement) if node["Node Type"] == "Seq Scan"}


def looked_through_by(cursor: CursorWrapper, statement: str) -> set[str]:
    """Return the tables of which a statement reads all, or of which it asks the time for each row."""
    by_time = {
        node["Relation Name"]
        for node in nodes_of(cursor, statement)
        if "Relation Name" in node and "clock_timestamp()" in node.get("Filter", "")
    }
    return scanned_by(cursor, statement) | by_time


def nodes_of(cursor: CursorWrapper, statement: str) -> list[dict[str, Any]]:
    """Return the nodes of a statement's plan."""
    cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}")
    [[plan]] = cursor.fetchall()
    return [*_nodes(json.loads(plan) if isinstance(plan, str) else plan)]


def _nodes(plan: object) -> Iterator[dict[str, Any]]:
    if isinstance(plan, dict):
        if "Node Type" in plan:
            yield plan
        for each in plan.values():
            yield from _nodes(each)
    elif isinstance(plan, list):
        for each in plan:
            yield from _nodes(each)
