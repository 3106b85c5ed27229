"""The tests' own database: it is as the migrations make it, and empty after each test that commits."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor

from accounts.models import User
from leagues.models import League
from rollouts.changes.services import Author, Source, change_flag
from rollouts.models import FlagChange
from tests import cast, database


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
