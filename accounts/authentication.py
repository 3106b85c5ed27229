"""Who calls over HTTP with an access token: its device must not be signed out."""

from typing import Any

from rest_framework.exceptions import AuthenticationFailed
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.tokens import Token

from accounts.devices import device_of
from accounts.models import User


class DeviceAuthentication(JWTAuthentication):
    """`Authorization: Bearer <access token>`; a sign-out of the device counts at once."""

    def get_user(self, validated_token: Token) -> Any:
        """The token's user. Raises AuthenticationFailed."""
        device = device_of(validated_token)
        if device is None:
            raise AuthenticationFailed("This device is signed out. Sign in again.", code="signed_out")
        return device.user

    def user_of(self, token: str) -> User:
        """The user of an access token, wherever it came from. Raises AuthenticationFailed and TokenError."""
        user: User = self.get_user(self.get_validated_token(token.encode()))
        return user
