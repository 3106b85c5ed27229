"""A message about a release reaches every operator, each by themselves, and nobody else."""

import pytest
from django.core.mail import EmailMessage

from accounts.models import User
from rollouts.messages import mails


def test_each_operator_gets_a_mail_of_their_own(olga: User, carla: User, mailoutbox: list[EmailMessage]) -> None:
    User.objects.create_user("gone@example.com", "Gone", is_staff=True, is_active=False)
    oscar = User.objects.create_user("oscar@example.com", "Oscar", is_staff=True)
    assert mails.mail_operators("Release of bots: done", "It is over.") == 2
    assert [(each.to, each.subject, each.body) for each in mailoutbox] == [
        ([olga.email], "Release of bots: done", "It is over."),
        ([oscar.email], "Release of bots: done", "It is over."),
    ]


@pytest.mark.django_db
def test_without_operators_nobody_is_mailed(mailoutbox: list[EmailMessage]) -> None:
    assert mails.mail_operators("Release", "It is over.") == 0
    assert mailoutbox == []
