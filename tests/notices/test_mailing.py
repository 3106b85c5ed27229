"""Mails of the queue, through a mail server: each once or said to be unsure, none lost."""

from datetime import timedelta

import pytest
from django.test import override_settings

from accounts.models import User
from leagues.models import League
from notices import attempts, mailing
from notices.attempts import TRIES_AT_MOST
from notices.mailing import next_mail, send_mail
from notices.models import DeliveryState, NoticeDelivery, NoticeReader
from tests import cast
from tests.mail_server import mail_server
from tests.notices.news import HOUR, let_pass, states, tell, work
from tests.threads import at_once, held

pytestmark = pytest.mark.django_db


def test_all_that_happened_is_one_mail_and_the_next_comes_after_the_interval(league: League, max_: User) -> None:
    with mail_server() as server:
        tell(league, max_, event="trade:1", text="One.")
        tell(league, max_, event="trade:2", text="Two.")
        work()
        tell(league, max_, event="trade:3", text="Three.")
        assert work() == 0
        let_pass(HOUR - timedelta(minutes=1))
        assert work() == 0
        let_pass(timedelta(minutes=1))
        assert work() == 1
    assert server.subjects() == ["2 notices from your leagues", f"{league.name}: Three."]
    assert states() == [("sent", 1)] * 3


@pytest.mark.django_db(transaction=True)
def test_of_processes_at_once_one_sends(league: League, max_: User) -> None:
    tell(league, max_)
    with mail_server() as server:
        assert at_once(lambda: send_mail(max_.pk), 4) == [None] * 4
    assert len(server.mails) == 1
    assert states() == [("sent", 1)]


@pytest.mark.django_db(transaction=True)
def test_person_whom_another_process_mails_holds_up_nobody(league: League, max_: User) -> None:
    tell(league, max_)
    with held(lambda: NoticeReader.objects.select_for_update().get(user=max_)):
        send_mail(max_.pk)
    assert states() == [("waiting", 0)]


def test_person_who_fails_is_left_alone_and_others_have_their_turn(league: League, max_: User, mia: User) -> None:
    tell(league, max_)
    tell(league, mia)
    assert next_mail() == max_.pk
    assert next_mail([max_.pk]) == mia.pk
    assert next_mail([max_.pk, mia.pk]) is None


def test_mail_that_could_not_be_sent_is_tried_again_later_and_given_up_in_the_end(league: League, max_: User) -> None:
    tell(league, max_)
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_PORT=1):
        for tries in range(1, TRIES_AT_MOST):
            assert work() == 1
            assert states() == [("waiting", tries)]
            pause = attempts.FIRST_PAUSE * 4 ** (tries - 1)
            let_pass(pause - timedelta(seconds=30))
            assert work() == 0
            let_pass(timedelta(seconds=30))
        assert work() == 1
    assert states() == [("given_up", TRIES_AT_MOST)]
    assert "Connection refused" in NoticeDelivery.objects.get().error
    let_pass(timedelta(days=1))
    assert work() == 0


@pytest.mark.parametrize(
    ("answer", "state"), [("451 later", "waiting"), ("554 never", "given_up"), (None, "unsure"), ("250 taken", "sent")]
)
def test_mail_server_decides_whether_it_is_tried_again(
    league: League, max_: User, answer: str | None, state: str
) -> None:
    tell(league, max_)
    with mail_server() as server:
        server.answer = answer
        work()
        server.answer = "250 taken"
        let_pass(HOUR)
        work()
        let_pass(HOUR)
        work()
    assert len(server.mails) == (2 if state == "waiting" else 1)
    assert states() == [("sent", 2) if state == "waiting" else (state, 1)]


def test_address_of_which_no_mail_can_be_made_is_given_up_and_others_get_theirs(
    league: League, max_: User, mia: User
) -> None:
    User.objects.filter(pk=max_.pk).update(email="max@example.com\nBcc: all@example.com")
    tell(league, max_, mia)
    with mail_server() as server:
        work()
    assert [each["To"] for each in server.mails] == ["mia@example.com"]
    assert states() == [("given_up", 1), ("sent", 1)]


def test_process_that_dies_while_it_sends_leaves_the_mail_unsure_and_nobody_sends_it_again(
    league: League, max_: User
) -> None:
    tell(league, max_)
    assert mailing._claim(max_.pk) is not None
    with mail_server() as server:
        let_pass(attempts.UNSURE_AFTER - timedelta(seconds=30))
        assert work() == 0
        let_pass(timedelta(seconds=30))
        assert work() == 1
        assert states() == [("unsure", 1)]
        let_pass(HOUR)
        assert work() == 0
    assert server.mails == []


def test_process_that_was_only_slow_says_what_became_of_it(league: League, max_: User) -> None:
    tell(league, max_)
    claim = mailing._claim(max_.pk)
    assert claim is not None
    let_pass(HOUR)
    work()
    mailing._settle(max_.pk, claim.deliveries, attempts.HandedOver(DeliveryState.SENT))
    assert states() == [("sent", 1)]


def test_who_wants_one_a_day_or_none_gets_that(league: League, max_: User, mia: User) -> None:
    tell(league, max_, mia)
    NoticeReader.objects.filter(user=max_).update(mail_every="day", mailed_at="2026-01-01T00:00:00Z")
    NoticeReader.objects.filter(user=mia).update(mail_every="of a later release"[:10])
    with mail_server() as server:
        work()
        tell(league, max_, event="trade:2")
        let_pass(23 * HOUR)
        assert work() == 0
        let_pass(HOUR)
        assert work() == 1
    assert [each["To"] for each in server.mails] == ["max@example.com"] * 2


def test_people_of_many_leagues_get_one_mail_for_all(league: League, max_: User, carla: User) -> None:
    tell(league, max_)
    tell(cast.make_league(carla, max_, name="Another"), max_, event="trade:9")
    with mail_server() as server:
        work()
    [mail] = server.mails
    body = mail.get_body(("plain",)).get_content()  # type: ignore[attr-defined] # an EmailMessage, by its policy
    assert body.index("Another") < body.index(league.name)
