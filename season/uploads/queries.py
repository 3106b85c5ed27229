"""Reads of uploaded files. Nothing here writes."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from season.models import Competition, Upload


def own_upload(user: User, league_id: UUID, upload_id: int) -> Upload | None:
    """A file that the user brought into a competition of the league, whether or not it still waits."""
    uploads = Upload.objects.select_related("competition__sport", "competition__league")
    return uploads.filter(pk=upload_id, by=user, competition__league=league_id).first()


def upload_of_league(league_id: UUID, upload_id: int) -> Upload | None:
    """A file that anybody brought into a competition of the league."""
    uploads = Upload.objects.select_related("competition__sport", "competition__league")
    return uploads.filter(pk=upload_id, competition__league=league_id).first()


def past_uploads(competition: Competition) -> QuerySet[Upload]:
    """The files that were applied, those taken back too; the newest first."""
    rows = Upload.objects.filter(competition=competition).exclude(status=Upload.Status.PREVIEWED)
    return rows.select_related("by", "taken_back_by").order_by("-applied_at", "-pk")


def uploads_for_download(user: User) -> dict[str, Any]:
    """The files that the user brought, for the download of their data."""
    rows = Upload.objects.filter(by=user).select_related("competition").order_by("created_at")
    names = ("kind", "file_name", "created_at", "applied_at")
    own = ({name: getattr(row, name) for name in names} for row in rows)
    return {"uploads": [{"competition": row.competition.title, **each} for row, each in zip(rows, own, strict=True)]}
