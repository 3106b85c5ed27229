"""The drill: each part of the product is stopped in turn while an auction runs.

    make drill                                      all parts
    .venv/bin/python -m ops.drill --parts clock     some of them

It starts a site of its own (`.local/drill`, erased before and after) with the demo's auction and its bots, and for each
part shows

- **named**: after how many seconds the health check says which part is gone, and how it says it (5 s at most). Asked of
  the site itself where it can answer, and from beside it, as `manage.py` on the same machine would.
- **alerts**: after how many seconds the alert's expression, false before, is true on the metrics that are recorded
  meanwhile, and that it is false again afterwards (by promtool; without it that is said, and not checked).
- **back**: once the part is killed and started again by the launcher, how long until all is healthy, and until
  the auction goes on. An auction that was paused by the outage is resumed by its commissioner, as people would.

At the end the auction is audited: the journal proves every bid and every unit of money. Exit code 1 if anything failed.
"""

import argparse
import os
import shutil
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django

from auctionsite.local.place import PROJECT
from ops.drill import recorder
from ops.drill.recorder import AlertCheck, Recorder
from ops.drill.site import DrillFailed, LocalSite, eventually

NAMED_SECONDS = 5.0
"""Within so long health has to say which part is gone."""
BACK_SECONDS = 60.0
ALERT_SECONDS = 60.0
"""Within so long an alert has to be true, or false again: thresholds are 10 s at most, and figures up to 5 s old."""


@dataclass(frozen=True)
class Drill:
    """A part, the part of the health check that names it, the alert that has to be true, and its processes.

    Processes are named as the launcher names them. Of several each is stopped: one that is left does the work of all.
    """

    part: str
    health: str
    alert: str
    processes: tuple[str, ...]


DRILLS = (
    Drill("clock", "clock", "NoClock", ("clock", "clock2")),
    Drill("web", "web", "SiteNotSeen", ("web",)),
    Drill("valkey", "redis", "MetricsIncomplete", ("valkey",)),
    Drill("postgres", "database", "DatabaseNotSeen", ("postgres",)),
)


def main(arguments: list[str] | None = None) -> int:
    """0: everything was seen; 1: something was not, and is said."""
    parser = argparse.ArgumentParser("ops.drill", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--parts", default=",".join(drill.part for drill in DRILLS), help="which, in this order")
    within = "seconds within which health has to name a part; more on a machine that has other things to do"
    parser.add_argument("--within", type=float, default=NAMED_SECONDS, metavar="SECONDS", help=within)
    parser.add_argument("--folder", type=Path, default=PROJECT / ".local" / "drill", help="where its data are")
    options = parser.parse_args(arguments)
    drills = [drill for name in options.parts.split(",") for drill in DRILLS if drill.part == name]
    if not drills:
        parser.error(f"--parts are some of {', '.join(drill.part for drill in DRILLS)}")
    folder = options.folder.resolve()
    shutil.rmtree(folder, ignore_errors=True)
    try:
        return _run(folder, drills, options.within)
    except DrillFailed as error:
        print(f"FAILED: {error}", flush=True)
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(folder: Path, drills: list[Drill], within: float) -> int:
    for elsewhere in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(elsewhere, None)
    os.environ |= {"DATA_DIR": str(folder), "ENVIRONMENT": "local", "RATE_LIMITS": "off"}
    with LocalSite(folder) as site:
        os.environ["DJANGO_SETTINGS_MODULE"] = "auctionsite.settings"
        django.setup()
        from ops.drill.evening import Evening  # needs Django

        evening = Evening(site.url)
        evening.begin()
        record = Recorder(site.url)
        checks = [asked for drill in drills for asked in _stop_one(drill, site, evening, record, within)]
        record.close()
        failed = _alerts(record, checks) + evening.audit()
    for failure in failed:
        print(f"FAILED: {failure}")
    return 1 if failed else 0


def _stop_one(drill: Drill, site: LocalSite, evening: Any, record: Recorder, within: float) -> list[AlertCheck]:
    eventually(lambda: record.samples and record.samples[-1] is not None, 20, "metrics are recorded")
    before = record.now
    began = time.monotonic()
    for process in drill.processes:
        site.hang(process)
    word, named = eventually(lambda: evening.word_about(drill.health), 2 * within, f"{drill.part} is named")
    if named > within:
        raise DrillFailed(f"{drill.part} was named after {named:.1f} s only")
    during = _await_alert(record, drill.alert, expected=True)
    seen = time.monotonic() - began
    for process in drill.processes:
        site.kill(process)
    _, back = eventually(evening.is_healthy, BACK_SECONDS, f"all is healthy after {drill.part} came back")
    evening.resume_if_paused()
    seq = evening.seq()
    _, on = eventually(lambda: evening.seq() > seq, BACK_SECONDS, f"the auction goes on after {drill.part}")
    eventually(lambda: record.samples[-1] is not None, 20, "metrics are recorded again")
    after = _await_alert(record, drill.alert, expected=False)
    print(f"{drill.part:<9} named after {named:.1f} s: “{drill.health} {word}”; {drill.alert} {seen:.1f} s", flush=True)
    print(f"{'':<9} healthy {back:.1f} s after its end, and the auction went on {on:.1f} s later", flush=True)
    return [AlertCheck(drill.alert, before, expected=False), during, after]


def _await_alert(record: Recorder, alert: str, *, expected: bool) -> AlertCheck:
    """Wait until an alert's expression is as expected on the newest sample; without promtool, for one sample more."""
    program, last = recorder.promtool(), record.now

    def newest() -> AlertCheck | None:
        nonlocal last
        if record.now == last:
            return None
        last = record.now
        check = AlertCheck(alert, last, expected)
        known = program is None or recorder.ask(program, record.samples[: last + 1], [check]) == ""
        return check if known else None

    check, _ = eventually(newest, ALERT_SECONDS, f"{alert} is {str(expected).lower()} on the recorded metrics")
    return check


def _alerts(record: Recorder, checks: list[AlertCheck]) -> list[str]:
    program = recorder.promtool()
    if program is None:
        print("alerts    not checked: there is no promtool (ops/install_program.sh promtool prometheus)")
        return []
    if wrong := recorder.ask(program, record.samples, checks):
        return [f"an alert's expression was not as expected.\n{wrong}"]
    names = ", ".join(each.alert for each in checks if each.expected)
    print(f"alerts    true on {len(record.samples)} recorded seconds while the part was away, and only then: {names}")
    return []


if __name__ == "__main__":
    sys.exit(main())
