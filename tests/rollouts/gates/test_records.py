"""Records of what somebody looked at: written down with who and proof, or refused."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from rollouts.gates.findings import RecordRule
from rollouts.gates.records import RecordRefused, newest_records, record_check
from rollouts.models import GateRecord

OF_FLAG = RecordRule(task="Read it", lasts=timedelta(days=30), of_flag=True)
OF_PRODUCT = RecordRule(task="Run it", lasts=timedelta(days=7), by_person=False)
GOOD: dict[str, Any] = {"passed": True, "proof": "https://ci.example/7"}


@pytest.mark.parametrize(
    ("rule", "changes", "says"),
    [
        (OF_FLAG, {"flag": ""}, "is of one flag: say which"),
        (OF_FLAG, {"flag": "no_such"}, "is of one flag: say which"),
        (OF_FLAG, {"actor": None}, "say whose"),
        (OF_PRODUCT, {"flag": "bots"}, "leave out the flag"),
        (OF_PRODUCT, {"flag": "", "proof": "seen it"}, "Give the address of the proof"),
        (OF_PRODUCT, {"flag": "", "proof": "javascript:alert(1)"}, "Give the address of the proof"),
        (OF_PRODUCT, {"flag": "", "proof": "https://[x"}, "Give the address of the proof"),
        (OF_PRODUCT, {"flag": "", "proof": f"https://ci.example/{'x' * 500}"}, "Give the address of the proof"),
        (OF_PRODUCT, {"flag": "", "note": "two\nlines"}, "Give a note of one line"),
    ],
)
def test_refusal_says_what_to_give_and_writes_nothing(
    olga: User, rule: RecordRule, changes: dict[str, Any], says: str
) -> None:
    with pytest.raises(RecordRefused, match=says):
        record_check("a_gate", rule, **{**GOOD, "flag": "bots", "actor": olga, **changes})
    assert not GateRecord.objects.exists()


def test_word_of_a_member_is_refused(max_: User) -> None:
    with pytest.raises(RecordRefused, match="is no operator"):
        record_check("a_gate", OF_FLAG, **GOOD, flag="bots", actor=max_)


def test_newest_counts_of_flag_and_of_product(olga: User, django_assert_num_queries: Any) -> None:
    record_check("reviewed", OF_FLAG, **GOOD, flag="bots", actor=olga)
    record_check("reviewed", OF_FLAG, passed=False, proof="https://ci.example/8", flag="bots", actor=olga)
    record_check("reviewed", OF_FLAG, **GOOD, flag="room_messages", actor=olga)
    record_check("tests", OF_PRODUCT, **GOOD)
    record_check("tests", OF_PRODUCT, passed=False, proof="https://ci.example/9", dry_run=True)
    with django_assert_num_queries(1):
        found = newest_records(["reviewed", "tests"], "bots")
    assert {key: (each.passed, each.by) for key, each in found.items()} == {
        ("reviewed", "bots"): (False, olga.email),
        ("tests", ""): (True, "somebody at a command line"),
    }
