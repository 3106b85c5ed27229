"""The answers of a season's calls: points as numbers with two decimals at most, ids as strings."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from leagues.api.serializers import FilesSent
from season.models import Competition, Fixture, Round
from season.scoring.points import to_number
from season.standings.queries import StandingsRow


class PointsField(serializers.FloatField):
    """Hundredths of a point as points: 150 is 1.5."""

    def to_representation(self, value: Any) -> Any:
        """Whole where they are."""
        return to_number(value)


class CompetitionSerializer(serializers.Serializer[Competition]):
    """What the league follows; `own` says that its commissioner brings fixtures and scores."""

    id = serializers.CharField(source="pk")
    key = serializers.SlugField()
    name = serializers.CharField()
    season = serializers.CharField()
    title = serializers.CharField(help_text="Its name with its season.")
    own = serializers.SerializerMethodField()

    def get_own(self, competition: Competition) -> bool:
        """Whether it is the league's alone."""
        return competition.league_id is not None


class RoundSerializer(serializers.Serializer[Round]):
    """A match day."""

    id = serializers.CharField(source="pk")
    name = serializers.CharField()
    number = serializers.IntegerField()


class StandingSerializer(serializers.Serializer[StandingsRow]):
    """A manager after a match day. `moved` is the places won since the one before, null at the first."""

    member = serializers.CharField(source="member.pk")
    name = serializers.CharField(source="member.name")
    team = serializers.CharField(source="member.team")
    position = serializers.IntegerField()
    moved = serializers.IntegerField(allow_null=True)
    points = PointsField()
    total = PointsField()


class StandingsSerializer(serializers.Serializer[Any]):
    """The standings after a match day; null stands for fixtures without one, and for a league that follows nothing."""

    competition = CompetitionSerializer(allow_null=True)
    round = RoundSerializer(allow_null=True)
    rounds = RoundSerializer(many=True)
    counted_at = serializers.DateTimeField(allow_null=True)
    counting = serializers.BooleanField()
    rows = StandingSerializer(many=True)


class PartSerializer(serializers.Serializer[Any]):
    """Where a manager stands in one competition, by its id; null where they don't yet."""

    competition = serializers.CharField()
    position = serializers.IntegerField(allow_null=True)
    total = PointsField(allow_null=True)


class SummedSerializer(serializers.Serializer[Any]):
    """A manager in all competitions: `total` is the sum, and `position` the place by it."""

    member = serializers.CharField()
    name = serializers.CharField()
    team = serializers.CharField()
    position = serializers.IntegerField()
    total = PointsField()
    parts = PartSerializer(many=True)


class TogetherSerializer(serializers.Serializer[Any]):
    """All competitions that the league follows, the newest first, and everybody in them; equal sums share a place."""

    competitions = CompetitionSerializer(many=True)
    rows = SummedSerializer(many=True)


_PAIR = serializers.ListField(child=serializers.IntegerField(), min_length=2, max_length=2, allow_null=True)


class FixtureSerializer(serializers.Serializer[Fixture]):
    """A match. Pairs are home and away: the score at full time, after extra time, and of the shoot-out."""

    id = serializers.CharField(source="external_id")
    round = RoundSerializer(allow_null=True)
    home = serializers.CharField(source="home_name")
    away = serializers.CharField(source="away_name")
    kickoff = serializers.DateTimeField(allow_null=True, help_text="Without a known time: where its day begins.")
    time_known = serializers.BooleanField()
    day = serializers.DateField(allow_null=True, help_text="Without a known time: the date, as it is.")
    status = serializers.ChoiceField(Fixture.Status.choices)
    score = serializers.SerializerMethodField()
    extra = serializers.SerializerMethodField()
    penalties = serializers.SerializerMethodField()
    winner = serializers.CharField(help_text="home, away, draw, or empty.")

    @extend_schema_field(_PAIR)
    def get_score(self, fixture: Fixture) -> list[int] | None:
        """At full time."""
        return _pair(fixture.home_score, fixture.away_score)

    @extend_schema_field(_PAIR)
    def get_extra(self, fixture: Fixture) -> list[int] | None:
        """After extra time."""
        return _pair(fixture.home_extra, fixture.away_extra)

    @extend_schema_field(_PAIR)
    def get_penalties(self, fixture: Fixture) -> list[int] | None:
        """Of the shoot-out."""
        return _pair(fixture.home_penalties, fixture.away_penalties)


def _pair(home: int | None, away: int | None) -> list[int] | None:
    return None if home is None or away is None else [home, away]


_WARNINGS = "What looks odd, by line, and is done all the same; the first 200."


class FixtureReportSerializer(serializers.Serializer[Any]):
    """What an import did, or would do: ids of fixtures, in the order of the file."""

    created = serializers.ListField(child=serializers.CharField())
    changed = serializers.ListField(child=serializers.CharField())
    unchanged = serializers.ListField(child=serializers.CharField())
    warnings = serializers.ListField(child=serializers.CharField(), help_text=_WARNINGS)
    dry_run = serializers.BooleanField()


class ScoreSerializer(serializers.Serializer[Any]):
    """What one asset did in one fixture; `asset` is its external id, `name` does where only one has it."""

    fixture = serializers.CharField()
    asset = serializers.CharField(required=False)
    name = serializers.CharField(required=False)
    position = serializers.CharField(required=False)
    statistics = serializers.DictField(child=serializers.IntegerField())


class CorrectionSerializer(serializers.Serializer[Any]):
    """A line that changes what was there: from and to, by statistic or `position`."""

    line = serializers.IntegerField()
    fixture = serializers.CharField()
    asset = serializers.CharField()
    changes = serializers.DictField(child=serializers.ListField())


class ScoreReportSerializer(serializers.Serializer[Any]):
    """What an upload did, or would do. `corrections` are the first 200."""

    created = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    repeated = serializers.ListField(child=serializers.IntegerField())
    corrections = CorrectionSerializer(many=True)
    warnings = serializers.ListField(child=serializers.CharField(), help_text=_WARNINGS)
    dry_run = serializers.BooleanField()


class FilesSerializer(serializers.Serializer[Any]):
    """A file, or several that belong together: fixtures that name teams by number, and `teams.csv`."""

    file = FilesSent()
