"""The code says what things are: docstrings from their first word on, and variables by the thing that they hold."""

import ast
from collections import defaultdict
from collections.abc import Iterator

from tests.product import APPS, FRAME, PROGRAMS, modules, name_of, tree_of

OURS = (*APPS, FRAME, *PROGRAMS, "tests")

CLAUSES = ("How ", "What ", "When ", "Where ", "Whether ", "Which ", "Who ", "Whom ", "Whose ", "Why ")
"""`Whether all are here` leaves open what the thing is; `Return True if all are here` doesn't."""
OF_ANYTHING = {"each", "found", "known"}
"""Names that would fit anything: fine where one or two lines use them."""


def functions_of(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield all functions and methods of a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def is_serializer(node: ast.ClassDef) -> bool:
    """Return True for what the API takes or gives, whose text is for those who call, too."""
    return any("serializers." in ast.unparse(base) for base in node.bases)


def test_docstrings_begin_with_a_noun_or_a_verb() -> None:
    clauses = []
    for path in modules(*OURS):
        if "api" in path.parts:  # texts for those who call, as `docs/openapi.yaml` has them
            continue
        tree = tree_of(path)
        classes = (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and not is_serializer(node))
        for node in (tree, *functions_of(tree), *classes):
            text = ast.get_docstring(node) or ""
            if text.startswith(CLAUSES):
                clauses.append(f"{name_of(path)}: {text.splitlines()[0]}")
    assert not clauses


def test_variables_are_named_after_what_they_hold() -> None:
    vague = []
    for path in modules(*APPS, FRAME, "clients", "ops"):
        for function in functions_of(tree_of(path)):
            lines = defaultdict(set)
            for node in ast.walk(function):
                if isinstance(node, ast.Name) and node.id in OF_ANYTHING:
                    lines[node.id].add(node.lineno)
            vague += [f"{name_of(path)}: `{name}` in {function.name}" for name, used in lines.items() if len(used) > 2]
    assert not vague
