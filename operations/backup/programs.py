"""Postgres' own programs: the machine's, else those of the embedded Postgres."""

import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from auctionsite.local.servers import binaries
from operations.backup.databases import Database
from operations.backup.errors import OperationFailed

LIMIT_SECONDS = 6 * 3600.0
"""A dump or a restore that takes longer is ended."""
_SHOWN = 2000


def find_program(name: str, at_least: int) -> Path:
    """The first program of this name whose major version is `at_least`: Postgres' programs know older servers only.

    Raises OperationFailed that says what was found instead.
    """
    versions = {path: binaries.postgres_version(path) for path in binaries.client_programs(name)}
    for path, version in versions.items():
        if version >= at_least:
            return path
    seen = ", ".join(f"{path} is of {version}" for path, version in versions.items() if version) or "none was found"
    raise OperationFailed(
        f"{name} of Postgres {at_least} or newer is needed, the server's own version; {seen}. "
        f"Install the package postgresql-client-{at_least}, or put a newer {name} on the PATH."
    )


def program_version(program: Path) -> int:
    """Return the major version of Postgres that the program is of."""
    return binaries.postgres_version(program)


def run_program(program: Path, arguments: Sequence[str], database: Database) -> None:
    """Run a libpq program on a database to its end. Raises OperationFailed with the last it said."""
    try:
        done = subprocess.run(  # noqa: S603 - a program found in the places for it
            [program, *arguments, f"--dbname={database.argument}", "--no-password"],
            env=database.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=LIMIT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise OperationFailed(f"{program.name} was ended after {LIMIT_SECONDS / 3600:.0f} hours.") from error
    if done.returncode != 0:
        cause = signal.Signals(-done.returncode).name if done.returncode < 0 else f"exit code {done.returncode}"
        raise OperationFailed(f"{program.name} failed ({cause}): {done.stderr.strip()[-_SHOWN:]}")
