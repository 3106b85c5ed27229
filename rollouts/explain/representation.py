"""A flag in the API's terms: names for its columns, and those that may be written. Pure.

| API | column | meaning |
| --- | --- | --- |
| enabled | everyone | true: on for everybody; false: off for everybody; null: for whom the rest of the flag says |
| percentage | percent | 0 to 100, with two decimals |

All other names are the columns'. Percentages are per cent here, not hundredths.
"""

from collections.abc import Mapping
from typing import Any

from rollouts.audiences.extent import Extent, Reach
from rollouts.evaluation.flag_state import NEW_STATE, FlagState, released_share
from rollouts.evaluation.registry import PERMANENT, FlagSpec
from rollouts.stale.staleness import FlagLife

_RENAMED = {"everyone": "enabled", "percent": "percentage"}
ON_FOR = {Extent.EVERYBODY: "everybody", Extent.SOME: "some", Extent.NOBODY: "nobody"}
_BY_CALLS_OF_THEIR_OWN = {"frozen_at": "freeze and unfreeze", "freeze_reason": "freeze and unfreeze"}
COLUMNS = {_RENAMED.get(column, column): column for column in NEW_STATE}
"""The column of a flag's row, by the name that the API and commands have for it."""
WRITABLE = {name: column for name, column in COLUMNS.items() if column not in _BY_CALLS_OF_THEIR_OWN}
SHARE_FIELDS = ("percentage", "strategy", "rings", "labels", "regions")
"""What says for whom a flag is on that is neither on nor off for everybody."""


class InvalidFields(ValueError):
    """Fields that a flag doesn't have, or that are not written so: a sentence for each."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {sentence}" for name, sentence in problems.items()))
        self.fields = dict(problems)


def patch_of(fields: Mapping[str, Any], before: FlagState) -> dict[str, Any]:
    """Return the patch that these fields mean. Raises InvalidFields.

    A share that is named counts: with it `enabled: true` means on for that share, not for everybody, and a flag that
    is on for everybody is then on for that share alone. One that is off for everybody stays off.
    """
    if unknown := [name for name in fields if name not in WRITABLE]:
        raise InvalidFields({name: _why_not(name) for name in unknown})
    patch = {WRITABLE[name]: value for name, value in fields.items()}
    if any(name in fields for name in SHARE_FIELDS) and patch.get("everyone", before["everyone"]) is True:
        patch["everyone"] = None
    return patch


def depends_on_state(fields: Mapping[str, Any]) -> bool:
    """True if the patch of these fields depends on what the flag was. To turn one off never does."""
    return "enabled" not in fields and any(name in fields for name in SHARE_FIELDS)


def _why_not(name: str) -> str:
    if call := _BY_CALLS_OF_THEIR_OWN.get(name):
        return f"Use {call} for this."
    return f"There is no such field to change; there are {', '.join(WRITABLE)}."


def api_name(column: str) -> str:
    """Return the API's name of a column; anything else is returned as it is."""
    return _RENAMED.get(column, column)


def api_state(state: FlagState) -> dict[str, Any]:
    """Return a state under the API's names."""
    return {name: state.get(column, NEW_STATE[column]) for name, column in COLUMNS.items()}


def api_flag(name: str, state: FlagState, version: int, spec: FlagSpec | None, reach: Reach) -> dict[str, Any]:
    """Return a flag with all that is known of it; `reach` is what it comes to, whatever it is set to.

    `share`: the percentage of those whom nothing names that get it; 0 where nobody has it, 100 where everybody has.
    """
    whole = {Extent.EVERYBODY: 100.0, Extent.NOBODY: 0.0}
    return {
        "name": name,
        "version": version,
        **api_state(state),
        "frozen": state["frozen_at"] is not None,
        "share": whole.get(reach.extent, released_share(state) / 100),
        "on_for": ON_FOR[reach.extent],
        "because": reach.because,
        "switch": spec is not None and spec.switch,
        "does": spec.does if spec else "",
        "owner": spec.owner if spec else "",
        "ends": None if spec is None or spec.ends == PERMANENT else spec.ends,
    }


def api_life(life: FlagLife) -> dict[str, Any]:
    """Return what is known of a flag's life."""
    return {
        "launched_at": life.launched_at and life.launched_at.isoformat(),
        "read_at": life.read_at and life.read_at.isoformat(),
        "stale": {reason.value: sentence for reason, sentence in life.stale.items()},
    }


def api_differences(before: FlagState | None, after: FlagState | None) -> dict[str, list[Any]]:
    """Return the differences as `[before, after]` by the API's name; of a row that wasn't there, null."""
    old, new = (api_state(state) if state is not None else dict.fromkeys(COLUMNS) for state in (before, after))
    return {name: [old[name], new[name]] for name in COLUMNS if old[name] != new[name]}
