"""The cast as fixtures: Carla is the commissioner, Max and Mia are managers, Otto is an outsider, Olga operates."""

import logging
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from logging import Logger
from pathlib import Path

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection
from django.test import TransactionTestCase, override_settings
from hypothesis import HealthCheck
from hypothesis import settings as examples
from pytest_django import DjangoDbBlocker
from structlog.contextvars import clear_contextvars

from accounts.models import User
from auctionsite.local.errors import LocalError
from auctionsite.postgresql import lock_limits
from leagues.models import League, Sport
from tests import cast, database, running_order, slow_tests
from tests.live import MakeSite, Messenger, Site, open_sites

LOCK_LIMITS_MS = {name: vars(lock_limits)[name] for name in ("WAIT_MS", "IDLE_MS", "QUICK_MS", "HELD_MS")}
SHARING_FILES = pytest.StashKey[set[Path]]()
SHARED_SITE = pytest.StashKey[Site]()

# How long an example takes is said by the machine, and by what else runs there.
examples.register_profile("tests", deadline=None, suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("tests")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Make the template of the database before workers start: else it would take from the first tests' time."""
    if session.config.getoption("numprocesses", None) and not hasattr(session.config, "workerinput"):
        database.make_template()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tell tests apart, mark those that `make check` leaves out, and begin with the longest files."""
    running_order.tell_apart(items)
    slow_tests.mark(items)
    running_order.sort(items)
    config.stash[SHARING_FILES] = running_order.sharing_files(items)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """Before the tests' database is made: say what it is a copy of."""
    with django_db_blocker.unblock():
        database.copy_from_template()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """waffle makes tables for its own flag model though ours replaces it; their foreign keys would forbid a flush."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS waffle_flag_users, waffle_flag_groups, waffle_flag")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda test: database.empty())
        yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(_HANG_UP)


@pytest.fixture
def no_tables(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Give a test of migrations a database of its own, to be filled by `database.migrate`."""
    with django_db_blocker.unblock(), database.without_tables():
        yield


_HANG_UP = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
"""A process that was killed by the last test may be connected for a moment yet, and would keep the database."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show with a failure what the processes of the product have printed."""
    report = yield
    if report.failed:
        report.sections += [("sites", site.logs()) for site in open_sites]
    return report


@pytest.fixture(autouse=True)
def settings_of_tests() -> Iterator[None]:
    """Settings that suit tests, set for each: whatever the one before has left.

    Tests are faster than people, so nothing is limited; those about limits set their own. Mail is there when the
    request is answered: a thread's connection wouldn't see the test's transaction. A static file is looked for when it
    is asked for; else each test's client would begin by reading of them all.
    """
    with override_settings(RATE_LIMITS={}, MAIL_IN_BACKGROUND=False, WHITENOISE_AUTOREFRESH=True):
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """A password is hashed as everywhere, but once; a hash says how often, so that the processes of sites know."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PBKDF2PasswordHasher, "iterations", 1)
        yield


@pytest.fixture(scope="session", autouse=True)
def patient_locks() -> Iterator[None]:
    """A test's own process may be held up in the middle of a decision by all that runs beside it.

    Sites keep the product's limits, and tests about them use `strict_locks`.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name in LOCK_LIMITS_MS:
            patch.setattr(lock_limits, name, 45_000)
        yield


@pytest.fixture
def strict_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for a lock, and have one, for as long as the product does."""
    for name, limit_ms in LOCK_LIMITS_MS.items():
        monkeypatch.setattr(lock_limits, name, limit_ms)


@pytest.fixture(autouse=True)
def levels_of_logs() -> Iterator[None]:
    """Logs say as much after a test as before it: commands that are called in it make some quieter, as in processes."""
    before = _levels()
    yield
    for logger, level in _levels().items():
        if level != (wanted := before.get(logger, logging.NOTSET)):
            logger.setLevel(wanted)


@pytest.fixture(autouse=True)
def context_of_logs() -> Iterator[None]:
    """Remove after a test what its requests and commands bind to the log's lines, as after a request of a site."""
    yield
    clear_contextvars()


def _levels() -> dict[Logger, int]:
    return {each: each.level for each in logging.root.manager.loggerDict.values() if isinstance(each, Logger)}


@pytest.fixture
def carla(db: None) -> User:
    return cast.make_user("Carla")


@pytest.fixture
def max_(db: None) -> User:
    return cast.make_user("Max")


@pytest.fixture
def mia(db: None) -> User:
    return cast.make_user("Mia")


@pytest.fixture
def otto(db: None) -> User:
    return cast.make_user("Otto")


@pytest.fixture
def olga(db: None) -> User:
    return cast.make_user("Olga", is_staff=True, is_superuser=True)


@pytest.fixture
def football(db: None) -> Sport:
    return cast.make_football()


@pytest.fixture
def league(carla: User, max_: User, mia: User) -> League:
    """Carla's league with Max, Mia and 36 clubs to buy."""
    return cast.make_league(carla, max_, mia)


@pytest.fixture(scope="session")
def shared_site(
    request: pytest.FixtureRequest, django_db_setup: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The site of all files that ask for no other. It stands from file to file, until one comes that has no use for it.

    So its processes do nothing to the rows of tests that don't know of them.
    """
    site = request.config.stash[SHARED_SITE] = Site(tmp_path_factory.mktemp("site"))
    yield site
    site.close()


@pytest.fixture(scope="module", autouse=True)
def no_site_of_other_files(request: pytest.FixtureRequest) -> None:
    """End the shared site where a file begins that has no use for it."""
    site = request.config.stash.get(SHARED_SITE, None)
    if site is not None and site.runs and request.path not in request.config.stash[SHARING_FILES]:
        site.close()


@pytest.fixture(scope="module")
def standing_site(shared_site: Site) -> Site:
    """Two web processes and a clock, started by the first test that asks for `site`."""
    return shared_site


@pytest.fixture
def site(transactional_db: None, standing_site: Site) -> Iterator[Site]:
    """The standing site, ready: `site.web`, `site.webs[1]` and `site.clock`."""
    if not standing_site.webs:
        standing_site.add_web()
        standing_site.add_web()
        standing_site.add_clock()
    standing_site.ready()
    yield standing_site
    standing_site.rest()


@pytest.fixture
def make_site(transactional_db: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakeSite]:
    """Makes sites for this test alone, with nothing started; arguments are environment variables."""
    with ExitStack() as made:

        def make(**env: str) -> Site:
            site = Site(tmp_path_factory.mktemp("site"), **env)
            made.callback(site.close)
            return site

        yield make


@pytest.fixture
def messenger(tmp_path: Path) -> Iterator[Messenger]:
    """A Valkey of this test alone."""
    try:
        messenger = Messenger(tmp_path)
    except LocalError as error:
        pytest.skip(str(error))
    messenger.start()
    yield messenger
    if messenger.alive:
        messenger.kill()
