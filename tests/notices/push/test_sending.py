"""Pushes of the queue, to a push service on this machine."""

from datetime import timedelta

import pytest

from accounts.models import User
from leagues.models import League
from notices.attempts import UNSURE_AFTER
from notices.models import NoticeDelivery, PushSubscription
from notices.push import sending
from notices.push.sending import next_push, send_push
from notices.push.subscriptions import subscribe
from notices.upkeep import mark_unsure
from rollouts.changes.services import Author, Source, change_flag
from tests.notices.news import HOUR, let_pass, tell
from tests.notices.push.devices import Device, PushService, push_service
from tests.threads import at_once

pytestmark = pytest.mark.django_db
HOME = "https://fcm.googleapis.com/send/"


@pytest.fixture
def device(max_: User) -> Device:
    device = Device()
    subscribe(max_, f"{HOME}1?x=y", device.keys)
    return device


def push_all(service: PushService) -> int:
    """Push all that is due; how many were."""
    count = 0
    while (due := next_push()) is not None:
        send_push(due, service.connect)
        count += 1
    return count


def pushes() -> list[tuple[str, int]]:
    return list(NoticeDelivery.objects.filter(channel="push").order_by("pk").values_list("state", "tries"))


def test_device_reads_what_happened_and_nobody_between_does(league: League, max_: User, device: Device) -> None:
    tell(league, max_)
    with push_service() as service:
        assert push_all(service) == 1
        assert push_all(service) == 0
    [(path, body, headers)] = service.posted
    told = device.read(body)
    assert (told["title"], told["body"]) == (league.name, "Another manager offers you a trade.")
    assert told["path"] == f"/leagues/{league.pk}/trades/"
    assert b"trade" not in body
    assert path == "/send/1?x=y"
    assert headers["Content-Encoding"] == "aes128gcm"
    assert headers["Authorization"].startswith("vapid t=")
    assert pushes() == [("sent", 1)]


def test_only_people_with_a_device_are_pushed_to_and_only_where_the_flag_is_on(
    league: League, max_: User, mia: User, device: Device
) -> None:
    tell(league, max_, mia)
    assert NoticeDelivery.objects.get(channel="push").notice.user == max_
    change_flag("web_push", {"everyone": False}, Author(source=Source.CODE))
    tell(league, max_, event="trade:2")
    assert NoticeDelivery.objects.filter(channel="push").count() == 1


@pytest.mark.parametrize(
    ("status", "state", "kept"),
    [
        (201, "sent", True),
        (404, "given_up", False),
        (410, "given_up", False),
        (400, "given_up", True),
        (307, "given_up", True),
        (429, "waiting", True),
        (500, "waiting", True),
        (0, "unsure", True),
    ],
)
def test_push_service_decides_what_becomes_of_it(
    league: League, max_: User, device: Device, status: int, state: str, kept: bool
) -> None:
    tell(league, max_)
    with push_service() as service:
        service.status = status
        push_all(service)
        assert pushes() == [(state, 1)]
        service.status = 201
        let_pass(HOUR)
        push_all(service)
    assert pushes() == [("sent", 2) if state == "waiting" else (state, 1)]
    assert len(service.posted) == (2 if state == "waiting" else 1)
    assert PushSubscription.objects.exists() is kept


def test_service_that_is_away_is_asked_again_later(league: League, max_: User, device: Device) -> None:
    tell(league, max_)
    with push_service() as service:
        pass
    service.server_close()
    push_all(service)
    assert pushes() == [("waiting", 1)]
    assert next_push() is None
    assert "Connection refused" in NoticeDelivery.objects.get(channel="push").error


def test_one_device_of_several_is_enough(league: League, max_: User, device: Device) -> None:
    PushSubscription.objects.create(user=max_, endpoint="https://127.0.0.1/", p256dh="x", auth="y")
    PushSubscription.objects.create(
        user=max_, endpoint="https://127.0.0.1/2", p256dh=device.keys.p256dh, auth=device.keys.auth
    )
    tell(league, max_)
    with push_service() as service:
        push_all(service)
    assert len(service.posted) == 1
    assert pushes() == [("sent", 1)]
    PushSubscription.objects.all().delete()
    tell(league, max_, event="trade:2")
    assert pushes() == [("sent", 1)]


@pytest.mark.django_db(transaction=True)
def test_two_processes_push_once_and_one_that_dies_leaves_it_unsure(league: League, max_: User, device: Device) -> None:
    tell(league, max_)
    due = next_push()
    assert due is not None
    assert next_push([due]) is None
    with push_service() as service:
        assert at_once(lambda: send_push(due, service.connect), 3) == [None] * 3
        assert len(service.posted) == 1
        tell(league, max_, event="trade:2")
        later = next_push()
        assert later is not None
        assert sending._claim(later) is not None  # and then its process is killed
        let_pass(UNSURE_AFTER + timedelta(seconds=1))
        mark_unsure()
        assert push_all(service) == 0
    assert pushes() == [("sent", 1), ("unsure", 1)]


def test_device_reads_it_in_the_language_of_its_owner(league: League, max_: User, device: Device) -> None:
    User.objects.filter(pk=max_.pk).update(language="de")
    tell(league, max_)
    with push_service() as service:
        push_all(service)
    [(_, body, _)] = service.posted
    assert device.read(body)["body"] == "Ein anderer Manager bietet dir einen Tausch an."
