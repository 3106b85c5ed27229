"""Attempts to deliver: what became of one that was handed over, and whether it is tried again later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now

from notices.models import DeliveryState, NoticeDelivery

TRIES_AT_MOST = 6
FIRST_PAUSE = timedelta(minutes=1)
"""After the first try; each further pause is four times the one before: 1, 4, 16, 64 and 256 minutes."""
UNSURE_AFTER = timedelta(minutes=10)
"""Nothing takes so long to be handed over: each answer of a server is waited for 10 s."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The fate of a delivery; WAITING: it surely wasn't sent, and may be tried again."""

    state: DeliveryState
    error: str = ""


@transaction.atomic
def settle(deliveries: Sequence[int], handed: HandedOver) -> None:
    """Write down what became of deliveries; what was called unsure meanwhile is known now."""
    rows = NoticeDelivery.objects.filter(pk__in=deliveries, state__in=(DeliveryState.SENDING, DeliveryState.UNSURE))
    error = handed.error.replace("\0", "")[:200]
    if handed.state is not DeliveryState.WAITING:
        rows.update(state=handed.state, error=error)
        return
    for tries in range(1, TRIES_AT_MOST):
        pause = FIRST_PAUSE * 4 ** (tries - 1)
        rows.filter(tries=tries).update(state=DeliveryState.WAITING, due_at=Now() + pause, error=error)
    rows.filter(state__in=(DeliveryState.SENDING, DeliveryState.UNSURE)).update(
        state=DeliveryState.GIVEN_UP, error=error
    )
