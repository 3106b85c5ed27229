"""Everything that changes who people are and how they get in."""

import secrets
from collections.abc import Callable
from functools import partial
from zoneinfo import available_timezones

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.language import ENGLISH
from accounts.models import User, normalize_email

on_sign_out: list[Callable[[int], None]] = []
"""Called with the id of a user of whom a session or device was signed out, once that is committed."""
on_rename: list[Callable[[User], None]] = []
"""Called with each user who got another name, in the transaction that changes it."""

BOT_EMAIL_SUFFIX = "@bots.invalid"
"""How the addresses of bots end. None can receive mail (RFC 2606), so that nobody signs in as a bot."""


def find_or_create_user(email: str, name: str = "") -> User:
    """The user of an address, made now if it is new. An existing user keeps the name they have."""
    defaults = {"name": name, "password": make_password(None)}
    user, _ = User.objects.get_or_create(email=normalize_email(email), defaults=defaults)
    return user


def begin_time_zone(user: User, zone: str) -> None:
    """Let a new account begin with its browser's time zone; whoever has signed in before keeps the one they have."""
    if user.last_login is None and user.time_zone == "UTC" and zone in available_timezones():
        user.time_zone = zone
        user.save(update_fields=["time_zone"])


def begin_language(user: User, language: str) -> None:
    """Let a new account begin with the language that its browser asked for, so that mails come in it too.

    English is what everybody gets who has none, so it isn't written down: another browser may ask for another one.
    """
    if user.last_login is None and not user.language and language != ENGLISH:
        user.language = language
        user.save(update_fields=["language"])


def create_bot_user(name: str) -> User:
    """A user for the program to play."""
    return User.objects.create_user(f"{secrets.token_hex(8)}{BOT_EMAIL_SUFFIX}", name)


@transaction.atomic
def set_name(user: User, name: str) -> None:
    """Change what others call the user."""
    user.name = name
    user.save(update_fields=["name"])
    notify_renamed(user)


def notify_renamed(user: User) -> None:
    """Tell those who listen that a user was renamed; whoever writes users elsewhere, the admin, calls it."""
    for tell in on_rename:
        tell(user)


def notify_signed_out(user_id: int) -> None:
    """Tell those who listen that sessions or devices of a user have ended: open sockets look again."""
    for tell in on_sign_out:
        transaction.on_commit(partial(tell, user_id), robust=True)
