"""A browser test that follows a link waits for something of the next page before it measures anything."""

import ast
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from auctionsite.settings import BASE_DIR

ACTIONS = {"click", "press"}
WAITS = {"expect", "wait_for", "wait_for_url", "wait_for_function", "wait_for_load_state"}
MEASURES_AT_ONCE = {"all_fits", "evaluate", "evaluate_all", "content", "screenshot", "violations"}


def called(node: ast.AST) -> set[str]:
    """Names of the functions and methods that a statement calls."""
    calls = [each.func for each in ast.walk(node) if isinstance(each, ast.Call)]
    return {func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "") for func in calls}


def follows_a_link(node: ast.stmt) -> bool:
    if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
        return False
    return "get_by_role('link'" in ast.unparse(node) and bool(called(node) & ACTIONS)


def measured_too_early(source: str) -> Iterator[int]:
    """Line numbers of the statements that measure a page right after a link was pressed."""
    for node in ast.walk(ast.parse(source)):
        body = getattr(node, "body", None)
        for before, after in pairwise(body if isinstance(body, list) else []):
            if follows_a_link(before) and called(after) & MEASURES_AT_ONCE and not called(after) & WAITS:
                yield after.lineno


def test_page_is_measured_once_it_is_there() -> None:
    files = sorted(Path(BASE_DIR, "tests").rglob("test_*.py"))
    assert {path.name: found for path in files if (found := list(measured_too_early(path.read_text())))} == {}


def test_too_early_is_seen() -> None:
    follow = "page.get_by_role('link', name='Plans').click()\n"
    assert list(measured_too_early(f"def test() -> None:\n    {follow}    assert all_fits(page) == []\n")) == [3]
    assert not list(measured_too_early(f"def test() -> None:\n    {follow}    expect(page).to_have_title('Plans')\n"))
