"""Waffle's own ways to ask, on our model: each tells what the flag says, and none touches the database.

Requests go through the whole stack, in a process that follows the flags, by somebody who isn't signed in; where a
person matters, signing in costs what it costs anywhere.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.testing import WebsocketCommunicator
from django.core.cache import cache
from django.db import connection
from django.test import AsyncClient, Client, RequestFactory
from django.test.utils import CaptureQueriesContext, override_settings
from waffle import flag_is_active, get_waffle_flag_model, get_waffle_switch_model, switch_is_active
from waffle.testutils import override_flag, override_switch

from accounts.models import User
from rollouts.changes.services import Author, Source, change_flag
from rollouts.models import Flag, Switch
from rollouts.propagation import readers, snapshot
from tests import cast

F = "waiting_room"
BY_CODE = Author(source=Source.CODE, override="x")
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.rollouts.waffle_site")]
Set = Callable[..., None]


@pytest.fixture
def following(transactional_db: None) -> Iterator[Set]:
    """This process follows the flags. `following(name, field=value)` changes one, and waits until it has arrived."""
    follower = snapshot.follow("test")

    def change(name: str, **patch: Any) -> None:
        change_flag(name, patch, BY_CODE)
        arrived()

    yield change
    follower.stop()


def arrived() -> None:
    """Wait until this process has the newest flags."""
    newest, until = readers.propagation_status().version, time.monotonic() + 5
    while snapshot.current().version < newest and time.monotonic() < until:
        time.sleep(0.01)
    assert snapshot.current().version >= newest


def get(path: str, client: Client | None = None, queries: int = 0, **more: Any) -> Any:
    with CaptureQueriesContext(connection) as seen:
        answer = (client or Client()).get(path, **more)
    assert len(seen) == queries, seen.captured_queries
    return answer


def test_models_are_ours() -> None:
    models: list[object] = [get_waffle_flag_model(), get_waffle_switch_model()]
    assert models == [Flag, Switch]


def test_template_tags(following: Set) -> None:
    assert get("/page/").text == "waits bids"
    following(F, everyone=False)
    following("bidding", everyone=False)
    assert get("/page/").text == "begins looks"


def test_functions(following: Set) -> None:
    assert get("/answer/").text == "True True"
    following(F, everyone=False)
    assert get("/answer/").text == "False True"


def test_decorators(following: Set) -> None:
    assert get("/decorated/flag/").text == "in"
    assert get("/decorated/no-flag/")["Location"] == "/page/"
    assert get("/decorated/switch/").text == "in"
    following(F, everyone=False)
    following("bidding", everyone=False)
    assert get("/decorated/flag/").status_code == 404
    assert get("/decorated/no-flag/").text == "in"
    assert get("/decorated/switch/").status_code == 404


def test_mixins(following: Set) -> None:
    assert get("/mixin/flag/").text == "in"
    assert get("/mixin/no-switch/").status_code == 404
    following(F, everyone=False)
    following("bidding", everyone=False)
    assert get("/mixin/flag/").status_code == 404
    assert get("/mixin/no-switch/").text == "in"


def test_overrides_count_and_are_put_back(following: Set) -> None:
    with override_flag(F, active=False), override_switch("bidding", active=False):
        arrived()
        assert get("/answer/").text == "False False"
    arrived()
    assert get("/answer/").text == "True True"
    following(F, everyone=None, percent=0)
    with override_flag(F, active=True):
        arrived()
        assert get("/answer/").text == "True True"
    arrived()
    assert get("/answer/").text == "False True"


@override_flag("bots", active=False)
def test_override_decorates() -> None:
    assert not flag_is_active(RequestFactory().get("/"), "bots")


@pytest.mark.parametrize(
    "asked",
    [{"query_params": {"dwft_waiting_room": "1"}}, {"headers": {"dwft-waiting-room": "1"}}],
    ids=["query parameter", "header"],
)
def test_testers_ask_and_are_remembered(following: Set, asked: Any) -> None:
    following(F, everyone=None, percent=0, testing=True)
    tester = Client()
    assert get("/page/", tester).text == "begins bids"
    assert get("/page/", tester, **asked).text == "waits bids"
    assert tester.cookies["dwft_waiting_room"].value == "True"
    assert get("/page/", tester).text == "waits bids"
    assert get("/page/?dwft_waiting_room=0", tester).text == "begins bids"
    assert get("/page/", tester).text == "begins bids"
    assert get("/page/").text == "begins bids"


def test_testers_ask_in_vain_without_testing_mode(following: Set) -> None:
    following(F, everyone=None, percent=0)
    tester = Client()
    tester.cookies["dwft_waiting_room"] = "True"
    assert get("/page/?dwft_waiting_room=1", tester).text == "begins bids"
    following(F, everyone=False, testing=True)
    assert get("/page/?dwft_waiting_room=1", tester).text == "begins bids"


def test_json_and_javascript_name_every_flag(following: Set) -> None:
    """Samples, which the product has none of, are waffle's own: one look at its table fills their cache."""
    cache.clear()
    following(F, everyone=False)
    status = get("/waffle_status", queries=1).json()
    assert (status["flags"][F]["is_active"], status["flags"]["bots"]["is_active"]) == (False, True)
    assert (status["switches"]["bidding"]["is_active"], status["switches"]["read_only"]["is_active"]) == (True, False)
    assert status["samples"] == {}
    assert get("/waffle_status").json()["flags"][F]["is_active"] is False
    script = get("/wafflejs")
    assert "'waiting_room': false" in script.text
    assert "'bidding': true" in script.text


def test_person_counts(following: Set) -> None:
    max_, mia = cast.make_user("Max"), cast.make_user("Mia")
    following(F, everyone=None, percent=0, users=[max_.pk])
    for user, text in ((max_, "waits bids"), (mia, "begins bids")):
        browser = Client()
        browser.force_login(user)
        assert browser.get("/page/").text == text
        assert Flag.get(F).is_active_for_user(user) is (user == max_)


def test_async_view_may_ask(following: Set) -> None:
    max_ = cast.make_user("Max")
    following(F, everyone=None, percent=0, users=[max_.pk])
    browser = Client()
    browser.force_login(max_)

    async def ask(signed_in: bool) -> str:
        client = AsyncClient()
        if signed_in:
            client.cookies = browser.cookies
        return (await client.get("/async/")).content.decode()

    assert asyncio.run(ask(signed_in=True)) == "True True"
    assert asyncio.run(ask(signed_in=False)) == "False True"


class Asks(AsyncJsonWebsocketConsumer):  # type: ignore[misc] # channels ships no types
    """Tells what waffle says to the person in its scope."""

    async def connect(self) -> None:
        """From the event loop, without a thread."""
        user: User = self.scope["user"]
        await self.accept()
        await self.send_json([Flag.get(F).is_active_for_user(user), switch_is_active("bidding")])


def test_consumer_may_ask(following: Set) -> None:
    max_ = cast.make_user("Max")
    following(F, everyone=None, percent=0, users=[max_.pk])
    following("bidding", everyone=False)

    async def ask() -> Any:
        socket = WebsocketCommunicator(Asks.as_asgi(), "/")
        socket.scope["user"] = max_
        assert (await socket.connect())[0]
        said = await socket.receive_json_from(5)
        await socket.disconnect()
        return said

    with CaptureQueriesContext(connection) as seen:
        assert asyncio.run(asyncio.wait_for(ask(), 10)) == [True, False]
    assert len(seen) == 0


@override_settings(WAFFLE_CREATE_MISSING_FLAGS=True, WAFFLE_OVERRIDE=True)
def test_flag_that_there_is_not_is_off_and_not_made(following: Set) -> None:
    assert not flag_is_active(RequestFactory().get("/"), "waiting_rom")
    assert not switch_is_active("biding")
    assert not Flag.objects.exists()
