"""`python -m auctionsite.local web`: what supervises the command supervises the server itself."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from auctionsite.local.checks import Address
from auctionsite.local.product import is_answering
from tests.live import Part, eventually, free_port

COMMAND = (sys.executable, "-m", "auctionsite.local", "web")


@pytest.mark.parametrize("server", ["daphne", "uvicorn"])
def test_process_becomes_the_server_and_ends_on_sigterm(server: str, tmp_path: Path) -> None:
    address = Address("127.0.0.1", free_port())
    env = {**os.environ, "HOST": address.host, "PORT": str(address.port), "ASGI_SERVER": server}
    web = Part("web", COMMAND, env, tmp_path)
    web.start()
    try:
        eventually(lambda: is_answering(f"{address.url}/livez") or not web.alive, f"it listens; {web.log}", 60)
        shown = subprocess.run(["ps", "-o", "args=", "-p", str(web.pid)], capture_output=True, text=True, timeout=120)
        assert f"-m {server} " in shown.stdout
        assert web.end() in (0, -signal.SIGTERM)
    finally:
        if web.alive:
            web.kill()


@pytest.mark.parametrize(("name", "value"), [("PORT", "http"), ("ASGI_SERVER", "apache")])
def test_what_it_cannot_use_is_one_sentence(name: str, value: str) -> None:
    done = subprocess.run(COMMAND, env={**os.environ, name: value}, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1
    assert done.stderr.startswith(f"{name}={value} is not ")
    assert len(done.stderr.splitlines()) == 1
