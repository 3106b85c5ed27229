"""A message goes to hosts that operators have named, by HTTPS, and nowhere else."""

import pytest
from django.test import override_settings

from auctionsite.outgoing import CallFailed
from rollouts.messages.webhooks import MessageRefused, send_message


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("", "Give the address of a webhook"),
        ("http://hooks.example/x", "Give the address of a webhook"),
        ("https://hooks.example:8443/x", "Give the address of a webhook"),
        ("https://[x", "Give the address of a webhook"),
        ("https://hooks.example.other/x", "isn't in MESSAGE_HOSTS"),
        ("https://hooks.example@other.example/x", "other.example isn't in MESSAGE_HOSTS"),
        ("https://127.0.0.1/x", "isn't in MESSAGE_HOSTS"),
    ],
)
def test_other_addresses_are_refused(url: str, says: str) -> None:
    with override_settings(MESSAGE_HOSTS=["hooks.example"]), pytest.raises(MessageRefused, match=says):
        send_message(url, "Hello.")


def test_named_host_is_called() -> None:
    with override_settings(MESSAGE_HOSTS=["127.0.0.1"]), pytest.raises(CallFailed, match="doesn't answer"):
        send_message("https://127.0.0.1/x", "Hello.")  # where nobody listens
