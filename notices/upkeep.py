"""Upkeep of the queue: sending that was cut off is said to be unsure, and old notices go."""

from collections.abc import Collection
from datetime import timedelta

from django.db.models import QuerySet
from django.db.models.functions import Now

from notices.attempts import UNSURE_AFTER
from notices.models import DeliveryState, Notice, NoticeDelivery

KEPT_FOR = timedelta(days=30)
_DELETED_AT_ONCE = 1000
_CUT_OFF, _OLD = "cut off", "old"


def next_cut_off(but: Collection[str] = ()) -> str | None:
    """Return something if sending was cut off, for `mark_unsure`; None if it wasn't."""
    return _CUT_OFF if _CUT_OFF not in but and _cut_off().exists() else None


def mark_unsure(due: str = _CUT_OFF) -> None:
    """Say of what was being sent when its process ended that nobody knows whether it arrived."""
    _cut_off().update(state=DeliveryState.UNSURE, error="Its process ended while it was being sent.")


def next_old(but: Collection[str] = ()) -> str | None:
    """Return something if there are notices that are kept no longer, for `delete_old`; None if there are none."""
    return _OLD if _OLD not in but and _old().exists() else None


def delete_old(due: str = _OLD) -> None:
    """Delete the oldest of them, with what became of them."""
    oldest = _old().order_by("created_at").values_list("pk", flat=True)[:_DELETED_AT_ONCE]
    Notice.objects.filter(pk__in=[*oldest]).delete()


def _cut_off() -> QuerySet[NoticeDelivery]:
    return NoticeDelivery.objects.filter(state=DeliveryState.SENDING, claimed_at__lt=Now() - UNSURE_AFTER)


def _old() -> QuerySet[Notice]:
    return Notice.objects.filter(created_at__lt=Now() - KEPT_FOR)
