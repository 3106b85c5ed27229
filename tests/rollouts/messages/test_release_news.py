"""News of a release for everybody: nothing of operators', and nothing before anything has changed."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from rollouts.messages.release_news import NewsKind, ReleaseNews, write_news
from tests.rollouts.messages.test_release_messages import FACTS, STATUSES, TELL_US

AT = datetime(2027, 3, 1, 21, 0, tzinfo=UTC)
TOLD = {
    "running": (NewsKind.PROGRESS, f"New for some leagues: An auction waits in a room. {TELL_US}"),
    "completed": (NewsKind.DONE, f"New for everybody: An auction waits in a room. {TELL_US}"),
    "paused": (
        NewsKind.ON_HOLD,
        "We're taking a look at something new before more leagues get it: An auction waits in a room. Nothing is lost.",
    ),
}


@pytest.mark.parametrize("status", TOLD)
def test_news_are_the_messages_to_people(status: str) -> None:
    assert write_news(replace(FACTS, status=status), AT) == ReleaseNews(*TOLD[status], AT)


@pytest.mark.parametrize("status", ["rolling_back", "rolled_back"])
def test_incident_is_told_as_soon_as_it_is_taken_back(status: str) -> None:
    news = write_news(replace(FACTS, status=status), AT)
    assert news is not None
    assert (news.kind, news.text.startswith("Something new didn't work")) == (NewsKind.INCIDENT, True)


@pytest.mark.parametrize("status", STATUSES)
def test_before_its_first_phase_a_release_is_no_news(status: str) -> None:
    assert write_news(replace(FACTS, status=status, phase=0), AT) is None


@pytest.mark.parametrize("status", ["draft", "ended", "of a later release"])
def test_what_nobody_meets_is_no_news(status: str) -> None:
    assert write_news(replace(FACTS, status=status), AT) is None


def test_flag_without_words_is_no_news() -> None:
    assert write_news(replace(FACTS, does=""), AT) is None
