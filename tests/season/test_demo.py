"""The season of the demo's league."""

from io import StringIO

from django.core.management import call_command

from season.demo import prepare_season
from season.models import LeagueSeason


def test_the_demo_follows_the_shipped_season_with_the_matches_before_its_auction(db: None) -> None:
    assert prepare_season() is None
    call_command("demo", stdout=StringIO())
    season = prepare_season()
    assert season is not None
    assert (season.competition.key, season.counts_earlier) == ("champions-league-2025-26", True)
    assert season.competition.fixtures.count() == 189


def test_what_people_have_chosen_stays(db: None) -> None:
    call_command("demo", stdout=StringIO())
    season = prepare_season()
    LeagueSeason.objects.update(counts_earlier=False)
    assert prepare_season() == season
    assert not LeagueSeason.objects.get().counts_earlier
