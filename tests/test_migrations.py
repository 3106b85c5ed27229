"""The migrations make the tables that the models describe."""

from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django_migration_linter import MigrationLinter
from django_migration_linter.sql_analyser.analyser import analyse_sql_statements

from auctionsite.settings import BASE_DIR
from tests import database


@pytest.mark.django_db
def test_no_migration_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        call_command("makemigrations", check=True, dry_run=True)
    except SystemExit:
        pytest.fail(f"run `manage.py makemigrations`:\n{capsys.readouterr().out}")


REVIEWED = {
    ("accounts", "0002_sign_in_by_code_and_devices"): "before the first release that served anybody",
    ("leagues", "0003_add_assets_of_leagues"): "the new constraint replaces a stricter one: it refuses nothing more",
    ("leagues", "0004_add_sport_statistics"): "before the first release that served anybody; only operators add sports",
    ("season", "0005_take_back_uploads"): "the status of uploads takes a letter more than before",
    ("rollouts", "0019_note_arms"): "the new constraint replaces a stricter one of its name: it refuses nothing more",
    ("rollouts", "0002_grow_flags"): "percent takes more digits than before: old code reads and writes it as ever",
}
"""Migrations that a linter can't call safe beside the code before, and why they are, or why it didn't matter."""


def our_migrations() -> list[tuple[str, str]]:
    """(app, name) of every migration of the project's own apps."""
    folders = {app.label: Path(app.path) for app in apps.get_app_configs() if Path(app.path).parent == BASE_DIR}
    found = ((label, file) for label, folder in folders.items() for file in folder.glob("migrations/0*.py"))
    return sorted((label, file.stem) for label, file in found)


def breaks(app: str, name: str) -> list[str]:
    """Return what the migration does to code that was written before it and still runs while it is applied."""
    linter = MigrationLinter(no_cache=True, no_output=True)
    statements = linter.get_sql(app, name)
    errors, _, _ = analyse_sql_statements(linter.sql_analyser_class, statements)
    return [f"{each.message} ({each.table}.{each.column})" for each in errors]


@pytest.mark.django_db
@pytest.mark.parametrize(("app", "name"), our_migrations())
def test_code_of_the_release_before_runs_on_after_a_migration(app: str, name: str) -> None:
    """Columns and tables may be added, NOT NULL with a default of the database; what is dropped waits a release."""
    broken = breaks(app, name)
    if (app, name) in REVIEWED:
        assert broken, "it is safe: take it off the list"
    else:
        assert not broken


EARLY = (
    ("accounts", "0004_let_devices_operate"),
    ("leagues", "0004_add_sport_statistics"),
    ("rollouts", "0004_add_rings"),
)


@pytest.mark.django_db
def test_tables_of_today_are_taken_back() -> None:
    """Nearly to the first ones, in a transaction that the test's end rolls back."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # none may be pending when a table goes
    database.migrate(*EARLY)
    tables = connection.introspection.table_names()
    assert {"accounts_user", "leagues_league", "rollouts_ring"} <= {*tables}
    assert not {"leagues_assetlist", "leagues_assetpool", "rollouts_plan"} & {*tables}
