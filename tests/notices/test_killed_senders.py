"""Processes that are killed in the middle of sending: what they had in hand is unsure, all else is sent once."""

from collections import Counter
from collections.abc import Iterator

import pytest
from django.db.models import QuerySet

from leagues.models import League
from leagues.services import join_league
from notices.attempts import UNSURE_AFTER
from notices.models import NoticeDelivery
from notices.push.subscriptions import subscribe
from notices.upkeep import mark_unsure
from tests import cast
from tests.live import MakeSite, eventually
from tests.mail_server import MailServer, mail_server
from tests.notices.news import let_pass, tell
from tests.notices.push.devices import Device, PushService, push_service

SENDERS, KILLS, PEOPLE = 2, 2, 10


@pytest.fixture
def mails() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def pushes() -> Iterator[PushService]:
    with push_service() as service:
        yield service


def states(rows: QuerySet[NoticeDelivery]) -> Counter[str]:
    return Counter(rows.values_list("state", flat=True))


@pytest.mark.parametrize("channel", ["email", "push"])
def test_nothing_is_sent_twice_and_nothing_is_lost(
    league: League, make_site: MakeSite, mails: MailServer, pushes: PushService, channel: str
) -> None:
    people = [cast.make_user(f"P{number}") for number in range(PEOPLE)]
    for number, user in enumerate(people):
        join_league(user, league.code)
        subscribe(user, f"https://fcm.googleapis.com/{number}", Device().keys)
    tell(league, *people)
    rows = NoticeDelivery.objects.filter(channel=channel)
    taken, answers = (mails.mails, mails.answers) if channel == "email" else (pushes.posted, pushes.answers)
    site = make_site(EMAIL_HOST="127.0.0.1", EMAIL_PORT=str(mails.port))
    program = "tests.notices.sender_process", channel, str(pushes.server_port)
    senders = [site.add_program(*program) for _ in range(SENDERS)]
    answers.clear()
    for cut_off in range(SENDERS, SENDERS * KILLS + 1, SENDERS):
        eventually(lambda: states(rows)["sending"] == len(taken) == cut_off, "each waits for an answer", 60)  # noqa: B023 # asked here
        for sender in senders:
            sender.kill()
            sender.start()
    answers.set()
    left = {"sending": SENDERS * KILLS, "sent": PEOPLE - SENDERS * KILLS}
    eventually(lambda: states(rows) == left, "the rest is sent", 60)
    let_pass(UNSURE_AFTER)
    mark_unsure()
    assert states(rows) == {"unsure": left["sending"], "sent": left["sent"]}
    assert {*rows.values_list("tries", flat=True)} == {1}
    if channel == "email":
        assert sorted(str(each["To"]) for each in mails.mails) == sorted(user.email for user in people)
    else:
        assert sorted(path for path, _, _ in pushes.posted) == sorted(f"/{number}" for number in range(PEOPLE))
