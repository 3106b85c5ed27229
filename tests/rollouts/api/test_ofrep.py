"""OpenFeature's remote protocol: its shapes, its codes, and a client of its makers against a real server."""

from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import ANY

import pytest
from django.test import Client
from openfeature import api as openfeature
from openfeature.client import OpenFeatureClient
from openfeature.contrib.provider.ofrep import OFREPProvider
from openfeature.evaluation_context import EvaluationContext
from openfeature.exception import ErrorCode

from accounts.models import User
from accounts.sign_in.devices import sign_in_tokens
from auctionsite.http.rates import Rate
from rollouts.changes.services import Author, Source, carry_out_schedules, change_flag
from rollouts.evaluation.registry import SPECS
from tests import cast
from tests.live import MakeSite, Site, Web, eventually
from tests.rollouts.api.api_client import Api

F = "waiting_room"
BY_CODE = Author(source=Source.CODE, override="x")


def program(user: User) -> Api:
    return Api(user, "/ofrep/v1/evaluate/flags")


def ask(user: User, flag: str = F, context: Any = None) -> Any:
    return program(user).post(f"/{flag}", {} if context is None else {"context": context})


def failed(answer: Any, status: int, code: str, **more: str) -> None:
    assert answer.status_code == status, answer.content
    assert answer.json() == {**more, "errorCode": code, "errorDetails": ANY}
    assert answer.json()["errorDetails"]


@pytest.mark.parametrize(
    ("patch", "value", "reason"),
    [
        ({"everyone": True}, True, "STATIC"),
        ({"everyone": False}, False, "DISABLED"),
        ({"everyone": None, "percent": 100}, True, "SPLIT"),
        ({"everyone": None, "percent": 0, "authenticated": True}, True, "TARGETING_MATCH"),
        ({"everyone": None, "percent": 100, "criteria": {"sport": {"is": "golf"}}}, False, "DEFAULT"),
        ({"everyone": True, "ends_at": "2020-01-01T00:00:00+00:00"}, False, "DISABLED"),
    ],
)
def test_one_flag(max_: User, patch: dict[str, Any], value: bool, reason: str) -> None:
    made = change_flag(F, patch, BY_CODE)
    answer = ask(max_)
    assert answer.status_code == 200
    assert answer.json() == {
        "key": F,
        "value": value,
        "variant": "on" if value else "off",
        "reason": reason,
        "metadata": {"version": ANY, "decidedBy": ANY},
    }
    assert answer.json()["metadata"]["version"] >= made.version


def test_variant_is_the_arm(max_: User) -> None:
    arms = [{"name": "as_today", "weight": 0.01}, {"name": "larger", "weight": 99.99}]
    change_flag(F, {"everyone": True, "bucket_by": "user", "arms": arms}, BY_CODE)
    found = ask(max_).json()
    assert (found["value"], found["variant"], found["reason"]) == (True, "larger", "SPLIT")
    change_flag(F, {"everyone": False}, BY_CODE)
    found = ask(max_).json()
    assert (found["value"], found["variant"], found["reason"]) == (False, "off", "DISABLED")


def test_flag_that_nobody_has_set_is_its_default(max_: User) -> None:
    assert ask(max_).json()["reason"] == "DEFAULT"
    assert ask(max_, context={"targetingKey": str(max_.pk)}).json()["value"] is True


def test_what_goes_wrong_has_the_codes_of_the_protocol(max_: User, mia: User, olga: User) -> None:
    failed(ask(max_, "nothing"), 404, "FLAG_NOT_FOUND", key="nothing")
    failed(ask(max_, context={"league": "x"}), 400, "INVALID_CONTEXT", key=F)
    failed(ask(max_, context=[1]), 400, "INVALID_CONTEXT", key=F)
    failed(ask(max_, context={"targetingKey": str(mia.pk)}), 403, "GENERAL", key=F)
    failed(program(max_).post(f"/{F}", [1]), 400, "PARSE_ERROR", key=F)
    failed(program(max_).post(f"/{F}", "{"), 400, "PARSE_ERROR", key=F)
    failed(program(max_).post("", "{"), 400, "PARSE_ERROR")
    failed(program(max_).get(f"/{F}"), 405, "GENERAL", key=F)
    failed(Client().post(f"/ofrep/v1/evaluate/flags/{F}", {}, content_type="application/json"), 401, "GENERAL", key=F)
    failed(Client().post(f"/ofrep/v1/evaluate/flags/{F}", {}), 401, "GENERAL", key=F)
    failed(Client().get("/ofrep/v1/nothing"), 404, "GENERAL")


def test_missing_key_is_told_where_it_decides(olga: User, max_: User) -> None:
    change_flag(F, {"everyone": None, "percent": 50}, BY_CODE)
    failed(ask(olga), 400, "TARGETING_KEY_MISSING", key=F)
    assert "give league in the context" in ask(max_).json()["errorDetails"]
    change_flag(F, {"bucket_by": "user"}, BY_CODE)
    failed(ask(olga), 400, "TARGETING_KEY_MISSING", key=F)
    assert ask(max_).status_code == 200
    change_flag(F, {"strategy": "ring", "rings": {"beta": 100}}, BY_CODE)
    assert ask(olga).json()["value"] is False
    change_flag(F, {"rings": {"beta": 100, "ga": 5}}, BY_CODE)
    failed(ask(olga), 400, "TARGETING_KEY_MISSING", key=F)


def test_all_flags_at_once_with_what_could_not_be_decided(max_: User) -> None:
    change_flag(F, {"everyone": None, "percent": 50}, BY_CODE)
    answer = program(max_).post("")
    found = {each["key"]: each for each in answer.json()["flags"]}
    assert found.keys() == SPECS.keys()
    assert found[F] == {"key": F, "errorCode": "TARGETING_KEY_MISSING", "errorDetails": ANY}
    assert found["bidding"]["value"] is True


def test_etag_saves_the_answer_until_something_changes(max_: User, mia: User) -> None:
    tag = program(max_).post("")["ETag"]
    same = program(max_).post("", **{"If-None-Match": tag})
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", tag)
    assert program(max_).post("", **{"If-None-Match": f'"other", {tag}'}).status_code == 304
    assert program(mia).post("", **{"If-None-Match": tag}).status_code == 200
    about = {"context": {"targetingKey": str(max_.pk)}}
    assert program(max_).post("", about, **{"If-None-Match": tag}).status_code == 200
    change_flag(F, {"note": "hm"}, BY_CODE)
    assert program(max_).post("", **{"If-None-Match": tag}).status_code == 200


def test_etag_ends_with_a_schedule(max_: User) -> None:
    """A flag whose time is over is off, whatever the client remembers."""
    over = datetime.now(UTC) + timedelta(seconds=2)
    change_flag(F, {"everyone": True, "ends_at": over.isoformat()}, BY_CODE)
    asks = program(max_)
    first = asks.post("")
    again = {"If-None-Match": first["ETag"]}
    assert asks.post("", **again).status_code == 304
    later = eventually(lambda: carry_out_schedules() and asks.post("", **again), "it is over")
    found = {each["key"]: each for each in later.json()["flags"]}
    assert (found[F]["value"], found[F]["reason"]) == (False, "DISABLED")
    assert later.json()["metadata"]["version"] > first.json()["metadata"]["version"]


def test_too_many_are_told_when_to_come_back(max_: User, settings: Any) -> None:
    settings.RATE_LIMITS = {"other": Rate(1, 60, 1)}
    asker = program(max_)
    assert asker.post(f"/{F}").status_code == 200
    late = asker.post(f"/{F}")
    failed(late, 429, "GENERAL", key=F)
    assert 0 < int(late["Retry-After"]) <= 60


def test_pages_of_other_origins_may_ask_where_the_site_allows_it(max_: User, settings: Any) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://game.example"]
    answer = Client().options(
        "/ofrep/v1/evaluate/flags",
        headers={"Origin": "https://game.example", "Access-Control-Request-Method": "POST"},
    )
    assert answer["Access-Control-Allow-Origin"] == "https://game.example"


# A real client against a real server --------------------------------------------------------------


def client_of(web: Web, user: User | None) -> OpenFeatureClient:
    """The protocol's own client, signed in as a user."""
    token = {"Authorization": f"Bearer {sign_in_tokens(user)['access']}"} if user else {}
    provider = OFREPProvider(web.address.url, headers_factory=lambda: token)
    openfeature.set_provider(provider, domain=user.name if user else "nobody")
    return openfeature.get_client(domain=user.name if user else "nobody")


def test_openfeature_client_gets_our_flags(site: Site) -> None:
    max_, olga = cast.make_user("Max"), cast.make_user("Olga", is_staff=True)
    league = cast.make_league(cast.make_user("Carla"), max_)
    change_flag(F, {"everyone": None, "percent": 0, "leagues": [str(league.pk)]}, BY_CODE)
    asks, operator = client_of(site.web, max_), client_of(site.web, olga)
    here = EvaluationContext(str(max_.pk), {"league": str(league.pk)})
    eventually(lambda: asks.get_boolean_details(F, False, here).reason == "TARGETING_MATCH", "the flag is on for them")
    found = asks.get_boolean_details(F, False, here)
    assert (found.value, found.variant, found.error_code) == (True, "on", None)
    assert found.flag_metadata["decidedBy"] == "NAMED"
    assert operator.get_boolean_value(F, False, here) is True
    assert asks.get_boolean_value(F, True, EvaluationContext(str(max_.pk))) is False


def test_openfeature_client_understands_our_errors(site: Site) -> None:
    max_ = cast.make_user("Max")
    asks = client_of(site.web, max_)
    me = EvaluationContext(str(max_.pk))
    cases = [
        (asks.get_boolean_details("nothing", True, me), ErrorCode.FLAG_NOT_FOUND),
        (asks.get_string_details("bidding", "x", me), ErrorCode.TYPE_MISMATCH),
        (asks.get_boolean_details(F, True, EvaluationContext("Max")), ErrorCode.INVALID_CONTEXT),
        (asks.get_boolean_details(F, True, EvaluationContext(str(max_.pk + 1))), ErrorCode.GENERAL),
        (client_of(site.web, None).get_boolean_details(F, True, me), ErrorCode.GENERAL),
    ]
    for found, code in cases:
        assert (found.reason, found.error_code) == ("ERROR", code)
    change_flag(F, {"everyone": None, "percent": 50}, BY_CODE)

    def code_now() -> ErrorCode | None:
        return asks.get_boolean_details(F, True, me).error_code

    eventually(lambda: code_now() is ErrorCode.TARGETING_KEY_MISSING, "the flag is decided by league")


def test_openfeature_client_waits_when_it_is_too_fast(make_site: MakeSite) -> None:
    site = make_site(RATE_LIMITS="on", RATE_OTHER="1/60")
    site.add_web()
    site.ready()
    max_ = cast.make_user("Max")
    asks = client_of(site.web, max_)
    assert asks.get_boolean_details("bidding", False).error_code is None
    assert "Rate limited" in str(asks.get_boolean_details("bidding", False).error_message)
    assert "paused due to TooManyRequests" in str(asks.get_boolean_details("bidding", False).error_message)
