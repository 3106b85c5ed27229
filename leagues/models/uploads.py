"""Uploaded files, and what people said of their columns."""

from django.conf import settings as site
from django.db import models
from django.db.models import Q

from auctionsite.text.fields import TypedTextColumn
from leagues.models.assets import AssetList
from leagues.models.leagues import League


class UploadStatus(models.TextChoices):
    """The stages of an upload."""

    PREVIEWED = "previewed"
    APPLIED = "applied"
    TAKEN_BACK = "taken_back", "Taken back"


class FileUpload(models.Model):
    """A file that somebody brought, and what it changed. A previewed one waits to be applied."""

    Status = UploadStatus

    by = models.ForeignKey(
        site.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: somebody at the server's command line.",
    )
    status = models.CharField(max_length=10, choices=UploadStatus.choices, default=UploadStatus.APPLIED)
    file_name = TypedTextColumn(max_length=200, blank=True)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file.")
    content = models.TextField(blank=True, help_text="The file, while it waits to be applied.")
    created = models.PositiveIntegerField(default=0, help_text="Rows that were new.")
    changed = models.PositiveIntegerField(default=0, help_text="Rows that were different, or taken back.")
    unchanged = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0, db_default=0, help_text="Lines with something wrong.")
    to_mend = models.TextField(
        blank=True, default="", db_default="", help_text="The lines with something wrong, each with what; a file again."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        site.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty beside a time: somebody at the server's command line.",
    )

    class Meta:
        abstract = True
        ordering = ["-id"]


class FileKind(models.TextChoices):
    """The kinds of lists that a file may be."""

    ASSETS = "assets"
    FIXTURES = "fixtures"
    SCORES = "scores"


class ColumnAnswers(models.Model):
    """The answers of a league's people on the columns of files with the same header."""

    league = models.ForeignKey(League, on_delete=models.CASCADE, related_name="column_answers", db_index=False)
    kind = models.CharField(max_length=8, choices=FileKind.choices)
    signature = models.CharField(max_length=64, help_text="The same for all files with this header.")
    answers = models.JSONField(default=dict, help_text="The column for each field that was asked.")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "season_columnanswers"  # where it was at first, and where the release before looks
        constraints = [
            models.UniqueConstraint(fields=["league", "kind", "signature"], name="column_answers_once_per_header")
        ]

    def __str__(self) -> str:
        return f"{self.kind} of league {self.league_id}"


class ListUpload(FileUpload):
    """A file for a league's own list, or an edit of the list by hand: who did it, and what it changed."""

    league = models.ForeignKey(League, on_delete=models.CASCADE, related_name="list_uploads", db_index=False)
    decisions = models.JSONField(
        default=dict,
        blank=True,
        help_text="What was decided of a file that waits; see `leagues/own_lists/deciding.py`.",
    )
    made_list = models.ForeignKey(
        AssetList,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Set: the upload made this list.",
    )
    sold_before = models.ForeignKey(
        AssetList,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="What the league sold from before `made_list`; empty: the newest of its sport.",
    )

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["league", "-id"], name="list_upload_newest_first")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="taken_back", taken_back_at__isnull=False)
                | Q(~Q(status="taken_back"), taken_back_at__isnull=True),
                name="list_upload_taken_back_has_its_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_name or 'upload'} of {self.created_at:%Y-%m-%d %H:%M}"


class ListChange(models.Model):
    """An asset that an upload changed, with its places on lists: before and after. Later changes have higher ids.

    It is named by its id and not pointed to, since taking an upload back may delete it, and make it again.
    """

    upload = models.ForeignKey(ListUpload, on_delete=models.CASCADE, related_name="changes")
    asset_id = models.BigIntegerField()
    before = models.JSONField(null=True, help_text="See `leagues/own_lists/states.py`; null: it was not there.")
    after = models.JSONField(null=True, help_text="The same; null: it is not there any more.")

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["asset_id"], name="list_change_by_asset")]

    def __str__(self) -> str:
        return f"asset {self.asset_id} by upload {self.upload_id}"
