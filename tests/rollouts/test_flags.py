"""Every flag is read by somebody, and nobody asks for one that there isn't.

A flag is read through its function in `rollouts/flags.py`, from elsewhere, or by name in a template.
"""

import ast
from collections.abc import Callable
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from auctionsite.settings import BASE_DIR
from rollouts import flags
from rollouts.evaluation.registry import SPECS
from rollouts.stale import code_places

ASKING = {"is_on", "evaluate", "flag_is_active", "switch_is_active", "waffle_flag", "waffle_switch"}
"""What asks for a flag by name: our functions, and waffle's functions, decorators and mixins' attributes."""


def used_in(source: str) -> set[str]:
    """Return what a module uses of `rollouts/flags.py`."""
    return {name for name, _ in code_places.uses_of_flags(source)}


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


def in_templates() -> dict[str, str]:
    """The flags that templates ask for, each with one that does."""
    texts = code_places.template_texts(BASE_DIR)
    return {name: path.name for path, text in texts for name, _ in code_places.template_tags(text)}


def test_every_flag_has_a_function_that_reads_it() -> None:
    readers = code_places.flags_by_reader()
    assert frozenset().union(*readers.values()) == SPECS.keys()
    assert all(readers.values())


def test_every_flag_is_read_by_somebody() -> None:
    used = set().union(*(used_in(path.read_text()) for path in code_places.modules_outside(BASE_DIR)))
    by_name = in_templates().keys()
    readers = code_places.flags_by_reader()
    unread = {name for name, specs in readers.items() if name not in used and not specs <= by_name}
    assert not unread, "call what is unread, or remove the flag"


def test_code_asks_for_no_flag_by_name() -> None:
    for path in code_places.product_modules(BASE_DIR):
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
