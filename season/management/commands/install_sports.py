"""`manage.py install_sports`: the sports that come with the program, with their scoring."""

import json
from typing import Any

from django.core.management.base import CommandParser
from django.db import transaction

from auctionsite.commands import SiteCommand
from leagues.built_in_sports import BUILT_IN_SPORTS
from season.schemes.services import install_sport_and_scheme


class Command(SiteCommand):
    help = (
        f"Make the sports that come with the program ({', '.join(BUILT_IN_SPORTS)}), add statistics and positions that "
        "they lack, and recommend the scoring that comes with them. What operators have changed stays. It may be run "
        "any number of times; run it after each `migrate`."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
        parser.add_argument("--json", action="store_true", help="print an object: what was done for each sport")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        with transaction.atomic():
            sentences_by_sport = {key: install_sport_and_scheme(key) for key in BUILT_IN_SPORTS}
            transaction.set_rollback(dry_run)
        if options["json"]:
            self.stdout.write(json.dumps({"sports": sentences_by_sport, "dry_run": dry_run}, indent=2))
            return
        for sentence in (sentence for sentences in sentences_by_sport.values() for sentence in sentences):
            self.stdout.write(sentence)
        nothing = "" if any(sentences_by_sport.values()) else "nothing to do"
        if nothing or dry_run:
            self.stdout.write(" ".join(filter(None, [nothing, "(dry run: nothing was saved)" if dry_run else ""])))
