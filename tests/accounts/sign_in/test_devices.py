"""Tokens: renewed once each, tied to a device, refused when tampered with."""

import base64
import json
from datetime import timedelta
from typing import Any

import jwt
import pytest
from django.conf import settings
from django.test import Client
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken

from accounts.models import Device, User
from accounts.sign_in.devices import RefreshInvalid, end_device, renew_tokens, sign_in_device, sign_in_tokens
from tests.cast import make_user
from tests.threads import at_once


def me(client: Client, token: str) -> int:
    return client.get("/api/auth/me", headers={"Authorization": f"Bearer {token}"}).status_code


def claims_of(token: str) -> dict[str, Any]:
    part = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return claims


def test_tokens_name_the_user_and_live_as_long_as_they_say(carla: User) -> None:
    tokens = sign_in_tokens(carla, "curl/8")
    access, refresh = claims_of(tokens["access"]), claims_of(tokens["refresh"])
    assert access["user_id"] == str(carla.pk)
    assert access["device"] == refresh["device"] == str(Device.objects.get(name="curl/8").pk)
    assert access["exp"] - refresh["iat"] == 15 * 60  # both are made of the refresh token's instant
    assert refresh["exp"] - refresh["iat"] == 30 * 24 * 3600


def test_renewing_gives_tokens_that_work(client: Client, carla: User) -> None:
    first = sign_in_device(carla)
    user, second = renew_tokens(first.refresh)
    assert user == carla
    assert me(client, second.access) == 200
    assert renew_tokens(second.refresh)[1].refresh != second.refresh
    assert Device.objects.count() == 1


def test_a_refresh_token_used_twice_ends_its_device_and_no_other(client: Client, carla: User) -> None:
    first, other = sign_in_device(carla), sign_in_device(carla)
    _, second = renew_tokens(first.refresh)
    with pytest.raises(RefreshInvalid):
        renew_tokens(first.refresh)
    with pytest.raises(RefreshInvalid):
        renew_tokens(second.refresh)
    assert [me(client, each) for each in (first.access, second.access, other.access)] == [401, 401, 200]


@pytest.mark.django_db(transaction=True)
def test_two_renewals_at_the_same_instant_end_the_device() -> None:
    for number in range(3):
        tokens = sign_in_device(make_user(f"Carla{number}"))
        outcomes = at_once(lambda tokens=tokens: renew_tokens(tokens.refresh))  # type: ignore[misc] # loop variable
        assert sum(isinstance(outcome, RefreshInvalid) for outcome in outcomes) == 1
    assert not Device.objects.filter(ended_at=None).exists()


def test_signing_out_counts_at_once(client: Client, carla: User) -> None:
    tokens = sign_in_device(carla)
    end_device(Device.objects.get())
    assert me(client, tokens.access) == 401
    with pytest.raises(RefreshInvalid):
        renew_tokens(tokens.refresh)


def test_who_is_switched_off_is_signed_out(client: Client, carla: User) -> None:
    tokens = sign_in_device(carla)
    User.objects.update(is_active=False)
    assert me(client, tokens.access) == 401
    with pytest.raises(RefreshInvalid):
        renew_tokens(tokens.refresh)


def forgeries(carla: User, otto: User) -> dict[str, str]:
    good = sign_in_tokens(carla)["access"]
    claims = claims_of(good)
    head, _, signature = good.split(".")
    key = settings.SECRET_KEY
    expired = AccessToken(good)  # type: ignore[arg-type] # the stubs want a Token
    expired.set_exp(lifetime=-timedelta(seconds=1))
    without_device = AccessToken.for_user(carla)
    return {
        "alg=none": jwt.encode(claims, "", algorithm="none"),
        "alg=None, signed": f"{jwt.encode(claims, '', algorithm='none')}{signature}",
        "another algorithm": jwt.encode(claims, key + "x" * 64, algorithm="HS512"),
        "another key": jwt.encode(claims, "another-key-that-is-long-enough-to-be-a-key", algorithm="HS256"),
        "tampered": ".".join((head, jwt.encode(claims | {"user_id": "1"}, key).split(".")[1], signature)),
        "another's device": jwt.encode(claims | {"user_id": str(otto.pk)}, key, algorithm="HS256"),
        "no device": str(without_device),
        "garbage device": jwt.encode(claims | {"device": "garbage"}, key, algorithm="HS256"),
        "expired": str(expired),
        "a refresh token": sign_in_tokens(carla)["refresh"],
        "garbage": "a.b.c",
    }


def test_forged_and_expired_tokens_are_refused(client: Client, carla: User, otto: User) -> None:
    for name, token in forgeries(carla, otto).items():
        assert me(client, token) == 401, name
        with pytest.raises(RefreshInvalid):
            renew_tokens(token if name != "a refresh token" else sign_in_tokens(carla)["access"])


def test_an_expired_refresh_token_is_refused(carla: User) -> None:
    token = RefreshToken(sign_in_device(carla).refresh)  # type: ignore[arg-type] # the stubs want a Token
    token.set_exp(lifetime=-timedelta(seconds=1))
    with pytest.raises(RefreshInvalid):
        renew_tokens(str(token))
