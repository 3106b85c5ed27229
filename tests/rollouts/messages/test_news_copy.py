"""The copy of the news: read from plans, and kept while nobody can read them."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection

from rollouts.messages import news_copy
from rollouts.messages.release_news import NewsKind
from rollouts.models import Plan
from rollouts.plans import services
from tests.rollouts.plans.releases import made, set_flag, started

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news_copy, "_copy", ())
    monkeypatch.setattr(news_copy, "_read_at", 0.0)


@pytest.fixture
def released(db: None, settings: Any) -> Plan:
    """A plan that has let some leagues have the waiting room."""
    settings.ROLLOUT_PEAK_HOURS = frozenset()
    set_flag(everyone=None, percent=0)
    return started()


def kinds() -> list[NewsKind]:
    news_copy.read_now()
    return [each.kind for each in news_copy.latest_news()]


def test_news_follow_the_plan(released: Plan) -> None:
    assert kinds() == [NewsKind.PROGRESS]
    services.pause_plan(released.pk, None)
    assert kinds() == [NewsKind.ON_HOLD]
    services.roll_back_plan(released.pk, None, "olga@example.com says so")
    assert kinds() == [NewsKind.INCIDENT]
    assert "olga" not in news_copy.latest_news()[0].text


def test_newest_are_first_and_old_ones_are_gone(released: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    services.roll_back_plan(released.pk, None)
    Plan.objects.update(status="rolled_back")
    set_flag("bots", everyone=None, percent=0)
    started(flag="bots")
    assert kinds() == [NewsKind.PROGRESS, NewsKind.INCIDENT]
    monkeypatch.setattr(news_copy, "KEPT", timedelta(0))
    assert kinds() == [NewsKind.PROGRESS]


def test_draft_and_what_can_not_be_read_are_no_news(released: Plan) -> None:
    set_flag("bots", everyone=None, percent=0)
    made(flag="bots")
    Plan.objects.filter(pk=released.pk).update(definition=[])
    assert kinds() == []


def test_copy_stays_while_it_can_not_be_read_anew(released: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    news_copy.read_if_due()
    copy = news_copy.latest_news()
    assert copy
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL search_path TO pg_temp")
    news_copy.read_if_due()
    assert news_copy.latest_news() is copy, "not due"
    monkeypatch.setattr(news_copy, "_read_at", 0.0)
    with pytest.raises(DatabaseError):
        news_copy.read_if_due()
    assert news_copy.latest_news() is copy
