"""Questions about flags to the API: who may ask about whom, and what the answer says."""

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group

from accounts.models import User
from leagues.models import League
from rollouts.changes.services import Author, Source, change_flag
from rollouts.evaluation.registry import SPECS
from tests import cast
from tests.rollouts.api.api_client import Api, refused

F = "waiting_room"


@pytest.fixture
def for_max(max_: User) -> None:
    """On for Max alone."""
    by_code = Author(source=Source.CODE, override="x")
    change_flag(F, {"everyone": None, "percent": 0, "users": [max_.pk]}, by_code)


def ask(user: User, context: Any = None, flags: Any = None) -> Any:
    body = {"context": context, "flags": flags}
    return Api(user).post("evaluate", {key: value for key, value in body.items() if value is not None})


def decided(user: User, context: Any = None) -> tuple[bool, str]:
    [found] = ask(user, context, [F]).json()["flags"]
    return found["value"], found["reason"]


@pytest.mark.usefixtures("for_max")
def test_people_ask_about_themselves(max_: User, mia: User) -> None:
    assert decided(max_) == (True, "NAMED")
    assert decided(max_, {"user": max_.pk}) == (True, "NAMED")
    assert decided(max_, {"targetingKey": str(max_.pk)}) == (True, "NAMED")
    assert decided(mia) == (False, "PERCENTAGE")
    assert refused(ask(mia, {"user": max_.pk}), 403, "permission_denied") == {}


@pytest.mark.usefixtures("for_max")
def test_operators_ask_about_anybody(max_: User, olga: User) -> None:
    assert decided(olga, {"user": max_.pk}) == (True, "NAMED")
    assert decided(olga, {}) == (False, "PERCENTAGE")
    assert refused(ask(olga, {"user": 10**9}), 400, "invalid")["context"] == [
        "targetingKey: there is no user 1000000000."
    ]


def test_leagues_are_asked_about_by_their_members(max_: User, otto: User, olga: User, league: League) -> None:
    here = str(league.pk)
    criteria = {"sport": {"is": "football"}}
    by_code = Author(source=Source.CODE, override="x")
    change_flag(F, {"everyone": None, "percent": 100, "criteria": criteria}, by_code)
    assert decided(max_, {"league": here}) == (True, "PERCENTAGE")
    assert decided(olga, {"league": here}) == (True, "PERCENTAGE")
    assert decided(max_) == (False, "CRITERIA")
    none_of_yours = ["league: there is none with this id, or it isn't of a league of yours."]
    assert refused(ask(otto, {"league": here}), 400, "invalid")["context"] == none_of_yours
    assert refused(ask(olga, {"league": str(uuid4())}), 400, "invalid")["context"] == none_of_yours


def test_auction_keeps_its_answer(max_: User, otto: User, league: League) -> None:
    auction = cast.auction_of(league, begun=False)
    change_flag(F, {"everyone": None, "percent": 0}, Author(source=Source.CODE))
    asked = {"auction": str(auction.pk)}
    assert decided(max_, asked) == (True, "PINNED")
    assert decided(max_, {**asked, "league": str(league.pk)}) == (True, "PINNED")
    assert decided(max_, {"league": str(league.pk)}) == (False, "PERCENTAGE")
    refused(ask(max_, {**asked, "league": str(uuid4())}), 400, "invalid")
    refused(ask(otto, asked), 400, "invalid")


def test_only_operators_claim_traits(max_: User, olga: User) -> None:
    criteria = {"account_age_days": {"at_least": 30}, "sport": {"is": "golf"}}
    by_code = Author(source=Source.CODE, override="x")
    change_flag(F, {"everyone": None, "percent": 100, "criteria": criteria}, by_code)
    claims = {"user": max_.pk, "account_age_days": 99, "sport": "golf"}
    assert decided(olga, claims) == (True, "PERCENTAGE")
    assert decided(max_, claims) == (False, "CRITERIA")
    change_flag(F, {"criteria": {}, "percent": 0, "superusers": True}, by_code)
    assert decided(olga, {"superuser": True}) == (True, "NAMED")
    assert decided(max_, {"superuser": True}) == (False, "PERCENTAGE")


@pytest.mark.parametrize("kind", ["users", "groups", "leagues"])
def test_whoever_is_left_out_reads_why(max_: User, mia: User, league: League, kind: str) -> None:
    team = Group.objects.create(name="team")
    team.user_set.add(max_)
    ids = {"users": max_.pk, "groups": team.pk, "leagues": str(league.pk)}
    patch = {"everyone": True, "leagues": [str(league.pk)], f"excluded_{kind}": [ids[kind]]}
    change_flag(F, patch, Author(source=Source.CODE, override="x"))
    here = {"league": str(league.pk)}
    assert decided(max_, here) == (False, "EXCLUDED")
    assert decided(mia, here) == ((False, "EXCLUDED") if kind == "leagues" else (True, "EVERYONE"))
    [found] = ask(max_, here, [F]).json()["flags"]
    assert found["trace"][-1] == {
        "step": "excluded", "found": "the user, a group or the league is left out", "decided": True,
    }  # fmt: skip
    ofrep = Api(max_, "/ofrep/v1/evaluate/flags").post(f"/{F}", {"context": here}).json()
    assert (ofrep["value"], ofrep["reason"], ofrep["metadata"]["decidedBy"]) == (False, "TARGETING_MATCH", "EXCLUDED")


def test_auction_that_began_keeps_its_answer_though_its_league_is_left_out(max_: User, league: League) -> None:
    auction = cast.auction_of(league, begun=False)
    change_flag(F, {"everyone": True, "excluded_leagues": [str(league.pk)]}, Author(source=Source.CODE))
    assert decided(max_, {"auction": str(auction.pk)}) == (True, "PINNED")
    assert decided(max_, {"league": str(league.pk)}) == (False, "EXCLUDED")


def test_canary_is_asked_about_by_label(olga: User) -> None:
    by_code = Author(source=Source.CODE, override="x")
    change_flag(F, {"everyone": None, "strategy": "canary", "labels": ["web-1"]}, by_code)
    assert decided(olga, {"label": "web-1"}) == (True, "CANARY")
    assert decided(olga, {"label": "web-2"}) == (False, "CANARY")


def test_language_counts_for_everybody(max_: User) -> None:
    by_code = Author(source=Source.CODE, override="x")
    change_flag(F, {"everyone": None, "percent": 0, "languages": "de, fr"}, by_code)
    assert decided(max_, {"language": "fr"}) == (True, "NAMED")
    assert decided(max_, {"language": "it"}) == (False, "PERCENTAGE")


@pytest.mark.parametrize(
    "context",
    [
        {"user": "Max"},
        {"user": True},
        {"user": 1.5},
        {"user": "1" * 19},
        {"league": "Friday"},
        {"league": 7},
        {"auction": "x"},
        {"staff": "yes"},
        {"language": 7},
        {"label": "x" * 201},
        {"user": 1, "targetingKey": "2"},
    ],
)
def test_context_that_makes_no_sense_is_refused(olga: User, context: dict[str, Any]) -> None:
    assert refused(ask(olga, context), 400, "invalid").keys() == {"context"}


def test_what_no_criterion_can_look_at_is_left_out(olga: User) -> None:
    assert ask(olga, {"tags": ["a"], "plan": None, "score": 1.5, "story": "x" * 201}).status_code == 200


def test_answer_holds_trace_and_what_would_change_it(max_: User, league: League) -> None:
    change_flag(F, {"everyone": None, "percent": 0}, Author(source=Source.CODE))
    body = ask(max_, {"league": str(league.pk)}, [F]).json()
    [found] = body["flags"]
    assert body["version"] > 0
    assert (found["flag"], found["variant"]) == (F, "off")
    assert 0 < found["on_from"] <= 100
    assert found["trace"][-1]["decided"]
    assert "not below 0 %" in found["trace"][-1]["found"]
    assert [line["step"] for line in found["trace"]][:4] == ["everyone", "excluded", "schedule", "requires"]


def test_all_flags_are_asked_for_unless_some_are_named(max_: User) -> None:
    assert {each["flag"] for each in ask(max_).json()["flags"]} == SPECS.keys()
    assert refused(ask(max_, flags=["nothing"]), 404, "not_found") == {}
    assert refused(ask(max_, flags=["f"] * 101), 400, "invalid").keys() == {"flags"}
    assert refused(ask(max_, "Max"), 400, "invalid").keys() == {"context"}
