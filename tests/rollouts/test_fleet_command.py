"""Commands go by what the serving processes say, and change nothing on their own environment's word."""

from typing import Any

import pytest
from django.core.management import get_commands, load_command_class

from rollouts.fleet_command import BY_THIS_SHELL, NOBODY_SERVES, FleetCommand
from tests.product import APPS
from tests.rollouts.management.commands import run
from tests.serving import register

pytestmark = pytest.mark.django_db
CHANGES, LOOKS = ("cancel_auctions", "--reason", "It rains."), ("flags",)
OF_THEIR_OWN = {
    "run_clock": "serves",
    "run_bots": "serves",
    "run_season": "serves",
    "runserver": "serves, for whoever develops",
    "health": "says how this machine finds the site; of settings it asks none",
    "backup": "copies the database that this shell names",
    "restore": "writes a database that this shell names",
    "raise_epochs": "counts up, whatever the settings are",
    "audit_auctions": "compares tables with journals",
    "clean_up": "forgets what is too old, whatever the settings are",
    "import_assets": "loads files for operators; of settings it asks none",
    "import_fixtures": "loads files for operators; of settings it asks none",
    "import_scores": "loads files for operators; of settings it asks none",
    "take_back_upload": "undoes what such a file did; of settings it asks none",
    "launch_gates": "looks at this release and its database; each gate says what the processes that serve say",
    "release_message": "says what a plan's row says; where it may be sent is this shell's to know",
    "banner": "writes what every process shows; of settings it asks none",
    "record_check": "writes down somebody's word about this release; of settings it asks none",
    "install_sports": "makes what comes with the program",
}
"""Commands that aren't FleetCommands, and why they may go by the environment of their shell."""


def test_every_command_goes_by_the_servers_or_says_why_not() -> None:
    ours = {name: app for name, app in get_commands().items() if app in APPS}
    others = {name for name, app in ours.items() if not isinstance(load_command_class(app, name), FleetCommand)}
    assert others == OF_THEIR_OWN.keys()


def test_command_goes_by_the_servers_settings(settings: Any) -> None:
    settings.FEATURES = {"bots": True, "bidding": False}
    register("web-1", FEATURE_BOTS="false", FEATURE_BIDDING="true")
    lines = {line.split()[0]: line for line in run(*LOOKS).out.splitlines()}
    assert "forced off (web-1)" in lines["bots"]
    assert "forced on (web-1)" in lines["bidding"]
    assert "forced" not in lines["waiting_room"]
    assert "forced on by this environment" in run(*LOOKS, "--own-environment").out


def test_command_that_changes_the_site_is_refused_where_nobody_serves() -> None:
    refused = run(*CHANGES)
    assert (refused.code, refused.err) == (1, NOBODY_SERVES)
    assert run(*CHANGES, "--own-environment").code == 0


def test_command_that_looks_says_whose_word_it_is_where_nobody_serves() -> None:
    seen = run(*LOOKS)
    assert (seen.code, seen.err) == (0, f"{BY_THIS_SHELL}\n")


def test_servers_that_differ_in_what_decides_leave_a_command_no_answer() -> None:
    register("web-1", FEATURE_READ_ONLY="true"), register("web-2")
    refused = run(*CHANGES)
    assert refused.code == 1
    assert "FEATURE_READ_ONLY is true on web-1, and isn’t set on web-2." in refused.err
    assert run(*CHANGES, "--own-environment").code == 0
    assert "Processes differ: FEATURE_READ_ONLY is true on web-1, and isn’t set on web-2." in run(*LOOKS).err


def test_servers_may_differ_in_what_decides_nothing_for_it() -> None:
    register("web-1", FEATURE_USE_STATE_PERSISTENCE="true"), register("web-2")
    assert run(*CHANGES).code == 0


@pytest.mark.parametrize("command", [("demo",), ("demo_season",), ("sign_in_link", "carla@example.com")])
def test_production_is_what_the_servers_say_it_is(command: tuple[str, ...]) -> None:
    register("web-1", ENVIRONMENT="production")
    assert "This is production" in run(*command).err


def test_links_lead_to_where_the_servers_are(carla: Any) -> None:
    register("web-1", BASE_URL="https://auctions.example")
    assert run("sign_in_link", carla.email).out.startswith("https://auctions.example/sign-in/")


def test_peak_hours_are_the_servers(settings: Any) -> None:
    settings.ROLLOUT_PEAK_HOURS = frozenset()
    run("rollout", "waiting_room", "--to", "1", "--override", "a test")
    register("web-1", ROLLOUT_PEAK_HOURS="0-24")
    assert "when most people are here" in run("rollout", "waiting_room", "--step", "--dry-run").out
