"""Mails of the queue, each sent once or said to be unsure, by any number of processes at once.

1. `next_mail` finds somebody for whom notices wait, and who had no mail for as long as they want.
2. `send_mail` locks that person's row, unless another process has it, marks their notices as being sent and commits.
3. It hands one mail with all of them to the mail server, and writes down what became of it.

Who dies between 2 and 3 leaves them marked. Nobody sends those again: after ten minutes they are said to be unsure.
"""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException, SMTPServerDisconnected

import structlog
from django.core import mail
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from accounts.models import User
from auctionsite.observability import metrics
from notices.attempts import HandedOver, settle
from notices.digests import compose_digest
from notices.kinds import NoticeChannel
from notices.models import DeliveryState, NoticeDelivery, NoticeReader

log = structlog.get_logger("notices")
INTERVALS = {NoticeReader.Every.HOUR: timedelta(hours=1), NoticeReader.Every.DAY: timedelta(days=1)}


@dataclass(frozen=True, slots=True)
class _Claim:
    """Deliveries that this process alone may send, as one mail."""

    deliveries: list[int]
    message: EmailMessage


def next_mail(but: Collection[int] = ()) -> int | None:
    """Return the id of a user to whom a mail may go now, other than those named; None if there is none."""
    rested = _rested().exclude(user__in=but).values("user")
    return _due().filter(notice__user__in=rested).order_by("due_at").values_list("notice__user", flat=True).first()


def send_mail(user_id: int) -> None:
    """Send one mail with all that waits for the user, unless another process does or has just done so."""
    claim = _claim(user_id)
    if claim is None:
        return
    handed = hand_over(claim.message)
    if handed.state is not DeliveryState.GIVEN_UP:  # a server that wants this one mail never is no server that is away
        metrics.MAILS.labels("sent" if handed.state is DeliveryState.SENT else "failed").inc()
    if handed.error:
        log.warning("notices.not_mailed", user=user_id, state=str(handed.state), error=handed.error)
    _settle(user_id, claim.deliveries, handed)


def _due() -> QuerySet[NoticeDelivery]:
    return NoticeDelivery.objects.filter(channel=NoticeChannel.EMAIL, state=DeliveryState.WAITING, due_at__lte=Now())


def _rested() -> QuerySet[NoticeReader]:
    """Readers who had no mail for as long as they want. An unknown wish, of a later release, gets none."""
    rested = Q(mailed_at=None, mail_every__in=[*INTERVALS])
    for every, interval in INTERVALS.items():
        rested |= Q(mail_every=every, mailed_at__lte=Now() - interval)
    return NoticeReader.objects.filter(rested)


@transaction.atomic
def _claim(user_id: int) -> _Claim | None:
    """Mark what waits for the user as being sent; None if there is nothing, or it isn't this process's to send."""
    locked = _rested().filter(user=user_id).select_for_update(of=("self",), no_key=True, skip_locked=True)
    if not locked:
        return None
    user = User.objects.get(pk=user_id)
    rows = list(_due().filter(notice__user=user_id).select_related("notice__league").order_by("notice"))
    if not rows:
        return None
    message = compose_digest(user, [each.notice for each in rows])
    ids = [each.pk for each in rows]
    NoticeDelivery.objects.filter(pk__in=ids).update(
        state=DeliveryState.SENDING, tries=F("tries") + 1, claimed_at=Now()
    )
    NoticeReader.objects.filter(user=user_id).update(mailed_at=Now())
    return _Claim(ids, message)


def hand_over(message: EmailMessage) -> HandedOver:
    """Hand a mail to the mail server. What can't be known, since the line broke meanwhile, is unsure."""
    server = mail.get_connection()
    try:
        server.open()
    except OSError as error:
        return HandedOver(DeliveryState.WAITING, _words(error))
    try:
        server.send_messages([message])
    except SMTPServerDisconnected as error:
        return HandedOver(DeliveryState.UNSURE, _words(error))
    except SMTPResponseException as error:  # the server said no: for ever from 500 on
        return HandedOver(DeliveryState.GIVEN_UP if error.smtp_code >= 500 else DeliveryState.WAITING, _words(error))
    except SMTPRecipientsRefused as error:
        for_ever = all(code >= 500 for code, _ in error.recipients.values())
        return HandedOver(DeliveryState.GIVEN_UP if for_ever else DeliveryState.WAITING, _words(error))
    except OSError as error:
        return HandedOver(DeliveryState.UNSURE, _words(error))
    except ValueError as error:  # no mail can be made of it
        return HandedOver(DeliveryState.GIVEN_UP, _words(error))
    finally:
        with suppress(OSError):
            server.close()
    return HandedOver(DeliveryState.SENT)


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


@transaction.atomic
def _settle(user_id: int, deliveries: list[int], handed: HandedOver) -> None:
    settle(deliveries, handed)
    if handed.state is DeliveryState.WAITING:
        NoticeReader.objects.filter(user=user_id).update(mailed_at=None)  # they had no mail
