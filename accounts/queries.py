"""What pages and the API read about people. Nothing here writes."""

from django.db.models.functions import Now

from accounts.models import SignInLink, User
from accounts.sign_in.links import hash_token


def sign_in_link_email(token: str) -> str | None:
    """Whom the link would sign in now; None for a link that is unknown, used, too old or of a switched-off user."""
    links = SignInLink.objects.filter(token_hash=hash_token(token), used_at__isnull=True, expires_at__gt=Now())
    link = links.first()
    if link is None or User.objects.filter(email=link.email, is_active=False).exists():
        return None
    return link.email


def display_name_of_email(email: str) -> str:
    """What others call whoever has the address; for a new one what they will be called."""
    user = User.objects.filter(email=email).first() or User(email=email)
    return user.display_name
