"""The performances of assets in fixtures, their corrections, and their points under a scheme."""

from django.db import models

from leagues.models import Asset
from season.models.competitions import Fixture, Upload
from season.models.scoring import Scheme


class Performance(models.Model):
    """An asset's statistics in a fixture, and the position in which it is scored."""

    fixture = models.ForeignKey(Fixture, on_delete=models.CASCADE, related_name="performances", db_index=False)
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
    """The points of a performance under a scheme: one row for all leagues that play by it."""

    scheme = models.ForeignKey(Scheme, on_delete=models.RESTRICT, related_name="points", db_index=False)
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
