"""The middleware for people who are signed in."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import BrowserSession, User
from tests.accounts.browsers import signed_in


def test_last_seen_is_noted_seldom(carla: User) -> None:
    client = signed_in(carla)
    BrowserSession.objects.update(last_seen_at=timezone.now() - timedelta(days=1))
    client.get("/account/")
    assert BrowserSession.objects.get().last_seen_at < timezone.now() - timedelta(hours=1)
