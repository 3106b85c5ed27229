"""Evaluation contexts become subjects: trusted code is believed, others are checked."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from accounts.models import User
from leagues.models import League
from rollouts.evaluation.types import Subject
from rollouts.openfeature.contexts import (
    MAX_LENGTH,
    ContextClaims,
    InvalidContext,
    SubjectNotAllowed,
    read_claims,
    trusted_subject,
    verified_subject,
)

LEAGUE = UUID(int=5)


def test_claims_are_read_and_what_no_criterion_could_test_is_left_out() -> None:
    context = {"targetingKey": "7", "league": str(LEAGUE), "staff": True, "plan": "gold", "agent": {}, "x": 1.5}
    assert read_claims(context) == ContextClaims(
        user=7, league=LEAGUE, auction=None, fields={"staff": True}, traits={"plan": "gold"}
    )
    assert read_claims({"targetingKey": "7", "user": 7, "user_id": "7"}).user == 7
    assert read_claims({"user_id": 7}).traits == {}
    assert read_claims({"plan": "x" * (MAX_LENGTH + 1)}).traits == {}


@pytest.mark.parametrize(
    ("context", "sentence"),
    [
        ({"targetingKey": "Max"}, "targetingKey: give the id of a user"),
        ({"user": True}, "targetingKey: give the id of a user"),
        ({"targetingKey": "7", "user": 8}, "name two people"),
        ({"league": "Friday"}, "league: give an id"),
        ({"staff": "yes"}, "staff: give true or false"),
        ({"account_since": "May"}, "account_since: give seconds since 1970"),
        ({"label": "x" * (MAX_LENGTH + 1)}, f"label: give {MAX_LENGTH} characters at most"),
    ],
)
def test_context_that_makes_no_sense_is_refused(context: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InvalidContext, match=sentence):
        read_claims(context)


def test_trusted_context_is_believed(settings: Any) -> None:
    settings.SERVER_LABEL, settings.SERVER_REGION = "web-1", "eu"
    assert trusted_subject({"user": 7, "auction": str(LEAGUE), "superuser": True, "region": "us"}) == Subject(
        user=7, auction=str(LEAGUE), superuser=True, label="web-1", region="us"
    )


def test_people_are_what_is_known_of_them(max_: User, league: League) -> None:
    context = {"league": str(league.pk), "staff": True, "plan": "gold", "language": "de"}
    subject = verified_subject(context, max_)
    assert (subject.user, subject.league, subject.staff, subject.language) == (max_.pk, str(league.pk), False, "de")
    assert subject.traits == {"account_age_days": 0, "sport": "football"}


def test_people_ask_about_themselves_in_their_leagues(max_: User, otto: User, league: League) -> None:
    with pytest.raises(SubjectNotAllowed):
        verified_subject({"user": otto.pk}, max_)
    with pytest.raises(InvalidContext, match="league: there is none"):
        verified_subject({"league": str(league.pk)}, otto)


def test_operators_claim_what_they_like(max_: User, league: League) -> None:
    subject = verified_subject({"user": max_.pk, "league": str(league.pk), "staff": True, "plan": "gold"}, None)
    assert (subject.user, subject.staff, subject.traits["plan"], subject.traits["sport"]) == (
        max_.pk,
        True,
        "gold",
        "football",
    )
    with pytest.raises(InvalidContext, match="there is no user 0"):
        verified_subject({"user": 0}, None)
    with pytest.raises(InvalidContext, match="auction: there is none"):
        verified_subject({"auction": str(uuid4())}, None)
