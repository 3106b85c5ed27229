"""What pages and calls ask the database: as often for a large league as for a small one, and by an index."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pytest
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import get_resolver
from pytest_django import DjangoDbBlocker

from accounts.models import User
from auctions.models import Auction, AuctionEvent, Bid
from auctions.rules.commands import Cancel
from auctions.store.state_cache import memory
from season.models import LeagueSeason
from season.trades.services import TradeOffer, propose
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
    """What was asked in a small league, and then in a large one."""
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


def scanned_by(cursor: CursorWrapper, statement: str) -> set[str]:
    """Return the tables that a statement reads from end to end."""
    cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}")
    [[plan]] = cursor.fetchall()
    return set(scanned(json.loads(plan) if isinstance(plan, str) else plan))


def scanned(plan: object) -> Iterator[str]:
    """Yield the tables that a plan reads from end to end."""
    if isinstance(plan, dict):
        if plan.get("Node Type") == "Seq Scan":
            yield plan["Relation Name"]
        for each in plan.values():
            yield from scanned(each)
    elif isinstance(plan, list):
        for each in plan:
            yield from scanned(each)
