"""The gates that programs answer: registered here by name, by whoever knows. A plan asks those that its phases name."""

from collections.abc import Callable
from dataclasses import dataclass

from rollouts.plans.definition import GateCategory


@dataclass(frozen=True, slots=True)
class GateResult:
    """A gate's answer for a flag, and its reason in a sentence. One that can't be told doesn't hold."""

    passed: bool
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchGate:
    """A gate that a program answers. `says` is what must hold; `check` is given the flag's name, and only reads."""

    name: str
    says: str
    category: GateCategory
    check: Callable[[str], GateResult]


launch_gates: dict[str, LaunchGate] = {}
"""By name, in the order in which pages show them."""


def declare_launch_gate(gate: LaunchGate) -> None:
    """Register a gate. Raises ValueError if the name is taken."""
    if gate.name in launch_gates:
        raise ValueError(f"There are two gates named {gate.name}.")
    launch_gates[gate.name] = gate


def ask_gate(name: str, flag: str) -> GateResult:
    """Ask the gate of this name about a flag. One that isn't there, or fails itself, doesn't hold."""
    gate = launch_gates.get(name)
    if gate is None:
        return GateResult(passed=False, sentence=f"No program answers the gate {name}.")
    try:
        return gate.check(flag)
    except Exception as error:  # noqa: BLE001 # whatever it is, nobody knows that it holds
        return GateResult(passed=False, sentence=f"It couldn't be asked: {error!r}")
