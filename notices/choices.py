"""Each person's choice of what to hear of, by which ways, and how often by mail."""

from collections.abc import Collection, Mapping

from django.db import transaction

from accounts.models import User
from notices.kinds import KINDS, NoticeChannel, NoticeKind, is_default
from notices.models import DeliveryState, NoticeChoice, NoticeDelivery, NoticeReader

Choices = Mapping[tuple[NoticeKind, NoticeChannel], bool]


def choices_of(user: User) -> dict[tuple[NoticeKind, NoticeChannel], bool]:
    """Return what the user wants, for every kind and channel."""
    chosen = {(each.kind, each.channel): each.wanted for each in NoticeChoice.objects.filter(user=user)}
    return {
        (kind, channel): chosen.get((kind, channel), is_default(kind, channel))
        for kind in KINDS
        for channel in NoticeChannel
    }


def mail_every(user: User) -> NoticeReader.Every:
    """Return how often the user gets mail at most; what this release doesn't know counts as the least."""
    stored = NoticeReader.objects.filter(user=user).values_list("mail_every", flat=True).first()
    known = [*NoticeReader.Every]
    return NoticeReader.Every.HOUR if stored is None else known[known.index(stored) if stored in known else -1]


def who_wants(kind: NoticeKind, channel: NoticeChannel, users: Collection[int]) -> set[int]:
    """Return those of the users, by id, who want notices of the kind by the channel."""
    rows = NoticeChoice.objects.filter(user__in=users, kind=kind, channel=channel)
    chosen = dict(rows.values_list("user_id", "wanted"))
    return {user for user in users if chosen.get(user, is_default(kind, channel))}


@transaction.atomic
def choose(user: User, choices: Choices, every: NoticeReader.Every) -> None:
    """Save what the user wants. What isn't wanted by mail any more and waits to be sent is dropped."""
    NoticeChoice.objects.bulk_create(
        [NoticeChoice(user=user, kind=kind, channel=by, wanted=wanted) for (kind, by), wanted in choices.items()],
        update_conflicts=True,
        unique_fields=["user", "kind", "channel"],
        update_fields=["wanted"],
    )
    NoticeReader.objects.update_or_create(user=user, defaults={"mail_every": every})
    waiting = NoticeDelivery.objects.filter(notice__user=user, channel=NoticeChannel.EMAIL, state=DeliveryState.WAITING)
    if every != NoticeReader.Every.NEVER:
        unwanted = [kind for (kind, by), wanted in choices.items() if by is NoticeChannel.EMAIL and not wanted]
        waiting = waiting.filter(notice__kind__in=unwanted)
    waiting.delete()


@transaction.atomic
def stop_mails(user_id: int) -> None:
    """Let no notice be mailed to the user any more; those that wait are dropped. Kinds stay as they were chosen."""
    NoticeReader.objects.update_or_create(user_id=user_id, defaults={"mail_every": NoticeReader.Every.NEVER})
    NoticeDelivery.objects.filter(
        notice__user=user_id, channel=NoticeChannel.EMAIL, state=DeliveryState.WAITING
    ).delete()
