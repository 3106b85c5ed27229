"""Remarks on parts of a flag's state without effect: they aren't wrong, and yet whoever sets them should know."""

from rollouts.evaluation.flag_state import FlagState
from rollouts.evaluation.registry import SPECS, FlagSpec
from rollouts.evaluation.types import BucketBy
from rollouts.propagation import readers

_NAMES = ("users", "groups", "leagues", "excluded_users", "excluded_groups", "excluded_leagues")


def remarks_on(flag: str, before: FlagState, after: FlagState) -> list[str]:
    """Return what of a change has no effect: servers that don't run now, and names that nobody asks by."""
    added = {key: [entry for entry in after[key] if entry not in before[key]] for key in ("labels", "regions", *_NAMES)}
    remarks = []
    if added["labels"] or added["regions"]:
        servers = readers.running_servers()
        running = {"labels": {server.label for server in servers}, "regions": {server.region for server in servers}}
        for key, word in (("labels", "label"), ("regions", "region")):
            if unknown := [entry for entry in added[key] if entry not in running[key]]:
                remarks.append(f"No process that runs now has the {word} {', '.join(unknown[:5])}.")
    if any(added[key] for key in _NAMES) and (spec := SPECS.get(flag)) and _asked_for_nobody(spec):
        whom = "everybody alike" if spec.switch else "an auction alone"
        remarks.append(f"{flag} is asked for {whom}: users, groups and leagues by name have no effect on it.")
    return remarks


def _asked_for_nobody(spec: FlagSpec) -> bool:
    return spec.switch or spec.bucket_by is BucketBy.AUCTION
