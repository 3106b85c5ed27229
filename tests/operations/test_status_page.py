"""`/status/`: for everybody, with copies of what is new, whatever is away."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from rollouts.changes.services import Author, Source, change_flag
from rollouts.messages import news_copy
from rollouts.plans import services
from tests.database_gate import DatabaseGate
from tests.live import MakeSite, Web, eventually
from tests.rollouts.plans.machine_cases import definition

NEWS = "An auction waits in a room until its commissioner begins it."
AWAY = "We can&#x27;t reach our database"


@pytest.fixture
def released(transactional_db: None, settings: Any, olga: User) -> int:
    """A plan that has let some leagues have the waiting room."""
    settings.ROLLOUT_PEAK_HOURS = frozenset()
    change_flag("waiting_room", {"everyone": None, "percent": 0}, Author(source=Source.CODE, override="a test"))
    return services.make_started_plan("waiting_room", definition(), olga).pk


@pytest.fixture
def gate(transactional_db: None) -> Iterator[DatabaseGate]:
    with DatabaseGate() as gate:
        yield gate


def test_everybody_reads_what_is_new_and_nothing_of_operators(released: int, olga: User) -> None:
    news_copy.read_now()
    answer = Client().get("/status/")
    text = answer.content.decode()
    assert (answer.status_code, answer["Cache-Control"]) == (200, "public, max-age=5, stale-if-error=86400")
    assert f"New for some leagues: {NEWS}" in text
    services.roll_back_plan(released, olga, "Rooms break.")
    news_copy.read_now()
    text = Client().get("/status/").content.decode()
    assert "Taken back" in text
    assert "Something new didn&#x27;t work as it should" in text
    for private in ("Rooms break.", olga.display_name, "@", "manage.py", "waiting_room"):
        assert private not in text


def test_nobody_is_looked_up_for_it(olga: User, transactional_db: None) -> None:
    """Not even somebody who is signed in. A process of the site asks nothing at all: it has its copies."""
    client = Client()
    client.force_login(olga)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get("/status/")
    asked = [each["sql"] for each in queries if "rollouts_" not in each["sql"]]
    assert not [each for each in asked if "session" in each or "accounts_" in each], asked
    assert olga.display_name not in answer.content.decode()
    assert not answer.cookies
    assert client.post("/status/").status_code == 405


def test_switches_are_told(transactional_db: None) -> None:
    assert "Bidding is paused" not in Client().get("/status/").content.decode()
    change_flag("bidding", {"everyone": False}, Author(source=Source.CODE, override="a test"))
    assert "Bidding is paused for everyone." in Client().get("/status/").content.decode()


def status_of(web: Web) -> str:
    """The page, which must be there; of a browser that was signed in."""
    answer = web.call("GET", "/status/", headers={"Cookie": f"sessionid={'x' * 32}"})
    assert (answer.status, answer.kind) == (200, "text/html; charset=utf-8"), answer.body
    return answer.body.decode()


@pytest.mark.parametrize("fault", ["shut", "hang"])
def test_page_and_its_news_are_there_while_the_database_is_not_and_right_after(
    released: int, gate: DatabaseGate, make_site: MakeSite, fault: str
) -> None:
    site = make_site(DATABASE_URL=gate.url)
    web = site.add_web()
    site.ready()
    eventually(lambda: NEWS in status_of(web), "the copy is read")
    getattr(gate, fault)()
    eventually(lambda: AWAY in status_of(web), "it is said")
    assert NEWS in status_of(web)
    services.pause_plan(released, None)
    gate.open()
    text = status_of(web)
    assert NEWS in text, "right after it is back"
    eventually(lambda: AWAY not in status_of(web) and "On hold" in status_of(web), "the copy is read anew")
    assert "Traceback" not in site.logs()


def test_process_that_starts_without_a_database_has_the_page_too(gate: DatabaseGate, make_site: MakeSite) -> None:
    gate.shut()
    web = make_site(DATABASE_URL=gate.url).add_web()

    def told() -> bool:
        try:
            return AWAY in status_of(web)
        except OSError:
            return False

    eventually(told, f"it is said; {web.log}", 60)


def test_a_copy_of_the_page_is_for_those_who_read_its_language(db: None) -> None:
    answer = Client().get("/status/", headers={"Accept-Language": "de"})
    assert '<html lang="de">' in answer.text
    assert {"Accept-Language", "Cookie"} <= {*answer["Vary"].split(", ")}
    chosen = Client(headers={"Accept-Language": "de"})
    chosen.cookies["django_language"] = "en"
    assert '<html lang="en">' in chosen.get("/status/").text
