"""`python ops/ready.py [SECONDS]`: waits until the web process at PORT of this machine is ready for visitors.

It asks `/readyz` again and again for SECONDS (by default it asks once). Exit code 0: it is ready; 1: it isn't, and why;
2: wrong arguments. For healthchecks of containers, and for releases, which go on with the next process then.
"""

import http.client
import os
import sys
import time

ANSWER_SECONDS = 5.0


def trouble(port: int) -> str:
    """Return why nobody should be sent to the process; empty if it is ready."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)
    try:
        line.request("GET", "/readyz")
        answer = line.getresponse()
        said = answer.read(1000).decode(errors="replace").strip()
    except (OSError, http.client.HTTPException) as error:
        return f"no answer at port {port}: {error}"
    finally:
        line.close()
    return "" if answer.status == http.HTTPStatus.OK else f"{answer.status} {said}"


def main(arguments: list[str]) -> int:
    """Ask until it is ready, or time is up; gives the exit code."""
    try:
        port, seconds = int(os.environ.get("PORT") or "8000"), float(arguments[0] if arguments else 0)
    except ValueError as error:
        print(f"PORT and SECONDS are numbers: {error}", file=sys.stderr)
        return 2
    until = time.monotonic() + seconds
    while (reason := trouble(port)) and time.monotonic() < until:
        time.sleep(0.2)
    if reason:
        print(reason, file=sys.stderr)
    return 1 if reason else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
