"""Competitions: their rounds and fixtures, and the files these came in."""

import hashlib
from datetime import date
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from auctionsite.text.fields import TypedTextColumn
from auctionsite.text.isolates import isolated
from leagues.files.list_names import titled
from leagues.models import Asset, FileUpload, League, Sport


class Competition(models.Model):
    """A competition of one season: the Champions League 2025/26. Shared by all leagues, or one league's own."""

    sport = models.ForeignKey(Sport, on_delete=models.PROTECT, related_name="competitions", db_index=False)
    league = models.ForeignKey(
        League,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="own_competitions",
        help_text="Whose own it is; empty: any league of the sport may follow it.",
    )
    key = models.SlugField(max_length=80, help_text="Its name in commands: champions-league-2025-26.")
    name = TypedTextColumn(max_length=120)
    season = TypedTextColumn(max_length=20, blank=True, help_text="Such as 2025/26.")
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
        return self.title

    @property
    def title(self) -> str:
        """Its name with its season, by which it is called everywhere: two seasons have one name."""
        return titled(self.name, self.season)


class Round(models.Model):
    """A match day, a gameweek, a stage: fixtures that belong together. `number` says which comes first."""

    competition = models.ForeignKey(Competition, on_delete=models.CASCADE, related_name="rounds", db_index=False)
    number = models.PositiveIntegerField()
    name = TypedTextColumn(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["competition", "name"], name="round_once_per_competition")]
        ordering = ["number", "id"]

    def __str__(self) -> str:
        return self.name


class Fixture(models.Model):
    """One match. Its sides are named, and are assets where the sport's assets are what meets."""

    class Status(models.TextChoices):
        """The progress of a match. Only a finished one counts by its result."""

        SCHEDULED = "scheduled", gettext_lazy("Scheduled")
        LIVE = "live", gettext_lazy("Live")
        FINISHED = "finished", gettext_lazy("Finished")
        POSTPONED = "postponed", gettext_lazy("Postponed")
        CANCELLED = "cancelled", pgettext_lazy("of a fixture", "Cancelled")
        RETIRED = "retired", pgettext_lazy("of a fixture", "Retired")

    class Winner(models.TextChoices):
        """The side that won, after extra time and penalties; empty: none yet, or nobody said."""

        HOME = "home", pgettext_lazy("who won", "Home")
        AWAY = "away", pgettext_lazy("who won", "Away")
        DRAW = "draw", pgettext_lazy("who won", "Draw")

    competition = models.ForeignKey(Competition, on_delete=models.CASCADE, related_name="fixtures", db_index=False)
    external_id = models.CharField(max_length=200)
    round = models.ForeignKey(Round, on_delete=models.RESTRICT, null=True, blank=True, related_name="fixtures")
    home_name = TypedTextColumn(max_length=120)
    away_name = TypedTextColumn(max_length=120)
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
        return f"{isolated(self.home_name)} – {isolated(self.away_name)}"

    @property
    def day(self) -> date | None:
        """The date of a fixture of which no more is known, the same for everybody; None: see `kickoff`.

        It is where its competition is, since there the day began that is stored as the kick-off.
        """
        if self.kickoff is None or self.time_known:
            return None
        return self.kickoff.astimezone(ZoneInfo(self.competition.time_zone)).date()

    @property
    def counts(self) -> bool:
        """True if its scores count, for whoever owned at its kick-off what scored them."""
        return self.kickoff is not None and self.status not in STATUSES_WITHOUT_POINTS

    @property
    def goals(self) -> tuple[int, int] | None:
        """The goals of home and away, extra time included, penalties not; None if the file gave no score."""
        for home, away in ((self.home_extra, self.away_extra), (self.home_score, self.away_score)):
            if home is not None and away is not None:
                return home, away
        return None


STATUSES_WITHOUT_POINTS = (Fixture.Status.POSTPONED, Fixture.Status.CANCELLED, Fixture.Status.RETIRED)
"""The scores of such a fixture are kept and don't count, until its status is another."""


RETIRED = "Retired "
"""What stands before the fixture, in place of a file's name, where one was retired on its page."""
_OF_NOTHING = hashlib.sha256(b"").hexdigest()


class Upload(FileUpload):
    """A file of fixtures or scores: who brought it, and what it changed. A previewed one waits to be applied.

    What an applied one replaced is in its `changes`, so that it can be taken back.
    """

    class Kind(models.TextChoices):
        FIXTURES = "fixtures", gettext_lazy("Fixtures")
        SCORES = "scores", gettext_lazy("Scores")

    competition = models.ForeignKey(Competition, on_delete=models.CASCADE, related_name="uploads", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["competition", "-id"], name="upload_newest_first")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="taken_back", taken_back_at__isnull=False)
                | Q(~Q(status="taken_back"), taken_back_at__isnull=True),
                name="upload_taken_back_has_its_time",
            )
        ]

    def __str__(self) -> str:
        return _("{upload} of {at}").format(upload=self.called, at=f"{self.created_at:%Y-%m-%d %H:%M}")

    @property
    def name_of_file(self) -> str:
        """Its name, empty if it has none; without a file what was done, in the reader's language."""
        if self.digest == _OF_NOTHING and self.file_name.startswith(RETIRED):
            return _("Retired {fixture}").format(fixture=self.file_name.removeprefix(RETIRED))
        return self.file_name

    @property
    def called(self) -> str:
        """The file's name; what is in it, where it has none."""
        in_it = {self.Kind.FIXTURES.value: _("fixtures"), self.Kind.SCORES.value: _("scores")}
        return self.name_of_file or in_it[self.kind]
