"""ops/install.sh puts the site on a bare folder, step by step as the image's build does, and then the site runs."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from auctionsite.settings import BASE_DIR, REDIS_URL
from operations.backup import databases, programs
from tests.live import Answer, Part, Web, eventually
from tests.ops.dockerfile import build_context

LIMIT_SECONDS = 900
HOST = "auctions.example"


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A folder with the files that the image gets, and a space in its name."""
    folder = tmp_path / "the site"
    for path in build_context():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(BASE_DIR / path, folder / path)
    return folder


def example() -> dict[str, str]:
    """Return what ops/site.env.example sets."""
    lines = (BASE_DIR / "ops/site.env.example").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


@pytest.fixture
def env(django_db_setup: None, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a deployed site as in the example, with an empty database of its own."""
    ours = databases.site_database()
    database = databases.sibling_with_suffix(ours, "install")
    kept = {name: value for name, value in os.environ.items() if re.match(r"(PATH|HOME)$|PIP_|SSL_|PG", name)}
    with databases.connect_to_server(ours) as server:
        databases.drop_database(server, database, force=True)
        databases.create_database(server, database)
        version = databases.major_version(server.info.server_version)
        yield {
            **kept,
            **example(),
            "PATH": f"{programs.find_program('pg_dump', version).parent}:{os.environ['PATH']}",
            "PYTHON": sys.executable,
            "PIP_NO_COMPILE": "1",
            "SECRET_KEY": "Hc8wq7dQm4Lx0ZrV1tYb6NfGjKp3Su9aEo5iXeR2WuTyIoPlMnBvCx",
            "DATABASE_URL": database.url,
            "REDIS_URL": REDIS_URL,
            "BACKUP_DIR": str(tmp_path),
        }
        databases.drop_database(server, database, force=True)


def run(folder: Path, env: dict[str, str], *steps: str) -> "subprocess.CompletedProcess[str]":
    """Run some steps, from a folder that is no matter."""
    return subprocess.run(
        [folder / "ops/install.sh", *steps], cwd="/", env=env, capture_output=True, text=True, timeout=LIMIT_SECONDS
    )


def must(folder: Path, env: dict[str, str], *steps: str) -> str:
    """Run some steps, which must work; what they printed."""
    done = run(folder, env, *steps)
    assert done.returncode == 0, f"{steps}: {done.stdout[-3000:]}{done.stderr[-3000:]}"
    return done.stdout


def skip_without_an_index(env: dict[str, str], folder: Path) -> None:
    """The smallest package that is pinned tells whether there is an index: what fails after it is a fault of ours."""
    text = (BASE_DIR / "requirements.txt").read_text(encoding="utf-8")
    [pin] = re.findall(r"^(segno==\S+)", text, re.MULTILINE)
    pip = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-input", "--retries", "1", "--timeout", "20"]
    try:
        done = subprocess.run([*pip, "--dest", folder, pin], env=env, capture_output=True, text=True, timeout=120)
    except subprocess.TimeoutExpired:
        pytest.skip("the package index doesn't answer")
    if done.returncode != 0:
        pytest.skip(f"the package index can't be reached: {done.stderr.strip()[-200:]}")


class Installed:
    """The web process and the clock of the folder, started by its own Python as Procfile says."""

    def __init__(self, bare: Path, env: dict[str, str], folder: Path) -> None:
        lines = (BASE_DIR / "Procfile").read_text(encoding="utf-8").splitlines()
        commands = {name: command.split() for name, _, command in (line.partition(": ") for line in lines)}
        self.web = Web("web", None, {**env, "BASE_URL": ""}, folder)
        self.env = {**env, "PORT": str(self.web.address.port)}
        self.parts = [
            Part(name, (str(bare / commands[name][0]), *commands[name][1:]), self.env, folder, bare)
            for name in ("web", "clock")
        ]

    def call(self, path: str) -> Answer:
        """Ask as the proxy would."""
        return self.web.call("GET", path, headers={"Host": HOST})

    def health(self) -> int:
        """The status of /api/health; 0 if nobody answers."""
        try:
            return self.call("/api/health").status
        except OSError:
            return 0

    def logs(self) -> str:
        """Return what both have printed, the end of it for each."""
        return "\n".join(part.log[-3000:] for part in self.parts)


@pytest.fixture
def installed(bare: Path, env: dict[str, str], tmp_path: Path) -> Iterator[Installed]:
    """Not started yet; ended whatever happens."""
    site = Installed(bare, env, tmp_path)
    yield site
    for part in site.parts:
        if part.alive:
            part.kill()


@pytest.mark.timeout(LIMIT_SECONDS + 120)
def test_site_is_installed_on_a_bare_folder_and_runs(
    bare: Path, env: dict[str, str], installed: Installed, tmp_path: Path
) -> None:
    skip_without_an_index(env, tmp_path)
    must(bare, env, "packages")
    assert "static files copied" in must(bare, env, "static")
    assert [*bare.glob("auctionsite/__pycache__/asgi.*.pyc")], "compiled, for whom may not write there"
    must(bare, env, "check", "migrate")
    for part in installed.parts:
        part.start()
    must(bare, installed.env, "ready")
    eventually(lambda: installed.health() == 200, f"health; {installed.logs()}", 60)
    [style, *_] = re.findall(r'href="(/static/css/[^"]+)"', installed.call("/sign-in/").body.decode())
    assert re.search(r"\.[0-9a-f]{12}\.css$", style)
    assert installed.call(style).status == 200
    must(bare, env, "migrate")  # again, as the next release does, while this one serves
    chores = subprocess.run(
        [bare / "ops/daily.sh"], cwd="/", env=env, capture_output=True, text=True, timeout=LIMIT_SECONDS
    )
    assert chores.returncode == 0, chores.stderr
    assert [*tmp_path.glob("*.dump")]
    assert all(part.end() in (0, -signal.SIGTERM) for part in installed.parts), installed.logs()
    ended = run(bare, {**installed.env, "READY_SECONDS": "0"}, "ready")
    assert ended.returncode == 1
    assert f"no answer at port {installed.web.address.port}" in ended.stderr


@pytest.mark.parametrize(("steps", "said"), [((), "Say which steps"), (("static", "all"), "all is no step")])
def test_unknown_step_is_refused_before_anything_is_done(bare: Path, steps: tuple[str, ...], said: str) -> None:
    done = run(bare, {"PATH": os.environ["PATH"]}, *steps)
    assert done.returncode == 2
    assert said in done.stderr
    assert not (bare / "staticfiles").exists()
