"""Statements below psycopg's cursors: their rows, their order, and what is left of a connection when they fail."""

import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction
from psycopg.errors import AdminShutdown, DivisionByZero, FeatureNotSupported, InvalidSqlStatementName
from psycopg.pq import TransactionStatus
from pytest_django import Settings

from accounts.models import User
from auctions.store import wire
from auctions.store.wire import Statement

NUMBER = Statement("SELECT %s::bigint")
DIVIDE = Statement("SELECT 1 / %s::bigint")
PREPARED = Statement("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'bid%'")


@pytest.fixture(params=["", "transaction"], ids=["straight", "pooler"])
def pooler(request: pytest.FixtureRequest, settings: Settings) -> None:
    settings.DATABASE_POOLER = request.param


def test_values_come_back_as_they_went(db: None, pooler: None) -> None:
    some = uuid4()
    told = Statement("SELECT %s::bigint, %s::text, %s::uuid, %s::bigint[], %s::uuid[], %s::boolean, %s::json")
    [[row]] = wire.round_trip((told, (None, "Ünï'\\", some, (1, 2), (some,), False, b'{"a": 1}')))
    assert row == (None, "Ünï'\\".encode(), str(some).encode(), b"{1,2}", f"{{{some}}}".encode(), b"f", b'{"a": 1}')


def test_rows_come_by_statement_and_more_than_a_socket_holds(db: None, pooler: None) -> None:
    much = "x" * 4_000_000
    echo, many = Statement("SELECT %s::text"), Statement("SELECT * FROM generate_series(1, %s::bigint)")
    none = Statement("SELECT 1 WHERE false")
    first, rows, nothing, last = wire.round_trip((echo, (much,)), (many, (3,)), (none, ()), (echo, (much,)))
    assert first == last == [(much.encode(),)]
    assert rows == [(b"1",), (b"2",), (b"3",)]
    assert nothing == []


@pytest.mark.django_db(transaction=True)
def test_statements_run_in_the_transaction_that_django_opened(carla: User) -> None:
    rename = Statement("UPDATE accounts_user SET name = %s WHERE id = %s")
    with transaction.atomic():
        wire.round_trip((rename, ("Nobody", carla.pk)))
        transaction.set_rollback(True)
    carla.refresh_from_db()
    assert carla.name != "Nobody"
    with transaction.atomic():
        wire.round_trip((rename, ("Somebody", carla.pk)), (wire.COMMIT, ()))
        assert wire.raw().pgconn.transaction_status == TransactionStatus.IDLE
    carla.refresh_from_db()
    assert carla.name == "Somebody"


@pytest.mark.django_db(transaction=True)
def test_what_comes_after_a_statement_that_fails_is_not_run_and_the_connection_goes_on(
    carla: User, pooler: None
) -> None:
    rename = Statement("UPDATE accounts_user SET name = %s WHERE id = %s")
    with pytest.raises(DivisionByZero), transaction.atomic():
        wire.round_trip((NUMBER, (1,)), (DIVIDE, (0,)), (rename, ("Nobody", carla.pk)), (wire.COMMIT, ()))
    assert wire.round_trip((rename, ("Somebody", carla.pk)), (NUMBER, (7,))) == [[], [(b"7",)]]
    carla.refresh_from_db()
    assert carla.name == "Somebody"


@pytest.mark.django_db(transaction=True)
def test_connection_prepares_a_statement_once_and_knows_it_after_a_rollback() -> None:
    connection.close()
    with pytest.raises(DivisionByZero), transaction.atomic():
        wire.round_trip((NUMBER, (1,)), (DIVIDE, (0,)), (PREPARED, ()))
    with transaction.atomic(), connection.cursor() as cursor:
        for _ in range(9):  # psycopg would prepare this by now, and at the rollback let go of all that is prepared
            cursor.execute("SELECT %s::bigint", [1])
        transaction.set_rollback(True)
    for _ in range(2):
        assert wire.round_trip((NUMBER, (2,)), (DIVIDE, (1,))) == [[(b"2",)], [(b"1",)]]
    [[[prepared]]] = wire.round_trip((PREPARED, ()))
    assert prepared is not None
    assert int(prepared) >= len({NUMBER.name, DIVIDE.name, PREPARED.name})


@pytest.mark.django_db(transaction=True)
def test_nothing_is_prepared_behind_apooler(settings: Settings) -> None:
    connection.close()
    settings.DATABASE_POOLER = "transaction"
    before = wire.round_trip((PREPARED, ()))
    wire.round_trip((Statement("SELECT 'of this test alone', %s::bigint"), (1,)))
    assert wire.round_trip((PREPARED, ())) == before


@pytest.mark.django_db(transaction=True)
def test_connection_that_was_ended_says_why_and_the_next_one_serves() -> None:
    def end_and_go_on() -> list[list[wire.Row]]:
        try:
            [[[pid]]] = wire.round_trip((Statement("SELECT pg_backend_pid()"), ()))
            ended.append(int(pid or 0))
            asked.set()
            gone.wait(60)
            with pytest.raises(AdminShutdown):
                wire.round_trip((NUMBER, (1,)), (NUMBER, (2,)))
            connection.close()
            return wire.round_trip((NUMBER, (2,)))
        finally:
            connections.close_all()

    ended: list[int] = []
    asked, gone = threading.Event(), threading.Event()
    with ThreadPoolExecutor(1) as pool:
        going_on = pool.submit(end_and_go_on)
        assert asked.wait(60)
        wire.round_trip((Statement("SELECT pg_terminate_backend(%s::int, 5000)"), (ended[0],)))
        gone.set()
        assert going_on.result(60) == [[(b"2",)]]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("table", "change"),
    [("widened", "ALTER TABLE widened ALTER COLUMN number TYPE bigint"), ("pooled", "DISCARD ALL")],
)
def test_connection_whose_prepared_statements_are_gone_is_closed_and_the_next_one_serves(
    table: str, change: str
) -> None:
    read = Statement(f"SELECT number FROM {table}")  # noqa: S608 # named above
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {table} (number integer); INSERT INTO {table} VALUES (7)")  # noqa: S608
    try:
        assert wire.round_trip((read, ())) == [[(b"7",)]]
        with connection.cursor() as cursor:
            cursor.execute(change)
        with pytest.raises((FeatureNotSupported, InvalidSqlStatementName)):
            wire.round_trip((read, ()))
        connection.close()  # as whoever decides does, once it is closed below
        assert wire.round_trip((read, ())) == [[(b"7",)]]
    finally:
        connection.close()
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {table}")


def test_statements_of_one_text_are_one() -> None:
    assert Statement("SELECT %s, %s").sql == b"SELECT $1, $2"
    assert Statement("SELECT 1").name == Statement("SELECT 1").name != Statement("SELECT 2").name


# A trip whose statements come one by one -------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_statements_of_a_trip_are_answered_together_and_another_trip_may_follow(pooler: None) -> None:
    with transaction.atomic():
        trip = wire.Trip()
        assert trip.answers() == [], "without statements there is no trip"
        trip.send((NUMBER, (1,)))
        trip.send((NUMBER, (2,)), (DIVIDE, (1,)))
        assert trip.answers((NUMBER, (3,))) == [[(b"1",)], [(b"2",)], [(b"1",)], [(b"3",)]]
        assert trip.answers((NUMBER, (4,))) == [[(b"4",)]]
        assert wire.round_trip((NUMBER, (5,))) == [[(b"5",)]]


@pytest.mark.django_db(transaction=True)
def test_trip_that_is_dropped_leaves_the_connection_to_its_transaction(carla: User, pooler: None) -> None:
    connection.close()
    rename = Statement("UPDATE accounts_user SET name = %s WHERE id = %s")
    with transaction.atomic():
        trip = wire.Trip()
        trip.send((rename, ("Nobody", carla.pk)))
        trip.drop()
        trip.drop()
        assert wire.round_trip((rename, ("Nobody", carla.pk))) == [[]], "what it prepared is prepared"
        carla.refresh_from_db()
        assert carla.name == "Nobody"
        transaction.set_rollback(True)
    carla.refresh_from_db()
    assert carla.name != "Nobody"


@pytest.mark.django_db(transaction=True)
def test_failure_of_what_was_sent_before_is_raised_with_the_answers() -> None:
    connection.close()  # so that it prepares both
    trip = wire.Trip()
    trip.send((NUMBER, (1,)), (DIVIDE, (0,)))
    with pytest.raises(DivisionByZero):
        trip.answers((NUMBER, (2,)))
    assert wire.round_trip((NUMBER, (7,))) == [[(b"7",)]]
