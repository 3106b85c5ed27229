"""A command begins at once: it imports what it needs, and checks no pages."""

import json
import subprocess
import sys

from django.core.management import get_commands, load_command_class

from auctionsite.commands import SiteCommand
from auctionsite.settings import BASE_DIR
from tests.product import APPS

DJANGOS = {"runserver"}
"""A command of Django's that we only choose another server for."""
OF_PAGES_AND_SERVERS = {
    "auctionsite.urls",
    "autobahn",
    "daphne",
    "drf_spectacular.views",
    "import_export.admin",
    "rest_framework.views",
    "segno",
    "sentry_sdk",
    "tablib",
    "twisted.internet",
}
"""What takes long to import, and serves nobody but a web process, or a site that reports its errors."""


def test_every_command_begins_without_checks_of_the_pages() -> None:
    ours = {name for name, app in get_commands().items() if app in APPS} - DJANGOS
    assert "run_clock" in ours
    for name in ours:
        assert isinstance(load_command_class(get_commands()[name], name), SiteCommand), name


def test_processes_without_pages_import_neither_pages_nor_a_server() -> None:
    code = (
        "import json, sys, django; django.setup()\n"
        "from auctions.management.commands import run_bots, run_clock\n"
        "from season.management.commands import run_season\n"
        "print(json.dumps([*sys.modules]))"
    )
    argv = (sys.executable, "-c", code)
    done = subprocess.run(argv, cwd=BASE_DIR, capture_output=True, text=True, check=True)
    assert not OF_PAGES_AND_SERVERS & set(json.loads(done.stdout))


def test_scripts_may_tell_every_command_to_skip_checks() -> None:
    parser = load_command_class("auctions", "run_clock").create_parser("manage.py", "run_clock")
    assert parser.parse_args(["--skip-checks"]).skip_checks
