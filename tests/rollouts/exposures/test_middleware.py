"""A request that fails is a failure of the user, the league and the auction that it was about; others aren't."""

from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import Client, RequestFactory

from accounts.models import User
from leagues.models import League
from rollouts.evaluation.types import BucketBy
from rollouts.exposures import recorder
from rollouts.exposures.middleware import FailureMiddleware
from rollouts.exposures.outcomes import SERVER_ERROR
from rollouts.exposures.storage import FailureEntry
from tests.rollouts.exposures.kept import kept_failures

pytestmark = pytest.mark.django_db


@pytest.fixture
def noted(monkeypatch: pytest.MonkeyPatch) -> list[FailureEntry]:
    return kept_failures(monkeypatch)


def answer(status: int, user: User | AnonymousUser, **named: object) -> None:
    request = RequestFactory().get("/")
    request.user = user
    request.resolver_match = SimpleNamespace(kwargs=named) if named else None  # type: ignore[assignment]
    FailureMiddleware(lambda _: HttpResponse(status=status))(request)
    recorder.failures.write_some()


def test_failed_request_is_noted_for_all_that_it_was_about(noted: list[FailureEntry], max_: User) -> None:
    league, auction = uuid4(), uuid4()
    answer(500, max_, league_id=league)
    answer(503, AnonymousUser(), auction_id=auction)
    answer(500, AnonymousUser())
    assert noted == [
        (BucketBy.USER, str(max_.pk), SERVER_ERROR),
        (BucketBy.LEAGUE, str(league), SERVER_ERROR),
        (BucketBy.AUCTION, str(auction), SERVER_ERROR),
    ]


@pytest.mark.parametrize("status", [200, 302, 404, 409, 429])
def test_other_answers_are_no_failures(noted: list[FailureEntry], max_: User, status: int) -> None:
    answer(status, max_, league_id=uuid4())
    assert noted == []


def test_page_that_raises_is_noted_in_the_product(
    noted: list[FailureEntry], league: League, carla: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through all middleware, by an error that no code of ours expects."""

    def fail(*args: object, **named: object) -> HttpResponse:
        raise RuntimeError("a mistake")

    client = Client(raise_request_exception=False)
    client.force_login(carla)
    monkeypatch.setattr("leagues.views.render", fail)
    assert client.get(f"/leagues/{league.pk}/").status_code == 500
    recorder.failures.write_some()
    assert {(each.kind, each.subject) for each in noted} == {
        (BucketBy.USER, str(carla.pk)),
        (BucketBy.LEAGUE, str(league.pk)),
    }
