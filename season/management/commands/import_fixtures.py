"""`manage.py import_fixtures`: what is played in a competition, from a file."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from auctionsite.commands import SiteCommand
from leagues.built_in_sports import SportNotFound, sport_of_key
from season.competitions.services import CompetitionRefused, create_competition
from season.fixtures.services import FIXTURE_IMPORT, FixtureReport
from season.fixtures.shipped_season import import_shipped_season
from season.fixtures.tables import COLUMNS
from season.management.competition_files import add_file_arguments, find_competition, read_and_apply, remarks_on
from season.models import Competition


class Command(SiteCommand):
    help = (
        "Make and change the fixtures of a competition as a file says. A file named .txt is read as Football.TXT "
        "(openfootball); football.json, the tables of football-data.co.uk, the fixtures of the Fantasy Premier League "
        "and Cricsheet's matches are taken as they are; any other is CSV with the columns "
        f"{', '.join(COLUMNS)}. Fixtures are known again by their id, those which are not in the file stay, and clubs "
        "score by their results at once. If any line is wrong, nothing is changed, unless --good-lines is given. "
        "`take_back_upload` takes an upload back."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_file_arguments(parser, optional=True)
        parser.add_argument(
            "--shipped", action="store_true", help="the Champions League 2025/26 that comes with the program; no path"
        )
        parser.add_argument(
            "--make", metavar="NAME", help="make the shared competition if it isn't there, of this name"
        )
        parser.add_argument("--season", default="", help="for --make: such as 2025/26")
        parser.add_argument("--time-zone", default="UTC", help="for --make: of the times in its files; UTC by default")
        parser.add_argument(
            "--asset-prefix", default="", help="for --make: what ids of assets have before those of files"
        )

    def handle(self, *args: Any, path: Path | None, **options: Any) -> None:
        dry_run: bool = options["dry_run"]
        if options["shipped"] == (path is not None and bool(options["competition"])):
            raise CommandError("Give either a path and --competition, or --shipped.")
        report = import_shipped_season(dry_run=dry_run) if path is None else _import(path, options)
        self._print(report, dry_run=dry_run, as_json=options["json"])

    def _print(self, report: FixtureReport, *, dry_run: bool, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({**report.ids(), "warnings": report.warnings, "dry_run": dry_run}, indent=2))
            return
        for word, ids in (("created", report.created), ("changed", report.changed)):
            for external_id in ids:
                self.stdout.write(f"{word} {external_id}")
        for sentence in remarks_on(report):
            self.stdout.write(sentence)
        counts = ", ".join(f"{count} {word}" for word, count in report.counts().items())
        self.stdout.write(f"{counts}{' (dry run: nothing was saved)' if dry_run else ''}")


def _import(path: Path, options: dict[str, Any]) -> FixtureReport:
    with transaction.atomic():
        competition = find_competition(options) or _make(options)
        report = read_and_apply(
            (path, *options["others"]),
            lambda content, name: FIXTURE_IMPORT.run(
                None, competition, content, name, good_lines=options["good_lines"]
            ),
            options["to_mend"],
        )
        transaction.set_rollback(options["dry_run"])
    return report


def _make(options: dict[str, Any]) -> Competition:
    """A new shared competition, if that is wanted. Raises CommandError."""
    if not options["make"] or not options["sport"] or options["league"]:
        raise CommandError(
            f"There is no competition {options['competition']!r}. Check --competition, --league and --sport; "
            "with --make NAME and --sport KEY a shared one is made."
        )
    fields = {"key": options["competition"], "name": options["make"]}
    fields |= {name: options[name] for name in ("season", "time_zone", "asset_prefix")}
    try:
        return create_competition(None, sport_of_key(options["sport"]), **fields)
    except SportNotFound as error:
        raise CommandError(f"There is no sport {options['sport']!r}. Make it in the admin first.") from error
    except CompetitionRefused as error:
        raise CommandError(str(error)) from error
