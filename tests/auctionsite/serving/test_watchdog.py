"""A process that hangs ends by itself, and systemd hears from it only while it turns."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from auctionsite.serving.watchdog import notify_supervisor
from tests.live import eventually

SCRIPT = Path(__file__).with_name("hanging.py")
LIMIT_SECONDS = 60.0


@pytest.fixture
def supervisor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """The socket that systemd listens on."""
    path = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(str(path))
        line.settimeout(LIMIT_SECONDS)
        monkeypatch.setenv("NOTIFY_SOCKET", str(path))
        yield line


def start(what: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        (sys.executable, str(SCRIPT), what), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "serving\n"
    return process


@pytest.mark.parametrize(("what", "where"), [("loop", "in serve"), ("interpreter", "in serve"), ("thread", "select")])
def test_process_of_which_something_hangs_ends_and_says_where_it_was(what: str, where: str) -> None:
    process = start(what)
    _, said = process.communicate(timeout=LIMIT_SECONDS)
    assert process.returncode == 1
    assert "Timeout" in said
    assert where in said


def test_process_that_turns_goes_on_and_tells_its_supervisor(supervisor: socket.socket) -> None:
    process = start("nothing")
    try:
        assert [supervisor.recv(100) for _ in range(30)] == [b"WATCHDOG=1"] * 30  # three times its limit
        assert process.poll() is None
    finally:
        process.kill()
        process.communicate()


def test_supervisor_hears_nothing_of_a_process_that_is_stopped(supervisor: socket.socket) -> None:
    process = start("nothing")
    try:
        assert supervisor.recv(100) == b"WATCHDOG=1"
        process.send_signal(signal.SIGSTOP)
        supervisor.settimeout(0.5)

        def is_silent() -> bool:
            try:
                return not supervisor.recv(100)
            except TimeoutError:
                return True

        eventually(is_silent, "silence")
        assert is_silent()
    finally:
        process.kill()
        process.communicate()


def test_without_a_supervisor_that_listens_nothing_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    notify_supervisor("WATCHDOG=1")
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "nobody"))
    notify_supervisor("WATCHDOG=1")
