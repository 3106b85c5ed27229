"""`manage.py import_assets`: what there is to buy, from a file."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from auctionsite.commands import SiteCommand
from leagues.assets.identity import ANOTHER, AnswerRefused
from leagues.built_in_sports import SportNotFound
from leagues.files.assets import COLUMNS, AssetRow, read_assets
from leagues.files.formats.joining import join_contents
from leagues.files.list_names import competition_of_file, split_title
from leagues.files.parse_errors import ParseError, Problems
from leagues.imports.planning import (
    Decisions,
    ImportPlan,
    ListImport,
    QuestionsOpen,
    Rest,
    import_list,
    question_sentence,
)
from leagues.lists.listing import ListName, ListNotNamed
from leagues.management.files_on_disk import add_other_files_argument, read_path
from leagues.services import ImportReport, import_shipped_clubs

_LONGEST_SEASON = 20


class Command(SiteCommand):
    help = (
        "Make and change the assets of a sport as a file says. A file named .txt is read as Football.TXT "
        f"(openfootball), any other as CSV with the columns {', '.join(COLUMNS)}; only name is needed. Players of the "
        "Fantasy Premier League and of Cricsheet are taken as they are, and so are the clubs of football.json and "
        "football-data.co.uk. Assets are known again by their external id, or without one by name, club and "
        "position; where only a part agrees, nothing is changed until --same, --another or --rest says what it is. "
        "Those which are not in the file stay, or are retired with --missing retire. They are put on a list, and "
        "leagues choose what they sell from lists. If any line is wrong, nothing is changed, "
        "unless you ask for the good ones."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", nargs="?", type=Path, help="the file")
        add_other_files_argument(parser)
        parser.add_argument("--good-lines", action="store_true", help="leave out wrong lines, and say which they are")
        parser.add_argument("--shipped", action="store_true", help="the 36 clubs that come with the program; no path")
        parser.add_argument("--sport", help="key of the sport, such as football; needed with a path")
        parser.add_argument(
            "--list",
            default="",
            metavar="NAME",
            dest="list_name",
            help="the list that the assets are put on, such as 'Premier League'; without: that of the season in the "
            "file's title, its name or its folder's, else the only list that the sport has",
        )
        parser.add_argument("--season", default="", help="of the list, such as 2025/26; part of its name")
        parser.add_argument(
            "--id-prefix",
            default="",
            metavar="TEXT",
            help="put before the ids of the file, such as fpl-2025- where next season's file gives them to others",
        )
        parser.add_argument(
            "--same", action="append", default=[], metavar="KEY=ID", help="a question's answer: the asset with this id"
        )
        parser.add_argument("--another", action="append", default=[], metavar="KEY", help="the answer: a new asset")
        parser.add_argument("--rest", choices=["same", "another"], default="", help="the answer to all other questions")
        parser.add_argument(
            "--missing",
            choices=["keep", "retire"],
            default="keep",
            help="what becomes of assets that are not in the file; no new auction sells retired ones",
        )
        parser.add_argument("--bring-back", action="store_true", help="sell retired assets again that are in the file")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
        parser.add_argument("--json", action="store_true", help="print an object with the external ids")

    def handle(self, *args: Any, path: Path | None, sport: str | None, dry_run: bool, **options: Any) -> None:
        if options["shipped"] == (path is not None):
            raise CommandError("Give either a path or --shipped.")
        if path is None:
            report, plan = import_shipped_clubs(dry_run=dry_run), None
        elif sport:
            text, rows = self._read(path, **options)
            done = _import(rows, sport, _decisions(options), _list_of(text, path, options), dry_run=dry_run)
            report, plan = done.report, done.plan
        else:
            raise CommandError("Say what the assets are of, for instance --sport football.")
        self._print(report, plan, dry_run=dry_run, as_json=options["json"])

    def _read(
        self, path: Path, *, others: list[Path], id_prefix: str, good_lines: bool, missing: str, **_options: Any
    ) -> tuple[str, list[AssetRow]]:
        """Its text and rows; with `good_lines` those that are right. Raises CommandError with what to do."""
        problems: Problems = []
        try:
            source = join_contents([(each.name, read_path(each)) for each in (path, *others)])
            rows = read_assets(source.text, source.name, problems, id_prefix)
            if problems and not (good_lines and rows):
                raise ParseError(sorted(problems))
        except ParseError as error:
            raise CommandError(f"{path} was not imported.\n{error}") from error
        if problems and missing == "retire":
            raise CommandError(
                "Lines are left out, and what they name would be retired: mend them, or keep what is missing."
            )
        for line, sentence in sorted(problems):
            self.stderr.write(f"left out line {line}: {sentence}")
        return source.text, rows

    def _print(self, report: ImportReport, plan: ImportPlan | None, *, dry_run: bool, as_json: bool) -> None:
        missing = [asset.external_id for asset in plan.missing] if plan else []
        retired = [asset.external_id for asset in plan.retired] if plan else []
        questions = [question_sentence(question) for question in plan.unanswered] if plan else []
        if as_json:
            more = {"missing": missing, "retired": retired, "questions": questions, "dry_run": dry_run}
            self.stdout.write(json.dumps({**asdict(report), **more}, indent=2))
            return
        for sentence in questions:
            self.stdout.write(f"question {sentence}")
        for row in plan.told_apart if plan else ():
            self.stdout.write(f"another is called {row.name}, so this one is {row.external_id}")
        for word, ids in (("created", report.created), ("changed", report.changed)):
            for external_id in ids:
                self.stdout.write(f"{word} {external_id}")
        for external_id in report.listed:
            self.stdout.write(f"listed {external_id}")
        self.stdout.write(f"on the list {report.into}")
        for external_id in missing:
            self.stdout.write(f"not in the file: {external_id}")
        for external_id in retired:
            self.stdout.write(f"retired, and in the file: {external_id}")
        counts = f"{len(report.created)} created, {len(report.changed)} changed, {len(report.unchanged)} unchanged"
        self.stdout.write(f"{counts}{' (dry run: nothing was saved)' if dry_run else ''}")


def _list_of(text: str, path: Path, options: dict[str, Any]) -> ListName | None:
    """The list that the arguments name, else the one that the file is of; None if nothing says which."""
    name, season = split_title(options["list_name"])
    season = options["season"] or season
    if not name:
        of_file, season_of_file = competition_of_file(text, str(path.absolute()))
        name, season = of_file, season or season_of_file
    if len(season) > _LONGEST_SEASON:
        raise CommandError(f"Shorten the season to {_LONGEST_SEASON} characters, such as 2025/26.")
    return ListName(name, season) if name or season else None


def _decisions(options: dict[str, Any]) -> Decisions:
    answers = dict.fromkeys(options["another"], ANOTHER)
    for text in options["same"]:
        key, equals, external_id = text.partition("=")
        if not (key and equals and external_id):
            raise CommandError(f"Give --same as KEY=ID, and not {text!r}.")
        answers[key] = external_id
    return Decisions(
        answers=answers,
        rest=Rest(options["rest"]),
        retire_missing=options["missing"] == "retire",
        bring_back=options["bring_back"],
    )


def _import(
    rows: list[AssetRow], sport: str, decisions: Decisions, into: ListName | None, *, dry_run: bool
) -> ListImport:
    try:
        return import_list(sport, rows, decisions, into=into, dry_run=dry_run)
    except ListNotNamed as error:
        raise CommandError(f"{error} Name one with --list and --season.") from error
    except QuestionsOpen as error:
        advice = "Answer each with --same KEY=ID or --another KEY, or all with --rest."
        raise CommandError(f"Nothing was imported.\n{error}\n{advice}") from error
    except AnswerRefused as error:
        raise CommandError(f"Nothing was imported. {error}") from error
    except SportNotFound as error:
        raise CommandError(
            f"There is no sport {sport!r}. Make it in the admin first, or check the spelling."
        ) from error
