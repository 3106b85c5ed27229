"""Reads about people for pages and the API. Nothing here writes."""

from django.db.models.functions import Now

from accounts.models import SignInLink, User
from accounts.sign_in.links import hash_token


def sign_in_link_email(token: str) -> str | None:
    """Return the address that the link would sign in now; None if the link is no good or its user switched off."""
    links = SignInLink.objects.filter(token_hash=hash_token(token), used_at__isnull=True, expires_at__gt=Now())
    link = links.first()
    if link is None or User.objects.filter(email=link.email, is_active=False).exists():
        return None
    return link.email


def display_name_of_email(email: str) -> str:
    """Return the display name of the address's user; for a new address the name that they will get."""
    user = User.objects.filter(email=email).first() or User(email=email)
    return user.display_name
