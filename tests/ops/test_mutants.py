"""The list of mutants that survive, and what a run makes of it. `make mutants` itself takes long."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines

from auctions.rules.pace.quiet_hours import _night, later
from auctionsite.local.place import PROJECT
from leagues.settings.quiet_hours import read_quiet_hours
from ops.mutants import __main__, cold_caches, survivors
from ops.mutants.targets import TARGETS, MutationTarget
from ops.mutants.workspace import APPS, Mutant, Result, folders_beside, mutant

MONEY = "auctions/rules/money.py"
CHANGE = Mutant(MONEY, "can_bid", 'if "a" <= b:', 'if "a" < b:')
OTHER = Mutant(MONEY, "can_bid", "return 1", "return 2")

DIFF = """\
# auctions.rules.money.x_can_bid__mutmut_3: survived
--- auctions/rules/money.py
+++ auctions/rules/money.py
@@ -1,4 +1,3 @@
     draft.set_lot(
-        lot.id,
-        hold=0,
-    )
+        lot.id, )
     return None
"""


@pytest.mark.parametrize(
    ("name", "module", "function"),
    [
        ("auctions.rules.money.x_can_bid__mutmut_3", MONEY, "can_bid"),
        ("auctions.rules.draft.xǁDraftǁ_count__mutmut_12", "auctions/rules/draft.py", "Draft._count"),
        ("auctions.engine.x__decide__mutmut_1", "auctions/engine.py", "_decide"),
        ("season.scoring.parsing.xǁ_Parserǁ_rule__mutmut_1", "season/scoring/parsing.py", "_Parser._rule"),
    ],
)
def test_mutant_is_known_by_its_function_and_the_lines_that_differ(name: str, module: str, function: str) -> None:
    assert mutant(name, DIFF) == Mutant(module, function, "lot.id, hold=0, )", "lot.id, )")


def test_survivor_is_listed_as_it_is_printed(tmp_path: Path) -> None:
    path = tmp_path / "survivors.toml"
    path.write_text(survivors.entry(CHANGE).replace('reason = ""', 'reason = "wording"'))
    assert survivors.listed(path) == {CHANGE: "wording"}


def test_survivor_without_a_reason_is_unexplained_and_a_reason_without_a_survivor_outdated() -> None:
    assert survivors.unexplained([CHANGE, OTHER], {CHANGE: "wording"}) == [OTHER]
    assert survivors.outdated([OTHER], {CHANGE: "wording", OTHER: "wording"}, [MONEY]) == [CHANGE]
    assert survivors.outdated([], {CHANGE: "wording"}, ["auctions/rules/clock.py"]) == []


@pytest.mark.parametrize(
    ("mutants", "survived", "everything", "code"),
    [
        (10, (), True, 0),
        (10, (OTHER,), True, 1),  # without a reason
        (10, (), False, 0),
    ],
)
def test_run_fails_while_a_survivor_has_no_reason(
    mutants: int, survived: tuple[Mutant, ...], everything: bool, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    found = [Result("auctions/rules/codes.py", mutants, survived)]
    assert __main__.report(found, everything=everything) == code
    row = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("auctions/rules/codes.py"))
    assert row.split()[1:4] == [str(mutants), str(mutants - len(survived)), str(len(survived))]


def test_copy_in_which_modules_are_mutated_has_each_folder_that_the_settings_read() -> None:
    read = [*settings.LOCALE_PATHS, *settings.STATICFILES_DIRS, *engines["django"].dirs]
    tops = {Path(str(each)).relative_to(PROJECT).parts[0] for each in read if str(PROJECT) in str(each)}
    assert {"locale", "static", "templates"} <= tops <= {*folders_beside(), *APPS}


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_target_has_modules_and_tests(target: MutationTarget) -> None:
    for pattern in target.modules:
        assert list(PROJECT.glob(pattern)), pattern
    for argument in target.tests:
        path, _, test = argument.rpartition("=")[2].partition("::")
        assert (PROJECT / path).exists(), argument
        assert not test or f"def {test}(" in (PROJECT / path).read_text(), argument


def test_tests_of_mutants_find_the_products_caches_empty(request: pytest.FixtureRequest) -> None:
    cold_caches.pytest_collection_finish(request.session)
    later(read_quiet_hours("22:00–08:00", "Europe/London"), 0, 1)
    assert _night.cache_info().currsize
    cold_caches.pytest_runtest_setup(request.node)
    assert not _night.cache_info().currsize


def test_listed_survivors_are_changes_of_what_stands_there_and_say_why() -> None:
    mutated = {path for target in TARGETS for path in target.files(PROJECT)}
    for listed, reason in survivors.listed().items():
        assert listed.module in mutated
        assert "".join(listed.was.split()) in "".join(_source(listed).split()), listed
        assert listed.was != listed.becomes
        assert reason


def _source(listed: Mutant) -> str:
    """The function's source."""
    text = (PROJECT / listed.module).read_text()
    node: ast.AST | None = ast.parse(text)
    for name in listed.function.split("."):
        assert node is not None, f"{listed.module} has no {listed.function}"
        node = next((each for each in ast.iter_child_nodes(node) if getattr(each, "name", None) == name), None)
    assert node is not None, f"{listed.module} has no {listed.function}"
    return ast.get_source_segment(text, node) or ""
