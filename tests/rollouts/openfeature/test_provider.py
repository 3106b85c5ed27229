"""The provider, asked through OpenFeature's own SDK."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openfeature import api
from openfeature.client import OpenFeatureClient
from openfeature.evaluation_context import EvaluationContext
from openfeature.exception import ErrorCode

from accounts.models import User
from rollouts import subjects
from rollouts.changes.services import Author, Source, change_flag
from rollouts.evaluation.registry import SPECS
from rollouts.evaluation.types import BucketBy, Subject
from rollouts.models import Flag
from rollouts.openfeature.contexts import trusted_subject
from rollouts.openfeature.provider import NAME, RolloutsProvider, context_of
from rollouts.propagation import snapshot

F = "waiting_room"
BY_CODE = Author(source=Source.CODE, override="x")
LEAGUE = str(UUID(int=5))


@pytest.fixture
def flags() -> Iterator[OpenFeatureClient]:
    """OpenFeature's client with our provider."""
    api.set_provider(RolloutsProvider())
    yield api.get_client()
    api.shutdown()


def on_for_league_and(percent: int) -> None:
    """On for league 5, which is gone and still stored, and for so many others."""
    change_flag(F, {"everyone": None, "percent": percent}, BY_CODE)
    Flag.objects.filter(name=F).update(leagues=[LEAGUE])


@pytest.fixture
def at_half(db: None) -> None:
    """On for half of all leagues, and for league 5."""
    on_for_league_and(50)


def test_provider_has_a_name(flags: OpenFeatureClient) -> None:
    assert api.get_provider_metadata().name == NAME


@pytest.mark.usefixtures("at_half")
def test_boolean_is_decided_for_the_context(flags: OpenFeatureClient) -> None:
    named = flags.get_boolean_details(F, False, EvaluationContext("7", {"league": LEAGUE}))
    assert (named.value, named.variant, named.reason) == (True, "on", "TARGETING_MATCH")
    assert named.flag_metadata == {"version": snapshot.current().version, "decidedBy": "NAMED"}
    by_place = [
        flags.get_boolean_value(F, True, EvaluationContext(None, {"league": str(UUID(int=each))})) for each in range(40)
    ]
    assert {*by_place} == {True, False}


@pytest.mark.usefixtures("at_half")
def test_variant_is_the_arm(flags: OpenFeatureClient) -> None:
    change_flag(F, {"arms": [{"name": "as_today", "weight": 0.01}, {"name": "larger", "weight": 99.99}]}, BY_CODE)
    named = flags.get_boolean_details(F, False, EvaluationContext("7", {"league": LEAGUE}))
    assert (named.value, named.variant) == (True, "larger")


@pytest.mark.usefixtures("at_half")
def test_what_cannot_be_decided_is_the_callers_default(flags: OpenFeatureClient) -> None:
    here = EvaluationContext("7", {"league": LEAGUE})
    cases = [
        (flags.get_boolean_details("nothing", True, here), True, ErrorCode.FLAG_NOT_FOUND),
        (flags.get_string_details("nothing", "x", here), "x", ErrorCode.FLAG_NOT_FOUND),
        (flags.get_string_details(F, "x", here), "x", ErrorCode.TYPE_MISMATCH),
        (flags.get_integer_details(F, 3, here), 3, ErrorCode.TYPE_MISMATCH),
        (flags.get_float_details(F, 1.5, here), 1.5, ErrorCode.TYPE_MISMATCH),
        (flags.get_object_details(F, {"a": 1}, here), {"a": 1}, ErrorCode.TYPE_MISMATCH),
        (flags.get_boolean_details(F, True, EvaluationContext("Max")), True, ErrorCode.INVALID_CONTEXT),
        (flags.get_boolean_details(F, True, EvaluationContext("7")), True, ErrorCode.TARGETING_KEY_MISSING),
    ]
    for found, value, code in cases:
        assert (found.value, found.reason, found.error_code) == (value, "ERROR", code)


def test_flag_that_nobody_has_set_is_the_products_default_not_the_callers(flags: OpenFeatureClient, db: None) -> None:
    found = flags.get_boolean_details("bidding", False)
    assert (found.value, found.reason) == (True, "DEFAULT")


def test_context_of_a_subject_means_the_subject(max_: User) -> None:
    subject = replace(subjects.of_user(max_, league_id=UUID(int=5), sport="football"), language="de", label="web-1")
    context = context_of(subject)
    assert trusted_subject({**context.attributes, "targetingKey": context.targeting_key}) == subject
    assert context_of(Subject()).targeting_key is None


def test_merged_contexts_count_together(flags: OpenFeatureClient, db: None) -> None:
    change_flag(F, {"everyone": None, "percent": 100, "criteria": {"sport": {"is": "golf"}}}, BY_CODE)
    api.set_evaluation_context(EvaluationContext(attributes={"sport": "golf", "agent": {"name": "Firefox"}}))
    assert flags.get_boolean_value(F, False, EvaluationContext("7"))


def test_questions_touch_no_database_and_may_come_from_async_code(
    flags: OpenFeatureClient, transactional_db: None
) -> None:
    on_for_league_and(0)
    here = EvaluationContext("7", {"league": LEAGUE})

    async def ask() -> list[bool]:
        return [flags.get_boolean_value(F, False, here), await flags.get_boolean_value_async(F, False, here)]

    follower = snapshot.follow("test")
    try:
        with CaptureQueriesContext(connection) as queries:
            assert flags.get_boolean_value(F, False, here)
            assert asyncio.run(ask()) == [True, True]
        assert len(queries) == 0
    finally:
        follower.stop()


def test_every_flag_can_be_asked_for(flags: OpenFeatureClient, db: None) -> None:
    about: dict[str, Any] = {"league": LEAGUE, "auction": LEAGUE}
    for name, spec in SPECS.items():
        assert spec.bucket_by in BucketBy
        assert flags.get_boolean_details(name, False, EvaluationContext("7", about)).error_code is None
