"""The standings after each match day, and the requests to count them again."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from leagues.models import Member
from season.models.competitions import Competition, Round
from season.models.league_seasons import LeagueSeason


class RoundStanding(models.Model):
    """A manager's standing after a match day: the points of the day, the total, and the place.

    The standings of now are those after the last match day that has scores.
    """

    season = models.ForeignKey(LeagueSeason, on_delete=models.CASCADE, related_name="standings", db_index=False)
    round = models.ForeignKey(
        Round,
        on_delete=models.CASCADE,
        null=True,
        related_name="standings",
        help_text="Empty: fixtures without.",
    )
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="standings")
    points = models.BigIntegerField(help_text="Of this match day, in hundredths of a point.")
    total = models.BigIntegerField(default=0, help_text="Of all match days up to it, in hundredths of a point.")
    best_round = models.BigIntegerField(default=0, help_text="The most points of one match day up to it.")
    rounds_won = models.PositiveIntegerField(default=0, help_text="Match days won up to it, shared ones too.")
    position = models.PositiveIntegerField(default=0, help_text="1 is the first; equals share a place.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["season", "round", "member"], nulls_distinct=False, name="standing_once_per_round_and_member"
            )
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.member_id}"


class Recount(models.Model):
    """Standings that have to be counted again: of one season, or of all that follow the competition."""

    competition = models.ForeignKey(Competition, on_delete=models.CASCADE, related_name="recounts")
    season = models.ForeignKey(LeagueSeason, on_delete=models.CASCADE, null=True, related_name="recounts")
    rounds = ArrayField(
        models.BigIntegerField(), null=True, help_text="Ids of match days; empty: all. 0 in it: fixtures without one."
    )
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.competition_id} since {self.asked_at:%H:%M:%S}"
