"""The playbook: each alert leads to a section, and every command in it was tried, on a real site that is broken as the
section says.

`manage.py`, `curl` and the like are run as they are typed, by a shell. Those about machines (systemctl, docker) are
held against the units and services that are there; what systemctl does to web, clock and Valkey is done to the site's.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class
from django.core.management.base import CommandError

from accounts.models import User
from auctions.models import Auction, Lot
from auctions.reads import statistics
from auctions.rules.commands import SYSTEM, Pause
from auctions.store.heartbeat import SILENT_SECONDS
from auctionsite.local.servers import binaries
from operations import overview
from rollouts.models import Flag
from tests import cast
from tests.live import MakeSite, Messenger, Part, Site, eventually
from tests.ops import machine_commands, playbook
from tests.ops.playbook import Command, Section
from tests.ops.test_rules import ALERTS
from tests.test_docs import anchors

RUN = ("operations.md", "interventions.md", "checklists.md")
"""Every command of these is run; of the others those of manage.py and of machines are held against what there is."""
READ = ("maintenance.md", "backup.md", "rollouts.md")
SECTIONS = [section for document in RUN for section in playbook.read_sections(document)]
TYPED = [(document, each) for document in (*RUN, *READ) for each in playbook.commands_in_prose(document)] + [
    (section.document, command)
    for document in (*RUN, *READ)
    for section in playbook.read_sections(document)
    for step in section.steps
    for command in step.commands
]
BY_SHELL = {"manage.py", "curl", "df", "uptime"}
LOOKS = re.compile(r"manage\.py (health|flags|audit_auctions|backup --list|fix_stuck_auctions --dry-run)$")
TOKEN = "metrics-token-of-the-playbook"
LIMIT_SECONDS = 180.0


# Alerts ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ALERTS)
def test_an_alert_leads_to_a_section_with_its_severity(name: str) -> None:
    path, _, anchor = ALERTS[name]["annotations"]["look"].partition("#")
    document = Path(settings.BASE_DIR) / path
    assert anchor in anchors(document)
    [text] = [
        part
        for part in document.read_text(encoding="utf-8").split("\n### ")
        if re.sub(r"[^\w\- ]", "", part.partition("\n")[0].lower()).replace(" ", "-") == anchor
    ]
    assert ALERTS[name]["labels"]["severity"] in text.partition("\n")[2].strip().partition("\n\n")[0]


def test_each_part_that_may_be_wrong_has_a_row(db: None) -> None:
    text = (playbook.DOCS / "operations.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `WRONG (\w+)`.* \|$", text, re.MULTILINE)
    assert sorted(rows) == sorted(overview.read_overview().parts)


# Names ----------------------------------------------------------------------------------------------
ABOUT_MACHINES = sorted({each.line: each for _, each in TYPED if each.words[0] in machine_commands.KNOWN}.items())


@pytest.mark.skipif(not machine_commands.files_exist(), reason="ops/systemd and compose.yaml aren't all there yet")
@pytest.mark.parametrize("command", [each for _, each in ABOUT_MACHINES], ids=[line[:60] for line, _ in ABOUT_MACHINES])
def test_units_services_and_parts_that_are_named_are_there(command: Command) -> None:
    assert machine_commands.find_problem(command) == ""


MANAGED = sorted({each.line: each for _, each in TYPED if each.words[0] == "manage.py"}.items())
PLACEHOLDERS = {"$AUCTION": "00000000-0000-0000-0000-000000000000", "ID": "00000000-0000-0000-0000-000000000000"}


@pytest.mark.parametrize("command", [each for _, each in MANAGED], ids=[line[:60] for line, _ in MANAGED])
def test_commands_of_the_product_take_these_arguments(command: Command) -> None:
    _, name, *given = command.words
    parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
    arguments = [PLACEHOLDERS.get(word, word) for word in given]
    if name in {"operate_auction", "cancel_auctions", "rollout"} and not {*given} - {"$AUCTION", "ID"}:
        arguments = []  # named, not typed out
    try:
        if arguments:
            parser.parse_args(arguments)
    except CommandError as error:
        pytest.fail(f"{command.line}: {error}")


# Runs -----------------------------------------------------------------------------------------------
@dataclass
class Place:
    """A live site, what is filled in, and what is broken until a command mends it."""

    site: Site
    messenger: Messenger
    env: dict[str, str]
    until: dict[str, Callable[[], None]] = field(default_factory=dict)
    skipped: set[str] = field(default_factory=set)

    def run(self, command: Command) -> str:
        """Do what a reader's terminal would; what was printed. Fails at another exit code than the document tells."""
        for begin in [each for each in self.until if command.line.startswith(each)]:
            self.until.pop(begin)()
        word = command.words[0]
        if word == "systemctl":
            self._act(command.words[1:])
        if word in machine_commands.KNOWN or re.match(r"[A-Z_]+=", word):
            return ""
        assert word in BY_SHELL, f"nobody knows how to try {command.line!r}"
        return "" if command.line in self.skipped else self._type(command)

    def _type(self, command: Command) -> str:
        for number, web in enumerate(self.site.webs, start=1):
            line = command.line.replace(f"http://127.0.0.1:800{number}", web.address.url)
            command = Command(line, command.code)
        done = subprocess.run(
            ("bash", "-o", "pipefail", "-c", command.line),
            env=self.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            timeout=LIMIT_SECONDS, check=False,
        )  # fmt: skip
        assert done.returncode == command.code, f"{command.line}: {done.returncode}\n{done.stdout}\n{self.site.logs()}"
        return done.stdout

    def _act(self, words: list[str]) -> None:
        """Restart or start what the site has of it."""
        ours: dict[str, Part] = {"auctionsite-clock@1": self.site.clock, "valkey": self.messenger}
        ours |= {f"auctionsite-web@{number}": web for number, web in enumerate(self.site.webs, start=1)}
        for name in words[1:]:
            if name in ours and words[0] == "restart":
                if ours[name].alive:
                    ours[name].end()
                ours[name].start()


@pytest.fixture(scope="module")
def messenger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Messenger]:
    messenger = Messenger(tmp_path_factory.mktemp("valkey"))
    messenger.start()
    yield messenger
    if messenger.alive:
        messenger.kill()


@pytest.fixture(scope="module")
def standing(
    django_db_setup: None, messenger: Messenger, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Site, dict[str, str]]]:
    """Two web processes and a clock, and the environment of the terminal beside them."""
    folder = tmp_path_factory.mktemp("playbook")
    programs = folder / "bin"
    programs.mkdir()
    manage = programs / "manage.py"
    manage.write_text(f'#!/bin/sh\ncd "{settings.BASE_DIR}" && exec "{sys.executable}" manage.py "$@"\n')
    manage.chmod(0o755)
    psql = next(binaries.client_programs("psql")).parent
    own = {"METRICS_TOKEN": TOKEN, "REDIS_URL": messenger.url, "BACKUP_DIR": str(folder / "backups")}
    site = Site(folder, **own)
    site.add_web()
    site.add_web()
    site.add_clock()
    path = f"{programs}:{os.environ['PATH']}:{psql}"
    env = {**site._env, "PATH": path, "LOG_LEVEL": "ERROR", "METRICS_TOKEN": TOKEN, "no_proxy": "127.0.0.1"}
    yield site, env
    site.close()


@pytest.fixture(scope="module")
def seen() -> set[str]:
    """Lines that only look, and were tried: in a section where nothing is broken they aren't tried again."""
    return set()


@pytest.fixture
def place(
    transactional_db: None,
    standing: tuple[Site, dict[str, str]],
    messenger: Messenger,
    carla: User,
    max_: User,
    mia: User,
) -> Iterator[Place]:
    """A whole site; in Carla's league a sold lot and an open one; a backup of it that is proved."""
    site, env = standing
    if not messenger.alive:
        messenger.start()
    site.ready()
    site.registered()
    patient: dict[str, Any] = {"outage_pause_seconds": 600, "empty_room_seconds": 0}  # however long a command takes
    league = cast.make_league(carla, max_, mia, **cast.QUICK, **patient)
    auction = cast.auction_of(league)
    cast.sell(auction, max_, 7)
    filled = {"SITE": site.web.address.url, "AUCTION": str(auction.pk), "LEAGUE": "The Friday League"}
    place = Place(
        site, messenger, {**env, **filled, "EMAIL": "max@example.com", "DJANGO_SETTINGS_MODULE": "auctionsite.settings"}
    )
    if not list(Path(env["BACKUP_DIR"]).glob("*.json")):
        place.run(Command("manage.py backup"))
        place.run(Command("manage.py backup --verify"))
    yield place
    if not messenger.alive:
        messenger.start()
    for part in (*site.webs, site.clock):
        if not part.alive:
            part.start()
    site.rest()


def gone(kind: str) -> bool:
    """Return True if every process of the kind has been silent for longer than health bears."""
    return all(each.age > SILENT_SECONDS for each in statistics.read_statistics().heartbeats if each.kind == kind)


def webs_die(place: Place) -> None:
    for web in place.site.webs:
        web.kill()
    eventually(partial(gone, "web"), "the web is gone")


def clock_dies(place: Place) -> None:
    place.site.clock.kill()
    eventually(partial(gone, "clock"), "the clock is gone")


def messenger_dies(place: Place) -> None:
    place.messenger.kill()


def database_goes(place: Place) -> None:
    """Out of the terminal's reach: the one of the tests serves others too."""
    there = place.env["DATABASE_URL"]
    place.env["DATABASE_URL"] = "postgresql://nobody@/none?host=/nowhere"
    place.until["systemctl restart postgresql"] = partial(place.env.update, DATABASE_URL=there)


def mail_fails(place: Place) -> None:
    place.env |= {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": "1"}

    def mend() -> None:
        del place.env["EMAIL_HOST"]

    place.until["manage.py sign_in_link"] = mend


def auction_sticks(place: Place) -> None:
    Lot.objects.filter(status="open").update(ends_at=None)
    Auction.objects.update(next_deadline=None)


def auction_waits(place: Place) -> None:
    place.site.rest()
    Flag.objects.create(name="waiting_room", everyone=True)
    carla = User.objects.get(email="carla@example.com")
    league = cast.make_league(carla, User.objects.get(email="max@example.com"), name="The Monday League")
    place.env |= {"AUCTION": str(cast.auction_of(league, begun=False).pk), "LEAGUE": league.name}


def auction_is_paused(place: Place) -> None:
    assert cast.do(Auction.objects.get(), Pause(actor=SYSTEM, reason="Nobody knows.")).ok


def room_is_released(place: Place) -> None:
    Flag.objects.create(name="waiting_room", everyone=True)
    place.site.flags_arrive()


BROKEN: dict[str, Callable[[Place], None]] = {
    "Site not seen": webs_die,
    "No clock": clock_dies,
    "Database not seen": database_goes,
    "Metrics incomplete": messenger_dies,
    "Mail fails": mail_fails,
    "Lots overdue": auction_sticks,
    "Begin success low": auction_waits,
    '"It says paused, and nobody paused it"': auction_is_paused,
    "A bad release": room_is_released,
}


def test_situations_are_those_of_sections() -> None:
    assert BROKEN.keys() <= {section.heading for section in SECTIONS}


@pytest.mark.skipif(shutil.which("curl") is None or shutil.which("bash") is None, reason="curl or bash isn't here")
@pytest.mark.parametrize("section", SECTIONS, ids=str)
def test_commands_of_a_section_do_what_it_says(place: Place, seen: set[str], section: Section) -> None:
    if section.heading in BROKEN:
        BROKEN[section.heading](place)
    for step in section.steps:
        place.skipped = seen if section.heading not in BROKEN and not step.shown else set()
        printed = "".join(map(place.run, step.commands))
        seen |= {each.line for each in step.commands if LOOKS.match(each.line)}
        missing = playbook.find_difference(step.shown, printed)
        assert not missing, f"not printed: {missing}\n{printed}"
    assert not place.until, "what was broken is never mended"


def test_command_that_nobody_can_try_fails(make_site: MakeSite, tmp_path: Path) -> None:
    site = make_site()
    site.clocks.append(Part("clock", (), {}, tmp_path))
    place = Place(site, Messenger(tmp_path), dict(os.environ))
    with pytest.raises(AssertionError, match="nobody knows how to try"):
        place.run(Command("rm -rf /var/lib/postgresql"))
    assert place.run(Command("curl -sf http://127.0.0.1:1/", 7)) == ""
    with pytest.raises(AssertionError, match="/: 7"):
        place.run(Command("curl -sf http://127.0.0.1:1/"))


def test_shown_lines_are_compared_in_order_and_whole() -> None:
    assert playbook.find_difference(("a …", "b"), "x\na 1\nb\n") == ""
    assert playbook.find_difference(("b", "a …"), "a 1\nb\n") == "a …"
    assert playbook.find_difference(("a",), "a 1\n") == "a"
