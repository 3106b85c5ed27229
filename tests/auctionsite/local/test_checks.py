"""Checks before anything starts, each failure in one sentence."""

import shutil
import socket
from pathlib import Path
from typing import NamedTuple

import pytest

from auctionsite.local.checks import Address, address_from_environment, check_disk, check_port
from auctionsite.local.errors import LocalError


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def test_full_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 10**12, 499_000_000))
    with pytest.raises(LocalError, match=r"^Only 499 MB are free for "):
        check_disk(tmp_path / "not" / "there" / "yet")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 0, 501_000_000))
    check_disk(tmp_path)


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1", "80.5"])
def test_port_that_is_none_is_said(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(LocalError, match=f"^PORT={port} is not a port"):
        address_from_environment()


def test_taken_port_is_said_also_when_taken_on_all_addresses(port: int) -> None:
    with socket.create_server(("0.0.0.0", port)), pytest.raises(LocalError, match=f"^Port {port} is in use"):  # noqa: S104
        check_port(Address("127.0.0.1", port))
    check_port(Address("127.0.0.1", port))


def test_foreign_host_is_said() -> None:
    with pytest.raises(LocalError, match=r"^HOST=192\.0\.2\.1 is not an address of this machine"):
        check_port(Address("192.0.2.1", 8000))


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),  # noqa: S104
        ("::1", "http://[::1]:8000"),
        ("localhost", "http://localhost:8000"),
    ],
)
def test_address_can_be_opened_in_a_browser(host: str, url: str) -> None:
    assert Address(host, 8000).url == url
