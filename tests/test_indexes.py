"""Indexes and constraints: all that models name are there, no index repeats another, and each has somebody who asks."""

import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.backends.utils import CursorWrapper
from django.test.utils import CaptureQueriesContext

from accounts import account
from accounts.models import User
from accounts.sign_in import links
from auctions.clock import AuctionClock
from auctions.dates import due
from auctions.notifying import follower
from auctions.proof.links import auction_of
from auctions.store import late_chain, room_report
from auctionsite.settings import BASE_DIR
from leagues.models import ListUpload
from leagues.own_lists.queries import later_uploads
from notices import mailing, upkeep
from operations.queries import read_notice_outcomes
from rollouts.explain.page_queries import changes_of
from rollouts.exposures import storage
from rollouts.figures import read_figures
from rollouts.gates.records import newest_records
from rollouts.propagation import freezes, snapshot
from season.competitions.queries import competition_of
from season.ownership.queries import owned_now
from season.trades.settling import next_due_trade
from tests.test_queries import nodes_of

PREFIXES = """
    WITH index AS (
        SELECT indexrelid, indrelid, indisunique, indnkeyatts AS width,
               indkey::int2[] AS keys, indclass::oid[] AS classes, indoption::int2[] AS options
        FROM pg_index WHERE indpred IS NULL AND indexprs IS NULL
    )
    SELECT shorter.indrelid::regclass::text, shorter.indexrelid::regclass::text, longer.indexrelid::regclass::text
    FROM index AS shorter JOIN index AS longer USING (indrelid)
    WHERE NOT shorter.indisunique AND shorter.width < longer.width
      AND longer.keys[0:shorter.width - 1] = shorter.keys[0:shorter.width - 1]
      AND longer.classes[0:shorter.width - 1] = shorter.classes[0:shorter.width - 1]
      AND longer.options[0:shorter.width - 1] = shorter.options[0:shorter.width - 1]
    ORDER BY 1, 2, 3
"""
"""(table, index, the index that begins with it); these arrays are numbered from 0."""


def our_models() -> list[type[models.Model]]:
    return [model for app in apps.get_app_configs() if Path(app.path).parent == BASE_DIR for model in app.get_models()]


@pytest.mark.django_db
@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_the_database_has_what_the_model_names(model: type[models.Model]) -> None:
    """Django drops a unique constraint with a condition along with the index of its one field (`AlterField`).

    Where this fails: such a migration drops the index by its name (see `auctions/0029`).
    """
    named = {each.name for each in [*model._meta.constraints, *model._meta.indexes]}
    with connection.cursor() as cursor:
        there = connection.introspection.get_constraints(cursor, model._meta.db_table)
    assert named - {*there} == set()


@pytest.mark.django_db
def test_no_index_is_the_beginning_of_another() -> None:
    """A failure calls for `db_index=False` on the foreign key. Many-to-many tables are Django's."""
    ours = {model._meta.db_table for model in our_models()}
    with connection.cursor() as cursor:
        cursor.execute(PREFIXES)
        found = [row for row in cursor.fetchall() if row[0] in ours]
    assert found == []


CHOSEN = """
    SELECT index.relname, pg_class.relname FROM pg_index
    JOIN pg_class AS index ON index.oid = indexrelid JOIN pg_class ON pg_class.oid = indrelid
    WHERE NOT indisunique AND pg_class.relname = ANY(%s) AND index.relname NOT LIKE '%%\\_like'
      AND (indpred IS NOT NULL OR NOT EXISTS (
          SELECT FROM pg_constraint WHERE contype = 'f' AND conrelid = indrelid AND conkey[1] = indkey[0]
      ))
"""
"""(index, table), but for those that Django makes of its own accord: for comparisons of the beginning of a unique text,
and for foreign keys, by which Postgres looks for rows that point to one that goes."""

NOBODY = uuid.UUID(int=0)
ASKED: dict[str, Callable[[], object]] = {
    "auction_by_proof_token": lambda: auction_of("token"),
    "auction_due": lambda: AuctionClock().close_next_due(),
    "change_by_flag": lambda: list(changes_of("bots")),
    "date_still_to_come": due.next_to_open,
    "date_to_begin": due.next_to_begin,
    "date_to_remind_of": due.next_reminder,
    "delivery_by_outcome": lambda: read_notice_outcomes(datetime.now(UTC)),
    "delivery_under_way": upkeep.next_cut_off,
    "delivery_waiting": mailing.next_mail,
    "event_unchained": late_chain.next_unchained,
    "exposure_by_day": storage.delete_old,
    "exposure_by_flag": lambda: read_figures("bots"),
    "exposure_by_subject": lambda: storage.export_exposures(User(pk=1)),
    "gate_record_newest": lambda: newest_records(["drill"], "bots"),
    "group_membership_by_end": lambda: freezes._Memberships(datetime.now(UTC), snapshot.newest()),
    "list_change_by_asset": lambda: list(later_uploads(ListUpload(pk=1, league_id=NOBODY))),
    "notice_by_age": upkeep.next_old,
    "notice_head_not_over": follower.next_auction,
    "ownership_now": lambda: list(owned_now(NOBODY)),
    "season_competition_key_594b85b1": lambda: competition_of("premier-league"),
    "sent_form_by_age": account.delete_expired,
    "sign_in_link_newest": lambda: links.send_sign_in_mail("max@example.com"),
    "stall_by_auction": lambda: ask(room_report._STALLS, NOBODY, 0),
    "subject_failure_by_day": storage.delete_old,
    "trade_due": next_due_trade,
}
"""Each index with what goes by it."""
NOT_OURS = {"rollouts_flag_created_a8c370a5": "of django-waffle's model"}


@pytest.mark.django_db
def test_each_index_has_somebody_who_asks() -> None:
    """An index that nothing goes by makes each write dearer; one that something goes by has to be named in `ASKED`."""
    with connection.cursor() as cursor:
        cursor.execute(CHOSEN, [[model._meta.db_table for model in our_models()]])
        assert {index for index, _table in cursor.fetchall()} == ASKED.keys() | NOT_OURS.keys()


@pytest.mark.django_db
@pytest.mark.parametrize("index", ASKED)
def test_what_asks_goes_by_the_index(index: str) -> None:
    """The table has no other then, since in tables without rows another might be taken by chance."""
    with connection.cursor() as cursor:
        drop_others(cursor, index)
        assert index in indexes_gone_by(cursor, ASKED[index])


@pytest.mark.django_db
def test_what_goes_by_no_index_is_seen() -> None:
    with connection.cursor() as cursor:
        drop_others(cursor, "auction_due")
        assert "auction_due" not in indexes_gone_by(cursor, lambda: auction_of("token"))


def indexes_gone_by(cursor: CursorWrapper, look: Callable[[], object]) -> set[str]:
    """Return the indexes in the plans of all that is asked, as plans are where tables have many rows."""
    with CaptureQueriesContext(connection) as seen:
        look()
    cursor.execute("SET LOCAL enable_seqscan = off")
    plans = [nodes_of(cursor, each["sql"]) for each in seen if PLANNED.match(each["sql"])]
    assert plans
    return {node["Index Name"] for plan in plans for node in plan if "Index Name" in node}


def ask(statement: str, *values: uuid.UUID | int) -> None:
    """Send a statement that leaves by a way of its own, past what notes the others."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


PLANNED = re.compile(r"[\s(]*(SELECT|WITH|DELETE|UPDATE)")


def drop_others(cursor: CursorWrapper, index: str) -> None:
    """Drop all other indexes of an index's table, until the end of the test's transaction."""
    cursor.execute(OTHERS, [index, index])
    for table, other, is_constraint in cursor.fetchall():
        cursor.execute(
            f"ALTER TABLE {table} DROP CONSTRAINT {other} CASCADE" if is_constraint else f"DROP INDEX {other}"
        )


OTHERS = """
    SELECT indrelid::regclass, coalesce(quote_ident(conname), indexrelid::regclass::text), conname IS NOT NULL
    FROM pg_index LEFT JOIN pg_constraint ON conindid = indexrelid AND contype IN ('p', 'u', 'x')
    WHERE indrelid = (SELECT indrelid FROM pg_index WHERE indexrelid = %s::regclass) AND indexrelid <> %s::regclass
"""
