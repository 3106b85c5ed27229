"""Imports are made without the garbage collector, and stay out of its sight."""

import gc
import subprocess
import sys

import pytest

from auctionsite.serving.starting import importing
from auctionsite.settings import BASE_DIR


@pytest.fixture(autouse=True)
def collector_as_it_was() -> None:
    """What these tests freeze is frozen already, by those who collected them."""
    gc.collect()


def test_collector_rests_while_modules_are_imported_and_works_afterwards() -> None:
    with importing():
        assert not gc.isenabled()
        before = gc.get_freeze_count()
        kept = [[] for _ in range(1000)]  # type: ignore[var-annotated]
    assert gc.isenabled()
    assert gc.get_freeze_count() >= before + len(kept)


def test_collector_works_again_after_an_import_that_fails() -> None:
    with pytest.raises(ModuleNotFoundError), importing():
        __import__("auctionsite.no_such_module")
    assert gc.isenabled()


def test_command_runs_with_its_modules_out_of_the_collectors_sight() -> None:
    code = "import gc; print(gc.isenabled(), gc.get_freeze_count() > 50_000)"
    argv = (sys.executable, "manage.py", "shell", "--no-imports", "-c", code)
    assert subprocess.run(argv, cwd=BASE_DIR, capture_output=True, text=True, check=True).stdout == "True True\n"
