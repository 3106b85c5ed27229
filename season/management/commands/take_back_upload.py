"""`manage.py take_back_upload`: everything again as it was before an upload."""

import json
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from auctionsite.commands import SiteCommand
from season.locks import CompetitionBusy, CompetitionNotFound
from season.management.competition_files import add_competition_arguments, find_competition
from season.models import Competition, Upload
from season.taking_back import CannotTakeBack, take_back
from season.uploads.queries import past_uploads

_LISTED = 20


class Command(SiteCommand):
    help = (
        "Take back an upload of fixtures or scores: what it added goes, what it changed is as before, and points and "
        "standings are counted again. Without a number, the newest 20 uploads of the competition are listed. An upload "
        "is taken back whole; later ones that changed the same lines must be taken back before it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("upload", type=int, nargs="?", help="its number, as the list has it")
        add_competition_arguments(parser)

    def handle(self, *args: Any, upload: int | None, dry_run: bool, **options: Any) -> None:
        competition = find_competition(options)
        if competition is None:
            raise CommandError(f"There is no competition {options['competition']!r}. Check --league and --sport.")
        rows = (
            list(past_uploads(competition)[:_LISTED]) if upload is None else [_take_back(competition, upload, dry_run)]
        )
        if options["json"]:
            self.stdout.write(json.dumps([_to_json(row) for row in rows], indent=2))
            return
        for row in rows:
            self.stdout.write(_line(row) + (" (dry run: nothing was changed)" if dry_run and upload else ""))


def _take_back(competition: Competition, number: int, dry_run: bool) -> Upload:
    """Take the upload back, or only try to in a dry run. Raises CommandError with the reason if it can't be."""
    upload = past_uploads(competition).filter(pk=number).first()
    if upload is None:
        raise CommandError(f"There is no upload {number} in {competition}; without a number they are listed.")
    try:
        with transaction.atomic():
            take_back(None, upload)
            transaction.set_rollback(dry_run)
    except (CannotTakeBack, CompetitionBusy) as error:
        raise CommandError(str(error)) from error
    except CompetitionNotFound as error:
        raise CommandError("The competition is gone.") from error
    return upload


def _line(upload: Upload) -> str:
    by = upload.by.display_name if upload.by else "the command line"
    taken_back = f", taken back {upload.taken_back_at:%Y-%m-%d %H:%M}" if upload.taken_back_at else ""
    counts = f"{upload.created} new, {upload.changed} changed"
    return (
        f"{upload.pk} {upload.kind} {upload.file_name} {upload.applied_at:%Y-%m-%d %H:%M} by {by}: {counts}{taken_back}"
    )


def _to_json(upload: Upload) -> dict[str, Any]:
    return {
        "id": upload.pk,
        "kind": upload.kind,
        "file_name": upload.file_name,
        "status": upload.status,
        "by": upload.by_id,
        "applied_at": upload.applied_at and upload.applied_at.isoformat(),
        "taken_back_at": upload.taken_back_at and upload.taken_back_at.isoformat(),
        "created": upload.created,
        "changed": upload.changed,
        "left_out": upload.left_out,
    }
