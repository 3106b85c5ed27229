"""Rows that uploads replaced, so that each upload can be taken back."""

from django.db import models

from leagues.models import Asset
from season.models.competitions import Upload


class UploadChange(models.Model):
    """A row that an upload wrote: what it was before and after. Later uploads have higher ids.

    Fixtures and rounds are named by what they are called and not pointed to, since whoever takes back an upload that
    made one takes it away.
    """

    class What(models.TextChoices):
        """The kind of row."""

        ROUND = "round"
        FIXTURE = "fixture"
        PERFORMANCE = "performance"

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="changes")
    what = models.CharField(max_length=11, choices=What.choices)
    name = models.CharField(max_length=200, help_text="The external id of the fixture, or the name of the round.")
    asset = models.ForeignKey(
        Asset, on_delete=models.RESTRICT, null=True, related_name="upload_changes", help_text="For performances."
    )
    before = models.JSONField(null=True, help_text="The row's columns; null: it was not there.")
    after = models.JSONField(null=True, help_text="The same; null: it is not there any more.")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.what} {self.name} by upload {self.upload_id}"
