"""`manage.py import_assets`: what there is to buy, from a file."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from leagues.asset_files import COLUMNS, parse_assets
from leagues.parsing import AssetRow, ParseError
from leagues.services import ImportReport, import_assets, import_shipped_clubs
from leagues.sports import SportNotFound


class Command(BaseCommand):
    help = (
        "Make and change the assets of a sport as a file says. A file named .txt is read as Football.TXT "
        f"(openfootball), any other as CSV with the columns {', '.join(COLUMNS)}; only name is needed. Assets are "
        "known again by their external id; those which are not in the file stay. If any line is wrong, nothing is "
        "changed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", nargs="?", type=Path, help="the file")
        parser.add_argument("--shipped", action="store_true", help="the 36 clubs that come with the program; no path")
        parser.add_argument("--sport", help="key of the sport, such as football; needed with a path")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
        parser.add_argument("--json", action="store_true", help="print an object with the external ids")

    def handle(self, *args: Any, path: Path | None, sport: str | None, dry_run: bool, **options: Any) -> None:
        if options["shipped"] == (path is not None):
            raise CommandError("Give either a path or --shipped.")
        if path is None:
            report = import_shipped_clubs(dry_run=dry_run)
        elif sport:
            report = _import(path, sport, dry_run=dry_run)
        else:
            raise CommandError("Say what the assets are of, for instance --sport football.")
        self._print(report, dry_run=dry_run, as_json=options["json"])

    def _print(self, report: ImportReport, *, dry_run: bool, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({**asdict(report), "dry_run": dry_run}, indent=2))
            return
        for word, ids in (("created", report.created), ("changed", report.changed)):
            for external_id in ids:
                self.stdout.write(f"{word} {external_id}")
        counts = f"{len(report.created)} created, {len(report.changed)} changed, {len(report.unchanged)} unchanged"
        self.stdout.write(f"{counts}{' (dry run: nothing was saved)' if dry_run else ''}")


def _import(path: Path, sport: str, *, dry_run: bool) -> ImportReport:
    rows = _read(path)
    try:
        return import_assets(sport, rows, dry_run=dry_run)
    except SportNotFound as error:
        raise CommandError(
            f"There is no sport {sport!r}. Make it in the admin first, or check the spelling."
        ) from error


def _read(path: Path) -> list[AssetRow]:
    """The rows of the file; raises CommandError with what to do about it."""
    try:
        text = path.read_text(encoding="utf-8")
        return parse_assets(text, path.name)
    except OSError as error:
        raise CommandError(f"{path} can't be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{path} is not UTF-8; save it as UTF-8 and import it again.") from error
    except ParseError as error:
        raise CommandError(f"{path} was not imported.\n{error}") from error
