"""compose.yaml is of the Compose Specification, and says what image, settings and product know."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from auctionsite.serving.draining import LIMIT_SECONDS
from auctionsite.settings import BASE_DIR
from tests.ops.dockerfile import instruction_words, read_stages, started_programs
from tests.ops.test_install import example
from tests.test_docs import first_cells, settings_that_are_read

FILE = BASE_DIR / "compose.yaml"
TEXT = FILE.read_text(encoding="utf-8")
DOCUMENT: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = DOCUMENT["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
OTHERS = SERVICES.keys() - OURS.keys()
_CHECK = (sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec")


def test_it_is_of_the_specification(tmp_path: Path) -> None:
    """By the specification's own JSON schema, which comes with check-jsonschema."""
    done = subprocess.run([*_CHECK, FILE], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout
    wrong = tmp_path / "compose.yaml"
    wrong.write_text("services: {web: {imagine: 1}}", encoding="utf-8")
    assert subprocess.run([*_CHECK, wrong], capture_output=True, timeout=120).returncode == 1


def has_compose() -> bool:
    """Return True if docker and its plugin are here; its server isn't asked."""
    docker = shutil.which("docker")
    return docker is not None and subprocess.run([docker, "compose", "version"], capture_output=True).returncode == 0


@pytest.mark.skipif(not has_compose(), reason="there is no docker compose here")
def test_docker_understands_it(tmp_path: Path) -> None:
    shutil.copy(FILE, tmp_path)
    filled = {**dict.fromkeys(re.findall(r"\$\{(\w+):\?", TEXT), "x"), **{k: v for k, v in example().items() if v}}
    (tmp_path / ".env").write_text("".join(f"{name}={value}\n" for name, value in filled.items()), encoding="utf-8")
    argv = ["docker", "compose", "--project-directory", str(tmp_path), "config", "--quiet"]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


def test_every_kind_of_process_runs() -> None:
    started = {each for service in OURS.values() for each in started_programs(" ".join(service.get("command", [])))}
    assert {"run_clock", "run_season", "run_bots", "ops/install.sh", "ops/daily.sh"} == started
    for each in started:
        assert each in get_commands() or (BASE_DIR / each).stat().st_mode & 0o111, each
    webs = [service for service in OURS.values() if "command" not in service]
    assert len(webs) >= 2  # so that one can be replaced while the other serves
    assert len([service for service in OURS.values() if "run_clock" in service.get("command", [])]) >= 2
    assert SERVICES["bots"]["profiles"] == ["bots"]


@pytest.mark.parametrize("name", OURS)
def test_everything_of_ours_is_told_only_settings_that_are_known(name: str) -> None:
    known = settings_that_are_read() | {"HOST", "PORT", "ASGI_SERVER"}
    given = OURS[name]["environment"].keys()
    assert {"DATABASE_URL", "REDIS_URL"} <= given <= known
    assert OURS[name]["env_file"] == ".env"


def test_every_setting_of_the_example_is_known() -> None:
    taken = set(re.findall(r"\$\{(\w+)[:}]", TEXT))
    assert (
        example().keys() <= settings_that_are_read() | first_cells((BASE_DIR / "docs/settings.md").read_text()) | taken
    )


def test_what_it_must_be_told_is_in_the_example_and_all_else_in_the_document() -> None:
    guide = (BASE_DIR / "docs/deploy.md").read_text(encoding="utf-8")
    must, may = set(re.findall(r"\$\{(\w+):\?", TEXT)), set(re.findall(r"\$\{(\w+):-", TEXT))
    assert "SECRET_KEY" in must <= example().keys()
    assert all(name in guide for name in may)


def test_values_of_the_example_are_the_same_to_compose_systemd_and_a_shell() -> None:
    for name, value in example().items():
        assert re.fullmatch(r"[\w./:@-]*", value), name


@pytest.mark.parametrize("name", SERVICES)
def test_what_a_service_waits_for_is_there(name: str) -> None:
    for other, wait in SERVICES[name].get("depends_on", {}).items():
        service = SERVICES[other]
        assert not service.get("profiles")
        if wait["condition"] == "service_healthy":
            assert service["healthcheck"]["test"][0] == "CMD"
        else:
            assert (wait["condition"], service["restart"]) == ("service_completed_successfully", "no")


@pytest.mark.parametrize("name", sorted(OURS.keys() - {"migrate"}))
def test_nothing_of_ours_starts_before_the_database_is_migrated(name: str) -> None:
    assert OURS[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_volumes_and_files_are_there() -> None:
    mounted = {each.rpartition(":/")[0] for service in SERVICES.values() for each in service.get("volumes", [])}
    paths = {each for each in mounted if each.startswith((".", "$"))}
    assert mounted - paths == DOCUMENT["volumes"].keys()
    assert all((BASE_DIR / each).is_file() for each in paths if each.startswith("."))


@pytest.mark.parametrize("name", SERVICES)
def test_nobody_runs_as_root_or_with_privileges(name: str) -> None:
    service = SERVICES[name]
    user = service.get("user", "")
    assert (name in OTHERS and user and user.partition(":")[0] not in ("root", "0")) or (name in OURS and not user)
    assert not service.keys() & {"privileged", "cap_add", "network_mode", "pid", "ipc", "devices"}
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "docker.sock" not in str(service)


def test_only_the_proxy_is_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]


@pytest.mark.parametrize("name", OURS)
def test_everything_of_ours_is_built_here_and_has_longer_to_end_than_it_takes(name: str) -> None:
    assert OURS[name]["build"]["target"] in read_stages()
    seconds = re.fullmatch(r"(\d+)s", OURS[name]["stop_grace_period"])
    assert seconds is not None
    assert int(seconds[1]) > LIMIT_SECONDS + 5


def test_health_is_asked_as_in_the_image() -> None:
    asked = [service["healthcheck"].get("test") for service in OURS.values()]
    assert [test[1:] for test in asked if test] == [instruction_words(read_stages()["site"], "HEALTHCHECK")] * 2
    assert all(test or service["healthcheck"]["disable"] for test, service in zip(asked, OURS.values(), strict=True))


def test_proxy_finds_the_web_processes() -> None:
    conf = (BASE_DIR / "ops/nginx/compose.conf").read_text(encoding="utf-8")
    [(host, port)] = re.findall(r"set \$auctionsite (\w+):(\d+);", conf)
    for name in ("web1", "web2"):
        assert OURS[name]["networks"]["default"]["aliases"] == [host]
        assert OURS[name]["environment"]["PORT"] == port
    inner = {each.rpartition(":")[2] for each in SERVICES["proxy"]["ports"]}
    assert inner == set(re.findall(r"listen (\d+)", conf))


def test_programs_for_backups_are_as_new_as_the_database() -> None:
    """trixie's client is of 17, and an older client can't dump a newer server."""
    assert SERVICES["postgres"]["image"] == "postgres:17-trixie"
    assert read_stages()["base"].parent.endswith("-slim-trixie")
