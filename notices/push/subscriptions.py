"""The devices on which people want notices: each is asked for on the device itself."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from notices.kinds import NoticeChannel
from notices.models import DeliveryState, NoticeDelivery, PushSubscription
from notices.push.encryption import DeviceKeys, UnusableKeys
from notices.push.hosts import is_push_service

DEVICES_AT_MOST = 10
"""Of one person; the one added first goes for one more."""


class SubscriptionRefused(Exception):
    """Nothing was saved; the text says why."""


@transaction.atomic
def subscribe(user: User, endpoint: str, keys: DeviceKeys) -> PushSubscription:
    """Push the user's notices to a device from now on, whosever it was before. Raises SubscriptionRefused."""
    if not is_push_service(endpoint):
        raise SubscriptionRefused(_("This browser's push service isn't one that we know. Use another browser."))
    try:
        keys.read()
    except UnusableKeys as error:
        raise SubscriptionRefused(_("This browser's keys can't be used. Try again, or use another browser.")) from error
    User.objects.select_for_update(no_key=True).get(pk=user.pk)  # one device at a time, so that they can be counted
    values = {"user": user, "p256dh": keys.p256dh, "auth": keys.auth}
    row, _new = PushSubscription.objects.update_or_create(endpoint=endpoint, defaults=values)
    kept = PushSubscription.objects.filter(user=user).order_by("-id").values("pk")[:DEVICES_AT_MOST]
    PushSubscription.objects.filter(user=user).exclude(pk__in=[each["pk"] for each in kept]).delete()
    return row


@transaction.atomic
def unsubscribe(user: User, endpoint: str) -> None:
    """Push nothing to a device of the user any more; without one left, nothing that waits is pushed."""
    PushSubscription.objects.filter(user=user, endpoint=endpoint).delete()
    if not PushSubscription.objects.filter(user=user).exists():
        NoticeDelivery.objects.filter(
            notice__user=user, channel=NoticeChannel.PUSH, state=DeliveryState.WAITING
        ).delete()
