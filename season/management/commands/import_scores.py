"""`manage.py import_scores`: what players did, from a file."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from auctionsite.commands import SiteCommand
from season.management.competition_files import add_file_arguments, find_competition, read_and_apply, remarks_on
from season.scores.files import IDENTITY_COLUMNS
from season.scores.services import SCORE_IMPORT, ScoreReport


class Command(SiteCommand):
    help = (
        "Keep what players did in the fixtures of a competition, as a file says, and work out the points. The gameweek "
        "files of the Fantasy Premier League and Cricsheet's matches, as JSON or player-match-stats.csv, are taken as "
        f"they are; any other is CSV with the columns {', '.join(IDENTITY_COLUMNS)} and the sport's statistics, or "
        "JSON. The same file again changes nothing; another one corrects, and what was there before is kept. If any "
        "line is wrong, nothing is changed, unless --good-lines is given. `take_back_upload` takes an upload back."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_file_arguments(parser)

    def handle(self, *args: Any, path: Path, dry_run: bool, **options: Any) -> None:
        competition = find_competition(options)
        if competition is None:
            raise CommandError(
                f"There is no competition {options['competition']!r}; `import_fixtures --make` makes one."
            )
        report = read_and_apply(
            (path, *options["others"]),
            lambda content, name: SCORE_IMPORT.run(
                None, competition, content, name, dry_run=dry_run, good_lines=options["good_lines"]
            ),
            options["to_mend"],
        )
        self.stdout.write(_json(report, dry_run) if options["json"] else _text(report, dry_run))


def _json(report: ScoreReport, dry_run: bool) -> str:
    changed = [
        {"line": row.line, "fixture": row.fixture, "asset": row.asset, **row.change.differences()}
        for row in report.corrections()
    ]
    content = {
        **report.counts(),
        "repeated": report.repeated,
        "corrections": changed,
        "warnings": report.warnings,
        "dry_run": dry_run,
    }
    return json.dumps(content, indent=2)


def _text(report: ScoreReport, dry_run: bool) -> str:
    lines = [
        f"line {row.line}: {row.asset}, {row.fixture}: {name} {before} → {after}"
        for row in report.corrections()
        for name, (before, after) in row.change.differences().items()
    ]
    lines += [f"line {line} repeats one above it" for line in report.repeated]
    lines += remarks_on(report)
    counts = ", ".join(f"{count} {word}" for word, count in report.counts().items())
    return "\n".join([*lines, f"{counts}{' (dry run: nothing was saved)' if dry_run else ''}"])
