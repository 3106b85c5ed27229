"""Devices that get notices."""

import pytest

from accounts.models import User
from leagues.models import League
from notices.models import NoticeDelivery, PushSubscription
from notices.push import subscriptions
from notices.push.encryption import DeviceKeys
from notices.push.subscriptions import SubscriptionRefused, subscribe, unsubscribe
from tests.notices.news import tell
from tests.notices.push.devices import Device

pytestmark = pytest.mark.django_db
HOME = "https://fcm.googleapis.com/send/"


def test_device_is_there_once_and_goes_to_whoever_asked_last(max_: User, mia: User) -> None:
    for user in (max_, max_, mia):
        subscribe(user, f"{HOME}1", Device().keys)
    assert PushSubscription.objects.get().user == mia


def test_one_person_has_so_many_and_the_first_goes(max_: User, mia: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscriptions, "DEVICES_AT_MOST", 2)
    for number in range(3):
        subscribe(max_, f"{HOME}{number}", Device().keys)
    subscribe(mia, f"{HOME}mia", Device().keys)
    assert [each.endpoint[-1] for each in PushSubscription.objects.order_by("pk")] == ["1", "2", "a"]


@pytest.mark.parametrize(("endpoint", "keys"), [("https://127.0.0.1/", None), (f"{HOME}1", DeviceKeys("x", "y"))])
def test_address_or_keys_of_no_device_are_refused(max_: User, endpoint: str, keys: DeviceKeys | None) -> None:
    with pytest.raises(SubscriptionRefused):
        subscribe(max_, endpoint, keys or Device().keys)
    assert not PushSubscription.objects.exists()


def test_without_a_device_left_nothing_waits(league: League, max_: User, mia: User) -> None:
    for number in (1, 2):
        subscribe(max_, f"{HOME}{number}", Device().keys)
    tell(league, max_)
    pushes = NoticeDelivery.objects.filter(channel="push")
    unsubscribe(mia, f"{HOME}1")  # not hers
    unsubscribe(max_, f"{HOME}1")
    assert pushes.count() == 1
    unsubscribe(max_, f"{HOME}2")
    assert pushes.count() == 0
    assert not PushSubscription.objects.exists()
