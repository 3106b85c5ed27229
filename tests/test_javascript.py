"""The room's pure modules, by Node's own test runner."""

import re
import shutil
import subprocess

import pytest

from auctions.rules.lifecycle import EMPTY_ROOM, NO_BIDDING
from auctions.rules.pace.changes import GATHERING
from auctionsite.settings import BASE_DIR

NODE = shutil.which("node")


def test_reasons_of_the_rules_are_those_that_pages_translate() -> None:
    text = (BASE_DIR / "static" / "js" / "room" / "selectors" / "auction.js").read_text(encoding="utf-8")
    assert re.findall(r'^  marked\("(.+)"\),$', text, re.MULTILINE) == [EMPTY_ROOM, NO_BIDDING, GATHERING]


@pytest.mark.skipif(NODE is None, reason="Node isn't installed; `apt-get install nodejs` brings it")
def test_pure_modules_of_the_room() -> None:
    run = subprocess.run(
        [str(NODE), "--test", "tests/js"], cwd=BASE_DIR, capture_output=True, text=True, timeout=400, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "# fail 0" in run.stdout
    assert "# tests 0" not in run.stdout
