"""Scoring schemes, and which of them a sport recommends."""

from django.conf import settings as site
from django.db import models

from leagues.models import Sport


class Scheme(models.Model):
    """Scoring rules of a sport, as `season/scoring` reads them. Never changed: other rules are another row.

    The same rules are one row, however many leagues play by them, so that points are worked out once for all.
    """

    sport = models.ForeignKey(Sport, on_delete=models.PROTECT, related_name="schemes", db_index=False)
    digest = models.CharField(max_length=64, editable=False)
    definition = models.JSONField(help_text="In canonical form; see `docs/scoring.md`.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sport", "digest"], name="scheme_once_per_sport")]

    def __str__(self) -> str:
        return f"{self.sport_id} {self.digest[:8]}"


class SchemeVersion(models.Model):
    """A scheme that a sport recommends, or did: the highest number counts, and new leagues begin with it."""

    sport = models.ForeignKey(Sport, on_delete=models.CASCADE, related_name="scheme_versions", db_index=False)
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
