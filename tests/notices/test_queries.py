"""People's own notices, as they read them."""

import pytest

from accounts.account import export_data
from accounts.models import User
from leagues.models import League
from notices.models import Notice, NoticeChoice
from notices.queries import SHOWN_AT_MOST, newest_notices
from tests.notices.news import tell

pytestmark = pytest.mark.django_db


def test_newest_come_first_and_the_list_ends(league: League, max_: User, mia: User) -> None:
    tell(league, mia)
    for number in range(SHOWN_AT_MOST + 2):
        tell(league, max_, event=f"trade:{number}")
    Notice.objects.filter(user=max_, event=f"trade:{SHOWN_AT_MOST + 1}").update(on_page=False)
    shown = [each.event for each in newest_notices(max_)]
    assert (len(shown), shown[0], shown[-1]) == (SHOWN_AT_MOST, f"trade:{SHOWN_AT_MOST}", "trade:1")


def test_own_notices_and_choices_are_in_the_download(league: League, max_: User, mia: User) -> None:
    tell(league, max_, mia)
    NoticeChoice.objects.create(user=max_, kind="trade_offered", channel="page", wanted=False)
    data = export_data(max_)
    assert [each["kind"] for each in data["notices"]] == ["trade_offered"]
    assert data["notice_choices"] == [{"kind": "trade_offered", "channel": "page", "wanted": False}]
