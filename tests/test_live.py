"""A site of the tests leaves nothing behind, whatever comes between."""

from pathlib import Path

import pytest

from tests.live import Site
from tests.sockets import Client


class Stubborn(Client):
    """A client that can't be let go of."""

    def __init__(self) -> None:
        """Without a line."""

    def drop(self) -> None:
        raise TimeoutError


def test_processes_end_before_anything_else_can_fail(tmp_path: Path) -> None:
    site = Site(tmp_path)
    program = site.add_program("http.server", "0")
    site._clients.append(Stubborn())
    with pytest.raises(TimeoutError):
        site.close()
    assert not program.alive
