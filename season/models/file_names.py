"""Names of sides and assets in the files of a competition, as somebody said once."""

from django.db import models

from auctionsite.text.fields import TypedTextColumn
from leagues.models import Asset
from season.models.competitions import Competition


class FileName(models.Model):
    """A number or a name of a competition's files, and whom it means there: said once, it isn't asked again."""

    class Kind(models.TextChoices):
        """The meaning of a name in the files."""

        TEAM_NUMBER = "team", "the number of a team"
        ASSET_NAME = "asset", "another name of an asset"

    competition = models.ForeignKey(Competition, on_delete=models.CASCADE, related_name="file_names", db_index=False)
    kind = models.CharField(max_length=5, choices=Kind.choices)
    written = models.CharField(max_length=200, help_text="The number, or the name as external ids are made of names.")
    name = TypedTextColumn(max_length=120, blank=True, help_text="The team's, of a number.")
    asset = models.ForeignKey(
        Asset, on_delete=models.CASCADE, null=True, blank=True, related_name="file_names", help_text="Of a name."
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["competition", "kind", "written"], name="file_name_once")]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.written} is {self.name or self.asset_id} in files of competition {self.competition_id}"
