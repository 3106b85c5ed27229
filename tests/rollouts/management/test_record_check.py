"""`manage.py record_check`: somebody's word, with the proof."""

from accounts.models import User
from rollouts.models import GateRecord
from tests.rollouts.management.commands import run

PROOF = ("--proof", "https://ci.example/7")


def test_word_is_recorded_with_who_and_proof(olga: User) -> None:
    ran = run("record_check", "code_reviewed", "--failed", *PROOF, "--flag", "bots", "--by", olga.email, "--note", "x")
    assert (ran.out, ran.code) == ("Recorded: code_reviewed failed.\n", 0)
    written = GateRecord.objects.get()
    assert (written.gate, written.flag, written.passed, written.actor) == ("code_reviewed", "bots", False, olga)
    assert (written.proof, written.note) == (PROOF[1], "x")


def test_refusals_and_tries_write_nothing(olga: User) -> None:
    assert run("record_check", "browser_tests", "--passed", *PROOF, "--dry-run").out.startswith("Would record")
    refused = run("record_check", "code_reviewed", "--passed", *PROOF, "--flag", "bots")
    assert (refused.code, "say whose" in refused.err) == (1, True)
    assert run("record_check", "flag_documented", "--passed", *PROOF).code == 2
    assert run("record_check", "browser_tests", "--passed", "--failed", *PROOF).code == 2
    assert run("record_check", "browser_tests", *PROOF).code == 2
    assert not GateRecord.objects.exists()
