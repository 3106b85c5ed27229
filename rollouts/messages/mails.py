"""Mails a message about a release to all operators: whoever holds the site hears of it."""

from django.core.mail import EmailMessage

from accounts import outbox
from accounts.models import User

MOST = 50


def operators() -> list[str]:
    """Return the addresses of operators, `MOST` at most."""
    return list(
        User.objects.filter(is_active=True, is_staff=True).order_by("pk").values_list("email", flat=True)[:MOST]
    )


def mail_operators(subject: str, text: str) -> int:
    """Mail each of them by itself; return how many. Raises OSError if the mail server doesn't take one."""
    addresses = operators()
    for address in addresses:
        outbox.send_now(EmailMessage(subject, text, None, [address]))
    return len(addresses)
