"""Signing in by a mailed code goes the way of passwords, so that wrong ones are counted alike."""

from typing import Any

from django.http import HttpRequest

from accounts.models import User
from accounts.sign_in import links
from accounts.sign_in.known_devices import device_known_to


class CodeBackend:
    """`authenticate(request, username=email, code=code)`; django-axes is asked first, as for a password.

    A link can't be guessed, so it is redeemed without: whoever reads the mail gets in, whatever strangers try.
    """

    def authenticate(self, request: HttpRequest, username: str, code: str, **kwargs: Any) -> User | None:
        """Return the user whom the newest code signs in, which is used up; None for a wrong one."""
        try:
            return links.redeem_code(username, code, known=device_known_to(request, username) is not None)
        except links.SignInLinkInvalid:
            return None

    def get_user(self, user_id: int) -> None:
        """Nobody: sessions are of the mail backend, which knows users."""
        return
