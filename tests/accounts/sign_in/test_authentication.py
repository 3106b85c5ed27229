"""The deprecated header X-User-ID."""

from ipaddress import ip_network

import pytest
from django.test import Client, override_settings
from structlog.testing import capture_logs

from accounts.models import User
from accounts.sign_in.devices import sign_in_tokens

accepted = override_settings(LEGACY_USER_HEADER=True, TRUSTED_PROXIES=[ip_network("10.1.0.0/16")])


def me(client: Client, user_id: object, address: str = "10.1.2.3", **headers: str) -> int:
    sent = {"X-User-ID": str(user_id), **headers}
    return client.get("/api/auth/me", headers=sent, REMOTE_ADDR=address).status_code


def test_it_is_refused_by_default(client: Client, carla: User) -> None:
    response = client.get("/api/auth/me", headers={"X-User-ID": str(carla.pk)})
    assert (response.status_code, response.json()["code"]) == (401, "legacy_header")


@accepted
def test_a_trusted_proxy_may_send_it_and_each_use_is_logged(client: Client, carla: User) -> None:
    with capture_logs() as logs:
        assert me(client, carla.pk) == 200
    [entry] = [each for each in logs if each["event"] == "legacy_user_header.used"]
    assert (entry["userId"], entry["deprecated"], entry["log_level"]) == (carla.pk, True, "warning")


@accepted
@pytest.mark.parametrize("address", ["10.2.0.1", "127.0.0.1", "::1", ""])
def test_nobody_else_may(client: Client, carla: User, address: str) -> None:
    assert me(client, carla.pk, address) == 401


@accepted
@pytest.mark.parametrize("user_id", ["", "x", "-1", "999999999", "9" * 30, "1 OR 1=1", "²"])
def test_nonsense_and_unknown_ids_are_nobody(client: Client, carla: User, user_id: str) -> None:
    assert me(client, user_id.encode().decode("latin-1")) == 401


@accepted
def test_who_is_switched_off_is_nobody_and_a_token_counts_more(client: Client, carla: User, otto: User) -> None:
    User.objects.filter(pk=carla.pk).update(is_active=False)
    assert me(client, carla.pk) == 401
    assert me(client, carla.pk, Authorization=f"Bearer {sign_in_tokens(otto)['access']}") == 200
