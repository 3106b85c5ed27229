"""`make test-dates`: which moments there are, how far the clock is moved, and that all of a process follows it."""

import os
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import available_timezones

import pytest

from auctionsite.local.place import PROJECT
from ops.dates import moments
from ops.dates.__main__ import compiled
from ops.dates.moments import Moment, MomentOutcome

NOW = datetime(2027, 12, 31, 23, 59, 30, 500_000, tzinfo=UTC)


def test_moments_of_the_file_can_be_played() -> None:
    found, left_out = moments.read(moments.FILE.read_text())
    assert {"leap-day", "new-year"} <= {each.name for each in found}
    for each in found:
        assert each.environment(NOW, Path("clock.so")), f"{each.name} is now and here"
        assert each.zone is None or each.zone in available_timezones()
    for test, why in left_out.items():
        assert (PROJECT / test.partition("::")[0]).exists()
        assert why


@pytest.mark.parametrize(
    ("fields", "seconds"),
    [
        ('"at" = 2027-12-31T23:59:45Z', 15),
        ('"at" = 2028-01-01T01:00:00+01:00', 30),
        ('"at" = 2027-12-31T23:59:00Z', -30),
        ("days_ahead = 40", 40 * 86_400),
        ('zone = "Pacific/Auckland"', 0),
    ],
)
def test_clock_is_moved_by_whole_seconds(fields: str, seconds: int) -> None:
    [moment], _ = moments.read(f"[moments]\nthen = {{ {fields} }}")
    assert moment.seconds_ahead(NOW) == seconds


@pytest.mark.parametrize("fields", ["at = 2028-02-29T12:00:00Z, days_ahead = 1", "at = 2028-02-29T12:00:00"])
def test_moment_that_is_not_one_is_refused(fields: str) -> None:
    with pytest.raises(ValueError, match="then: give an instant with its offset"):
        moments.read(f"[moments]\nthen = {{ {fields} }}")


def test_moments_are_chosen_by_name() -> None:
    every = [Moment(name=name, days_ahead=1) for name in ("a", "b", "c")]
    assert moments.choose(every, "") == every
    assert moments.choose(every, "c,a") == [every[2], every[0]]
    with pytest.raises(ValueError, match="d is not known; choose from a, b, c"):
        moments.choose(every, "a d")


def test_outcomes_are_counted_and_shown() -> None:
    suite = '<testsuite errors="1" failures="2" skipped="3" tests="10"/>'
    assert moments.counted(f"<testsuites>{suite}</testsuites>") == (4, 3, 3)
    shown = moments.table(
        [MomentOutcome("leap-day", "2028-02-29 12:00 UTC", 1, (4, 3, 3)), MomentOutcome("auckland", "", 4, None)]
    )
    rows = [line.split() for line in shown.splitlines()]
    assert rows[0] == ["date", "began", "passed", "failed", "skipped"]
    assert rows[1] == ["leap-day", "2028-02-29", "12:00", "UTC", "4", "3", "3"]
    assert rows[2] == ["auckland", "-", "-", "-", "pytest", "ended", "with", "4"]


READ = """
import subprocess, threading, time
lock = threading.Lock()
lock.acquire()
began = time.monotonic()
time.sleep(0.1), lock.acquire(timeout=0.1)
waited = time.monotonic() - began
print(time.time(), subprocess.check_output(["/bin/date", "+%s"], text=True).strip(), began, waited)
"""


@pytest.mark.skipif(shutil.which("cc") is None, reason="needs a C compiler")
def test_process_and_its_children_see_the_moved_time_of_day_and_wait_as_ever(tmp_path: Path) -> None:
    moved = Moment(name="then", days_ahead=40).environment(datetime.now(UTC), compiled(tmp_path))
    ahead = int(moved["CLOCK_AHEAD_SECONDS"]) - int(os.environ.get("CLOCK_AHEAD_SECONDS", "0"))
    before = time.time(), time.monotonic()
    done = subprocess.run([sys.executable, "-c", READ], env=moved, capture_output=True, text=True, check=True)
    own, childs, began, waited = map(float, done.stdout.split())
    for read in (own, childs):
        assert before[0] - 1 <= read - ahead <= time.time()
    assert before[1] < began < time.monotonic()
    assert 0.2 <= waited < 10
