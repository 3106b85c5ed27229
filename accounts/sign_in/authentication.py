"""Authentication of HTTP calls: by access token, whose device must not be signed out, or by the legacy header."""

from ipaddress import ip_address
from typing import Any

import structlog
from django.conf import settings as site
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import InvalidToken, TokenError
from rest_framework_simplejwt.tokens import Token

from accounts.models import User
from accounts.sign_in.devices import device_of
from accounts.sign_in.tokens import check_token_form
from auctionsite.observability.logging import bind_log_context

log = structlog.get_logger("accounts")
LEGACY_HEADER = "X-User-ID"


class DeviceAuthentication(JWTAuthentication):
    """`Authorization: Bearer <access token>`; a sign-out of the device counts at once."""

    def get_validated_token(self, raw_token: bytes) -> Token:
        """The token, if it is ours and not too old. Raises InvalidToken."""
        try:
            check_token_form(raw_token.decode("latin-1"))
        except TokenError as error:
            raise InvalidToken({"detail": str(error), "messages": []}) from error
        return super().get_validated_token(raw_token)

    def get_user(self, validated_token: Token) -> Any:
        """The token's user. Raises AuthenticationFailed."""
        device = device_of(validated_token)
        if device is None:
            raise AuthenticationFailed(_("This device is signed out. Sign in again."), code="signed_out")
        bind_log_context(userId=device.user_id)
        return device.user

    def user_of(self, token: str) -> User:
        """The user of an access token, wherever it came from. Raises AuthenticationFailed and TokenError."""
        user: User = self.get_user(self.get_validated_token(token.encode()))
        return user


class LegacyHeaderAuthentication(BaseAuthentication):
    """`X-User-ID: <id>`, which older programs send through a proxy that has signed their user in. Deprecated.

    Whoever may set the header is anybody they like. So it is refused, unless LEGACY_USER_HEADER is on and the request
    comes from one of TRUSTED_PROXIES, which must drop the header from what reaches them.
    """

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        """The user of the header; None without it. Raises AuthenticationFailed."""
        wanted = request.headers.get(LEGACY_HEADER)
        if wanted is None:
            return None
        address = request.META.get("REMOTE_ADDR", "")
        if not (site.LEGACY_USER_HEADER and _is_trusted(address)):
            raise AuthenticationFailed(f"{LEGACY_HEADER} is not accepted. Sign in with a token.", "legacy_header")
        user = User.objects.filter(pk=wanted, is_active=True).first() if _is_id(wanted) else None
        if user is None:
            raise AuthenticationFailed("There is no such user.", "legacy_header")
        log.warning("legacy_user_header.used", userId=user.pk, address=address, path=request.path, deprecated=True)
        return user, None


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18


def _is_trusted(address: str) -> bool:
    try:
        client = ip_address(address)
    except ValueError:  # a Unix socket has none
        return False
    return any(client in network for network in site.TRUSTED_PROXIES)
