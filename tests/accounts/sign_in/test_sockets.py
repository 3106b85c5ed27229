"""The user at the other end of a socket."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client

from accounts.models import Device, User
from accounts.sign_in.devices import end_device, sign_in_device
from accounts.sign_in.sockets import SignedInMiddleware, current_user, user_of_token
from tests import cast
from tests.threads import held


def test_token_names_its_user_and_a_bad_one_nobody(carla: User) -> None:
    tokens = sign_in_device(carla)
    assert user_of_token(tokens.access) == carla
    assert isinstance(user_of_token("forged"), AnonymousUser)
    assert isinstance(user_of_token(tokens.refresh), AnonymousUser)
    end_device(Device.objects.get())
    assert isinstance(user_of_token(tokens.access), AnonymousUser)


def test_open_socket_of_a_program_ends_with_its_device(carla: User) -> None:
    scope = {"token": sign_in_device(carla).access}
    assert current_user(scope) == carla
    end_device(Device.objects.get())
    assert current_user(scope) is None


def test_open_socket_of_a_browser_ends_with_its_session(client: Client, carla: User) -> None:
    client.force_login(carla)
    scope = {"session": SimpleNamespace(session_key=client.session.session_key)}
    assert current_user(scope) == carla
    client.logout()
    assert current_user(scope) is None


def test_open_socket_of_somebody_who_is_switched_off_ends(client: Client, carla: User) -> None:
    client.force_login(carla)
    scopes: list[dict[str, Any]] = [
        {"session": SimpleNamespace(session_key=client.session.session_key)},
        {"token": sign_in_device(carla).access},
    ]
    User.objects.filter(pk=carla.pk).update(is_active=False)
    assert [current_user(scope) for scope in scopes] == [None, None]


@pytest.mark.django_db(transaction=True)
def test_token_wins_over_the_cookie() -> None:
    carla = cast.make_user("Carla")
    token, seen = sign_in_device(carla).access, {}

    async def inner(scope: dict[str, Any], receive: Any, send: Any) -> None:
        seen.update(scope)

    scope = {"type": "websocket", "headers": [], "subprotocols": ["auction.v1", f"bearer.{token}"]}
    asyncio.run(SignedInMiddleware(inner)(scope, None, None))
    assert (seen["user"], seen["token"]) == (carla, token)


def found_for(scope: dict[str, Any]) -> Any:
    """The user that a socket with this scope is let through with."""
    seen: dict[str, Any] = {}

    async def inner(scope: dict[str, Any], receive: Any, send: Any) -> None:
        seen.update(scope)

    asyncio.run(SignedInMiddleware(inner)(scope, None, None))
    return seen["user"]


def cookie(text: str) -> dict[str, Any]:
    return {"type": "websocket", "headers": [(b"cookie", text.encode("latin-1"))]}


@pytest.mark.django_db(transaction=True)
def test_cookie_names_its_user_and_a_bad_one_nobody(client: Client) -> None:
    carla = cast.make_user("Carla")
    client.force_login(carla)
    key = client.session.session_key
    assert found_for(cookie(f"a=b; sessionid={key}")) == carla
    for text in ("", "sessionid=", "sessionid=short", "sessionid=" + "x" * 32, "\xff\xfe"):
        assert isinstance(found_for(cookie(text)), AnonymousUser)
    assert isinstance(found_for({"type": "websocket"}), AnonymousUser)


@pytest.mark.django_db(transaction=True)
def test_who_opens_many_sockets_at_once_does_not_go_before_the_others() -> None:
    """The database stands; one has opened twenty sockets by then, and another opens theirs."""
    tokens = {name: sign_in_device(cast.make_user(name)).access for name in ("Noisy", "Quiet")}
    came: list[str] = []

    async def inner(scope: dict[str, Any], receive: Any, send: Any) -> None:
        came.append(scope["user"].display_name)

    async def come(name: str) -> None:
        scope = {"type": "websocket", "headers": [], "subprotocols": [f"bearer.{tokens[name]}"]}
        await SignedInMiddleware(inner)(scope, None, None)

    async def main() -> None:
        with held(lambda: connection.cursor().execute("LOCK TABLE accounts_device IN ACCESS EXCLUSIVE MODE")):
            coming = [asyncio.create_task(come("Noisy")) for _ in range(20)]
            await asyncio.sleep(0)
            coming.append(asyncio.create_task(come("Quiet")))
            await asyncio.sleep(0.2)
        await asyncio.gather(*coming)

    asyncio.run(main())
    assert came.index("Quiet") <= 4, "two were at it, and one more had the turn before"
