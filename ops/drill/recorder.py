"""A record as Prometheus would have it: `/metrics` once a second, and whether an alert's expression was true then.

A scrape that fails ends all series, as it does in Prometheus. The expressions are the very ones of the rules, worked
out by `promtool test rules` on the recorded series; how long each must be true before somebody is called is left out.
"""

import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from prometheus_client.parser import text_string_to_metric_families

from auctionsite.local.place import PROJECT

RULES = PROJECT / "ops" / "prometheus" / "rules.yml"
SCRAPE_SECONDS = 5.0
Sample = dict[str, float]


@dataclass(frozen=True)
class AlertCheck:
    """A check of the record: an alert's expression is true at a second of it, or isn't, as `expected`."""

    alert: str
    at: int
    expected: bool


class Recorder:
    """Scrapes in a thread of its own until it is closed; `samples` has None where a scrape failed."""

    def __init__(self, url: str) -> None:
        self._url = f"{url}/metrics"
        self.samples: list[Sample | None] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._began = time.monotonic()
        self._thread.start()

    @property
    def now(self) -> int:
        """The second of the newest sample."""
        return len(self.samples) - 1

    def close(self) -> None:
        """Scrape no more."""
        self._ended.set()
        self._thread.join(2 * SCRAPE_SECONDS)

    def _run(self) -> None:
        while not self._ended.is_set():
            sample = self._scrape()
            late = int(time.monotonic() - self._began) - len(self.samples)  # seconds that went by meanwhile
            self.samples += [sample] * max(1, late)
            self._ended.wait(max(0.0, self._began + len(self.samples) - time.monotonic()))

    def _scrape(self) -> Sample | None:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(self._url, timeout=SCRAPE_SECONDS) as answer:
                return dict(_parse(answer.read().decode()))
        except (OSError, ValueError):
            return None


def _parse(text: str) -> Any:
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = ",".join(f'{key}="{value}"' for key, value in sorted(sample.labels.items()))
            yield f"{sample.name}{{{labels}}}", sample.value


def promtool() -> str | None:
    """Return where it is; None without it."""
    return shutil.which("promtool") or shutil.which("promtool", path=str(Path(sys.prefix) / "bin"))


def ask(program: str, samples: Sequence[Sample | None], checks: Sequence[AlertCheck]) -> str:
    """Nothing if all is as expected, else what promtool says."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "drill.yml"
        file.write_text(yaml.safe_dump(_test(samples, checks), width=10**6), encoding="utf-8")
        command = (program, "test", "rules", str(file))
        run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    return "" if run.returncode == 0 else run.stdout + run.stderr


def _test(samples: Sequence[Sample | None], checks: Sequence[AlertCheck]) -> dict[str, Any]:
    rules = [rule for group in yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"] for rule in group["rules"]]
    expressions = {rule["alert"]: rule["expr"] for rule in rules if "alert" in rule}
    wanted = {name for check in checks for name in _names(expressions[check.alert], samples)}
    series = [{"series": name, "values": " ".join(_values(name, samples))} for name in sorted(wanted)]
    asked = [
        {
            "expr": f"(count({expressions[check.alert]}) or vector(0)) > bool 0",
            "eval_time": f"{check.at}s",
            "exp_samples": [{"labels": "{}", "value": int(check.expected)}],
        }
        for check in checks
    ]
    return {
        "evaluation_interval": "1s",
        "tests": [{"interval": "1s", "input_series": series, "promql_expr_test": asked}],
    }


def _names(expression: str, samples: Sequence[Sample | None]) -> set[str]:
    return {name for sample in samples for name in sample or () if name.partition("{")[0] in expression}


def _values(name: str, samples: Sequence[Sample | None]) -> list[str]:
    """In promtool's notation: `_` for nothing, `stale` where a series ends."""
    values = [(sample or {}).get(name) for sample in samples]
    before = [None, *values[:-1]]
    return [
        f"{value}".replace("inf", "Inf") if value is not None else "_" if last is None else "stale"
        for value, last in zip(values, before, strict=True)
    ]
