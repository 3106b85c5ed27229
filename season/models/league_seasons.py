"""Leagues that follow a competition, and how they part equals."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy

from leagues.models import League
from season.models.competitions import Competition
from season.models.scoring import Scheme


class TieBreaker(models.TextChoices):
    """A number that decides between managers with as many points; more of it is better.

    Its value is the number's name in the statements of the standings and, if others may know it, in `StandingsRow`.
    """

    ROUNDS_WON = "rounds_won", gettext_lazy("match days won")
    BEST_ROUND = "best_round", gettext_lazy("the best match day")
    MONEY_LEFT = "money_left", gettext_lazy("money left of the auction")


def usual_tie_breakers() -> list[str]:
    """Return the tie-breakers of a new season."""
    return [TieBreaker.ROUNDS_WON, TieBreaker.BEST_ROUND]


class LeagueSeason(models.Model):
    """A league follows a competition: its players' points count for its managers, by its scheme."""

    league = models.ForeignKey(League, on_delete=models.CASCADE, related_name="seasons", db_index=False)
    competition = models.ForeignKey(Competition, on_delete=models.RESTRICT, related_name="league_seasons")
    scheme = models.ForeignKey(Scheme, on_delete=models.RESTRICT, related_name="league_seasons")
    tie_breakers = ArrayField(
        models.CharField(max_length=20, choices=[(each.value, each.value) for each in TieBreaker]),
        default=usual_tie_breakers,
        blank=True,
        help_text="What decides between equal totals, in order; at last the earlier sale.",
    )
    counts_earlier = models.BooleanField(
        default=False, help_text="Matches before the auction count too, for whoever bought the asset in it."
    )
    counted_at = models.DateTimeField(null=True, blank=True, help_text="As of when its standings are.")
    scores_told = models.BigIntegerField(
        default=0, db_default=0, help_text="The last upload of scores of which members were told."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["league", "competition"], name="season_once_per_league_and_competition")
        ]
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.league_id} in {self.competition_id}"
