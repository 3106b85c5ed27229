"""Concerns: what needs an operator now, in sentences, the most urgent first. Pure: works on what was read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from auctionsite.moments.durations import format_duration
from operations.health.checks import OK, HealthCheck
from operations.queries import FlagActivity, NewestBackup, NoticeOutcomes
from operations.running_auctions import RunningAuctions
from rollouts.propagation.fleet import SettingDifference

NAMED = 3
"""So many stuck auctions, or settings, are named; the others are counted."""
NEEDED = {"season": "Agreed trades take effect late: start manage.py run_season"}
"""Kinds of processes of which one should run, and what it means if none does; the clock is a part of the health."""


class Unread(Enum):
    """Stands for what couldn't be read, where None has a meaning."""

    UNREAD = "unread"


UNREAD = Unread.UNREAD


@dataclass(frozen=True, slots=True)
class Concern:
    """A sentence, the part of the page that has more, and whether people suffer from it now."""

    sentence: str
    part: str
    urgent: bool


def find_concerns(
    *,
    unread: Sequence[str],
    auctions: RunningAuctions | None,
    health: Mapping[str, HealthCheck] | None,
    processes: Mapping[str, int] | None,
    differences: Sequence[SettingDifference],
    notices: NoticeOutcomes | None,
    backup: NewestBackup | Unread | None,
    flags: FlagActivity | None,
) -> list[Concern]:
    """All that needs somebody, urgent things first."""
    concerns = [
        *(_of_auctions(auctions) if auctions else ()),
        *(_of_health(health) if health else ()),
        *(Concern(f"The part “{part}” couldn't be read; the log says why.", part, urgent=True) for part in unread),
        *(_of_processes(processes) if processes is not None else ()),
        *(Concern(f"Processes differ: {difference.sentence}", "health", urgent=False) for difference in differences),
        *(_of_notices(notices) if notices else ()),
        *_of_backup(backup),
        *(_of_flags(flags) if flags else ()),
    ]
    return sorted(concerns, key=lambda concern: not concern.urgent)


def _of_auctions(auctions: RunningAuctions) -> Iterator[Concern]:
    if count := auctions.stuck:
        names = ", ".join(auction.league for auction in auctions.rows[:NAMED] if auction.stuck)
        more = f" and {count - NAMED} more" if count > NAMED else ""
        said = "1 auction is stuck" if count == 1 else f"{count} auctions are stuck"
        yield Concern(f"{said}: {names}{more}.", "auctions", urgent=True)
    if late := [auction for auction in auctions.rows if auction.is_late and not auction.stuck]:
        yield Concern(
            f"The clock comes {format_duration(late[0].late)} late to {late[0].league}.", "auctions", urgent=True
        )
    yield from _of_settings(
        [f"{auction.league}: {said}" for auction in auctions.rows for said in auction.unused_settings]
    )


def _of_settings(unused: Sequence[str]) -> Iterator[Concern]:
    """Yield what another release or a hand has stored, and this release can't use."""
    for sentence in unused[:NAMED]:
        yield Concern(f"A stored setting has no effect in {sentence}.", "auctions", urgent=False)
    if len(unused) > NAMED:
        yield Concern(f"{len(unused) - NAMED} more stored settings have no effect.", "auctions", urgent=False)


def _of_health(health: Mapping[str, HealthCheck]) -> Iterator[Concern]:
    for name, part in health.items():
        if part.word != OK:
            yield Concern(f"{name.capitalize()} {part.word}.", "health", urgent=True)


def _of_processes(processes: Mapping[str, int]) -> Iterator[Concern]:
    for kind, means in NEEDED.items():
        if not processes.get(kind):
            yield Concern(f"No {kind} process runs. {means}.", "health", urgent=False)


def _of_notices(notices: NoticeOutcomes) -> Iterator[Concern]:
    if notices.many:
        said = (
            f"{notices.undelivered} notices of {notices.undelivered + notices.sent} weren't delivered in the last day."
        )
        yield Concern(said, "notices", urgent=False)


def _of_backup(backup: NewestBackup | Unread | None) -> Iterator[Concern]:
    if backup is None:
        yield Concern("There is no backup; run manage.py backup.", "backup", urgent=False)
    elif backup is not UNREAD and backup.stale:
        yield Concern(f"The newest backup is {backup.ago} old; run manage.py backup.", "backup", urgent=False)


def _of_flags(flags: FlagActivity) -> Iterator[Concern]:
    for sentence in flags.unreadable:
        yield Concern(sentence, "flags", urgent=True)
    if not flags.complete:
        yield Concern(flags.says, "flags", urgent=False)
