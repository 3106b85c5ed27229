"""Every flag is read by somebody, and nobody asks for one that there isn't.

A flag is read through its function in `rollouts/flags.py`, from elsewhere, or by name in a template.
"""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from auctionsite.settings import BASE_DIR
from rollouts import flags
from rollouts.evaluation.registry import SPECS, FlagSpec

ASKING = {"is_on", "evaluate", "flag_is_active", "switch_is_active", "waffle_flag", "waffle_switch"}
"""What asks for a flag by name: our functions, and waffle's functions, decorators and mixins' attributes."""
_NO_PRODUCT = {"tests", "benchmarks", "clients"}
_TAG = re.compile(r"{%\s*(?:flag|switch)\s+(?P<name>[^\s%]+)\s*%}")


def sources() -> Iterator[Path]:
    for package in sorted(BASE_DIR.glob("*/__init__.py")):
        if package.parent.name not in _NO_PRODUCT:
            yield from sorted(package.parent.rglob("*.py"))


def templates() -> Iterator[Path]:
    folders = [BASE_DIR / "templates", *BASE_DIR.glob("*/templates")]
    yield from sorted(each for folder in folders for each in folder.rglob("*") if each.is_file())


def specs_in(node: ast.AST) -> set[str]:
    """The flags whose declarations a piece of `rollouts/flags.py` uses."""
    used = [getattr(flags, each.id, None) for each in ast.walk(node) if isinstance(each, ast.Name)]
    one = {each.name for each in used if isinstance(each, FlagSpec)}
    many = {
        spec.name for each in used if isinstance(each, dict) for spec in each.values() if isinstance(spec, FlagSpec)
    }
    return one | many


def readers() -> dict[str, set[str]]:
    """The functions that read flags, and which."""
    tree = ast.parse(Path(flags.__file__).read_text())
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]
    return {each.name: specs_in(each) for each in functions}


def readers_called(source: str) -> set[str]:
    """Which functions of `rollouts/flags.py` a module uses."""
    nodes = [*ast.walk(ast.parse(source))]
    origins = {(node.module, each.name) for node in nodes if isinstance(node, ast.ImportFrom) for each in node.names}
    direct = {name for module, name in origins if module == "rollouts.flags"}
    if ("rollouts", "flags") not in origins:
        return direct
    return direct | {
        node.attr
        for node in nodes
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "flags"
    }


def asked_by_name(source: str) -> set[str]:
    """The names of flags for which a module asks without their function."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _name(node.func) in ASKING:
            given = [*node.args, *(each.value for each in node.keywords)]
            found |= {each.value for each in given if isinstance(each, ast.Constant) and isinstance(each.value, str)}
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            found |= {node.value.value for target in node.targets if _name(target) in ASKING}
    return found


def _name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def tagged(template: str) -> set[str]:
    """The flags and switches that a template asks for."""
    return {found["name"].strip("\"'") for found in _TAG.finditer(template)}


def in_templates() -> dict[str, str]:
    """The flags that templates ask for, each with one that does."""
    found: dict[str, str] = {}
    for path in templates():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:  # a picture
            continue
        found |= dict.fromkeys(tagged(text), path.name)
    return found


def test_every_flag_has_a_function_that_reads_it() -> None:
    assert set().union(*readers().values()) == SPECS.keys()
    assert all(readers().values())


def test_every_flag_is_read_by_somebody() -> None:
    outside = [path for path in sources() if "rollouts" not in path.relative_to(BASE_DIR).parts]
    used = set().union(*(readers_called(path.read_text()) for path in outside))
    by_name = in_templates().keys()
    unread = {name for name, specs in readers().items() if name not in used and not specs <= by_name}
    assert not unread, "call what is unread, or remove the flag"


def test_code_asks_for_no_flag_by_name() -> None:
    for path in sources():
        assert not asked_by_name(path.read_text()), (
            f"{path.relative_to(BASE_DIR)}: write a function in rollouts/flags.py"
        )


def test_templates_ask_for_flags_that_there_are() -> None:
    for name, template in in_templates().items():
        assert name in SPECS, f"{template} asks for {name}"


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("is_on('a', subject)", {"a"}),
        ("subjects.is_on(name='a', subject=s)", {"a"}),
        ("evaluate(now, 'a', subject, at).value", {"a"}),
        ("waffle.flag_is_active(request, 'a') or switch_is_active('b')", {"a", "b"}),
        ("@waffle_flag('!a')\ndef view(): ...", {"!a"}),
        ("class View:\n    waffle_flag = 'a'", {"a"}),
        ("is_on(SPEC.name, subject); evaluate(now, name, subject, at); words('a')", set()),
    ],
)
def test_names_are_found_in_code(source: str, names: set[str]) -> None:
    assert asked_by_name(source) == names


@pytest.mark.parametrize(
    ("source", "called"),
    [
        ("from rollouts import flags\nflags.bots_may_play(a, b)", {"bots_may_play"}),
        ("from rollouts import flags\nany(map(flags.has_waiting_room, subjects))", {"has_waiting_room"}),
        ("from rollouts.flags import operator_switches\noperator_switches()", {"operator_switches"}),
        ("from game import flags\nflags.bots_may_play(a, b)", set()),
    ],
)
def test_calls_are_found_in_code(source: str, called: set[str]) -> None:
    assert readers_called(source) == called


def test_names_are_found_in_templates() -> None:
    assert tagged("{% flag 'a' %}{% endflag %}{%switch \"b\"%}{% switch c %}{% flags 'd' %}") == {"a", "b", "c"}


@pytest.mark.parametrize(
    "read",
    [
        lambda: flags.keeps_state(flags.UseCase.BID, uuid4()),
        lambda: flags.writes_snapshots(uuid4()),
        lambda: flags.recovers_state(uuid4()),
        flags.operator_switches,
    ],
)
def test_several_flags_are_read_at_one_version(
    db: None, read: Callable[[], object], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    read()
    with django_assert_num_queries(1):  # which asks for the version, in a process that follows no changes
        read()
