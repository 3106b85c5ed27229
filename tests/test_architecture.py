"""The layout holds: imports go down, edges write nothing, each decision has one place."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from auctionsite.settings import BASE_DIR

APPS = ("accounts", "leagues", "auctions", "rollouts", "season", "operations")
MAY_KNOW = {
    "accounts": {"accounts"},
    "leagues": {"accounts", "leagues"},
    "auctions": {"accounts", "leagues", "auctions", "rollouts"},
    "rollouts": {"accounts", "rollouts"},
    "season": {"accounts", "leagues", "auctions", "rollouts", "season"},
    "operations": set(APPS),  # and nobody knows it but the project's own pages, health and metrics
}
EDGES = {"views", "api", "consumers", "admin", "management"}
READ_ONLY = (
    "auctions/reads/queries.py", "auctions/reads/results.py", "leagues/queries.py",
    "season/competitions/queries.py", "season/fixtures/queries.py", "season/league_seasons/queries.py",
    "season/ownership/queries.py", "season/schemes/queries.py", "season/scores/queries.py",
    "season/standings/bargains.py", "season/standings/queries.py", "season/trades/queries.py",
    "season/uploads/queries.py", "rollouts/explain/queries.py",
    "operations/queries.py", "operations/control_room.py", "operations/admin/site.py",
)  # fmt: skip
PURE_SETTINGS = ("leagues/auction_settings.py", "leagues/typed_settings.py")
WRITERS = {"create", "bulk_create", "bulk_update", "update", "update_or_create", "get_or_create", "delete", "save"}


def sources(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in sorted((BASE_DIR / folder).rglob("*.py"))]
    assert found
    return [path for path in found if "migrations" not in path.parts]


def name_of(path: Path) -> str:
    return path.relative_to(BASE_DIR).as_posix()


def imported(path: Path) -> Iterator[str]:
    """Every module a file imports, as `package.module`, and `package.module.name` where a name may be a module."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{each.name}" for each in node.names)


def calls(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func.attr


def is_edge(path: Path) -> bool:
    return bool(EDGES & {*path.relative_to(BASE_DIR).parts, path.stem})


@pytest.mark.parametrize("app", APPS)
def test_apps_import_downwards_only(app: str) -> None:
    for path in sources(app):
        known = {module.split(".")[0] for module in imported(path)} & set(APPS)
        assert known <= MAY_KNOW[app], name_of(path)


def test_rules_know_no_framework_no_clock_and_no_database() -> None:
    allowed = {"auctions.rules", "leagues.auction_settings", "leagues.typed_settings"}
    standard = {"collections", "dataclasses", "enum", "functools", "heapq", "random", "types", "typing", "uuid"}
    for path in [*sources("auctions/rules"), *(BASE_DIR / each for each in PURE_SETTINGS)]:
        for module in imported(path):
            ours = any(module.startswith(each) for each in allowed)
            assert ours or module.split(".")[0] in standard, f"{name_of(path)} imports {module}"


def test_files_and_scoring_know_no_framework_no_clock_and_no_database() -> None:
    standard = {
        "collections", "csv", "dataclasses", "datetime", "decimal", "difflib", "functools", "hashlib", "io", "json",
        "re", "typing", "unicodedata",
    }  # fmt: skip
    pure = [
        "leagues.files", "leagues.sport_definitions",
        "season.competitions.asset_index", "season.standings.charts", "season.fixtures.files",
        "season.fixtures.football_txt", "season.fixtures.results", "season.fixtures.rows", "season.fixtures.tables",
        "season.scores.files", "season.scoring",
    ]  # fmt: skip
    files = [BASE_DIR / f"{module.replace('.', '/')}.py" for module in pure]
    parsers = sources("leagues/files", "season/scoring")
    for path in [*(file for file in files if file.exists()), *parsers]:
        for module in imported(path):
            ours = any(f"{module}.".startswith(f"{each}.") for each in pure)
            assert ours or module.split(".")[0] in standard, f"{name_of(path)} imports {module}"


@pytest.mark.parametrize("name", ["season/trades/settings.py", "season/ownership/periods.py", "season/trade_policy.py"])
def test_settings_ownership_and_the_life_of_a_trade_know_no_framework_no_clock_and_no_database(name: str) -> None:
    ours = {"leagues.typed_settings", "season.trade_policy"}
    for module in imported(BASE_DIR / name):
        known = any(module.startswith(each) for each in ours)
        assert known or module.split(".")[0] in {"collections", "dataclasses", "datetime", "enum", "typing"}, module


def test_nobody_imports_from_the_edges() -> None:
    for path in sources(*APPS):
        if path.stem in {"urls", "routing"}:
            continue
        for module in imported(path):
            parts = module.split(".")
            if parts[0] in APPS and EDGES & set(parts[1:]):
                # A package's parts may know each other: api/urls.py and api/views.py.
                assert is_edge(path), f"{name_of(path)} imports {module}"
                assert parts[1] in path.parts, f"{name_of(path)} imports {module}"


def test_edges_write_nothing_themselves() -> None:
    edges = [path for path in sources("auctions", "leagues", "season") if is_edge(path) and path.stem != "admin"]
    assert edges
    for path in [*edges, *(BASE_DIR / each for each in READ_ONLY)]:
        assert not WRITERS & set(calls(path)), name_of(path)


def test_one_place_sends_to_groups() -> None:
    senders = {name_of(path) for path in sources(*APPS, "auctionsite") if "group_send" in set(calls(path))}
    assert senders == {"auctions/publish/broadcast.py"}


def test_one_place_asks_waffle() -> None:
    askers = {name_of(path) for path in sources(*APPS) if any(module.startswith("waffle") for module in imported(path))}
    assert askers == {"rollouts/models.py", "rollouts/testing.py"}


def test_only_the_engine_and_its_services_write_the_journal() -> None:
    writers = {name_of(path) for path in sources("auctions") if any("journal.write" in line for line in lines(path))}
    assert writers == {"auctions/engine.py", "auctions/services.py"}


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines()


def test_files_and_functions_fit_on_a_screen_or_two() -> None:
    for path in sources(*APPS, "auctionsite"):
        assert len(lines(path)) <= 400, name_of(path)
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                assert length <= 60, f"{name_of(path)}: {node.name} has {length} lines"
