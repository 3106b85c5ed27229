"""Competitions with their fixtures, what assets did in them, and what that is worth."""

from django.conf import settings as site
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from leagues.models import Asset, League, Sport


class Scheme(models.Model):
    """Scoring rules of a sport, as `season/scoring` reads them. Never changed: other rules are another row.

    The same rules are one row, however many leagues play by them, so that points are worked out once for all.
    """

    sport = models.ForeignKey(Sport, on_delete=models.PROTECT, related_name="schemes")
    digest = models.CharField(max_length=64, editable=False)
    definition = models.JSONField(help_text="In canonical form; see `docs/scoring.md`.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sport", "digest"], name="scheme_once_per_sport")]

    def __str__(self) -> str:
        return f"{self.sport_id} {self.digest[:8]}"


class SchemeVersion(models.Model):
    """Which scheme a sport recommends: the version with the highest number. New leagues begin with it."""

    sport = models.ForeignKey(Sport, on_delete=models.CASCADE, related_name="scheme_versions")
    number = models.PositiveIntegerField()
    scheme = models.ForeignKey(Scheme, on_delete=models.RESTRICT, related_name="versions")
    by = models.ForeignKey(
        site.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: it came with the program.",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sport", "number"], name="scheme_version_once_per_sport")]
        ordering = ["sport", "-number"]

    def __str__(self) -> str:
        return f"{self.sport_id} version {self.number}"


class Competition(models.Model):
    """What is played for in one season: the Champions League 2025/26. Shared by all leagues, or one league's own."""

    sport = models.ForeignKey(Sport, on_delete=models.PROTECT, related_name="competitions")
    league = models.ForeignKey(
        League,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="own_competitions",
        help_text="Whose own it is; empty: any league of the sport may follow it.",
    )
    key = models.SlugField(max_length=80, help_text="Its name in commands: champions-league-2025-26.")
    name = models.CharField(max_length=120)
    season = models.CharField(max_length=20, blank=True, help_text="Such as 2025/26.")
    time_zone = models.CharField(
        max_length=60, default="UTC", help_text="Of times in files that name none, such as Europe/Zurich."
    )
    asset_prefix = models.CharField(
        max_length=40,
        blank=True,
        help_text="What stands before the ids of a file in the external ids of assets; empty if they are the same.",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sport", "league", "key"], nulls_distinct=False, name="competition_key_once_per_list"
            )
        ]
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Round(models.Model):
    """A match day, a gameweek, a stage: fixtures that belong together. `number` says which comes first."""

    competition = models.ForeignKey(Competition, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["competition", "name"], name="round_once_per_competition")]
        ordering = ["number", "id"]

    def __str__(self) -> str:
        return self.name


class Fixture(models.Model):
    """One match. Its sides are named, and are assets where the sport's assets are what meets."""

    class Status(models.TextChoices):
        """Where a match is in its life. Only a finished one counts by its result."""

        SCHEDULED = "scheduled"
        LIVE = "live"
        FINISHED = "finished"
        POSTPONED = "postponed"
        CANCELLED = "cancelled"

    class Winner(models.TextChoices):
        """Who won, after extra time and penalties; empty: nobody yet, or nobody said."""

        HOME = "home"
        AWAY = "away"
        DRAW = "draw"

    competition = models.ForeignKey(Competition, on_delete=models.CASCADE, related_name="fixtures")
    external_id = models.CharField(max_length=200)
    round = models.ForeignKey(Round, on_delete=models.RESTRICT, null=True, blank=True, related_name="fixtures")
    home_name = models.CharField(max_length=120)
    away_name = models.CharField(max_length=120)
    home = models.ForeignKey(
        Asset, on_delete=models.RESTRICT, null=True, blank=True, related_name="home_fixtures", help_text="For clubs."
    )
    away = models.ForeignKey(
        Asset, on_delete=models.RESTRICT, null=True, blank=True, related_name="away_fixtures", help_text="For clubs."
    )
    kickoff = models.DateTimeField(null=True, blank=True, help_text="In UTC; empty: no date yet.")
    time_known = models.BooleanField(
        default=True, help_text="Off: only the day is known, and the kick-off is where it begins."
    )
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.SCHEDULED)
    home_score = models.PositiveSmallIntegerField(null=True, blank=True, help_text="At full time.")
    away_score = models.PositiveSmallIntegerField(null=True, blank=True, help_text="At full time.")
    home_extra = models.PositiveSmallIntegerField(null=True, blank=True, help_text="After extra time, if any.")
    away_extra = models.PositiveSmallIntegerField(null=True, blank=True, help_text="After extra time, if any.")
    home_penalties = models.PositiveSmallIntegerField(null=True, blank=True)
    away_penalties = models.PositiveSmallIntegerField(null=True, blank=True)
    winner = models.CharField(max_length=4, choices=Winner.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["competition", "external_id"], name="fixture_external_id_once_per_competition"
            ),
            models.CheckConstraint(
                condition=Q(home_score__isnull=True, away_score__isnull=True)
                | Q(home_score__isnull=False, away_score__isnull=False),
                name="fixture_score_is_a_pair",
            ),
            models.CheckConstraint(
                condition=Q(home_extra__isnull=True, away_extra__isnull=True)
                | Q(home_extra__isnull=False, away_extra__isnull=False),
                name="fixture_extra_time_is_a_pair",
            ),
            models.CheckConstraint(
                condition=Q(home_penalties__isnull=True, away_penalties__isnull=True)
                | Q(home_penalties__isnull=False, away_penalties__isnull=False),
                name="fixture_penalties_are_a_pair",
            ),
            models.CheckConstraint(condition=~Q(home_name=F("away_name")), name="fixture_has_two_sides"),
        ]
        indexes = [models.Index(fields=["competition", "kickoff"], name="fixture_by_kickoff")]
        ordering = [F("kickoff").asc(nulls_last=True), "id"]

    def __str__(self) -> str:
        return f"{self.home_name} – {self.away_name}"

    @property
    def goals(self) -> tuple[int, int] | None:
        """What home and away scored, extra time included, penalties not; None if the file gave no score."""
        for home, away in ((self.home_extra, self.away_extra), (self.home_score, self.away_score)):
            if home is not None and away is not None:
                return home, away
        return None


class Upload(models.Model):
    """A file of fixtures or scores: who brought it, and what it changed. A previewed one waits to be applied."""

    class Kind(models.TextChoices):
        FIXTURES = "fixtures"
        SCORES = "scores"

    class Status(models.TextChoices):
        PREVIEWED = "previewed"
        APPLIED = "applied"

    competition = models.ForeignKey(Competition, on_delete=models.CASCADE, related_name="uploads")
    by = models.ForeignKey(
        site.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: somebody at the server's command line.",
    )
    kind = models.CharField(max_length=8, choices=Kind.choices)
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.APPLIED)
    file_name = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file.")
    content = models.TextField(blank=True, help_text="The file, while it waits to be applied.")
    created = models.PositiveIntegerField(default=0, help_text="Rows that were new.")
    changed = models.PositiveIntegerField(default=0, help_text="Rows that were different, or taken back.")
    unchanged = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["competition", "-id"], name="upload_newest_first")]

    def __str__(self) -> str:
        return f"{self.file_name or self.kind} of {self.created_at:%Y-%m-%d %H:%M}"


class Performance(models.Model):
    """What an asset did in a fixture: its statistics, and the position in which it is scored."""

    fixture = models.ForeignKey(Fixture, on_delete=models.CASCADE, related_name="performances")
    asset = models.ForeignKey(Asset, on_delete=models.RESTRICT, related_name="performances")
    position = models.CharField(max_length=20, blank=True)
    statistics = models.JSONField(help_text="Whole numbers by the keys of the sport's statistics.")
    upload = models.ForeignKey(
        Upload, on_delete=models.SET_NULL, null=True, related_name="performances", help_text="Which wrote it last."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fixture", "asset"], name="performance_once_per_fixture_and_asset")
        ]

    def __str__(self) -> str:
        return f"{self.asset_id} in {self.fixture_id}"


class Correction(models.Model):
    """A performance that an upload changed after it was there: what it was before and after, by whom in `upload`."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="corrections")
    fixture = models.ForeignKey(Fixture, on_delete=models.CASCADE, related_name="corrections")
    asset = models.ForeignKey(Asset, on_delete=models.RESTRICT, related_name="corrections")
    before = models.JSONField(help_text="Position and statistics.")
    after = models.JSONField(null=True, help_text="The same; null: taken back, because the result was.")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.asset_id} in {self.fixture_id} by upload {self.upload_id}"


class AssetPoints(models.Model):
    """What a performance is worth under a scheme: one row for all leagues that play by it."""

    scheme = models.ForeignKey(Scheme, on_delete=models.RESTRICT, related_name="points")
    performance = models.ForeignKey(Performance, on_delete=models.CASCADE, related_name="points")
    points = models.BigIntegerField(help_text="In hundredths of a point: 150 is 1.5.")
    lines = models.JSONField(help_text="What each rule gave: rule, value, times, points; points in hundredths.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scheme", "performance"], name="points_once_per_scheme_and_performance")
        ]
        verbose_name_plural = "asset points"

    def __str__(self) -> str:
        return f"{self.points} of {self.performance_id} under {self.scheme_id}"


class TieBreaker(models.TextChoices):
    """What decides between managers with as many points. Each is a number, and more of it is better."""

    ROUNDS_WON = "rounds_won", "match days won"
    BEST_ROUND = "best_round", "the best match day"
    MONEY_LEFT = "money_left", "money left of the auction"


def usual_tie_breakers() -> list[str]:
    """What a new season begins with."""
    return [TieBreaker.ROUNDS_WON, TieBreaker.BEST_ROUND]


class LeagueSeason(models.Model):
    """A league follows a competition: its players' points count for its managers, by its scheme."""

    league = models.ForeignKey(League, on_delete=models.CASCADE, related_name="seasons")
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
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["league", "competition"], name="season_once_per_league_and_competition")
        ]
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.league_id} in {self.competition_id}"


# Models of a subject of their own; Django finds them here.
from season import league_models as league_models  # noqa: E402
from season import standing_models as standing_models  # noqa: E402
from season.trades import models as trade_models  # noqa: E402, F401
