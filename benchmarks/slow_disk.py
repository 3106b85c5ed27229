"""Measure batches of bids on a slow disk: 64 bids a commit ÷ one bid a commit, each fsync 1 ms slower, and not.

    .venv/bin/python -m benchmarks.slow_disk [--seconds 3] [--rounds 3] [--delay-ms 1] [--json]

It starts a Postgres of its own, with fsync, whose data is in `.local/slow-disk`, and which preloads `slow_disk.c`: that
waits before each fsync and fdatasync, and is told by a file in memory whether to. So both disks are one and the same
server, and all four sides take turns in each round; medians of the rounds are told. `fsyncs_a_bid` are those of all of
Postgres's processes. A C compiler is needed; without one it says so, and measures nothing.
"""

import argparse
import json
import mmap
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from django.core.management import call_command

from auctionsite.local.place import PROJECT
from benchmarks.commits import MACHINE, Bidding, in_turns, medians
from rollouts.propagation import snapshot

SOURCE = Path(__file__).with_name("slow_disk.c")
WHERE = PROJECT / ".local" / "slow-disk"
SIZES = {"one": 1, "64": 64}
NUMBERS = struct.Struct("=QQ")
"""What the file has: microseconds to wait before each fsync, and how many there were."""


class Disk:
    """The file by which the disk is made slow, and that counts what it is asked for."""

    def __init__(self, file: Path) -> None:
        with file.open("r+b") as opened:
            self._shared = mmap.mmap(opened.fileno(), NUMBERS.size)

    def slow_down(self, milliseconds: float) -> None:
        """Let each fsync take so much longer from now on."""
        self._shared[:8] = struct.pack("=Q", round(milliseconds * 1000))

    @property
    def fsyncs(self) -> int:
        """Return how many there were."""
        _, syncs = NUMBERS.unpack(self._shared[:])
        return int(syncs)


def run_with_slow_disk(arguments: list[str]) -> int:
    """Start servers that preload the slow disk, and measure there; gives the exit code."""
    compiler = shutil.which("cc")
    if compiler is None:
        print("Skipped: there is no C compiler here, and the slow disk is written in C.", file=sys.stderr)
        return 0
    with tempfile.TemporaryDirectory(prefix="auctionsite-disk-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the servers may have a user of their own
        file, library = folder / "disk", folder / "slow_disk.so"
        file.write_bytes(bytes(NUMBERS.size))
        file.chmod(0o666)
        named = f'-DSLOW_DISK_FILE="{file}"'
        subprocess.run([compiler, "-shared", "-fPIC", "-O2", named, "-o", library, SOURCE, "-ldl"], check=True)
        library.chmod(0o755)
        command = [sys.executable, "-m", "benchmarks.slow_disk", "--disk", str(file), *arguments]
        own = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
        # The launcher lets its servers preload where it is told of another clock: here by no second.
        preloaded = {"DATA_DIR": str(WHERE), "LD_PRELOAD": str(library), "CLOCK_AHEAD_SECONDS": "0"}
        launcher = [sys.executable, "-m", "auctionsite.local", "exec", "--", *command]
        return subprocess.run(launcher, cwd=PROJECT, env=own | preloaded, check=False).returncode


def measured(bidding: Bidding, disk: Disk, milliseconds: float, seconds: float) -> dict[str, float]:
    """Bid for so long on a disk that is so much slower; bids a second, and fsyncs a bid."""
    disk.slow_down(milliseconds)
    bidding.commit()
    before, began = disk.fsyncs, time.perf_counter()
    figures = bidding.measured(seconds)
    fsyncs, took = disk.fsyncs - before, time.perf_counter() - began
    bids_per_s = 1000 / figures["time"]
    return {"bids_per_s": bids_per_s, "fsyncs_a_bid": fsyncs / (bids_per_s * took)}


def measure(disk: Disk, seconds: float, rounds: int, milliseconds: float) -> dict[str, object]:
    """All figures and ratios."""
    biddings = {name: Bidding(size) for name, size in SIZES.items()}
    disks = {"as it is": 0.0, f"{milliseconds:g} ms slower": milliseconds}
    sides = {
        f"{name} a commit, disk {speed}": partial(measured, bidding, disk, more, seconds)
        for speed, more in disks.items()
        for name, bidding in biddings.items()
    }
    told = in_turns(sides, rounds)
    if not disk.fsyncs:
        raise SystemExit("Postgres has not asked the disk for anything: it doesn't preload the slow disk here.")
    of_rounds = {name: medians(each) for name, each in told.items()}
    rates = {name: each["bids_per_s"] for name, each in of_rounds.items()}
    ratios = {
        f"64 ÷ one a commit, disk {speed}": rates[f"64 a commit, disk {speed}"] / rates[f"one a commit, disk {speed}"]
        for speed in disks
    }
    return {
        "machine": MACHINE,
        "medians": of_rounds,
        "ratios": {name: round(each, 2) for name, each in ratios.items()},
        "rounds": told,
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each measurement, 60 at most")
    parser.add_argument("--rounds", type=int, default=3, help="3 at least, 20 at most")
    parser.add_argument("--delay-ms", type=float, default=1.0, help="of each fsync, in ms, 1000 at most")
    parser.add_argument("--json", action="store_true", help="with the figures of each round")
    parser.add_argument("--disk", type=Path, help=argparse.SUPPRESS)  # how it starts itself beside its own servers
    options = parser.parse_args()
    if options.disk is None:
        sys.exit(run_with_slow_disk(sys.argv[1:]))
    call_command("migrate", verbosity=0)
    snapshot.follow("bench")  # as the product's own processes do
    delay = min(max(options.delay_ms, 0.0), 1000.0)
    figures = measure(Disk(options.disk), min(options.seconds, 60.0), min(max(options.rounds, 3), 20), delay)
    if not options.json:
        figures.pop("rounds")
    print(json.dumps(figures, indent=None if options.json else 2, ensure_ascii=False))


if __name__ == "__main__":
    main()
