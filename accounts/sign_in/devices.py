"""Programs that are signed in: each has a device, and tokens that hang on it.

An access token is good for minutes. A refresh token renews both and is replaced by that; one that comes a second time
was copied, by its owner's program or by a thief, so the device is signed out and both have to sign in again.
"""

from dataclasses import dataclass
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import RefreshToken, Token

from accounts.models import Device, User
from accounts.services import notify_signed_out
from accounts.sign_in.tokens import check_token_form

log = structlog.get_logger("accounts")
DEVICE_CLAIM = "device"
NAME_LENGTH = 200


class RefreshInvalid(Exception):
    """The refresh token is forged, expired, used already, or its device is signed out."""


@dataclass(frozen=True, slots=True)
class TokenPair:
    """A program's tokens: `access` for calls and sockets, `refresh` to renew both."""

    access: str
    refresh: str


def sign_in_device(user: User, name: str = "") -> TokenPair:
    """A new device of the user with its first tokens; `name` is what the program calls itself."""
    device = Device(user=user, name=name[:NAME_LENGTH])
    return _next_tokens(device)


def sign_in_tokens(user: User, name: str = "") -> dict[str, str]:
    """`sign_in_device` as a dictionary: `access` and `refresh`."""
    tokens = sign_in_device(user, name)
    return {"access": tokens.access, "refresh": tokens.refresh}


def _next_tokens(device: Device) -> TokenPair:
    refresh = RefreshToken.for_user(device.user)
    refresh[DEVICE_CLAIM] = str(device.pk)
    device.current_jti = refresh["jti"]
    device.last_seen_at = Now()
    device.save()
    return TokenPair(str(refresh.access_token), str(refresh))


def renew_tokens(token: str) -> tuple[User, TokenPair]:
    """The next tokens for a refresh token, which is used up. A second use signs the device out. Raises RefreshInvalid.

    The device's row lock puts two renewals with the same token in an order: the first gets tokens, the second ends
    the device, which the first's tokens hang on too.
    """
    try:
        refresh = _read_refresh_token(token)
    except TokenError as error:
        raise RefreshInvalid from error
    with transaction.atomic():
        device = device_of(refresh, lock=True)
        if device is not None and device.current_jti == refresh["jti"]:
            return device.user, _next_tokens(device)
        if device is not None:
            log.warning("refresh_token.reused", userId=device.user_id, deviceId=str(device.pk))
            end_device(device)
    raise RefreshInvalid  # after the commit, so that the end stands


def _read_refresh_token(token: str) -> RefreshToken:
    check_token_form(token)
    return RefreshToken(token)  # type: ignore[arg-type] # the stubs want a Token


def device_of(token: Token, *, lock: bool = False) -> Device | None:
    """The device a token hangs on; None if it is signed out, was never there, or its user is switched off."""
    try:
        key = UUID(str(token.get(DEVICE_CLAIM)))
    except ValueError:
        return None
    devices = Device.objects.select_related("user").filter(pk=key, ended_at=None, user__is_active=True)
    device = (devices.select_for_update(of=("self",)) if lock else devices).first()
    return device if device is not None and str(device.user_id) == str(token.get("user_id")) else None


def end_device(device: Device) -> None:
    """Sign a device out; see `end_devices`."""
    end_devices(Device.objects.filter(pk=device.pk, ended_at=None), device.user_id)


def end_devices(devices: QuerySet[Device], user_id: int) -> None:
    """Sign devices of the user out: their tokens are refused from now on, and their sockets close."""
    devices.filter(user=user_id).update(ended_at=Now(), current_jti="")
    notify_signed_out(user_id)


def end_device_of_refresh(token: str) -> None:
    """Sign out the device of a refresh token; one that is no good signs nothing out."""
    try:
        device = device_of(_read_refresh_token(token))
    except TokenError:
        return
    if device is not None:
        end_device(device)
