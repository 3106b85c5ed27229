"""Fixtures as checks look at them."""

from zoneinfo import ZoneInfo

from season.models import Fixture
from season.uploads.checks import PlannedFixture


def planned_fixture(fixture: Fixture, line: int = 0) -> PlannedFixture:
    """A fixture with its day where it is played; `line` is that of the file which speaks of it."""
    day = fixture.kickoff.astimezone(ZoneInfo(fixture.competition.time_zone)).date() if fixture.kickoff else None
    name = fixture.round.name if fixture.round else ""
    return PlannedFixture(line, fixture.home_name, fixture.away_name, name, fixture.kickoff, day, fixture.status)
