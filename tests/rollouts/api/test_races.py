"""Operators who act at the same instant, on the real database."""

from typing import Any

import pytest

from accounts.models import User
from rollouts.changes import services
from rollouts.changes.ladder import LADDER
from rollouts.changes.services import Author, Source, change_flag
from tests import cast
from tests.rollouts.api.api_client import Api, refused
from tests.threads import at_once

F = "waiting_room"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def olga(transactional_db: None) -> User:
    change_flag(F, {"everyone": None, "percent": 0}, Author(source=Source.CODE))
    return cast.make_user("Olga", is_staff=True)


def statuses(answers: list[Any]) -> list[int]:
    return sorted(answer.status_code for answer in answers)


def test_every_increase_that_was_told_is_one_step(olga: User) -> None:
    api = Api(olga)
    found = statuses(at_once(lambda: api.post(f"rollout/{F}/increase"), times=4))
    assert {*found} <= {200, 409}
    state, _ = services.current_state(F)
    assert state["percent"] == LADDER[found.count(200)] / 100


def test_nobody_is_refused_who_turns_a_flag_off(olga: User) -> None:
    api = Api(olga)
    off = {"flag": F, "enabled": False}
    assert statuses(at_once(lambda: api.post("toggle", off), times=4)) == [200] * 4
    assert statuses(at_once(lambda: api.put(F, {"enabled": False, "percentage": 5}), times=4)) == [200] * 4
    assert services.current_state(F)[0]["everyone"] is False


def test_of_two_who_looked_at_the_same_version_one_is_refused(olga: User) -> None:
    api = Api(olga)
    seen = {"If-Match": api.get(F)["ETag"]}
    assert statuses(at_once(lambda: api.put(F, {"percentage": 1}, **seen), times=2)) == [200, 409]


def test_answer_says_what_became_of_auctions_that_waited(olga: User) -> None:
    league = cast.make_league(cast.make_user("Carla"), cast.make_user("Max"))
    auction = cast.auction_of(league, begun=False)
    api = Api(olga)
    change_flag(F, {"everyone": True}, Author(source=Source.CODE, override="x"))
    off = {"flag": F, "enabled": False}
    assert refused(api.post("toggle", {**off, "consequence": "hope"}), 400, "invalid").keys() == {"consequence"}
    answer = api.post("toggle", {**off, "consequence": "begin"}).json()
    assert len(answer["done"]) == 1
    auction.refresh_from_db()
    assert auction.status == "active"
