"""Imports of a process: without the garbage collector, out of its sight, and none of a server that it is not on."""

import gc
import subprocess
import sys

import pytest

from auctionsite.serving.starting import NEW_CONTAINERS, importing
from auctionsite.settings import BASE_DIR


@pytest.fixture(autouse=True)
def collector_as_it_was() -> None:
    """Collect garbage first; what these tests freeze is frozen already, by those who collected them."""
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


def test_command_runs_with_its_modules_out_of_the_collectors_sight_and_collects_seldom() -> None:
    collector = "gc.isenabled(), gc.get_freeze_count() > 50_000, gc.get_threshold()[0]"
    assert said(f"import gc; print({collector})") == f"True True {NEW_CONTAINERS}\n"


def test_garbage_is_collected_though_seldom() -> None:
    freed: list[str] = []

    class Ring:
        def __init__(self) -> None:
            self.itself = self

        def __del__(self) -> None:
            freed.append("ring")

    for _ in range(NEW_CONTAINERS + 1000):
        Ring()
    assert freed


def test_daphne_and_twisted_are_imported_by_daphne_alone() -> None:
    modules = "from auctions.sockets import routing; from auctionsite import urls; from auctionsite.serving import "
    names = "backpressure, control_frames, draining, log_texts"
    assert said(f"{modules}{names}; {_SERVER}") == "False False False\n"
    assert said(f"import daphne.server; {modules}{names}; {_SERVER}") == "True True True\n"


_SERVER = "import sys; print(*(each in sys.modules for each in ('daphne', 'autobahn', 'twisted.internet.tcp')))"


def said(code: str) -> str:
    """Return what code prints in a process of its own."""
    argv = (sys.executable, "manage.py", "shell", "--no-imports", "-c", code)
    return subprocess.run(argv, cwd=BASE_DIR, capture_output=True, text=True, check=True).stdout
