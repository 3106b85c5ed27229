"""Procfile, the units of ops/systemd/ and the lines of ops/cron/ start what is there, and end it in time."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import get_commands

from auctionsite.serving.draining import LIMIT_SECONDS
from auctionsite.serving.watchdog import LOOK_SECONDS, LOOP_HANGS_SECONDS, SWITCH_SECONDS
from auctionsite.settings import BASE_DIR, DATABASES
from tests.ops.dockerfile import started_programs

FOLDER = BASE_DIR / "ops/systemd"
UNITS = sorted(path for path in FOLDER.iterdir() if path.is_file())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
CRON, PROCFILE = BASE_DIR / "ops/cron/auctionsite", BASE_DIR / "Procfile"
HOME = "/srv/auctionsite"
KINDS = {"web", "clock", "season", "bots"}
"""The processes of a site; see docs/operations.md."""
EXPOSURE_AT_MOST = 20
"""In tenths of what `systemd-analyze security` counts; a service without protection has more than 90."""

needs_systemd = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd-analyze here")


def values(unit: Path, name: str) -> list[str]:
    """Return what a unit says for one name, in order."""
    return re.findall(rf"^{name}=(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE)


def unit_of(kind: str) -> Path:
    """The unit of a kind of process: a template, where there are several."""
    return FOLDER / f"auctionsite-{kind}{'@' if kind in {'web', 'clock'} else ''}.service"


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The units as on a machine, with programs where they look for them; a template as its first instance."""
    home = tmp_path / "home"
    (home / ".venv/bin").mkdir(parents=True)
    (home / ".venv/bin/python").symlink_to(sys.executable)
    (home / "ops").symlink_to(BASE_DIR / "ops")
    folder = tmp_path / "units"
    shutil.copytree(FOLDER, folder)
    for unit in (path for path in folder.iterdir() if path.is_file()):
        text = unit.read_text(encoding="utf-8").replace(HOME, str(home))
        unit.unlink()
        unit.with_name(unit.name.replace("@.", "@1.")).write_text(text, encoding="utf-8")
    return folder


def analyze(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True, timeout=120)


@needs_systemd
def test_systemd_understands_the_units(installed: Path) -> None:
    done = analyze("verify", "--man=no", "--recursive-errors=no", *(p for p in installed.iterdir() if p.is_file()))
    assert (done.returncode, done.stderr) == (0, "")


@needs_systemd
@pytest.mark.parametrize("unit", [unit.name.replace("@.", "@1.") for unit in SERVICES])
def test_systemd_calls_the_services_well_protected(installed: Path, unit: str) -> None:
    done = analyze("security", "--offline=yes", f"--threshold={EXPOSURE_AT_MOST}", "--no-pager", installed / unit)
    assert done.returncode == 0, done.stdout
    without = installed / "auctionsite-.service.d/hardening.conf"
    without.unlink()  # it is what protects them
    assert analyze("security", "--offline=yes", f"--threshold={EXPOSURE_AT_MOST}", installed / unit).returncode != 0


@pytest.mark.parametrize("file", [*UNITS, CRON, PROCFILE, BASE_DIR / "ops/daily.sh"], ids=lambda path: path.name)
def test_commands_and_programs_exist(file: Path) -> None:
    for each in started_programs(file.read_text(encoding="utf-8")):
        if each.startswith("ops/"):
            assert (BASE_DIR / each).stat().st_mode & 0o111, each
        else:
            assert each in get_commands(), each


def test_every_kind_of_process_is_started_in_each_way() -> None:
    lines = dict(re.findall(r"^(\w+): (.+)$", PROCFILE.read_text(encoding="utf-8"), re.MULTILINE))
    assert lines.keys() == KINDS | {"release"}
    for kind in KINDS:
        unit = unit_of(kind)
        assert values(unit, "ExecStart") == [f"/usr/bin/env {lines[kind]}"]
        assert values(unit, "Restart") == ["always"]
        assert values(unit, "PartOf") == ["auctionsite.target"]


@pytest.mark.parametrize("unit", SERVICES, ids=lambda path: path.name)
def test_no_service_runs_as_root(unit: Path) -> None:
    assert values(unit, "User") in (["auctionsite"], ["postgres"])


@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit.suffix == ".timer"], ids=lambda path: path.name)
def test_every_timer_has_its_service(unit: Path) -> None:
    assert values(unit.with_suffix(".service"), "Type") == ["oneshot"]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_systemd_kills_a_process_that_it_hears_nothing_of(kind: str) -> None:
    unit = unit_of(kind)
    [seconds] = values(unit, "WatchdogSec")
    assert int(seconds) > SWITCH_SECONDS + LOOK_SECONDS  # it says where it hung first, if it can
    assert (values(unit, "NotifyAccess"), values(unit, "WatchdogSignal")) == (["main"], ["SIGKILL"])


def test_proxy_waits_for_a_page_until_a_process_that_hangs_has_ended_itself() -> None:
    """And no longer than that, by much; a page that waits for a connection is answered before, too."""
    conf = (BASE_DIR / "ops/nginx/pass.conf").read_text(encoding="utf-8")
    waits = int(re.findall(r"location / \{.*?proxy_read_timeout (\d+)s", conf, re.DOTALL)[0])
    ended_after = LOOP_HANGS_SECONDS + SWITCH_SECONDS + LOOK_SECONDS
    assert ended_after <= waits <= ended_after + 3
    assert waits > DATABASES["default"]["OPTIONS"]["pool"]["timeout"]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_process_has_longer_to_end_than_it_takes(kind: str) -> None:
    unit = unit_of(kind)
    [seconds] = values(unit, "TimeoutStopSec")
    assert int(seconds) > LIMIT_SECONDS + 5
    assert LIMIT_SECONDS < 10  # the patience of docker, where nothing is said, and of our own launcher


def test_units_ports_and_names_are_left_to_them() -> None:
    example = (BASE_DIR / "ops/site.env.example").read_text(encoding="utf-8")
    [given] = values(FOLDER / "auctionsite-web@.service", "Environment")
    names = {word.partition("=")[0] for word in given.split()}
    assert names == {"HOST", "PORT", "SERVER_LABEL"}
    assert not names & set(re.findall(r"^#?(\w+)=", example, re.MULTILINE))


def test_process_stays_with_its_release_when_the_link_moves(tmp_path: Path) -> None:
    """The units name .venv from within WorkingDirectory=, which is a link: Python must know its real place."""
    release, link = tmp_path / "1.0.0", tmp_path / "auctionsite"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", release / ".venv"], check=True, timeout=120)
    link.symlink_to(release)
    [words] = values(FOLDER / "auctionsite-clock@.service", "ExecStart")
    show = [*words.split()[:2], "-c", "import sys; print(sys.prefix, sys.executable, sep='\\n')"]
    told = subprocess.run(show, cwd=link, capture_output=True, text=True, check=True, timeout=120)
    assert told.stdout.split() == [f"{release}/.venv", f"{release}/.venv/bin/python"]
