"""Operators come into the admin by password and a code of their authenticator (TOTP, RFC 6238)."""

from django.conf import settings as site
from django.contrib.auth import BACKEND_SESSION_KEY
from django.db.models.functions import Now
from django.http import HttpRequest
from django_otp import login as mark_verified
from django_otp import match_token
from django_otp.plugins.otp_totp.models import TOTPDevice
from rest_framework.request import Request
from rest_framework_simplejwt.tokens import Token

from accounts.backends import MAIL_BACKEND
from accounts.models import Device, User
from accounts.sign_in.devices import device_of
from auctionsite.text.qr import qr_picture


def is_signed_in_by_password(request: HttpRequest) -> bool:
    """True if this session was opened by password."""
    backend: str = request.session.get(BACKEND_SESSION_KEY, MAIL_BACKEND)
    return backend != MAIL_BACKEND


def may_operate(request: HttpRequest) -> bool:
    """True if this session may use the admin. Without OPERATOR_TOTP being an operator is enough, by link too."""
    user = request.user
    if not (isinstance(user, User) and user.is_active and user.is_staff):
        return False
    return not site.OPERATOR_TOTP or (is_signed_in_by_password(request) and is_verified(user))


def may_operate_by_api(request: Request) -> bool:
    """True if an API call may do what operators may: by its session, or by a program that showed a code."""
    if not isinstance(request.auth, Token):
        return may_operate(request._request)
    device = device_of(request.auth)
    if device is None or not device.user.is_staff:
        return False
    return not site.OPERATOR_TOTP or device.operator_since is not None


def verify_device(device: Device, code: str) -> bool:
    """Check a code of the user's authenticator; if it is right, the program may operate until it is signed out.

    Wrong codes are slowed down as in a browser. An authenticator is set up there too.
    """
    if not (is_enrolled(device.user) and match_token(device.user, code)):
        return False
    Device.objects.filter(pk=device.pk).update(operator_since=Now())
    return True


def is_verified(user: User) -> bool:
    """True if this session has shown a code."""
    verified = getattr(user, "is_verified", None)  # OTPMiddleware adds it
    return verified is not None and bool(verified())


def is_enrolled(user: User) -> bool:
    """True if the user has an authenticator."""
    return bool(TOTPDevice.objects.filter(user=user, confirmed=True).exists())


def new_authenticator(user: User) -> TOTPDevice:
    """The authenticator that the user is about to set up, the same until a code confirms it."""
    device, _ = TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": "authenticator"})
    return device


def secret_of(device: TOTPDevice) -> str:
    """Return the secret in base 32, to type into an authenticator that can't read the QR code."""
    return str(device.config_url).partition("secret=")[2].partition("&")[0]


def qr_code_of(device: TOTPDevice) -> str:
    """The secret as a QR code, an image in a data: URL."""
    return qr_picture(device.config_url)


def verify_session(request: HttpRequest, user: User, code: str) -> bool:
    """Check a code; if it is right, the session may operate. The first right code confirms a new authenticator.

    After a wrong code the next is refused for a second, then two, four and so on (django-otp's throttling).
    """
    if is_enrolled(user):
        device = match_token(user, code)
    else:
        new = new_authenticator(user)
        allowed, _ = new.verify_is_allowed()
        device = new if allowed and new.verify_token(code) else None
        if device is not None:
            device.confirmed = True
            device.save(update_fields=["confirmed"])
    if device is None:
        return False
    request.session.cycle_key()
    mark_verified(request, device)
    return True
