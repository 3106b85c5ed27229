"""Links in mails by which whoever reads them stops them: signed, good without signing in, and for nothing else."""

from django.core import signing
from django.urls import reverse

from auctionsite.process_settings import settings_in_force

_SALT = "notices.stop"


def stop_link(user_id: int) -> str:
    """Return the absolute address that stops the mails of a user."""
    token = signing.dumps(user_id, salt=_SALT)
    return f"{settings_in_force().base_url}{reverse('stop-notices', args=[token])}"


def user_of_token(token: str) -> int | None:
    """Return the id of the user whose mails a link stops; None if it isn't one of ours."""
    try:
        user_id = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return user_id if isinstance(user_id, int) else None
