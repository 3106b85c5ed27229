"""The environment that docs/maintenance.md gives for a deployed site."""

import os
import re
import subprocess
import sys

import pytest

from auctionsite.settings import _DEVELOPMENT_KEY, BASE_DIR


def documented() -> dict[str, str]:
    """The variables of the document's block, with a key made up."""
    text = (BASE_DIR / "docs/maintenance.md").read_text(encoding="utf-8")
    block = text.partition("## Environment of a deployed site\n```sh\n")[2].partition("```")[0]
    found = dict(re.findall(r"^(\w+)=(\S*)", block, re.MULTILINE))
    assert found["SECRET_KEY"] == ""
    return found | {"SECRET_KEY": "Hc8wq7dQm4Lx0ZrV1tYb6NfGjKp3Su9aEo5iXeR2WuTyIoPlMnBvCx"}


def check(**changes: str) -> "subprocess.CompletedProcess[str]":
    env = {"PATH": os.environ["PATH"], **documented(), **changes}
    argv = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(argv, cwd=BASE_DIR, env=env, capture_output=True, text=True, check=False, timeout=110)


def test_the_documented_environment_is_clean() -> None:
    done = check()
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.parametrize("key", ["", _DEVELOPMENT_KEY])
def test_no_site_is_deployed_with_no_key_or_the_one_for_development(key: str) -> None:
    done = check(SECRET_KEY=key)
    assert done.returncode != 0
    assert "Set SECRET_KEY" in done.stderr
