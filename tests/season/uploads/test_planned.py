"""Fixtures as checks look at them."""

from datetime import UTC, date, datetime

from season.models import Competition, Fixture, Round
from season.uploads.planned import planned_fixture


def test_the_day_is_that_of_the_place() -> None:
    cup = Competition(time_zone="Pacific/Auckland")
    kickoff = datetime(2026, 8, 15, 14, tzinfo=UTC)
    fixture = Fixture(competition=cup, home_name="A", away_name="B", kickoff=kickoff, round=Round(name="Final"))
    planned = planned_fixture(fixture, 7)
    assert (planned.line, planned.day, planned.round, str(planned)) == (7, date(2026, 8, 16), "Final", "A – B")
    assert planned_fixture(Fixture(competition=cup)).day is None
