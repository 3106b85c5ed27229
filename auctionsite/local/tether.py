"""`python tether.py PARENT COMMAND…`: become COMMAND, which Linux ends when its parent dies, even by SIGKILL.

A second belt: what is left all the same is found by its record at the next start.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main(parent: int, command: list[str]) -> None:
    """Tie this process to `parent`, and execute `command` in its place."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it died before it could be noticed
        sys.exit(1)
    try:
        os.execvp(command[0], command)  # noqa: S606 - no shell is meant
    except OSError as error:
        sys.exit(f"{command[0]} can't be started ({error.strerror}).")


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
