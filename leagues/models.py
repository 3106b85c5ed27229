"""Leagues, who plays in them, and what there is to buy."""

import uuid

from django.conf import settings as site
from django.db import models


class Sport(models.Model):
    """A sport is data: its key, its name, what its assets are called, which positions they play, what is counted."""

    class ScoredBy(models.TextChoices):
        """The source of the statistics of its assets."""

        RESULTS = "results", "results: clubs meet, and the result says what each did"
        STATISTICS = "statistics", "statistics: somebody uploads what each player did"

    key = models.SlugField(primary_key=True)
    name = models.CharField(max_length=60)
    asset_word = models.CharField(max_length=30, default="club", help_text="What one asset is called: club, player.")
    positions = models.JSONField(default=list, blank=True, help_text="Position codes, in order; empty for clubs.")
    statistics = models.JSONField(
        default=list, blank=True, help_text="What is counted of each asset; see `leagues/sport_definitions.py`."
    )
    scored_by = models.CharField(max_length=12, choices=ScoredBy.choices, default=ScoredBy.STATISTICS)

    def __str__(self) -> str:
        return self.name


class Asset(models.Model):
    """A club, a footballer, a cricketer: what is auctioned. Shared by all leagues of a sport, or one league's own."""

    sport = models.ForeignKey(Sport, on_delete=models.PROTECT, related_name="assets")
    league = models.ForeignKey(
        "League",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="own_assets",
        help_text="Whose list it is on; empty: every league of the sport that has no list of its own.",
    )
    external_id = models.CharField(max_length=120)
    name = models.CharField(max_length=120)
    position = models.CharField(max_length=20, blank=True)
    club = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=3, blank=True, help_text="Three letters, as the source writes them.")
    rank = models.PositiveIntegerField(null=True, blank=True, help_text="1 is the strongest; empty where unknown.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sport", "league", "external_id"],
                nulls_distinct=False,
                name="asset_external_id_once_per_list",
            )
        ]
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class League(models.Model):
    """People who play together, their sport and the settings of their auctions."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    sport = models.ForeignKey(Sport, on_delete=models.PROTECT, related_name="leagues")
    code = models.CharField(max_length=12, unique=True, help_text="What a friend types, or follows as a link, to join.")
    settings = models.JSONField(default=dict, help_text="See `leagues/settings/auction.py`.")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """The part that a member has in a league."""

    COMMISSIONER = "commissioner"
    MANAGER = "manager"
    SPECTATOR = "spectator"


class Member(models.Model):
    """A user in a league. A commissioner plays too unless `plays` is off."""

    league = models.ForeignKey(League, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(site.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.MANAGER)
    plays = models.BooleanField(default=True, help_text="Has a budget in the league's auctions.")
    bot = models.BooleanField(default=False, help_text="Played by the program.")
    team = models.CharField(max_length=60, blank=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, blank=True, help_text="Set: no member any more; old auctions name them.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["league", "user"], name="member_once_per_league")]
        ordering = ["joined_at", "id"]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.league_id} as {self.role}"
