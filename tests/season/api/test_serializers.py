"""Points, pairs and ownership as a season's calls give them."""

import pytest

from season.api.serializers import CompetitionSerializer, FixtureSerializer, PointsField
from season.models import Competition, Fixture


@pytest.mark.parametrize(("hundredths", "points"), [(150, 1.5), (200, 2), (-25, -0.25), (0, 0)])
def test_points_are_whole_where_they_can_be(hundredths: int, points: float) -> None:
    shown = PointsField().to_representation(hundredths)
    assert (shown, type(shown)) == (points, type(points))


def test_a_fixture_has_pairs_or_nothing() -> None:
    fixture = Fixture(external_id="7", home_name="Reds", away_name="Blues", home_score=1, away_score=1, home_extra=2)
    data = FixtureSerializer(fixture).data
    assert (data["id"], data["score"], data["extra"], data["penalties"]) == ("7", [1, 1], None, None)


def test_a_competition_says_whether_it_is_the_leagues_own() -> None:
    assert CompetitionSerializer(Competition(pk=3, league_id=None)).data["own"] is False
    assert (
        CompetitionSerializer(Competition(pk=3, league_id="6f1d6cf0-4a6c-4b55-9b3e-0d1f6f1a7a11")).data["own"] is True
    )
