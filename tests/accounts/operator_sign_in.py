"""Signing an operator in by password and authenticator."""

import time

from django.core.cache import cache
from django.test import Client, override_settings
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import User

PASSWORD = "a long and winding password"
deployed = override_settings(OPERATOR_TOTP=True)


def set_password(operator: User) -> User:
    """Give the operator PASSWORD, with no failed tries counted."""
    operator.set_password(PASSWORD)
    operator.save()
    cache.clear()
    return operator


def code_of(device: TOTPDevice) -> str:
    """The code that the authenticator shows now."""
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.time = time.time()
    return f"{totp.token():06}"


def by_password(client: Client, password: str = PASSWORD) -> int:
    """Olga's password on the admin's page; the status of the answer."""
    data = {"username": "olga@example.com", "password": password, "next": "/admin/"}
    return client.post("/admin/login/", data).status_code


def enrolled(olga: User) -> TOTPDevice:
    """Her authenticator, set up."""
    device: TOTPDevice = TOTPDevice.objects.create(user=olga, name="authenticator", confirmed=True)
    return device
