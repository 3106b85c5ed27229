"""Signing in by mail: a link and a six-digit code, good once, for a quarter of an hour, for one address."""

import hashlib
import secrets
from datetime import timedelta
from functools import partial
from urllib.parse import urlencode

import structlog
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext

from accounts.language import ENGLISH
from accounts.models import SignInLink, User, normalize_email
from accounts.outbox import outbox, send_now
from accounts.services import find_or_create_user
from auctionsite.process_settings import settings_in_force

log = structlog.get_logger("accounts")
LINK_VALID_FOR = timedelta(minutes=15)
MAX_TRIES_PER_CODE = 5
MAX_MAILS_PER_HOUR = 10
"""To one address; more are not sent, whoever asks."""
_KEPT_FOR = timedelta(hours=1)
_MAX_CODE = 10**6


class SignInLinkInvalid(Exception):
    """The link or code was never made, has been used, is too old or tried too often, or its user is switched off."""


def request_sign_in(email: str, next_path: str = "", *, known: bool = False) -> None:
    """Mail a link and a code to an address, later: this does nothing that depends on the address.

    `known`: the browser has signed in to the account before; see `known_devices.py`. The caller must answer the same
    whatever the address is, or strangers learn who has an account. So the mail is in the language of the request.
    """
    language = translation.get_language() or ENGLISH
    outbox.submit(partial(send_sign_in_mail, normalize_email(email), next_path, known=known, language=language))


def send_sign_in_mail(email: str, next_path: str = "", *, known: bool = False, language: str = ENGLISH) -> None:
    """Mail a link and a code now, unless the address is of a switched-off user or was sent too many. Raises OSError.

    What strangers have sent there is counted apart from what known browsers have.
    """
    expired_links().delete()
    mailed = SignInLink.objects.filter(email=email, code_hash__gt="", from_known_device=known)
    lately = mailed.filter(created_at__gt=Now() - timedelta(hours=1))
    if User.objects.filter(email=email, is_active=False).exists() or lately.count() >= MAX_MAILS_PER_HOUR:
        log.info("sign_in.not_mailed")
        return
    code = f"{secrets.randbelow(_MAX_CODE):06}"
    context = {"link": _make(email, code, LINK_VALID_FOR, next_path, known=known), "code": code, "minutes": 15}
    with translation.override(language):
        subject = gettext("Your sign-in code is {code}").format(code=code)
        text, html = (render_to_string(f"email/sign_in.{kind}", context) for kind in ("txt", "html"))
    message = EmailMultiAlternatives(subject, text, None, [email])
    message.attach_alternative(html, "text/html")
    send_now(message)


def make_sign_in_link(user: User, *, valid_for: timedelta = LINK_VALID_FOR, next_path: str = "") -> str:
    """An absolute address that signs `user` in once, until `valid_for` from now, and goes on to `next_path`."""
    return _make(user.email, "", valid_for, next_path)


def _make(email: str, code: str, valid_for: timedelta, next_path: str, *, known: bool = False) -> str:
    token = secrets.token_urlsafe(32)
    SignInLink.objects.create(
        email=email,
        token_hash=hash_token(token),
        code_hash=_hash_code(email, code) if code else "",
        expires_at=Now() + valid_for,
        from_known_device=known,
    )
    query = f"?{urlencode({'next': next_path})}" if next_path else ""
    return f"{settings_in_force().base_url}{reverse('sign-in-link', args=[token])}{query}"


def hash_token(token: str) -> str:
    """Return the hash of a token, which is all that is stored: a copy of the table must not sign anybody in."""
    return hashlib.sha256(token.encode()).hexdigest()


def _hash_code(email: str, code: str) -> str:
    """A code is short enough to try them all, so its hash hangs on the site's key too."""
    return salted_hmac("accounts.sign-in-code", f"{email}:{code}", algorithm="sha256").hexdigest()


def redeem_token(token: str) -> User:
    """The user whom the link signs in, made now if the address is new; the link is used up. Raises SignInLinkInvalid.

    Of two redeems at the same instant one waits for the other's row lock, checks the row again and finds it used.
    The conditions must therefore stay on the link's own columns: a subquery would not be checked again.
    """
    with transaction.atomic():
        link = SignInLink.objects.filter(token_hash=hash_token(token)).first()
        if link is None:
            raise SignInLinkInvalid
        return _use_up(link)


def redeem_code(email: str, code: str, *, known: bool = False) -> User:
    """The user whom the newest code sent to an address signs in; every try counts. Raises SignInLinkInvalid.

    In a known browser it is the newest that was asked for in one, if there is one that is still good, and its tries are
    counted apart: a stranger who asks for codes and tries them doesn't spoil those of the owner.
    """
    email, code = normalize_email(email), "".join(code.split())
    if "\0" in email:  # Postgres refuses it with an error, not with an empty answer
        raise SignInLinkInvalid
    newest = _newest_code(email, known=known)
    if newest is None:
        raise SignInLinkInvalid
    # The try is counted before its outcome shows, in a statement of its own: parallel tries can't share one.
    tries = "known_tries" if known else "tries"
    left = SignInLink.objects.filter(pk=newest.pk, **{f"{tries}__lt": MAX_TRIES_PER_CODE})
    counted = left.update(**{tries: F(tries) + 1})
    if not counted or not constant_time_compare(newest.code_hash, _hash_code(email, code)):
        raise SignInLinkInvalid
    with transaction.atomic():
        return _use_up(newest)


def _newest_code(email: str, *, known: bool) -> SignInLink | None:
    codes = SignInLink.objects.filter(email=email, code_hash__gt="").order_by("-id")
    own = codes.filter(from_known_device=True, used_at=None, expires_at__gt=Now()) if known else codes.none()
    return own.first() or codes.first()


def _use_up(link: SignInLink) -> User:
    """Takes the caller's transaction back with SignInLinkInvalid, so that a refused link stays as it was."""
    usable = SignInLink.objects.filter(pk=link.pk, used_at__isnull=True, expires_at__gt=Now())
    if not usable.update(used_at=Now()):
        raise SignInLinkInvalid
    user = find_or_create_user(link.email)
    if not user.is_active:
        raise SignInLinkInvalid
    return user


def expired_links() -> QuerySet[SignInLink]:
    """Return the links that may be deleted; those of the last hour still count against `MAX_MAILS_PER_HOUR`."""
    return SignInLink.objects.filter(expires_at__lt=Now() - _KEPT_FOR)
