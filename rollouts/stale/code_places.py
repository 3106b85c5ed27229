"""Places in the product's code that read each flag: uses of its function in `rollouts/flags.py`, and templates' tags.

Nothing else reads a flag by name, which a test holds. Whoever uses a flag's declaration, say for its name, counts too:
these are the lines to mend when the flag goes.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings as site

from rollouts import flags
from rollouts.evaluation.registry import FlagSpec

_NO_PRODUCT = {"tests", "benchmarks", "clients"}
_MODULE = "rollouts.flags"
_TAG = re.compile(r"{%\s*(?:flag|switch)\s+(?P<name>[^\s%]+)\s*%}")


@dataclass(frozen=True, slots=True, order=True)
class CodePlace:
    """A line of the product that reads a flag; `path` is relative to the project."""

    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


@cache
def places_by_flag() -> Mapping[str, tuple[CodePlace, ...]]:
    """Return where each flag is read, by its name. The tree is read once in a process: a fraction of a second."""
    root = Path(site.BASE_DIR)
    of_name = flags_by_name()
    places_of_flag: defaultdict[str, set[CodePlace]] = defaultdict(set)
    for path in modules_outside(root):
        source = path.read_text(encoding="utf-8")
        if _MODULE in source or "rollouts import" in source:
            for name, line in uses_of_flags(source):
                for flag in of_name.get(name, ()):
                    places_of_flag[flag].add(CodePlace(path.relative_to(root).as_posix(), line))
    for path, text in template_texts(root):
        for flag, line in template_tags(text):
            places_of_flag[flag].add(CodePlace(path.relative_to(root).as_posix(), line))
    return {flag: tuple(sorted(places)) for flag, places in places_of_flag.items()}


def product_modules(root: Path) -> Iterator[Path]:
    """Yield every module of the product."""
    for package in sorted(root.glob("*/__init__.py")):
        if package.parent.name not in _NO_PRODUCT:
            yield from sorted(package.parent.rglob("*.py"))


def modules_outside(root: Path) -> Iterator[Path]:
    """Yield every module that may act on a flag: all but those about flags themselves."""
    return (path for path in product_modules(root) if "rollouts" not in path.relative_to(root).parts)


def template_texts(root: Path) -> Iterator[tuple[Path, str]]:
    """Yield every template with its text."""
    for folder in (root / "templates", *sorted(root.glob("*/templates"))):
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            try:
                yield path, path.read_text(encoding="utf-8")
            except UnicodeDecodeError:  # a picture
                continue


@cache
def flags_by_reader() -> Mapping[str, frozenset[str]]:
    """Return the functions of `rollouts/flags.py` that read flags, each with which."""
    tree = ast.parse(Path(flags.__file__).read_text(encoding="utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]
    return {each.name: _flags_named(each) for each in functions}


def flags_by_name() -> Mapping[str, frozenset[str]]:
    """Return what `rollouts/flags.py` gives to others, each with the flags that it stands for."""
    declared = {name: frozenset({each.name}) for name, each in vars(flags).items() if isinstance(each, FlagSpec)}
    return {**declared, **flags_by_reader()}


def _flags_named(node: ast.AST) -> frozenset[str]:
    used = [getattr(flags, subnode.id, None) for subnode in ast.walk(node) if isinstance(subnode, ast.Name)]
    tables = [table.values() for table in used if isinstance(table, dict)]
    specs = [*used, *(spec for table in tables for spec in table)]
    return frozenset(spec.name for spec in specs if isinstance(spec, FlagSpec))


def uses_of_flags(source: str) -> Iterator[tuple[str, int]]:
    """Yield each use in a module of what `rollouts/flags.py` gives to others, with its line."""
    nodes = [*ast.walk(ast.parse(source))]
    origins = {
        (each.asname or each.name): (node.module, each.name)
        for node in nodes
        if isinstance(node, ast.ImportFrom)
        for each in node.names
    }
    direct = {known: name for known, (module, name) in origins.items() if module == _MODULE}
    whole = {known for known, origin in origins.items() if origin == ("rollouts", "flags")}
    for node in nodes:
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in whole:
            yield node.attr, node.lineno
        elif isinstance(node, ast.Name) and node.id in direct:
            yield direct[node.id], node.lineno


def template_tags(text: str) -> Iterator[tuple[str, int]]:
    """Yield the flags and switches that a template asks for, each with its line."""
    for found in _TAG.finditer(text):
        yield found["name"].strip("\"'"), text.count("\n", 0, found.start()) + 1
