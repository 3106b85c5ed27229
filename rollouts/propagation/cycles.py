"""Flags that require each other in a circle, which evaluation would never leave."""

from dataclasses import replace
from graphlib import CycleError, TopologicalSorter

import structlog

from rollouts.evaluation.registry import SPECS
from rollouts.evaluation.types import FlagConfig

log = structlog.get_logger("rollouts")


def default_requires() -> dict[str, tuple[tuple[str, bool], ...]]:
    """Return what the code's flags require where nobody has set them."""
    return {name: tuple(spec.requires.items()) for name, spec in SPECS.items() if spec.requires}


def without_cycles(flags: list[FlagConfig]) -> list[FlagConfig]:
    """Turn the flags of a cycle off. It is refused when it is saved; made in psql, evaluation would never end."""
    unset = {name: dict(needed) for name, needed in default_requires().items()}
    while True:
        try:
            TopologicalSorter(unset | {flag.name: dict(flag.requires) for flag in flags}).prepare()
        except CycleError as error:
            circle = set(error.args[1])
            if not circle & {flag.name for flag in flags}:
                raise  # the code's own declarations
            log.error("flags.cycle", flags=sorted(circle))
            flags = [replace(each, requires=(), everyone=False) if each.name in circle else each for each in flags]
        else:
            return flags
