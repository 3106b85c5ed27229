"""The page on which a commissioner writes to everybody."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from leagues.models import League
from notices.mailing import next_mail, send_mail
from notices.models import Notice

pytestmark = pytest.mark.django_db
SHARP = "<b>Friday</b> & 'Saturday'"


def test_text_is_shown_as_it_was_typed_on_the_page_and_in_mails(
    client: Client, league: League, carla: User, max_: User
) -> None:
    client.force_login(carla)
    address = reverse("league-message", args=[league.pk])
    assert client.post(address, {"text": "x" * 301}).status_code == 200
    assert not Notice.objects.exists()
    assert client.post(address, {"text": SHARP}, follow=True).redirect_chain
    client.force_login(max_)
    assert "&lt;b&gt;Friday&lt;/b&gt; &amp; &#x27;Saturday&#x27;" in client.get(reverse("notices")).text
    reader = next_mail()
    assert reader is not None
    send_mail(reader)
    [message] = mail.outbox
    assert SHARP in message.body
    [(html, _)] = message.alternatives  # type: ignore[attr-defined] # it has them
    assert "<b>Friday" not in html
