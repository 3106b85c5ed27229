"""Everything that changes who people are and how they get in."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from urllib.parse import urlencode

from django.conf import settings as site
from django.contrib.auth.hashers import make_password
from django.core.mail import send_mail
from django.db import transaction
from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.urls import reverse
from rest_framework_simplejwt.tokens import RefreshToken

from accounts.models import SignInLink, User, normalize_email

on_sign_out: list[Callable[[int], None]] = []
"""Called with the id of a user of whom a session or device was signed out, once that is committed."""
LINK_VALID_FOR = timedelta(minutes=15)


class SignInLinkInvalid(Exception):
    """The link was never made, has been used, is too old, or its user is switched off."""


class MailNotSent(Exception):
    """The mail server can't be reached or refuses the mail."""


def find_or_create_user(email: str, name: str = "") -> User:
    """The user of an address, made now if it is new. An existing user keeps the name they have."""
    defaults = {"name": name, "password": make_password(None)}
    user, _ = User.objects.get_or_create(email=normalize_email(email), defaults=defaults)
    return user


def create_bot_user(name: str) -> User:
    """A user for the program to play. The address can't receive mail (RFC 2606), so that nobody signs in as a bot."""
    return User.objects.create_user(f"{secrets.token_hex(8)}@bots.invalid", name)


def set_name(user: User, name: str) -> None:
    """Change what others call the user."""
    user.name = name
    user.save(update_fields=["name"])


def signed_out(user_id: int) -> None:
    """Tell those who listen that sessions or devices of a user have ended: open sockets look again."""
    for tell in on_sign_out:
        transaction.on_commit(partial(tell, user_id), robust=True)


def hash_token(token: str) -> str:
    """What is stored of a token: a copy of the table must not sign anybody in."""
    return hashlib.sha256(token.encode()).hexdigest()


def make_sign_in_link(user: User, *, valid_for: timedelta = LINK_VALID_FOR, next_path: str = "") -> str:
    """An absolute address that signs `user` in once, until `valid_for` from now, and goes on to `next_path`."""
    token = secrets.token_urlsafe(32)
    SignInLink.objects.create(user=user, token_hash=hash_token(token), expires_at=Now() + valid_for)
    query = f"?{urlencode({'next': next_path})}" if next_path else ""
    return f"{site.BASE_URL}{reverse('sign-in-link', args=[token])}{query}"


@transaction.atomic
def redeem_sign_in_link(token: str) -> User:
    """The user whom the link signs in; the link is used up by this. Raises SignInLinkInvalid.

    Of two redeems at the same instant one waits for the other's row lock, checks the row again and finds it used.
    The conditions must therefore stay on the link's own columns: a subquery would not be checked again.
    """
    links = SignInLink.objects.filter(token_hash=hash_token(token))
    if not links.filter(used_at__isnull=True, expires_at__gt=Now()).update(used_at=Now()):
        raise SignInLinkInvalid
    user = links.select_related("user").get().user
    if not user.is_active:
        raise SignInLinkInvalid
    return user


def send_sign_in_link(email: str, next_path: str = "") -> None:
    """Mail a sign-in link to an address; a new address becomes a user. Raises MailNotSent.

    The caller must answer the same whatever happens here, or strangers learn who has an account.
    """
    user = find_or_create_user(email)
    if not user.is_active:
        return
    context = {"link": make_sign_in_link(user, next_path=next_path), "minutes": LINK_VALID_FOR.seconds // 60}
    body = render_to_string("email/sign_in.txt", context)
    try:
        send_mail("Your sign-in link", body, None, [user.email])
    except OSError as error:
        raise MailNotSent from error


def tokens_for(user: User) -> dict[str, str]:
    """A short-lived `access` token for the API and the sockets, and a `refresh` token that renews it."""
    refresh = RefreshToken.for_user(user)
    return {"access": str(refresh.access_token), "refresh": str(refresh)}
