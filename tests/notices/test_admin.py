"""Notices as operators see them."""

import pytest
from django.test import Client

from accounts.models import User
from leagues.models import League
from notices.models import NoticeDelivery
from tests.notices.news import tell


@pytest.mark.django_db
def test_what_could_not_be_delivered_is_shown_first(client: Client, olga: User, league: League, max_: User) -> None:
    for number, state in enumerate(("waiting", "sending", "sent", "given_up", "unsure")):
        tell(league, max_, event=f"trade:{number}")
        NoticeDelivery.objects.filter(state="waiting").update(state=state, error=f"said of {state}")
    client.force_login(olga)
    page = client.get("/admin/notices/noticedelivery/").text
    shown = [state for state in ("waiting", "sending", "sent", "given_up", "unsure") if f"said of {state}" in page]
    assert shown == ["given_up", "unsure"]
    assert "5 notice deliveries" in client.get("/admin/notices/noticedelivery/?outcome=all").text
    assert "1 notice delivery" in client.get("/admin/notices/noticedelivery/?outcome=sent").text
    assert "max@example.com" in page
    assert client.get("/admin/notices/noticedelivery/add/").status_code == 403
