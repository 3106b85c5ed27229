"""Sign-in links and codes as people find them in their mail."""

import re

from django.core import mail

from accounts.sign_in.links import send_sign_in_mail


def link_in(body: str) -> str:
    """The link in a mail."""
    return next(line for line in body.splitlines() if line.startswith("http"))


def mailed_code(email: str, *, known: bool = False) -> str:
    """Have a code mailed, as a stranger asks for it or a known browser, and read it."""
    send_sign_in_mail(email, known=known)
    found = re.search(r"^Your code is (\d{6})$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found
    return found[1]


def token_of(link: str) -> str:
    """The token in a link."""
    return link.partition("?")[0].rstrip("/").rpartition("/")[2]


def path_of(link: str) -> str:
    """The path of a link."""
    return link[link.index("/sign-in/") :]
