"""What a commissioner tells everybody in the league."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from accounts.models import User
from auctionsite.http.rates import Rate
from leagues.models import League
from leagues.services import NotAllowed, add_bot
from notices.announcing import AnnouncementRefused, announce
from notices.mailing import next_mail, send_mail
from notices.models import Notice
from tests.cast import member_of

pytestmark = pytest.mark.django_db
SHARP = "<b>Friday</b> & 'Saturday'"


def test_everybody_else_in_the_league_hears_of_it(league: League, carla: User, max_: User, mia: User) -> None:
    add_bot(league, "Robo")
    assert announce(member_of(league, carla), "We meet on Friday.") == 2
    told = Notice.objects.order_by("user__name").values_list("user__name", "kind", "text", "path")
    page = f"/leagues/{league.pk}/"
    assert [*told] == [(name, "league_message", "We meet on Friday.", page) for name in ("Max", "Mia")]


def test_only_commissioners_may(league: League, max_: User) -> None:
    with pytest.raises(NotAllowed):
        announce(member_of(league, max_), "Hear, hear.")
    assert not Notice.objects.exists()


def test_more_than_three_in_an_hour_are_refused_with_when_to_come_again(
    league: League, carla: User, max_: User, settings: Settings
) -> None:
    settings.RATE_LIMITS = {"announcement": Rate.parse("3/3600")}
    for text in ("One.", "Two.", "Three."):
        announce(member_of(league, carla), text)
    with pytest.raises(AnnouncementRefused, match=r"several messages just now\. Try again in \d+ minutes\."):
        announce(member_of(league, carla), "Four.")
    assert Notice.objects.filter(user=max_).count() == 3


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
