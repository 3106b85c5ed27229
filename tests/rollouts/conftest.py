"""The rings that a migration makes: a test that empties the tables empties theirs too."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from rollouts.evaluation.registry import PERMANENT, SPECS
from rollouts.models import Ring

RINGS: list[dict[str, Any]] = [
    {"name": "internal", "place": 1},
    {"name": "beta", "place": 2, "opt_in": True, "description": "See new things first."},
    {"name": "ga", "place": 3, "everybody": True},
]


@pytest.fixture(autouse=True)
def rings(request: pytest.FixtureRequest) -> None:
    """The usual rings, in every test that uses the database."""
    asked = {"db", "transactional_db"} & {*request.fixturenames}
    if asked or request.node.get_closest_marker("django_db"):
        request.getfixturevalue("transactional_db" if "transactional_db" in asked else "db")
        for ring in RINGS:
            Ring.objects.get_or_create(name=ring["name"], defaults=ring)


@pytest.fixture(autouse=True)
def no_end_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """Expect the end of all flags in a time that no test sees: those of the code are over one day."""
    for name, spec in SPECS.items():
        if spec.ends != PERMANENT:
            monkeypatch.setitem(SPECS, name, replace(spec, ends="2999-01"))


@pytest.fixture
def expect_end(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Says by which month a flag should be gone, whatever the code says: `expect_end("bots", "2020-01")`."""
    return lambda name, month: monkeypatch.setitem(SPECS, name, replace(SPECS[name], ends=month))


@pytest.fixture
def admin(client: Client, olga: User) -> Client:
    """Olga's browser, signed in to the admin."""
    client.force_login(olga)
    return client
