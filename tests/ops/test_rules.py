"""The alerts fire when they should, ask for metrics that exist, and say where to look."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from auctions.clock import LATE
from tests.ops import metric_families, promql

FOLDER = Path(settings.BASE_DIR) / "ops" / "prometheus"
RULES: list[dict[str, Any]] = [
    rule
    for group in yaml.safe_load((FOLDER / "rules.yml").read_text(encoding="utf-8"))["groups"]
    for rule in group["rules"]
]
ALERTS = {rule["alert"]: rule for rule in RULES if "alert" in rule}
RECORDED = {rule["record"] for rule in RULES if "record" in rule}
TEST_FILES = ("rules_test.yml", "rules_weeks_test.yml")
TESTS = [test for name in TEST_FILES for test in yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))["tests"]]
PROMTOOL = shutil.which("promtool") or shutil.which("promtool", path=str(Path(sys.prefix) / "bin"))


@pytest.mark.skipif(PROMTOOL is None, reason="promtool isn't installed; `apt-get install prometheus` brings it")
@pytest.mark.parametrize("command", [("check", "rules", "rules.yml"), ("test", "rules", *TEST_FILES)])
def test_promtool_agrees(command: tuple[str, ...]) -> None:
    run = subprocess.run([str(PROMTOOL), *command], cwd=FOLDER, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "SUCCESS" in run.stdout


@pytest.mark.parametrize("name", ALERTS)
def test_an_alert_says_how_bad_it_is_and_where_to_look(name: str) -> None:
    alert = ALERTS[name]
    assert alert["labels"]["severity"] in {"P0", "P1", "P2", "P3"}
    assert alert["annotations"]["summary"].endswith(".")
    assert re.fullmatch(r"docs/operations\.md#[a-z-]+", alert["annotations"]["look"])


def test_alert_and_documents_mean_the_same_by_late_as_the_site() -> None:
    assert ALERTS["ClockLag"]["expr"] == f"max(auctionsite_clock_lag_seconds) > {LATE.total_seconds():g}"
    docs = Path(settings.BASE_DIR) / "docs"
    seconds = f"over {LATE.total_seconds():g} s"
    assert f"an auction waits for a clock for {seconds} |" in (docs / "observability.md").read_text(encoding="utf-8")
    assert f"`LATE` if it has waited {seconds} for a clock" in (docs / "maintenance.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ALERTS)
def test_an_alert_is_seen_firing_and_seen_quiet(name: str) -> None:
    cases = [case for test in TESTS for case in test["alert_rule_test"] if case["alertname"] == name]
    assert any(case.get("exp_alerts") for case in cases)
    assert any(not case.get("exp_alerts") for case in cases)


def test_rules_ask_for_metrics_and_labels_that_exist(db: None, tmp_path: Path) -> None:
    samples = metric_families.labels_by_sample(tmp_path)
    for rule in RULES:
        for name in promql.metric_names(rule["expr"]):
            assert name in samples or name in RECORDED, f"{name} in {rule['expr']}"
        for name, labels in promql.selectors_of(rule["expr"]):
            assert labels <= samples.get(name, {"code"}), f"{labels} of {name}"


def test_names_are_found_in_an_expression() -> None:
    expr = 'sum by (le) (rate(a_bucket{x="y z",le!="1"}[5m] offset 1d)) / b:c:d > 0.5 and (e or vector(2e9)) == bool 1'
    assert promql.metric_names(expr) == {"a_bucket", "b:c:d", "e"}
    assert promql.selectors_of(expr) == [("a_bucket", {"x", "le"})]
