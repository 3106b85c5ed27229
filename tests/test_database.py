"""The tests' own database: it is as the migrations make it, and empty after each test that commits."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import psycopg
import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor

from accounts.models import User
from leagues.models import League
from operations.backup import databases
from rollouts.changes.services import Author, Source, change_flag
from rollouts.models import FlagChange
from tests import cast, database
from tests.live import eventually
from tests.threads import waiting


def filled() -> set[type[models.Model]]:
    """All models that have rows, but those that Django fills itself."""
    every = apps.get_models(include_auto_created=True)
    there = {model for model in every if model._meta.db_table in connection.introspection.table_names()}
    return {model for model in there - {ContentType, Permission} if model._default_manager.exists()}


@pytest.mark.django_db
def test_every_migration_is_in_the_template() -> None:
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    assert Permission.objects.filter(codename="change_auction", content_type__app_label="auctions").exists()


def test_nothing_is_left_and_permissions_stay(transactional_db: None, league: League, olga: User, max_: User) -> None:
    permissions = set(Permission.objects.values_list("content_type__app_label", "codename"))
    cast.bid(cast.auction_of(league), max_, 5)
    change_flag("waiting_room", {"everyone": True}, Author(source=Source.ADMIN, actor=olga, reason="Tea."))
    assert filled() >= {User, League, FlagChange}  # changes of flags can't be deleted but so: a trigger forbids it
    database.empty()
    assert filled() == set()
    assert set(Permission.objects.values_list("content_type__app_label", "codename")) == permissions


def test_process_that_holds_a_table_and_wants_another_goes_on(transactional_db: None, carla: User) -> None:
    """As one of a site does that still works at a test's end: it holds the last table and wants the first."""
    first, *_, last = (table.as_string() for table in database._tables())
    held = Event()

    def work() -> None:
        ours = databases.site_database().sibling(connection.settings_dict["NAME"])
        with psycopg.connect(ours.url) as process:
            process.execute(f"LOCK TABLE {last} IN ROW SHARE MODE")
            held.set()
            eventually(lambda: waiting("relation", last), "all tables are wanted")
            connection.close()
            process.execute(f"LOCK TABLE {first} IN ROW SHARE MODE")

    with ThreadPoolExecutor(1) as pool:
        worked = pool.submit(work)
        assert held.wait(60)
        database.empty()
        worked.result(60)
    assert filled() == set()
