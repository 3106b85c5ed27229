"""Reads for those on duty, beside the auctions. Nothing here writes, and each question has a limit in time and size."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from accounts.models import User
from accounts.services import BOT_EMAIL_SUFFIX
from auctionsite.moments.durations import format_duration
from notices.models import DeliveryState, NoticeDelivery
from operations.backup import catalogue
from rollouts.explain import change_wording
from rollouts.explain import page_queries as rollouts
from rollouts.propagation import fleet, readers, snapshot

MOST_CHANGES = 5
MANY_UNDELIVERED = 5
LATELY = timedelta(days=7)
STALE = timedelta(hours=26)
"""A backup is made once a day; an older one is worth an alarm (ops/prometheus/rules.yml)."""


# People -----------------------------------------------------------------------------------------------
def count_sign_ups(since: datetime) -> int:
    """Count the people who have signed up since then, without bots."""
    return User.objects.filter(date_joined__gte=since).exclude(email__endswith=BOT_EMAIL_SUFFIX).count()


# Notices ----------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class NoticeOutcomes:
    """The fates of the notices that were sent, or tried, of late."""

    sent: int
    given_up: int
    unsure: int

    @property
    def undelivered(self) -> int:
        """Those that surely or perhaps didn't arrive."""
        return self.given_up + self.unsure

    @property
    def many(self) -> bool:
        """True if that is more than some addresses and devices that are gone."""
        return self.undelivered >= MANY_UNDELIVERED and self.undelivered * 10 > self.sent


def read_notice_outcomes(since: datetime) -> NoticeOutcomes:
    """Count the notices, by what became of them, that somebody last tried to send since then."""
    rows = NoticeDelivery.objects.filter(claimed_at__gte=since).order_by()
    counts = dict(rows.values_list("state").annotate(Count("pk")))
    states = (DeliveryState.SENT, DeliveryState.GIVEN_UP, DeliveryState.UNSURE)
    return NoticeOutcomes(*(counts.get(state, 0) for state in states))


# Flags ------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class FlagActivity:
    """The last changes of the last days, how many more there were, and how far the newest has come, in words."""

    changes: Sequence[rollouts.RecentChange]
    more: int
    says: str
    complete: bool
    unreadable: Sequence[str] = ()
    """Sentences about flags whose rows this release can't read."""


def read_flag_activity(now: datetime) -> FlagActivity:
    """Read the last changes of flags, and whether every process knows the newest."""
    changes, every = rollouts.recent_changes(now - LATELY, MOST_CHANGES)
    far = readers.propagation_status()
    unreadable = [f"The flag {flag} {why}." for flag, why in sorted(snapshot.current().unreadable.items())]
    return FlagActivity(
        changes, every - len(changes), change_wording.propagation_sentence(far), far.complete, unreadable[:MOST_CHANGES]
    )


# Processes and backups --------------------------------------------------------------------------------
def count_processes() -> dict[str, int]:
    """Count the processes that run now, by kind."""
    return {each.name: each.processes for each in readers.running_kinds()}


def setting_differences() -> list[fleet.SettingDifference]:
    """Return the settings, and the release, in which the processes that serve differ."""
    return fleet.differences(fleet.serving_processes())


@dataclass(frozen=True, slots=True)
class NewestBackup:
    """The newest backup: how old it is, and when it was restored to prove it, if it ever was."""

    name: str
    made_at: datetime
    ago: str
    verified_at: datetime | None
    stale: bool


def find_newest_backup() -> NewestBackup | None:
    """Find the newest backup; None if there is none. Raises OSError if BACKUP_DIR can't be read."""
    backup = catalogue.newest_backup()
    if backup is None:
        return None
    return NewestBackup(
        backup.name, backup.made_at, format_duration(backup.age), backup.verified_at, backup.age > STALE
    )
