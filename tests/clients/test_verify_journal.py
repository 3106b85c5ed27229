"""The script that strangers check a journal with names the event that was changed, and finds no fault in a true one."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from auctions.reads.proof import proof_lines
from auctionsite.settings import BASE_DIR
from clients.verify_journal import chain_faults, money_faults
from leagues.models import League
from tests import cast
from tests.auctions.stored_auction import play_auction

SCRIPT = BASE_DIR / "clients" / "verify_journal.py"
FILE = json.loads((BASE_DIR / "tests" / "vectors" / "proof.json").read_text("utf-8"))


def edited(events: list[dict[str, Any]], edits: list[list[Any]]) -> list[dict[str, Any]]:
    """The events after somebody's edits."""
    changed: list[Any] = json.loads(json.dumps(events))
    for edit, *places in edits:
        match edit, places:
            case "set", [at, [*path, last], value]:
                inside = changed[at]
                for step in path:
                    inside = inside[step]
                inside[last] = value
            case "remove", [at]:
                del changed[at]
            case "swap", [one, other]:
                changed[one], changed[other] = changed[other], changed[one]
            case "copy", [at, to]:
                changed.insert(to, json.loads(json.dumps(changed[at])))
    return changed


@pytest.mark.parametrize("case", FILE["vectors"], ids=[case["name"] for case in FILE["vectors"]])
def test_script_says_of_each_journal_what_the_page_says(case: dict[str, Any]) -> None:
    events = edited(FILE["events"], case["edits"])
    chain = chain_faults(FILE["top"], events, case["kept"])
    assert [*(chain if case["checks"] == "chain" else money_faults(events))] == case["faults"]


def run(file: Path, *options: str) -> tuple[int, str]:
    """As a stranger runs it: with no package but Python's own, and no module of ours."""
    command = [sys.executable, "-I", "-S", str(SCRIPT), str(file), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.django_db
def test_journal_that_was_played_is_proved_and_a_hand_in_it_is_named(
    carla: User, max_: User, mia: User, otto: User, tmp_path: Path
) -> None:
    league: League = cast.make_league(carla, max_, mia, otto, **cast.QUICK)
    auction = play_auction(league, max_, mia)
    auction.refresh_from_db()
    lines = b"".join(proof_lines(auction.pk)).decode().splitlines()
    file = tmp_path / "proof.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    code, said = run(file, "--head", auction.chain_hash)
    assert code == 0, said
    assert said == (
        f"{auction.seq} events, none changed. Money and sales follow.\n"
        f"Head: {auction.chain_hash}, event {auction.chain_seq}.\n"
    )
    lines[4] = lines[4].replace('"amount":5', '"amount":6')
    file.write_text("\n".join(lines), encoding="utf-8")
    code, said = run(file)
    assert code == 1
    assert said.startswith("Event 4 was altered: its hash is another.\n")
