"""Notices that somebody has read: all up to the newest that their page has shown."""

from django.db.models import Max

from accounts.models import User
from notices.models import Notice, NoticeReader


def read_all(user: User) -> None:
    """Write down that the user has seen what there is; what comes later is unread."""
    newest = Notice.objects.filter(user=user).aggregate(newest=Max("pk"))["newest"]
    if newest is not None:
        NoticeReader.objects.update_or_create(user=user, defaults={"read_up_to": newest})
