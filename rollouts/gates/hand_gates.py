"""The gates that people answer, or programs outside of the site: `manage.py record_check` writes down their word."""

from datetime import timedelta

from rollouts.gates.findings import RecordRule
from rollouts.gates.table import GateSpec
from rollouts.plans.definition import GateCategory

HAND_GATES = (
    GateSpec(
        name="code_reviewed",
        says="Somebody else has read the code behind the flag",
        category=GateCategory.CODE,
        record=RecordRule(
            task="Let somebody who didn't write it read the change", lasts=timedelta(days=30), of_flag=True
        ),
    ),
    GateSpec(
        name="security_reviewed",
        says="Somebody has looked for what a stranger could do with it",
        category=GateCategory.SECURITY,
        record=RecordRule(
            task="Go through docs/security.md with the change at hand", lasts=timedelta(days=30), of_flag=True
        ),
    ),
    GateSpec(
        name="browser_tests",
        says="The browser tests passed for this release",
        category=GateCategory.TESTING,
        record=RecordRule(
            task="Run make test ARGS=tests/e2e on this release",
            lasts=timedelta(days=7),
            of_release=True,
            by_person=False,
        ),
    ),
    GateSpec(
        name="drill",
        says="The way back was rehearsed within 90 days",
        category=GateCategory.TESTING,
        record=RecordRule(
            task="Run make drill, and go the four ways back (docs/rollouts.md) against the clock",
            lasts=timedelta(days=90),
        ),
    ),
)
