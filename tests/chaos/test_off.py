"""Off is always possible, in every way, while something is away or a row can't be read."""

import http.client
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from accounts.models import User
from auctionsite.postgresql.clock import database_now
from rollouts.models import Flag, FlagChange
from tests.live import MakeSite, Messenger, Site, Web, eventually

F, OTHER = "waiting_room", "bots"


def by_api(site: Site, olga: User) -> None:
    body = {"flag": F, "enabled": False}
    answer = site.web.call("POST", "/api/feature-flags/toggle", olga, body)
    assert answer.status == 200, answer.body


def by_admin(site: Site, olga: User) -> None:
    """The button on the flag's page, in a browser that is signed in."""
    browser = Client()
    browser.force_login(olga)
    token = "t" * 32
    cookies = f"{settings.SESSION_COOKIE_NAME}={browser.session.session_key}; {settings.CSRF_COOKIE_NAME}={token}"
    head = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookies}
    body = urlencode({"action": "kill", "expected": 0, "csrfmiddlewaretoken": token})
    line = http.client.HTTPConnection(site.web.address.host, site.web.address.port, timeout=120)
    try:
        line.request("POST", f"/admin/rollouts/flag/{F}/do/", body, head)
        assert line.getresponse().status == 302
    finally:
        line.close()


def by_command(site: Site, olga: User) -> None:
    ran = site.manage("rollout", F, "--kill")
    assert ran.returncode == 0, ran.stderr


def by_sql(site: Site, olga: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE rollouts_flag SET everyone = false WHERE name = %s", [F])


WAYS = {"api": by_api, "admin": by_admin, "command": by_command, "sql": by_sql}


def is_on(web: Web, olga: User) -> bool:
    answer = web.call("POST", "/api/feature-flags/evaluate", olga, {"flags": [F]})
    assert answer.status == 200, answer.body
    return bool(answer.json()["flags"][0]["value"])


@contextmanager
def nothing_away(site: Site, messenger: Messenger) -> Iterator[list[Web]]:
    yield site.webs


@contextmanager
def no_redis(site: Site, messenger: Messenger) -> Iterator[list[Web]]:
    messenger.kill()
    yield site.webs
    messenger.start()


@contextmanager
def no_second_web(site: Site, messenger: Messenger) -> Iterator[list[Web]]:
    """It comes back when the flag is off, and knows."""
    site.webs[1].kill()
    yield site.webs[:1]
    site.ready()


@contextmanager
def no_clock(site: Site, messenger: Messenger) -> Iterator[list[Web]]:
    site.clock.kill()
    yield site.webs
    site.ready()


@contextmanager
def row_unreadable(site: Site, messenger: Messenger) -> Iterator[list[Web]]:
    """Of the flag that is turned off: it counts as it was last."""
    Flag.objects.filter(name=F).update(criteria=3, rings="x")
    yield site.webs
    Flag.objects.filter(name=F).update(criteria={}, rings={})


@contextmanager
def other_row_unreadable(site: Site, messenger: Messenger) -> Iterator[list[Web]]:
    Flag.objects.filter(name=OTHER).update(criteria=3, rings="x", requires=[1])
    yield site.webs
    Flag.objects.filter(name=OTHER).update(criteria={}, rings={}, requires={})


FAULTS = (nothing_away, no_redis, no_second_web, no_clock, row_unreadable, other_row_unreadable)


@pytest.mark.parametrize("way", WAYS)
def test_off_is_possible_whatever_is_away(
    transactional_db: None, olga: User, messenger: Messenger, make_site: MakeSite, way: str
) -> None:
    go: Callable[[Site, User], None] = WAYS[way]
    site = make_site(REDIS_URL=messenger.url)
    site.add_web(), site.add_web(), site.add_clock()
    site.ready()
    for fault in FAULTS:
        site.switch(**{OTHER: True, F: True})
        with fault(site, messenger) as alive:
            for web in alive:
                eventually(lambda web=web: is_on(web, olga), f"{fault.__name__}: it is on")  # type: ignore[misc]
            go(site, olga)
            assert Flag.objects.get(name=F).everyone is False
            for web in alive:
                eventually(lambda web=web: not is_on(web, olga), f"{fault.__name__}: it is off")  # type: ignore[misc]
        for web in site.webs:
            eventually(lambda web=web: not is_on(web, olga), f"{fault.__name__}: it stays off")  # type: ignore[misc]
        assert FlagChange.objects.filter(flag=F).latest("id").source


def test_end_that_comes_turns_off_whatever_is_away(
    transactional_db: None, olga: User, messenger: Messenger, make_site: MakeSite
) -> None:
    """It is set while all are there; only those who serve then can notice that it comes."""
    site = make_site(REDIS_URL=messenger.url)
    site.add_web(), site.add_web(), site.add_clock()
    site.ready()
    for fault in FAULTS:
        site.switch(**{OTHER: True, F: True})
        for web in site.webs:
            eventually(lambda web=web: is_on(web, olga), f"{fault.__name__}: it is on")  # type: ignore[misc]
        Flag.objects.filter(name=F).update(ends_at=database_now() + timedelta(seconds=3))
        with fault(site, messenger) as alive:
            for web in alive:
                eventually(lambda web=web: not is_on(web, olga), f"{fault.__name__}: it is off")  # type: ignore[misc]
        for web in site.webs:
            eventually(lambda web=web: not is_on(web, olga), f"{fault.__name__}: it stays off")  # type: ignore[misc]
        assert FlagChange.objects.filter(flag=F, source=FlagChange.Source.SCHEDULE).count() == FAULTS.index(fault) + 1
        Flag.objects.filter(name=F).update(ends_at=None)
