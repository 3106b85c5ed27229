"""Notices into the queue, in the transaction of what they speak of: with it they are there, or neither is."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from accounts.models import User
from accounts.services import BOT_EMAIL_SUFFIX
from leagues.models import League, Member
from notices.choices import who_wants
from notices.kinds import NoticeChannel, NoticeKind
from notices.models import DeliveryState, Notice, NoticeChoice, NoticeDelivery, NoticeReader, PushSubscription
from rollouts import flags


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsItem:
    """Something that happened in a league. `event` names it for ever, such as `trade:7`, and `path` its page."""

    kind: NoticeKind
    event: str
    league: League
    path: str


def notify(news: NewsItem, texts: Mapping[int, str]) -> None:
    """Write each of these people, by user id, their notice, once however often it is called for the same event.

    Bots, accounts that ended and people who left the league get none. The texts name no people: an account may end.
    """
    members = Member.objects.filter(league=news.league, left_at=None, bot=False, user__in=texts, user__is_active=True)
    users = list(members.exclude(user__email__endswith=BOT_EMAIL_SUFFIX).values_list("user_id", flat=True))
    if not users:
        return
    shown = who_wants(news.kind, NoticeChannel.PAGE, users)
    Notice.objects.bulk_create(
        [
            Notice(
                user_id=user,
                league=news.league,
                kind=news.kind,
                event=news.event,
                text=texts[user],
                path=news.path,
                on_page=user in shown,
            )
            for user in users
        ],
        ignore_conflicts=True,
    )
    if flags.mails_notices(news.league.pk):
        _queue(news, _mailed(news, users), NoticeChannel.EMAIL)
    if flags.pushes_notices(news.league.pk):
        _queue(news, _pushed(news, users), NoticeChannel.PUSH)


def _mailed(news: NewsItem, users: Collection[int]) -> set[int]:
    never = NoticeReader.objects.filter(user__in=users, mail_every=NoticeReader.Every.NEVER)
    mailed = who_wants(news.kind, NoticeChannel.EMAIL, users) - {*never.values_list("user_id", flat=True)}
    NoticeReader.objects.bulk_create([NoticeReader(user_id=user) for user in mailed], ignore_conflicts=True)
    return mailed


def _pushed(news: NewsItem, users: Collection[int]) -> set[int]:
    devices = PushSubscription.objects.filter(user__in=users)
    return who_wants(news.kind, NoticeChannel.PUSH, {*devices.values_list("user_id", flat=True)})


def _queue(news: NewsItem, users: Collection[int], channel: NoticeChannel) -> None:
    rows = Notice.objects.filter(user__in=users, kind=news.kind, event=news.event)
    NoticeDelivery.objects.bulk_create(
        [NoticeDelivery(notice_id=pk, channel=channel) for pk in rows.values_list("pk", flat=True)],
        ignore_conflicts=True,
    )


def forget_user(user: User) -> None:
    """Delete all notices and choices of a user: their account ends."""
    for rows in (Notice.objects, NoticeReader.objects, NoticeChoice.objects, PushSubscription.objects):
        rows.filter(user=user).delete()


def follow_member(member: Member) -> None:
    """Drop what waits to be sent to a member who has left."""
    if member.left_at is not None:
        NoticeDelivery.objects.filter(
            notice__user=member.user_id, notice__league=member.league_id, state=DeliveryState.WAITING
        ).delete()
