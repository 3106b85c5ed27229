"""The Dockerfile: it copies what is there, is built by ops/install.sh, and runs as nobody special."""

import importlib.util
import re
import subprocess

import pytest

from auctionsite.settings import BASE_DIR
from tests.ops.dockerfile import Stage, copies, instruction_words, is_ignored, read_stages, started_programs

STAGES = read_stages()
END_IMAGES = ("site", "operations")


@pytest.mark.parametrize("stage", STAGES.values(), ids=lambda stage: stage.name)
def test_what_is_copied_is_there_and_not_ignored(stage: Stage) -> None:
    names = list(STAGES)
    for other, sources in copies(stage):
        if other is not None:
            assert names.index(other) < names.index(stage.name)
            continue
        for source in (each for each in sources if each != "."):
            assert (BASE_DIR / source).exists(), source
            assert not is_ignored(source.rstrip("/")), source


def test_every_file_of_the_product_is_in_the_image_and_no_other() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=BASE_DIR, capture_output=True, text=True, timeout=120)
    if listed.returncode != 0:
        pytest.skip("this is no checkout of git")
    left_out = {path.partition("/")[0] for path in listed.stdout.splitlines() if is_ignored(path)}
    apps = {path.parent.name for path in BASE_DIR.glob("*/__init__.py")} - {"tests", "benchmarks", "loadtests"}
    assert not left_out & (apps | {"static", "templates", "ops", "manage.py", "requirements.txt"})
    assert not is_ignored("docs/guide/manager.md"), "/help/ shows it"
    assert left_out >= {"tests", "docs", "Dockerfile", "Makefile", "requirements-dev.txt"}


@pytest.mark.parametrize("path", [".env", ".git/config", ".venv/bin/python", ".local/backups/x.dump", "tests/cast.py"])
def test_secrets_and_what_belongs_to_this_machine_stay_out(path: str) -> None:
    assert is_ignored(path)
    assert not is_ignored("auctionsite/local/launch.py")
    assert is_ignored("auctionsite/local/__pycache__/launch.pyc")


def test_it_is_built_by_the_script_that_is_for_machines_too() -> None:
    script = (BASE_DIR / "ops/install.sh").read_text(encoding="utf-8")
    steps = [re.findall(r"ops/install\.sh (\w+)", text) for text in STAGES["build"].of("RUN")]
    assert steps == [["packages"], ["static"]]
    assert all(f"\n{step}() {{" in script for [step] in steps)


@pytest.mark.parametrize("name", END_IMAGES)
def test_end_images_run_as_nobody_special(name: str) -> None:
    users = STAGES[name].of("USER")
    assert users[-1] == "auctionsite"
    assert STAGES[name].steps.index(("USER", users[-1])) > STAGES[name].steps.index(
        ("COPY", STAGES[name].of("COPY")[-1])
    )
    assert re.search(r"useradd --system --uid [1-9]\d+ .*\bauctionsite\b", STAGES["base"].of("RUN")[0])


@pytest.mark.parametrize("name", END_IMAGES)
def test_end_images_have_no_tools_to_build_with(name: str) -> None:
    stage = STAGES[name]
    assert stage.parent == "base"
    assert "pip uninstall" in STAGES["base"].of("RUN")[0]
    packages = re.findall(r"apt-get install -y --no-install-recommends ([^&]+)", " ".join(stage.of("RUN")))
    assert [each.split() for each in packages] in ([], [["postgresql-client"]])
    for [source] in (sources for other, sources in copies(stage) if other):
        assert source == "/srv/auctionsite"


def test_site_is_what_is_built_without_a_target() -> None:
    assert list(STAGES)[-1] == "site"


def test_what_it_starts_is_there() -> None:
    web, health = instruction_words(STAGES["site"], "CMD"), instruction_words(STAGES["site"], "HEALTHCHECK")
    assert web[:2] == [".venv/bin/python", "-m"]
    assert importlib.util.find_spec(web[2]) is not None
    for script in started_programs(" ".join([*health, *instruction_words(STAGES["operations"], "CMD")])):
        assert (BASE_DIR / script).is_file(), script
    assert {"ops/ready.py"} == started_programs(" ".join(health))
