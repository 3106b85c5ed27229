"""Work on dates whose time has come: reminders, the waiting room at the hour, and the begin by itself.

Any number of processes may take these steps at once, and be killed in them. What each step does, it does once: a
reminder moves on with its notices in one transaction, an auction is made under the date's `uid` as its key, and the
rules begin an auction once.
"""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Now
from django.utils.translation import gettext_noop

from auctions import engine, services
from auctions.dates.services import next_reminder_at, tell
from auctions.models import Auction, Participant, SeatPresence
from auctions.rules.commands import SYSTEM, Begin
from auctions.services import AuctionRunning, StartRefused, SwitchedOff
from auctionsite.postgresql.clock import database_now
from leagues.dates.queries import who_cannot
from leagues.models import AuctionDate
from notices.kinds import NoticeKind
from notices.sentences import english
from rollouts import flags, subjects

LATE_AT_MOST = timedelta(hours=6)
"""If nothing ran at the hour a waiting room still opens so long after it, and an auction begins by itself."""
HERE_FOR = timedelta(seconds=10)
"""A seat was in the room just now if its last sign is no older: signs come every few seconds."""


def next_reminder(but: Collection[UUID] = ()) -> UUID | None:
    """Return a league whose members are to be reminded now, other than those named; None if there is none."""
    return _first(_to_remind(), but)


@transaction.atomic
def remind(league_id: UUID) -> None:
    """Remind a league's members, but for those who can't come, and say when the next reminder is due."""
    date = _to_remind().filter(league=league_id).select_for_update(of=("self",), skip_locked=True).first()
    if date is None or date.remind_at is None:
        return
    now = database_now()
    if date.starts_at > now:
        event = f"{date.sequence}:{date.starts_at - date.remind_at} before"
        tell(date, NoticeKind.DATE_REMINDER, english.DATE_COMES, event=event, but=who_cannot(date.league))
    date.remind_at = next_reminder_at(date.starts_at, now)
    date.save(update_fields=["remind_at"])


def next_to_open(but: Collection[UUID] = ()) -> UUID | None:
    """Return a league whose hour has come, other than those named; None if there is none."""
    return _first(_to_open(), but)


def open_waiting_room(league_id: UUID) -> None:
    """Open the waiting room of a league whose hour has come, or note why it can't be, and tell the members.

    Raises SwitchedOff while operators let no auction be made: it is tried again.
    """
    date = _to_open().filter(league=league_id).select_related("set_by__user").first()
    if date is None:
        return
    problem = _open(date)
    with transaction.atomic():
        moved = _to_open().filter(league=league_id, uid=date.uid, sequence=date.sequence)
        if not moved.update(opened_at=Now(), problem=problem[:300], remind_at=None):
            return
        if problem:
            tell(date, NoticeKind.DATE_SET, english.ROOM_NOT_OPENED, event="open", problem=problem)
        else:
            tell(date, NoticeKind.DATE_REMINDER, english.ROOM_OPEN, event="open")


def next_to_begin(but: Collection[UUID] = ()) -> UUID | None:
    """Return a league in whose waiting room enough managers are, other than those named; None if there is none."""
    return _first(_to_begin(), but)


def begin_by_itself(league_id: UUID) -> None:
    """Begin the auction of a league in whose waiting room enough managers are."""
    if _to_begin().filter(league=league_id).exists():
        waiting = Auction.objects.filter(league=league_id, status=Auction.Status.WAITING).first()
        if waiting is not None:
            engine.execute(waiting.pk, Begin(actor=SYSTEM))


def _open(date: AuctionDate) -> str:
    """Make the auction, unless there was one since the date was set, or return why it can't be made, in English."""
    if Auction.objects.filter(league=date.league_id, created_at__gt=date.changed_at).exists():
        return ""
    if date.starts_at < database_now() - LATE_AT_MOST:
        return gettext_noop("The site wasn't working at that hour. Start the auction yourself, or set a new date.")
    user = date.set_by.user
    subject = subjects.of_user(user)
    if not flags.has_waiting_room(subject.on_behalf_of(str(date.league_id), sport=date.league.sport_id)):
        return gettext_noop(
            "Waiting rooms are switched off for now. Start the auction yourself when everybody is there."
        )
    try:
        services.start_auction(date.league_id, user, subject, key=date.uid)
    except AuctionRunning:
        return ""
    except SwitchedOff:
        raise
    except StartRefused as error:
        return str(error.sentence)
    return ""


def _first(dates: QuerySet[AuctionDate], but: Collection[UUID]) -> UUID | None:
    return dates.exclude(league__in=[*but]).order_by("starts_at").values_list("league_id", flat=True).first()


def _to_remind() -> QuerySet[AuctionDate]:
    return AuctionDate.objects.select_related("league").filter(remind_at__lte=Now())


def _to_open() -> QuerySet[AuctionDate]:
    coming = AuctionDate.objects.select_related("league").filter(opened_at=None, cancelled_at=None)
    return coming.filter(starts_at__lte=Now())


def _to_begin() -> QuerySet[AuctionDate]:
    """Dates whose auctions begin by themselves, wait, and have enough managers in their rooms."""
    here = SeatPresence.objects.filter(at__gt=Now() - HERE_FOR).values("participant")
    seats = Participant.objects.filter(
        auction__league=OuterRef("league"), auction__status=Auction.Status.WAITING, pk__in=here
    )
    count = seats.order_by().values("auction").annotate(seats=Count("pk")).values("seats")
    opened = AuctionDate.objects.filter(begins_with__isnull=False, opened_at__gt=Now() - LATE_AT_MOST)
    return opened.annotate(here=Subquery(count)).filter(here__gte=F("begins_with"))
