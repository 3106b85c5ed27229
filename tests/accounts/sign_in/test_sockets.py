"""The user at the other end of a socket."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from accounts.models import Device, User
from accounts.sign_in.devices import end_device, sign_in_device
from accounts.sign_in.sockets import SignedInMiddleware, current_user, user_of_token
from tests import cast


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
