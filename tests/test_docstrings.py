"""First lines of docstrings say what a thing is, does or returns, and don't begin with a clause about it."""

import ast

from tests.product import modules, name_of, tree_of

CLAUSES = ("How ", "What ", "When ", "Where ", "Whether ", "Which ", "Who ", "Whom ", "Whose ", "Why ")
"""`Whether all are here` leaves open what the thing is; `Return True if all are here` doesn't."""


def test_docstrings_begin_with_a_noun_or_a_verb() -> None:
    found = []
    for path in modules():
        if "api" in path.parts:  # texts for those who call, as `docs/openapi.yaml` has them
            continue
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                text = ast.get_docstring(node) or ""
                if text.startswith(CLAUSES):
                    found.append(f"{name_of(path)}: {text.splitlines()[0]}")
    assert not found
