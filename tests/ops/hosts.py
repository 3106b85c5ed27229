"""Machines that are none: networks of their own (Linux's network namespaces), each with a line to this machine."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.live import Host, Messenger, free_port


@dataclass(frozen=True)
class LinkedHost:
    """A host, the address by which it reaches this machine, and the name of the line between them here."""

    host: Host
    gateway: str
    line: str

    def cut(self) -> None:
        """Pull the cable: what is sent is lost, and nobody is told."""
        _ip("link", "set", self.line, "down")

    def mend(self) -> None:
        """Put the cable back."""
        _ip("link", "set", self.line, "up")


@contextmanager
def linked_host(number: int) -> Iterator[LinkedHost]:
    """A host with a line to this machine, until the end; skips the test where that isn't allowed."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        pytest.skip("networks of their own take root, and ip of iproute2")
    name = f"as{os.getpid()}-{number}"
    here, there = (f"10.231.{os.getpid() % 250}.{4 * number + end}" for end in (1, 2))
    try:
        _ip("netns", "add", name)
    except subprocess.CalledProcessError as error:
        pytest.skip(f"networks of their own aren't allowed here: {error.stderr}")
    try:
        _ip("link", "add", name, "type", "veth", "peer", "name", "out", "netns", name)
        _ip("address", "add", f"{here}/30", "dev", name)
        _ip("link", "set", name, "up")
        _ip("-n", name, "address", "add", f"{there}/30", "dev", "out")
        for device in ("lo", "out"):
            _ip("-n", name, "link", "set", device, "up")
        _ip("-n", name, "route", "add", "default", "via", here)
        yield LinkedHost(Host(there, ("ip", "netns", "exec", name)), here, name)
    finally:
        _ip("netns", "delete", name)


def _ip(*words: str) -> None:
    subprocess.run(("ip", *words), check=True, capture_output=True, text=True, timeout=20)


class NetworkMessenger(Messenger):
    """A Valkey that listens at an address, too."""

    def __init__(self, folder: Path, address: str) -> None:
        super().__init__(folder)
        port = free_port()
        self._argv = (*self._argv, "--port", str(port), "--bind", address, "--protected-mode", "no")
        self.url = f"redis://{address}:{port}"
