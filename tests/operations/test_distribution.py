"""Tables are shaped so that an engine which distributes can place them by auction or league."""

import re
from pathlib import Path
from types import ModuleType

import psycopg
import pytest
from django.apps import apps
from django.db import connection

from auctions import clock
from auctions.store import journal, late_chain, snapshots, wire, writing
from auctions.store.wire import Statement
from auctionsite.settings import BASE_DIR
from operations import distribution
from operations.distribution import BY_AUCTION, BY_LEAGUE, GIVEN_UP, KEYLESS, LOCAL, REFERENCE, CatalogRule

pytestmark = pytest.mark.django_db
ACROSS = {"clock._DUE": "asks all auctions for the one that is due: distributed, each node is asked, without a lock"}
"""Statements on the way of bids and the clock that name no auction, and what that means."""
WITH_OLD_KEY = {"_UPSERT_LOTS", "_UPSERT_PARTICIPANTS"}
"""Statements that name the primary key as it is today: ON CONFLICT (id) becomes (auction_id, id) with it."""


def our_tables() -> set[str]:
    ours = [app for app in apps.get_app_configs() if Path(app.path).parent == BASE_DIR]
    return {model._meta.db_table for app in ours for model in app.get_models(include_auto_created=True)}


def columns_of(table: str) -> dict[str, bool]:
    """By column, whether it may be NULL."""
    with connection.cursor() as cursor:
        return {each.name: bool(each.null_ok) for each in connection.introspection.get_table_description(cursor, table)}


def broken_rules() -> list[CatalogRule]:
    return [rule for rule in distribution.rules() if not distribution.holds(rule)]


def run(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def shaped() -> None:
    """Alter the tables as for a distributed site, but for the calls of the engine; the test's transaction ends it."""
    broken = broken_rules()
    run([*distribution.before_placing(), *distribution.after_placing(broken)])


def test_every_table_of_ours_has_one_place() -> None:
    placed = [*BY_AUCTION, *BY_LEAGUE, *REFERENCE, *LOCAL, *KEYLESS]
    assert sorted(placed) == sorted(our_tables())


def test_every_row_of_a_distributed_table_has_its_key() -> None:
    keys = [*BY_AUCTION.items(), *BY_LEAGUE.items()]
    assert [(table, key) for table, key in keys if columns_of(table).get(key, True)] == []


def test_keyless_tables_have_no_key() -> None:
    assert [each for each in KEYLESS if columns_of(each).keys() & {"auction_id", "auction", "league_id"}] == []


def test_what_is_broken_today_is_a_number_as_primary_key_a_reference_by_it_or_given_up() -> None:
    """A new unique constraint or foreign key of these tables carries the key, or goes to a table copied everywhere."""
    broken = [rule for rule in broken_rules() if not distribution.is_given_up(rule)]
    others = [each for each in broken if (each.kind, each.equal) != ("p", ("id",))]
    assert [each for each in others if each.kind != "f" or each.to not in distribution.group_of(each.table)] == []


def test_what_is_given_up_is_broken() -> None:
    given_up = [rule for rule in broken_rules() if distribution.is_given_up(rule)]
    assert len(given_up) == len(GIVEN_UP), "it holds: take it off the list"


def test_shape_holds_after_the_sql() -> None:
    before = distribution.rules()
    assert not all(map(distribution.holds, before))
    shaped()
    assert broken_rules() == []
    names = {(rule.table, rule.name) for rule in distribution.rules()}
    lost = [each for each in before if (each.table, each.name) not in names and not distribution.is_given_up(each)]
    assert lost == []


def test_shaped_foreign_key_stays_within_its_auction_and_as_late_as_it_was() -> None:
    shaped()
    [rule] = [each for each in distribution.rules() if each.equal[-1] == "sold_to_id"]
    assert (rule.equal, rule.to, rule.there) == (
        ("auction_id", "sold_to_id"), "auctions_participant", ("auction_id", "id"),
    )  # fmt: skip
    assert rule.definition.endswith("DEFERRABLE INITIALLY DEFERRED")


def test_foreign_key_without_the_key_and_unique_index_without_it_are_found() -> None:
    shaped()
    run(
        [
            "CREATE UNIQUE INDEX bid_seq_once ON auctions_bid (seq)",
            "ALTER TABLE auctions_bid ADD CONSTRAINT bid_of_trade FOREIGN KEY (seq) REFERENCES season_trade (id)",
            "ALTER TABLE leagues_league ADD COLUMN best uuid REFERENCES auctions_auction (id)",
        ]
    )
    assert {(rule.table, rule.kind) for rule in broken_rules()} == {
        ("auctions_bid", "i"), ("auctions_bid", "f"), ("leagues_league", "f"),
    }  # fmt: skip


def test_script_places_every_table_once() -> None:
    calls = [re.findall(r"'(\w+)'", each)[0] for each in distribution.script() if each.startswith("SELECT create_")]
    assert calls == [*REFERENCE, *BY_AUCTION, *BY_LEAGUE]


def statements_of(module: ModuleType) -> dict[str, str]:
    """By name, the SQL of a module."""
    found = {name: each.sql.decode() if isinstance(each, Statement) else each for name, each in vars(module).items()}
    touches = re.compile(r"\b(?:FROM|UPDATE|INTO|JOIN) \w+_\w+")
    return {name: each for name, each in found.items() if isinstance(each, str) and touches.search(each)}


def without_key(sql: str) -> list[str]:
    """Return the distributed tables of a statement for which it doesn't name the key, once for each time."""
    missing = []
    named: list[str] = re.findall(r"(?<!\w)(?:\w+\.)?(\w+) = (?:\$\d|%s|%\(|auctions_auction\.id\b)", sql)
    for word, table, columns in re.findall(r"\b(FROM|UPDATE|INTO|JOIN) (\w+)(?:\s*\(([^)]*)\))?", sql):
        if table in BY_AUCTION:
            there = columns.replace(",", " ").split() if word == "INTO" else named
            if BY_AUCTION[table] in there:
                there.remove(BY_AUCTION[table])
            else:
                missing.append(table)
    return missing


def test_statements_on_the_way_of_bids_name_the_auction() -> None:
    modules = (journal, writing, snapshots, late_chain, clock)
    named = {
        f"{each.__name__.rpartition('.')[2]}.{name}": sql
        for each in modules
        for name, sql in statements_of(each).items()
    }
    assert len(named) > 20
    assert {name: tables for name, sql in named.items() if (tables := without_key(sql)) and name not in ACROSS} == {}
    assert all(without_key(named[each]) for each in ACROSS)


def test_statement_without_the_key_is_found() -> None:
    assert without_key("SELECT 1 FROM auctions_lot WHERE id = $1") == ["auctions_lot"]
    assert without_key("INSERT INTO auctions_bid (lot_id, amount) SELECT 1, 2") == ["auctions_bid"]
    assert without_key("UPDATE auctions_lot SET price = 1 WHERE lot.id = row.id AND auction_id = $2") == []


def test_statements_run_on_the_shaped_tables_but_for_two() -> None:
    shaped()
    broken = set()
    for name, each in [*vars(journal).items(), *vars(writing).items()]:
        if isinstance(each, Statement) and b"auctions_" in each.sql:
            with psycopg.Cursor(wire.raw()) as cursor:
                cursor.execute("SAVEPOINT planned")
                try:
                    cursor.execute(f"EXPLAIN (GENERIC_PLAN) {each.sql.decode()}")
                except psycopg.errors.InvalidColumnReference:
                    broken.add(name)
                cursor.execute("ROLLBACK TO planned")
    assert broken == WITH_OLD_KEY
