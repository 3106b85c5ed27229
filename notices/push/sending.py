"""Pushes of the queue, each handed over once or said to be unsure; see `notices/mailing.py` for the steps."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

import orjson
import structlog
from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now
from django.utils import translation

from accounts import language
from auctionsite.postgresql.clock import database_now
from notices.attempts import HandedOver, settle
from notices.kinds import NoticeChannel
from notices.models import DeliveryState, Notice, NoticeDelivery, PushSubscription
from notices.push.encryption import MOST_BYTES, DeviceKeys, UnusableKeys, encrypt
from notices.push.hosts import is_push_service
from notices.push.vapid import authorization

log = structlog.get_logger("notices")
Connect = Callable[[str], HTTPConnection]
ANSWER_SECONDS = 10
KEPT_SECONDS = 4 * 3600
"""A push service keeps what it can't deliver so long; later it is on the page of notices alone."""
_GONE = frozenset({404, 410})
_LATER = frozenset({408, 429})


@dataclass(frozen=True, slots=True)
class _Claim:
    """A delivery that this process alone may send, and the devices that it goes to."""

    notice: Notice
    devices: list[PushSubscription]


def connect_to(host: str) -> HTTPConnection:
    """Return a connection to a push service, which isn't open yet. No redirect is followed on it."""
    return HTTPSConnection(host, timeout=ANSWER_SECONDS)


def next_push(but: Collection[int] = ()) -> int | None:
    """Return the id of a delivery to push now, other than those named; None if there is none."""
    return _due().exclude(pk__in=[*but]).order_by("due_at").values_list("pk", flat=True).first()


def send_push(delivery_id: int, connect: Connect = connect_to) -> None:
    """Push a notice to all devices of its person, unless another process does or has."""
    claim = _claim(delivery_id)
    if claim is None:
        return
    handed = _together([_push(claim.notice, device, connect) for device in claim.devices])
    if handed.error:
        log.warning("notices.not_pushed", delivery=delivery_id, state=str(handed.state), error=handed.error)
    settle([delivery_id], handed)


def _due() -> QuerySet[NoticeDelivery]:
    return NoticeDelivery.objects.filter(channel=NoticeChannel.PUSH, state=DeliveryState.WAITING, due_at__lte=Now())


@transaction.atomic
def _claim(delivery_id: int) -> _Claim | None:
    rows = _due().filter(pk=delivery_id).select_for_update(of=("self",), skip_locked=True)
    delivery = rows.select_related("notice__league", "notice__user").first()
    if delivery is None:
        return None
    NoticeDelivery.objects.filter(pk=delivery_id).update(
        state=DeliveryState.SENDING, tries=F("tries") + 1, claimed_at=Now()
    )
    return _Claim(delivery.notice, list(PushSubscription.objects.filter(user=delivery.notice.user_id).order_by("pk")))


def _push(notice: Notice, device: PushSubscription, connect: Connect) -> HandedOver:
    """Push to one device; one that is gone is forgotten."""
    try:
        body = encrypt(_payload(notice), DeviceKeys(device.p256dh, device.auth))
    except UnusableKeys as error:
        return HandedOver(DeliveryState.GIVEN_UP, str(error))
    status, handed = post(device.endpoint, body, connect)
    if status in _GONE:
        device.delete()
    return handed


def _payload(notice: Notice) -> bytes:
    with translation.override(language.of_user(notice.user)):
        body = notice.shown_text
    told = {"title": notice.league.name, "body": body, "path": notice.path, "tag": f"notice-{notice.pk}"}
    return orjson.dumps(told)[:MOST_BYTES]


def post(endpoint: str, body: bytes, connect: Connect) -> tuple[int | None, HandedOver]:
    """Post to a push service; its status, and what became of it. An address of anybody else is asked nothing."""
    if not is_push_service(endpoint):
        return None, HandedOver(DeliveryState.GIVEN_UP, "The address isn't of a push service that we know.")
    parts = urlsplit(endpoint)
    headers = {
        "Authorization": authorization(endpoint, database_now()),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(KEPT_SECONDS),
    }
    connection = connect(parts.hostname or "")
    try:
        connection.connect()
    except OSError as error:
        return None, HandedOver(DeliveryState.WAITING, f"{type(error).__name__}: {error}")
    try:
        connection.request("POST", endpoint.partition(parts.netloc)[2] or "/", body, headers)
        status = connection.getresponse().status
    except (OSError, HTTPException) as error:
        return None, HandedOver(DeliveryState.UNSURE, f"{type(error).__name__}: {error}")
    finally:
        connection.close()
    return status, _outcome(status)


def _outcome(status: int) -> HandedOver:
    if 200 <= status < 300:
        return HandedOver(DeliveryState.SENT)
    later = status in _LATER or status >= 500
    return HandedOver(
        DeliveryState.WAITING if later else DeliveryState.GIVEN_UP, f"The push service answered {status}."
    )


def _together(outcomes: list[HandedOver]) -> HandedOver:
    """Return what became of a notice that went to several devices: on one of them is enough, and is not tried again."""
    for state in (DeliveryState.SENT, DeliveryState.UNSURE, DeliveryState.WAITING):
        for outcome in outcomes:
            if outcome.state is state:
                return outcome
    return outcomes[0] if outcomes else HandedOver(DeliveryState.GIVEN_UP, "No device is left that takes it.")
