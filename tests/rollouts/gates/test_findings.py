"""The newest record answers a gate as long as it is young enough and of what runs."""

from datetime import UTC, datetime, timedelta

import pytest

from rollouts.gates.findings import GateOutcome, RecordedCheck, RecordRule, judge_record

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
PROOF = "https://ci.example/7"
RULE = RecordRule(task="Run it", lasts=timedelta(days=7), of_release=True)


def record(*, passed: bool = True, days: float = 1, release: str = "1.2") -> RecordedCheck:
    at = NOW - timedelta(days=days)
    return RecordedCheck(passed=passed, by="olga@example.com", proof=PROOF, release=release, at=at)


@pytest.mark.parametrize(
    ("written", "outcome", "begins"),
    [
        (None, GateOutcome.UNKNOWN, "Nobody has recorded it. Run it, then record it as drill."),
        (record(), GateOutcome.PASSED, f"It passed (olga@example.com, 2027-02-28 12:00 UTC: {PROOF})."),
        (record(passed=False), GateOutcome.FAILED, "It failed (olga@example.com, "),
        (record(passed=False, days=70, release="0.9"), GateOutcome.FAILED, "It failed ("),
        (record(days=7), GateOutcome.PASSED, "It passed (olga@"),
        (record(days=7.01), GateOutcome.UNKNOWN, "It passed more than 7 days ago (olga@"),
        (record(release="1.1"), GateOutcome.UNKNOWN, "It passed for release 1.1, and this is 1.2 (olga@"),
    ],
)
def test_record_says(written: RecordedCheck | None, outcome: GateOutcome, begins: str) -> None:
    finding = judge_record("drill", RULE, written, release="1.2", now=NOW)
    assert finding.outcome is outcome
    assert finding.sentence.startswith(begins)
    assert finding.seen_at == (written.at if written else NOW)
    assert outcome is GateOutcome.PASSED or finding.sentence.endswith("Run it, then record it as drill.")
