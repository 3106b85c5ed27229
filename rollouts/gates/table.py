"""The launch gates: what must hold before a flag is widened, each looked at by a program, recorded by hand, or both.

A program's word comes first; where it can't know, the newest record counts. What failed by program no record mends.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from django.conf import settings as site
from django.db import connection, transaction

from auctionsite.postgresql.clock import database_now
from rollouts.gates import findings, records
from rollouts.gates.findings import GateFinding, GateOutcome, RecordRule
from rollouts.plans.definition import GateCategory
from rollouts.plans.launch_gates import GateResult, LaunchGate, declare_launch_gate

log = structlog.get_logger("rollouts")
ASK_MS = 2000
"""No gate asks the database one question for longer."""
_LIMIT = "SELECT set_config('statement_timeout', %s, true)"
_WORDS = {GateOutcome.PASSED: "", GateOutcome.FAILED: "", GateOutcome.UNKNOWN: "Can't be known. "}


@dataclass(frozen=True, slots=True, kw_only=True)
class GateSpec:
    """A gate: what must hold, the function that looks (given the flag and the database's time), and who may record it.

    At least one of the two is there.
    """

    name: str
    says: str
    category: GateCategory
    look: Callable[[str, datetime], GateFinding] | None = None
    record: RecordRule | None = None


@dataclass(frozen=True, slots=True)
class AnsweredGate:
    """A gate with what is known of it now."""

    gate: GateSpec
    finding: GateFinding


gate_specs: dict[str, GateSpec] = {}
"""By name, in the order in which they are shown."""


def declare_gates(specs: Iterable[GateSpec]) -> None:
    """Register gates, for plans too. Raises ValueError if a name is taken."""
    for spec in specs:
        check = partial(_ask_for_plan, spec.name)
        declare_launch_gate(LaunchGate(name=spec.name, says=spec.says, category=spec.category, check=check))
        gate_specs[spec.name] = spec


def _ask_for_plan(name: str, flag: str) -> GateResult:
    finding = look_at_gates(flag, [name])[0].finding
    return GateResult(finding.outcome is GateOutcome.PASSED, _WORDS[finding.outcome] + finding.sentence)


def look_at_gates(flag: str, names: Iterable[str] | None = None) -> list[AnsweredGate]:
    """Look at these gates, by default at all, for a flag. One that can't be looked at is unknown, and says so."""
    specs = [gate_specs[name] for name in (gate_specs if names is None else names)]
    now = database_now()
    recorded = records.newest_records((each.name for each in specs), flag)

    def finding_of(spec: GateSpec) -> GateFinding:
        seen = None if spec.look is None else _look(spec.name, spec.look, flag, now)
        if spec.record is None or (seen is not None and seen.outcome is not GateOutcome.UNKNOWN):
            return seen or findings.unknown("Nobody can say.", now)
        record = recorded.get((spec.name, flag if spec.record.of_flag else ""))
        judged = findings.judge_record(spec.name, spec.record, record, release=site.RELEASE[:60], now=now)
        if seen is None or judged.outcome is not GateOutcome.UNKNOWN:
            return judged
        return findings.unknown(f"{seen.sentence} {judged.sentence}", judged.seen_at)

    return [AnsweredGate(spec, finding_of(spec)) for spec in specs]


def _look(name: str, look: Callable[[str, datetime], GateFinding], flag: str, now: datetime) -> GateFinding:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('statement_timeout')")
            [before] = cursor.fetchone()
            cursor.execute(_LIMIT, [f"{ASK_MS}ms"])
            finding = look(flag, now)
            cursor.execute(_LIMIT, [before])  # whoever asks may be in a transaction that goes on
            return finding
    except Exception as error:  # the others are all the more needed then
        log.exception("gate.not_looked_at", gate=name, flag=flag, error=str(error))
        return findings.unknown("It couldn't be looked at; the log says why.", now)


def answer_as_json(answer: AnsweredGate) -> dict[str, Any]:
    """Return an answer as programs read it."""
    gate, finding = answer.gate, answer.finding
    return {
        "gate": gate.name,
        "category": gate.category.value,
        "says": gate.says,
        "outcome": finding.outcome.value,
        "sentence": finding.sentence,
        "seen_at": finding.seen_at.isoformat(),
        "by_hand": gate.record is not None,
    }
