"""Names in commands about a machine: units of systemd, services of compose, parts of `make run`; nothing is run.

Each function says what is wrong with a command in a sentence; empty if nothing is.
"""

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import yaml
from django.conf import settings

from auctionsite.local.checks import Address
from auctionsite.local.product import django_product
from tests.ops.playbook import Command

ROOT = Path(settings.BASE_DIR)
UNITS = ROOT / "ops" / "systemd"
COMPOSE = ROOT / "compose.yaml"
OTHERS = {"postgresql", "valkey", "nginx"}
"""Units that come with the machine's own packages."""
_VERBS = {"status", "restart", "start", "stop", "enable", "daemon-reload", "list-timers"}
_JOURNAL = {"-u": 1, "-n": 1, "--since": 1, "--grep": 1, "--no-pager": 0, "--disk-usage": 0}
_COMPOSE = {
    "ps": (), "restart": (), "stop": (), "up": ("--detach", "--build", "--wait", "--scale"),
    "logs": ("--since", "--tail"), "run": ("--rm", "--no-deps"),
}  # fmt: skip


def files_exist() -> bool:
    """True if units and services are in this tree."""
    return UNITS.is_dir() and (UNITS / "auctionsite-web@.service").exists() and COMPOSE.exists()


def find_problem(command: Command) -> str:
    """Return what is wrong with a command, or nothing; raises KeyError for one that nobody knows."""
    parts = [shlex.split(part) for part in command.line.split(" && ")] if " && " in command.line else [command.words]
    return ", ".join(filter(None, (KNOWN[words[0]](words[1:]) for words in parts)))


def _units() -> set[str]:
    return {path.name for path in UNITS.iterdir()}


def unit_exists(name: str) -> bool:
    """`auctionsite-web@1`, `auctionsite.target`, `auctionsite-*`; a service where nothing else is said."""
    if name.rstrip("*") in OTHERS:
        return True
    if "*" in name:
        pattern = re.compile(re.escape(name).replace(r"\*", ".*"))
        return any(pattern.match(unit) for unit in _units())
    full = name if name.endswith((".service", ".timer", ".target")) else f"{name}.service"
    return re.sub(r"@[^.]+\.", "@.", full) in _units()


def _systemctl(words: list[str]) -> str:
    verb, *rest = [word for word in words if word not in {"--no-pager", "--now"}]
    if verb not in _VERBS:
        return f"systemctl has no {verb}"
    return ", ".join(f"there is no unit {name}" for name in rest if not unit_exists(name))


def _journalctl(words: list[str]) -> str:
    left = list(words)
    while left:
        option = left.pop(0)
        if option.startswith("--vacuum-size="):
            continue
        if option not in _JOURNAL:
            return f"journalctl {option} is not known here"
        values = [left.pop(0) for _ in range(_JOURNAL[option])]
        if option == "-u" and not unit_exists(values[0]):
            return f"there is no unit {values[0]}"
        if option == "--grep":
            re.compile(values[0])
    return ""


def compose_services() -> set[str]:
    """Return the services of compose.yaml."""
    return set(yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"])


def _docker(words: list[str]) -> str:
    if words == ["image", "prune", "--force"]:
        return ""
    if words[0] != "compose" or words[1] not in _COMPOSE:
        return f"docker {' '.join(words[:2])} is not known here"
    options = [word for word in words[2:] if word.startswith("--")]
    names = [word for word in words[2:] if not word.startswith("--") and not re.fullmatch(r"\d+[mh]?|\w+=\d+", word)]
    if words[1] == "run":
        names = names[:1]
    strange = [each for each in options if each not in _COMPOSE[words[1]]]
    strange += [each for each in names if each not in compose_services()]
    return ", ".join(f"docker compose {words[1]} doesn't know {each}" for each in strange)


def _make(words: list[str]) -> str:
    there = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    return ", ".join(f"make has no {word}" for word in words if "=" not in word and word not in there)


def _alias(words: list[str]) -> str:
    [said] = words
    name, _, meaning = said.partition("=")
    first, *rest = shlex.split(meaning)
    if name != "manage.py" or rest[-1] != "manage.py":
        return f"{said} is no alias for manage.py"
    if first == "docker":
        return _docker(rest)
    if first == "systemd-run":
        unit = (UNITS / "auctionsite-clock@.service").read_text(encoding="utf-8").splitlines()
        given = [word for word in rest if re.match(r"[A-Z]\w+=", word)]
        program = " ".join(rest[rest.index("/usr/bin/env") :])
        same = all(word in unit for word in given) and f"ExecStart={program} run_clock" in unit
        return "" if same else "the alias differs from auctionsite-clock@.service"
    return "" if meaning == ".venv/bin/python manage.py" else f"{meaning} is not known here"


def _tail(words: list[str]) -> str:
    parts = {part.name for part in django_product({}, Address("127.0.0.1", 8000)).parts}
    logs = [word for word in words if word.endswith(".log")]
    return ", ".join(
        f"{log} is no log" for log in logs if Path(log).parts[:2] != (".local", "log") or Path(log).stem not in parts
    )


KNOWN: dict[str, Callable[[list[str]], str]] = {
    "systemctl": _systemctl,
    "journalctl": _journalctl,
    "docker": _docker,
    "make": _make,
    "alias": _alias,
    "tail": _tail,
}
