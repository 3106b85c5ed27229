"""Machines that are none: networks of their own (Linux's network namespaces), joined by a line each."""

import ctypes
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.live import Host, Messenger, free_port

_NETWORK = 0x40000000  # CLONE_NEWNET of <sched.h>


@dataclass(frozen=True)
class LinkedHost:
    """A host, the address of the test's end of its line, and that end's name."""

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
def own_network() -> Iterator[None]:
    """A network for this thread and what it starts; skips the test where that isn't allowed.

    The machine's own network stays as it is: browsers of other tests would load nothing while it changes.
    """
    if shutil.which("ip") is None:
        pytest.skip("networks of their own take ip of iproute2")
    system = ctypes.CDLL(None, use_errno=True)
    before = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    try:
        if system.unshare(_NETWORK) != 0:
            pytest.skip(f"networks of their own aren't allowed here: {os.strerror(ctypes.get_errno())}")
        _ip("link", "set", "lo", "up")
        yield
    finally:
        system.setns(before, _NETWORK)
        os.close(before)


@contextmanager
def linked_host(number: int) -> Iterator[LinkedHost]:
    """A host with a line to the network of this thread, until the end."""
    name, line = f"auctionsite-{os.getpid()}-{number}", f"host{number}"
    here, there = (f"10.231.{number}.{end}" for end in (1, 2))
    _ip("netns", "add", name)
    try:
        _ip("link", "add", line, "type", "veth", "peer", "name", "out", "netns", name)
        _ip("address", "add", f"{here}/24", "dev", line)
        _ip("link", "set", line, "up")
        _ip("-n", name, "address", "add", f"{there}/24", "dev", "out")
        for device in ("lo", "out"):
            _ip("-n", name, "link", "set", device, "up")
        _ip("-n", name, "route", "add", "default", "via", here)
        yield LinkedHost(Host(there, ("ip", "netns", "exec", name)), here, line)
    finally:
        _ip("netns", "delete", name)


def _ip(*words: str) -> None:
    subprocess.run(("ip", *words), check=True, capture_output=True, text=True, timeout=120)


class NetworkMessenger(Messenger):
    """A Valkey that listens at an address, too."""

    def __init__(self, folder: Path, address: str) -> None:
        super().__init__(folder)
        port = free_port()
        self._argv = (*self._argv, "--port", str(port), "--bind", address, "--protected-mode", "no")
        self.url = f"redis://{address}:{port}"
