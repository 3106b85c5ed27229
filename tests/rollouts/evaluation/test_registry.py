"""The register of flags."""

from dataclasses import replace

import pytest

from rollouts.evaluation import registry
from rollouts.evaluation.registry import PERMANENT, FlagSpec, declare_flag, declare_switch


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
