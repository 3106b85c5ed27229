"""Information for the people of a load test: read as it was written, and by nobody else."""

import stat
from pathlib import Path

from loadtests.world import Person, World


def test_what_was_written_is_read_and_nobody_else_may(tmp_path: Path) -> None:
    world = World("http://127.0.0.1:1", "spike", 0.5, [Person("a", "access", "refresh")])
    path = tmp_path / "world.json"
    world.write(path)
    assert World.read(path) == world
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
