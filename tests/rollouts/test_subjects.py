"""Subjects made of users, requests and auctions."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from accounts.models import User
from rollouts import subjects
from rollouts.evaluation.types import FlagConfig, FlagSnapshot, Subject
from rollouts.models import Flag

LEAGUE, AUCTION = UUID(int=5), UUID(int=6)


@pytest.fixture(autouse=True)
def server(settings: Any) -> None:
    settings.SERVER_LABEL, settings.SERVER_REGION = "web-1", "eu"


def test_user_brings_rights_and_the_age_of_the_account(max_: User) -> None:
    User.objects.filter(pk=max_.pk).update(date_joined=datetime.now(UTC) - timedelta(days=40, hours=1), is_staff=True)
    max_.refresh_from_db()
    assert subjects.of_user(max_, league_id=LEAGUE, sport="football") == Subject(
        user=max_.pk,
        league=str(LEAGUE),
        staff=True,
        traits={"account_age_days": 40, "sport": "football"},
        label="web-1",
        region="eu",
        since=max_.date_joined.timestamp(),
    )


def test_without_a_user_only_the_server_is_known() -> None:
    nobody = Subject(label="web-1", region="eu")
    assert subjects.anonymous() == subjects.of_user(AnonymousUser()) == nobody
    assert subjects.of_auction(AUCTION, LEAGUE) == Subject(
        auction=str(AUCTION), league=str(LEAGUE), label="web-1", region="eu"
    )


def test_request_brings_user_and_language(rf: RequestFactory, max_: User) -> None:
    request = rf.get("/")
    assert subjects.of_request(request).user is None
    request.user, request.LANGUAGE_CODE = max_, "de"
    subject = subjects.of_request(request)
    assert (subject.user, subject.language, dict(subject.tester_answers)) == (max_.pk, "de", {})


def test_tester_answers_count_for_flags_in_testing_mode_and_are_remembered(rf: RequestFactory, db: None) -> None:
    for name, testing in (("waiting_room", True), ("bots", True), ("bidding", False)):
        Flag.objects.create(name=name, testing=testing)
    request = rf.get("/?dwft_waiting_room=1&dwft_bidding=1", headers={"dwft-bots": "0"})
    assert subjects.of_request(request).tester_answers == {"waiting_room": True, "bots": False}
    assert vars(request)["waffle_tests"] == {"waiting_room": True, "bots": False}
    later = rf.get("/")
    later.COOKIES |= {"dwft_waiting_room": "True", "dwft_bidding": "True"}
    assert subjects.of_request(later).tester_answers == {"waiting_room": True}


def test_another_snapshot_may_be_asked(db: None) -> None:
    on, off = (FlagSnapshot(flags={"bots": FlagConfig(name="bots", everyone=value)}) for value in (True, False))
    assert [subjects.is_on("bots", Subject(), snapshot) for snapshot in (on, off)] == [True, False]
    assert subjects.is_on("bots", Subject())
