"""The outbox: mail that leaves after the answer."""

import pytest
from django.core import mail
from django.test import override_settings

from accounts.outbox import outbox
from accounts.sign_in.links import (
    request_sign_in,
)


def fail() -> None:
    raise OSError("The mail server is away.")


@pytest.mark.django_db(transaction=True)
@override_settings(MAIL_IN_BACKGROUND=True)
def test_mail_is_sent_later_by_another_thread_and_a_failure_ends_nothing() -> None:
    outbox.submit(fail)
    request_sign_in("carla@example.com")
    assert outbox.flush()
    assert [message.to for message in mail.outbox] == [["carla@example.com"]]
