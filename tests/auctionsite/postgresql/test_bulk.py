"""Many rows are written as they are given, in the named fields alone."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from auctionsite.postgresql import bulk
from auctionsite.postgresql.bulk import update_rows
from tests import cast


def emails() -> dict[str, str]:
    return dict(User.objects.order_by("name").values_list("name", "email"))


@pytest.mark.django_db
def test_rows_get_the_named_fields_and_keep_the_others(carla: User, max_: User, mia: User) -> None:
    before = emails()
    for user, name in ((carla, "Carlotta"), (max_, "Maximilian")):
        user.name, user.email = name, "not@written.example"
    update_rows([carla, max_], ["name"])
    assert emails() == {"Carlotta": before["Carla"], "Maximilian": before["Max"], "Mia": before["Mia"]}


@pytest.mark.django_db
def test_statements_are_few_however_many_the_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "AT_A_TIME", 10)
    users = [cast.make_user(f"User {number}") for number in range(25)]
    for user in users:
        user.name += "!"
    with CaptureQueriesContext(connection) as queries:
        update_rows(users, ["name"])
    assert sum("INSERT" in query["sql"] for query in queries) == 3
    assert User.objects.filter(name__endswith="!").count() == User.objects.count() == 25


@pytest.mark.django_db
def test_what_the_database_refuses_changes_nothing(carla: User, max_: User) -> None:
    before = emails()
    carla.email = max_.email
    with pytest.raises(IntegrityError), transaction.atomic():
        update_rows([max_, carla], ["email"])
    assert emails() == before


@pytest.mark.django_db
def test_no_rows_are_no_statement() -> None:
    with CaptureQueriesContext(connection) as queries:
        update_rows(list[User](), ["name"])
    assert not queries.captured_queries
