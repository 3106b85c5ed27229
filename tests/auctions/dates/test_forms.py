"""The form of a date."""

from zoneinfo import ZoneInfo

import pytest

from accounts.models import User
from auctions.dates.forms import DateForm
from leagues.models import League
from tests.auctions.dates.dated_league import ZONE, dated
from tests.cast import member_of

pytestmark = pytest.mark.django_db


def test_it_begins_with_the_date_that_there_is(league: League, carla: User) -> None:
    member = member_of(league, carla)
    assert DateForm(by=member, date=None).initial == {"time_zone": "UTC"}
    date = dated(league, carla, begins_with=4)
    form = DateForm(by=member, date=date)
    assert form.initial["day"] == date.starts_at.astimezone(ZoneInfo(ZONE)).date()
    assert (form.initial["time_zone"], form.initial["begins_with"]) == (ZONE, 4)
    shown = str(form["hour"])
    assert 'type="time"' in shown


def test_what_is_typed_is_a_time_on_the_wall(league: League, carla: User) -> None:
    typed = {"day": "2030-05-01", "hour": "20:15", "time_zone": ZONE, "begins_with": ""}
    form = DateForm(typed, by=member_of(league, carla), date=None)
    assert form.is_valid()
    assert (str(form.wanted().wall), form.wanted().begins_with) == ("2030-05-01 20:15:00", None)
    typed |= {"day": "x", "hour": "25:00", "time_zone": "Mars", "begins_with": "0"}
    wrong = DateForm(typed, by=member_of(league, carla), date=None)
    assert wrong.errors.keys() == {"day", "hour", "time_zone", "begins_with"}
