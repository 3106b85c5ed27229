"""What pages and the API read about people. Nothing here writes."""

from django.db.models.functions import Now

from accounts.models import User
from accounts.services import hash_token


def user_of_sign_in_link(token: str) -> User | None:
    """Whom the link would sign in now; None for a link that is unknown, used, too old or of a switched-off user."""
    return User.objects.filter(
        is_active=True,
        sign_in_links__token_hash=hash_token(token),
        sign_in_links__used_at__isnull=True,
        sign_in_links__expires_at__gt=Now(),
    ).first()
