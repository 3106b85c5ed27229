"""Browsers of people who are signed in."""

from django.test import Client

from accounts.models import User


def signed_in(user: User, agent: str = "Firefox") -> Client:
    """A browser that has seen a page."""
    client = Client(headers={"User-Agent": agent})
    client.force_login(user)
    assert client.get("/account/").status_code == 200
    return client
