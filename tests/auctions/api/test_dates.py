"""The calls of a league's date."""

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from leagues.models import DateAnswer, League
from tests.auctions.dates.dated_league import dated
from tests.cast import member_of


@pytest.mark.django_db
def test_program_reads_the_date_and_answers_for_its_person(league: League, carla: User, max_: User) -> None:
    client, path = APIClient(), f"/api/leagues/{league.pk}/date"
    client.force_authenticate(max_)
    assert client.get(path).data == {"starts_at": None, "time_zone": None, "begins_with": None, "can": None}
    assert client.put(f"{path}/answer", {"can": True}, format="json").status_code == 409
    dated(league, carla)
    assert client.get(path).data["can"] is None
    for can in (True, False):
        assert client.put(f"{path}/answer", {"can": can}, format="json").data["can"] is can
    assert client.put(f"{path}/answer", {"can": "perhaps"}, format="json").status_code == 400
    assert DateAnswer.objects.get(member=member_of(league, max_)).can is False
    assert client.get(path).data["starts_at"] is not None
