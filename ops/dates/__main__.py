"""The tests at other times than now: on a leap day, over New Year's Eve, while the clocks change.

    make test-dates                                     at every moment of moments.toml
    make test-dates DATES=leap-day,new-year             at some of them
    make test-dates DATES=leap-day ARGS=tests/season    arguments for pytest

Every process sees the same moved clock: pytest, Postgres, Valkey and the product's (`clock.c`). Servers and data are in
`.local/dates`. Exit code 1 if a test failed anywhere.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from auctionsite.local.place import PROJECT
from ops.dates import moments
from ops.dates.moments import Moment, MomentOutcome

WHERE = PROJECT / ".local" / "dates"
CLOCK = Path(__file__).with_name("clock.c")
NOTHING_FAILED = (0, 5)
"""What pytest ends with if every test passed, and if there was none."""
INTERRUPTED = 130


def main(arguments: list[str] | None = None) -> int:
    """0: no test failed at any moment; 1: some did; 2: it can't be played."""
    parser = argparse.ArgumentParser(
        prog="ops.dates", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--dates", default="", help="names of moments.toml, separated by commas")
    parser.add_argument("pytest", nargs="*", help="arguments for pytest, after --")
    options = parser.parse_args(arguments)
    every, left_out = moments.read(moments.FILE.read_text(encoding="utf-8"))
    outcomes: list[MomentOutcome] = []
    try:
        chosen = moments.choose(every, options.dates)
        with tempfile.TemporaryDirectory() as folder:
            clock = compiled(Path(folder))
            outcomes.extend(play(moment, clock, left_out, options.pytest) for moment in chosen)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nInterrupted; before that:")
        return INTERRUPTED
    finally:
        if outcomes:
            print(f"\n{moments.table(outcomes)}")
            print(*(f"Left out: {test}. {why}" for test, why in left_out.items()), sep="\n")
    return int(any(each.code not in NOTHING_FAILED for each in outcomes))


def compiled(folder: Path) -> Path:
    """Return the library that moves the clock of its process, in a folder that the servers' user can read too."""
    compiler = shutil.which("cc")
    if compiler is None:
        raise ValueError("A C compiler is needed to move the clock; on Debian or Ubuntu: sudo apt-get install gcc")
    target = folder / "clock.so"
    folder.chmod(0o755)
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", target, CLOCK, "-ldl"], check=True)  # noqa: S603
    target.chmod(0o755)
    return target


def play(moment: Moment, clock: Path, left_out: dict[str, str], arguments: list[str]) -> MomentOutcome:
    """Run the tests at a moment, and count."""
    now = datetime.now(UTC)
    began = datetime.fromtimestamp(now.timestamp() + moment.seconds_ahead(now), UTC)
    print(f"\n=== {moment.name}: {began:%a %d %b %Y %H:%M} UTC {moment.zone or ''}", flush=True)
    WHERE.mkdir(parents=True, exist_ok=True)
    report = WHERE / f"{moment.name}.xml"
    report.unlink(missing_ok=True)
    ignored = [f"--deselect={test}" if "::" in test else f"--ignore={test}" for test in left_out]
    workers = ["-n", "4", "--dist", "loadfile", "--no-loadscope-reorder"]  # as `make test`: the longest files first
    pytest = [sys.executable, "-m", "pytest", *workers, "-q", f"--junitxml={report}", *ignored]
    code = run(
        [sys.executable, "-m", "auctionsite.local", "exec", "--fast", "--", *pytest, *arguments],
        {**os.environ, "DATA_DIR": str(WHERE), **moment.environment(now, clock)},
    )
    counts = moments.counted(report.read_text(encoding="utf-8")) if report.exists() else None
    return MomentOutcome(moment.name, f"{began:%Y-%m-%d %H:%M} UTC", code, counts)


def run(command: list[str], env: dict[str, str]) -> int:
    """The exit code of a command. A Ctrl-C is its own too, and what it has started gets time to end."""
    process = subprocess.Popen(command, cwd=PROJECT, env=env)  # noqa: S603 - our own command
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.wait()
        raise


if __name__ == "__main__":
    sys.exit(main())
