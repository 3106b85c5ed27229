"""The dashboards are the ones that their source makes, and ask for what there is."""

import json
import runpy
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.ops import metric_families, promql
from tests.ops.test_rules import RECORDED

FOLDER = Path(settings.BASE_DIR) / "ops" / "grafana"
SOURCE = runpy.run_path(str(FOLDER / "dashboards.py"))
NAMES = ("auction-activity", "system-health", "rollout", "business")


def panels(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))["panels"]
    return found


def test_there_are_four() -> None:
    assert tuple(SOURCE["DASHBOARDS"]) == NAMES
    assert {path.stem for path in FOLDER.glob("*.json")} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_dashboard_is_up_to_date(name: str) -> None:
    text = (FOLDER / f"{name}.json").read_text(encoding="utf-8")
    assert text == SOURCE["text_of"](name), "run python ops/grafana/dashboards.py"


@pytest.mark.parametrize("name", NAMES)
def test_panels_don_t_lie_on_each_other(name: str) -> None:
    places = [panel["gridPos"] for panel in panels(name)]
    cells = [(each["x"] + dx, each["y"]) for each in places for dx in range(each["w"])]
    assert len(cells) == len(set(cells))
    assert all(each["x"] + each["w"] <= 24 for each in places)


def test_queries_ask_for_metrics_and_labels_that_exist(db: None, tmp_path: Path) -> None:
    samples = metric_families.labels_by_sample(tmp_path)
    asked = [target["expr"] for name in NAMES for panel in panels(name) for target in panel["targets"]]
    assert len(asked) > 40
    for expr in asked:
        for name in promql.metric_names(expr):
            assert name in samples or name in RECORDED, f"{name} in {expr}"
        for name, labels in promql.selectors_of(expr):
            assert labels <= samples[name], f"{labels} of {name}"
