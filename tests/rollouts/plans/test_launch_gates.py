"""A gate holds only if its program says so."""

import pytest

from rollouts.plans import launch_gates
from rollouts.plans.definition import GateCategory
from rollouts.plans.launch_gates import GateResult, LaunchGate, ask_gate, declare_launch_gate


@pytest.fixture(autouse=True)
def no_gates(monkeypatch: pytest.MonkeyPatch) -> None:
    """None but the tests' own."""
    monkeypatch.setattr(launch_gates, "launch_gates", {})


def declare(name: str, passed: bool = True) -> None:
    def check(flag: str) -> GateResult:
        if flag == "broken":
            raise LookupError("no such backup")
        return GateResult(passed, f"asked about {flag}")

    declare_launch_gate(LaunchGate(name=name, says="It is so.", category=GateCategory.CODE, check=check))


@pytest.mark.parametrize("passed", [True, False])
def test_gate_says_whether_it_holds_for_a_flag(passed: bool) -> None:
    declare("documented", passed)
    assert ask_gate("documented", "bots") == GateResult(passed, "asked about bots")


def test_gate_that_is_not_there_does_not_hold() -> None:
    assert ask_gate("documented", "bots") == GateResult(False, "No program answers the gate documented.")


def test_gate_that_fails_itself_does_not_hold() -> None:
    declare("documented")
    assert ask_gate("documented", "broken") == GateResult(False, "It couldn't be asked: LookupError('no such backup')")


def test_two_gates_of_one_name_are_a_mistake() -> None:
    declare("documented")
    with pytest.raises(ValueError, match="two gates named documented"):
        declare("documented")
