"""`manage.py explain_flag`: why somebody has a feature, or hasn't."""

from uuid import uuid4

import pytest

from accounts.models import User
from leagues.models import League
from rollouts.changes.services import change_flag
from tests import cast
from tests.rollouts.management.commands import run
from tests.rollouts.management.test_flags import BY_CODE, F


def test_person_is_explained_step_by_step(max_: User) -> None:
    change_flag(F, {"everyone": None, "percent": 5, "bucket_by": "user"}, BY_CODE)
    by_address, by_id = (
        run("explain_flag", F, "--user", "MAX@example.com"),
        run("explain_flag", F, "--user", str(max_.pk)),
    )
    assert by_address.out == by_id.out
    first, *steps, last = by_address.out.splitlines()
    assert first.startswith("waiting_room is o")
    assert [line.split()[0] for line in steps[:4]] == ["everyone", "excluded", "schedule", "requires"]
    assert steps[-1].startswith("  → percentage")
    assert last.startswith("By its place it is on from ")


def test_league_and_auction_are_explained(max_: User, league: League) -> None:
    auction = cast.auction_of(league, begun=False)
    change_flag(F, {"everyone": None, "percent": 0, "leagues": [str(league.pk)]}, BY_CODE)
    for_league = run("explain_flag", F, "--league", str(league.pk), "--json").json()
    assert (for_league["value"], for_league["reason"], for_league["trace"][-1]["decided"]) == (True, "NAMED", True)
    for_auction = run("explain_flag", F, "--auction", str(auction.pk), "--user", "max@example.com", "--json").json()
    assert (for_auction["reason"], for_auction["on_from"]) == ("PINNED", None)


def test_arm_is_explained(max_: User) -> None:
    arms = [{"name": "as_today", "weight": 0.01}, {"name": "larger", "weight": 99.99}]
    change_flag(F, {"everyone": True, "bucket_by": "user", "arms": arms}, BY_CODE)
    text = run("explain_flag", F, "--user", str(max_.pk)).out
    assert text.startswith("waiting_room is on in the arm larger, by EVERYONE")
    assert "    arm       larger: the user's place among the arms is " in text
    assert run("explain_flag", F, "--user", str(max_.pk), "--json").json()["variant"] == "larger"


def test_canary_is_explained_for_a_server(max_: User) -> None:
    change_flag(F, {"everyone": None, "strategy": "canary", "labels": ["web-1"]}, BY_CODE)
    for label, word in (("web-1", "on"), ("web-2", "off")):
        assert f"is {word}, by CANARY" in run("explain_flag", F, "--user", str(max_.pk), "--label", label).out


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        ([F], 2, "Say for whom"),
        (["nothing", "--league", str(uuid4())], 1, "There is no flag nothing."),
        ([F, "--league", str(uuid4())], 1, "league: there is none with this id"),
        ([F, "--league", "Friday"], 1, "league: give an id"),
        ([F, "--auction", str(uuid4())], 1, "auction: there is none with this id"),
        ([F, "--user", "nobody@example.com"], 1, "There is no user nobody@example.com"),
        ([F, "--user", "9" * 30], 1, "There is no user 999"),
    ],
)
def test_what_cannot_be_explained_says_why(db: None, words: list[str], code: int, sentence: str) -> None:
    ran = run("explain_flag", *words)
    assert (ran.code, sentence in ran.err) == (code, True), ran.err
