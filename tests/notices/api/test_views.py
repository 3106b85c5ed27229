"""The calls of notices: what a program reads and chooses for its person, and what it tells a league."""

import pytest
from pytest_django.fixtures import Settings
from rest_framework.test import APIClient

from accounts.models import User
from auctionsite.http.rates import Rate
from leagues.models import League
from notices.announcing.services import announce
from notices.choices import choices_of, mail_every
from notices.kinds import NoticeChannel, NoticeKind
from notices.models import Notice
from tests.cast import member_of
from tests.notices.news import tell

pytestmark = pytest.mark.django_db


def test_program_reads_its_persons_notices_and_no_others(league: League, carla: User, max_: User, mia: User) -> None:
    client = APIClient()
    client.force_authenticate(max_)
    for text in ("One.", "Two."):
        announce(member_of(league, carla), text)
    Notice.objects.filter(user=max_, text="One.").update(on_page=False)
    [notice] = client.get("/api/notices/").data["results"]
    assert (notice["kind"], notice["text"], notice["path"]) == ("league_message", "Two.", f"/leagues/{league.pk}/")
    client.force_authenticate(carla)
    assert client.get("/api/notices/").data["results"] == []


def test_program_reads_them_in_the_language_that_it_asks_for(league: League, max_: User) -> None:
    client = APIClient()
    client.force_authenticate(max_)
    tell(league, max_)
    german = client.get("/api/notices/", HTTP_ACCEPT_LANGUAGE="de").data["results"]
    assert [each["text"] for each in german] == ["Ein anderer Manager bietet dir einen Tausch an."]
    assert client.get("/api/notices/").data["results"][0]["text"] == "Another manager offers you a trade."


def test_program_chooses_as_the_page_does_and_what_is_not_named_stays(max_: User) -> None:
    client, path = APIClient(), "/api/notices/choices"
    client.force_authenticate(max_)
    before = choices_of(max_)
    outbid = {"kind": "outbid", "channel": "email", "wanted": False}
    said = client.put(path, {"choices": [outbid]}, format="json")
    assert outbid in said.data["choices"]
    assert said.data == client.get(path).data
    assert choices_of(max_) == before | {(NoticeKind.OUTBID, NoticeChannel.EMAIL): False}
    assert client.put(path, {"mail_every": "day"}, format="json").status_code == 200
    assert mail_every(max_) == "day"
    for wrong in ({"mail_every": "week"}, {"choices": [{**outbid, "kind": "moon"}]}, {"choices": [{"kind": "outbid"}]}):
        assert client.put(path, wrong, format="json").status_code == 400
    assert choices_of(max_) == before | {(NoticeKind.OUTBID, NoticeChannel.EMAIL): False}


def test_commissioner_tells_the_league_within_its_limit(
    league: League, carla: User, max_: User, settings: Settings
) -> None:
    client, path = APIClient(), f"/api/leagues/{league.pk}/messages"
    client.force_authenticate(carla)
    assert client.post(path, {"text": "x" * 301}, format="json").status_code == 400
    settings.RATE_LIMITS = {"announcement": Rate.parse("1/3600"), "other": Rate.parse("100/60")}
    assert client.post(path, {"text": "On Friday."}, format="json").status_code == 204
    refused = client.post(path, {"text": "On Saturday."}, format="json")
    assert (refused.status_code, refused.data["code"]) == (429, "announcement_refused")
    assert [*Notice.objects.filter(user=max_).values_list("text", flat=True)] == ["On Friday."]
