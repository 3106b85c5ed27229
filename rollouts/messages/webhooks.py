"""Sends a message to a channel that takes Slack's form of webhooks: only to hosts that MESSAGE_HOSTS names."""

from urllib.parse import urlsplit

from django.conf import settings as site

from auctionsite import outgoing


class MessageRefused(ValueError):
    """A message isn't sent there; the text says why, and what to do."""


def send_message(url: str, text: str) -> None:
    """Send a text to a webhook. Raises MessageRefused, and CallFailed if the other side doesn't take it."""
    try:
        parts = urlsplit(url)
        host, secure = parts.hostname or "", parts.scheme == "https" and parts.port in {None, 443}
    except ValueError:
        host, secure = "", False
    if not host or not secure:
        raise MessageRefused("Give the address of a webhook, of the form https://host/path.")
    if host not in site.MESSAGE_HOSTS:
        raise MessageRefused(f"{host} isn't in MESSAGE_HOSTS. Add it there if messages may go to it.")
    outgoing.post_json(url, {"text": text})
