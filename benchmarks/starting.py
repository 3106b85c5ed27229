"""Measure how soon a web process serves after its start.

    .venv/bin/python -m auctionsite.local exec -- .venv/bin/python -m benchmarks.starting [--rounds 5]

It starts one as its supervisor does, and prints in seconds, for each round: until it answers at all (`/livez`), until
it answers a page that needs the database, and how much CPU it took until then. On a machine that has other things to
do, `chrt --rr 1` before the second program gives it a core.
"""

import argparse
import http.client
import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from auctionsite.local.checks import Address
from auctionsite.local.product import SERVERS, web_command
from benchmarks.room import free_port

LIMIT_SECONDS = 60.0
PAGE = {"Cookie": f"sessionid={'x' * 32}"}  # whose owner is looked up


def main() -> None:
    """Start one after the other."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, help="how many starts, 1 to 100")
    parser.add_argument("--server", choices=SERVERS, default=SERVERS[0])
    options = parser.parse_args()
    if not 1 <= options.rounds <= 100:
        parser.error("--rounds is a number from 1 to 100")
    subprocess.run((sys.executable, "manage.py", "migrate", "--verbosity", "0"), check=True)
    for number in range(options.rounds):
        alive, page, cpu = start_once(options.server)
        print(f"{number + 1}: answers after {alive:.2f} s, a page after {page:.2f} s, {cpu:.2f} s of CPU", flush=True)


def start_once(server: str) -> tuple[float, float, float]:
    """Return the seconds until a process answered, and until a page of it; and its CPU seconds by then."""
    port = free_port()
    began = time.monotonic()
    command = (sys.executable, "-m", *web_command(Address("127.0.0.1", port), server))
    process = subprocess.Popen(command, env={**os.environ, "LOG_LEVEL": "ERROR"})
    try:
        wait_for(port, "/livez", began + LIMIT_SECONDS)
        alive = time.monotonic() - began
        wait_for(port, "/", began + LIMIT_SECONDS)
        return alive, time.monotonic() - began, cpu_seconds(process.pid)
    finally:
        process.kill()
        process.wait()


def wait_for(port: int, path: str, until: float) -> None:
    """Ask until there is an answer that isn't an error."""
    while True:
        with suppress(OSError, http.client.HTTPException):
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            line.request("GET", path, headers=PAGE)
            if line.getresponse().status < 500:
                line.close()
                return
        if time.monotonic() > until:
            raise SystemExit(f"{path} was not answered within {LIMIT_SECONDS:.0f} s.")
        time.sleep(0.01)


def cpu_seconds(pid: int) -> float:
    """Return how much CPU time a process has taken (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
