"""The date of a league's next auction: set, moved, cancelled, and who can come. Its members hear of each change."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.language import ENGLISH
from auctionsite.moments.local_times import NoSuchTime, read_local_once
from auctionsite.postgresql.clock import database_now
from leagues.dates.wording import date_in_words
from leagues.models import AuctionDate, DateAnswer, League, Member
from leagues.permissions import Action
from leagues.queries import members_of
from leagues.services import require
from notices.kinds import NoticeKind
from notices.queue import NewsItem, notify
from notices.sentences import english
from notices.sentences.english import Sentence

REMINDERS = (timedelta(days=1), timedelta(hours=1))
"""So long before it begins people are reminded."""
AHEAD_AT_MOST = timedelta(days=366)


class DateRefused(Exception):
    """Nothing was changed; the text says why, and what to do."""

    code = "date_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedDate:
    """A time on the wall of a zone; `begins_with` managers there it begins by itself, None: it doesn't."""

    wall: datetime
    time_zone: str
    begins_with: int | None = None


@transaction.atomic
def set_date(by: Member, wanted: WantedDate) -> AuctionDate:
    """Set or move the league's date, and tell its members. Answers to another hour are forgotten.

    The same again changes nothing and tells nobody. Raises NotAllowed and DateRefused.
    """
    require(by, Action.START_AUCTION)
    now, starts_at = database_now(), _instant(wanted)
    if not now < starts_at < now + AHEAD_AT_MOST:
        raise DateRefused(_("Choose a day and an hour that are still to come, within a year."))
    date = _lock(by.league)
    if date is not None and date.is_coming and _same(date, wanted, starts_at):
        return date
    is_moved = date is None or not date.is_coming or date.starts_at != starts_at
    if date is None or date.opened_at is not None:  # another event, which calendars show beside the one that was
        uid, sequence = uuid.uuid4(), 0
    else:
        uid, sequence = date.uid, date.sequence + 1
    values = {
        "uid": uid,
        "sequence": sequence,
        "starts_at": starts_at,
        "time_zone": wanted.time_zone,
        "begins_with": wanted.begins_with,
        "set_by": by,
        "changed_at": now,
        "remind_at": next_reminder_at(starts_at, now),
        "cancelled_at": None,
        "opened_at": None,
        "problem": "",
    }
    date = AuctionDate.objects.update_or_create(league=by.league, defaults=values)[0]
    if is_moved:
        DateAnswer.objects.filter(member__league=by.league).delete()
        tell(date, NoticeKind.DATE_SET, english.DATE_SET)
    return date


@transaction.atomic
def cancel_date(by: Member) -> None:
    """Take the league's date back, and tell its members; without one nothing happens. Raises NotAllowed."""
    require(by, Action.START_AUCTION)
    date = _lock(by.league)
    if date is None or not date.is_coming:
        return
    date.cancelled_at = date.changed_at = database_now()
    date.sequence, date.remind_at = date.sequence + 1, None
    date.save()
    tell(date, NoticeKind.DATE_SET, english.DATE_OFF)


@transaction.atomic
def answer(member: Member, *, can: bool) -> None:
    """Say whether a member can come. Raises NotAllowed, and DateRefused if there is no date to come."""
    require(member, Action.PLAY)
    date = _lock(member.league)
    if date is None or not date.is_coming:
        raise DateRefused(_("There is no date to answer any more."))
    DateAnswer.objects.update_or_create(member=member, defaults={"can": can})


def next_reminder_at(starts_at: datetime, now: datetime) -> datetime | None:
    """Return when people are reminded next; None if they are not any more."""
    return min((starts_at - before for before in REMINDERS if starts_at - before > now), default=None)


def tell(
    date: AuctionDate,
    kind: NoticeKind,
    sentence: Sentence,
    *,
    event: str = "",
    but: Iterable[int] = (),
    problem: str = "",
) -> None:
    """Tell the league's members a sentence, with `{when}` in each one's zone; other than some, by user id.

    It is kept in English, whoever sets a date.
    """
    left_out = {*but}
    members = [each for each in members_of(date.league) if each.user_id not in left_out]
    zones = {each.user_id: each.user.time_zone for each in members}
    with translation.override(ENGLISH):
        whens = {user: date_in_words(date.starts_at, date.time_zone, zone) for user, zone in zones.items()}
    texts = {user: sentence.told(when=when, problem=problem) for user, when in whens.items()}
    name = f"date:{date.uid}:{event or date.sequence}"
    notify(NewsItem(kind=kind, event=name, league=date.league, path=reverse("league", args=[date.league_id])), texts)


def _lock(league: League) -> AuctionDate | None:
    """Return the league's date, which nobody else changes in this transaction; the league's row is the lock."""
    League.lock(league.pk)
    return AuctionDate.objects.select_related("league").filter(league=league).first()


def _instant(wanted: WantedDate) -> datetime:
    try:
        return read_local_once(wanted.wall, ZoneInfo(wanted.time_zone))
    except NoSuchTime as error:
        raise DateRefused(str(error)) from error
    except (OverflowError, ValueError) as error:  # in the year 9999
        raise DateRefused(_("Choose a day and an hour that are still to come, within a year.")) from error


def _same(date: AuctionDate, wanted: WantedDate, starts_at: datetime) -> bool:
    kept = (date.starts_at, date.time_zone, date.begins_with)
    return kept == (starts_at, wanted.time_zone, wanted.begins_with)
