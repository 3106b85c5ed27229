"""Mutants that live on for a reason: `survivors.toml`, and how a run differs from it."""

import json
import tomllib
from collections.abc import Iterable
from pathlib import Path

from ops.mutants.workspace import Mutant

LISTED = Path(__file__).with_name("survivors.toml")


def listed(path: Path = LISTED) -> dict[Mutant, str]:
    """The reason for each survivor that has one."""
    entries = tomllib.loads(path.read_text())["survivor"]
    return {
        Mutant(entry["module"], entry["function"], entry["was"], becomes): entry["reason"]
        for entry in entries
        for becomes in entry["becomes"]
    }


def unexplained(survivors: Iterable[Mutant], reasons: dict[Mutant, str]) -> list[Mutant]:
    """Survivors without a reason."""
    return sorted({*survivors} - reasons.keys())


def outdated(survivors: Iterable[Mutant], reasons: dict[Mutant, str], modules: Iterable[str]) -> list[Mutant]:
    """Mutants of these modules that have a reason to survive and didn't."""
    ran = {*modules}
    return sorted({mutant for mutant in reasons if mutant.module in ran} - {*survivors})


def entry(mutant: Mutant) -> str:
    """A survivor as survivors.toml has it, its reason still to be given. JSON's strings are TOML's too."""
    fields = {
        "module": mutant.module,
        "function": mutant.function,
        "was": mutant.was,
        "becomes": [mutant.becomes],
        "reason": "",
    }
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items()]
    return "\n".join(["[[survivor]]", *lines])
