"""The register of flags."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from rollouts.evaluation import registry
from rollouts.evaluation.registry import PERMANENT, FlagSpec, declare_flag, declare_switch, is_overdue


@pytest.fixture(autouse=True)
def empty_register(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "SPECS", {})


SPEC = FlagSpec(name="f", does="Nothing.", owner="nobody", ends="2027-03")


def spec(**fields: bool) -> FlagSpec:
    return replace(SPEC, **fields)  # type: ignore[arg-type] # each is a boolean field


def test_flag_is_registered_once() -> None:
    declared = declare_flag(spec())
    assert {"f": declared} == registry.SPECS
    with pytest.raises(ValueError, match="two flags named f"):
        declare_flag(spec())
    assert registry.SPECS["f"] is declared


@pytest.mark.parametrize(
    ("fields", "in_production", "elsewhere"),
    [({}, False, True), ({"on_in_production": True}, True, True), ({"on_elsewhere": False}, False, False)],
)
def test_default_depends_on_the_environment(fields: dict[str, bool], in_production: bool, elsewhere: bool) -> None:
    assert spec(**fields).default("production") is in_production
    assert spec(**fields).default("staging") is spec(**fields).default("local") is elsewhere


@pytest.mark.parametrize("on", [True, False])
def test_switch_is_the_same_everywhere_and_stays(on: bool) -> None:
    switch = declare_switch("s", "Something.", on=on)
    assert (switch.default("production"), switch.default("local")) == (on, on)
    assert (switch.switch, switch.ends, registry.SPECS["s"]) == (True, PERMANENT, switch)


@pytest.mark.parametrize(("ends", "overdue"), [(PERMANENT, False), ("2026-10", True), ("2026-11", False)])
def test_flag_is_overdue_once_its_month_is_over(ends: str, overdue: bool) -> None:
    assert is_overdue(ends, datetime(2026, 11, 30, 23, 59, tzinfo=UTC)) is overdue
