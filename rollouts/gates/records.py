"""Records of what somebody looked at: the one place that writes and reads them."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from django.conf import settings as site

from accounts.models import User
from rollouts.evaluation.registry import SPECS
from rollouts.gates.findings import RecordedCheck, RecordRule
from rollouts.models import GateRecord

LONGEST_PROOF, LONGEST_NOTE = 500, 300
UNNAMED = "somebody at a command line"


class RecordRefused(ValueError):
    """This isn't recorded; the text says why, and what to give."""


def record_check(
    gate: str,
    rule: RecordRule,
    *,
    passed: bool,
    proof: str,
    flag: str = "",
    note: str = "",
    actor: User | None = None,
    dry_run: bool = False,
) -> GateRecord:
    """Record that a gate's check passed or failed; `dry_run`: only see whether it could be. Raises RecordRefused."""
    _check(gate, rule, proof=proof, flag=flag, note=note, actor=actor)
    record = GateRecord(
        gate=gate, flag=flag, passed=passed, proof=proof, note=note, actor=actor, release=site.RELEASE[:60]
    )
    if not dry_run:
        record.save(force_insert=True)
    return record


def _check(gate: str, rule: RecordRule, *, proof: str, flag: str, note: str, actor: User | None) -> None:
    if rule.of_flag and flag not in SPECS:
        raise RecordRefused(f"{gate} is of one flag: say which. There are {', '.join(SPECS)}.")
    if not rule.of_flag and flag:
        raise RecordRefused(f"{gate} is of the whole product: leave out the flag.")
    if actor is None and rule.by_person:
        raise RecordRefused(f"{gate} is somebody's word: say whose, by the address of an operator.")
    if actor is not None and not (actor.is_active and actor.is_staff):
        raise RecordRefused(f"{actor.email} is no operator: name one.")
    if not _is_address(proof):
        raise RecordRefused(f"Give the address of the proof, https://…, of {LONGEST_PROOF} characters at most.")
    if len(note) > LONGEST_NOTE or not note.isprintable():
        raise RecordRefused(f"Give a note of one line, of {LONGEST_NOTE} characters at most.")


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    whole = parts.scheme in {"http", "https"} and bool(parts.hostname)
    return whole and len(text) <= LONGEST_PROOF and text.isprintable() and " " not in text


def newest_records(gates: Iterable[str], flag: str) -> Mapping[tuple[str, str], RecordedCheck]:
    """Return the newest record of each gate for the flag, and for the whole product (flag ""), in one query."""
    rows = (
        GateRecord.objects.filter(gate__in=list(gates), flag__in=["", flag])
        .order_by("gate", "flag", "-id")
        .distinct("gate", "flag")
        .select_related("actor")
    )
    return {
        (row.gate, row.flag): RecordedCheck(
            passed=row.passed,
            by=row.actor.email if row.actor else UNNAMED,
            proof=row.proof,
            release=row.release,
            at=row.at,
        )
        for row in rows
    }
