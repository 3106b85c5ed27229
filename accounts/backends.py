"""Authentication backends; a session keeps the backend's name, which tells how its user signed in."""

from typing import Any

from django.contrib.auth.backends import ModelBackend

MAIL_BACKEND = "accounts.backends.MailBackend"
"""Of sessions opened by a mailed link or code; those opened by password have Django's own."""


class MailBackend(ModelBackend):
    """Knows users as Django's does, and lets nobody in by password: a link or code is redeemed elsewhere."""

    def authenticate(self, request: Any, username: Any = None, password: Any = None, **kwargs: Any) -> None:
        """Return None, whatever is given: no password opens a session of this backend."""
        return
