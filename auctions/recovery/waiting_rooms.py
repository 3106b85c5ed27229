"""The waiting room while its flag changes: which auctions wait though it is off for them, and what becomes of them.

An auction keeps the mode it was made under, so one that waits goes on waiting when the flag is turned off, and its
commissioner can still begin it. The operator who turns it off sees which ones wait, and may choose otherwise.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from accounts.models import User
from auctions.models import Auction, Participant
from auctions.publish import groups, presence
from auctions.recovery import bulk_commands
from auctions.rules.commands import SYSTEM, Begin, Cancel, Command
from leagues.models import Member, Role
from rollouts import flags, subjects
from rollouts.changes.side_effects import Affected
from rollouts.evaluation.types import Snapshot, Subject
from rollouts.models import FlagChange
from rollouts.propagation import loading, snapshot

log = structlog.get_logger("auctions")
FINISH, BEGIN, CANCEL = "finish", "begin", "cancel"
CHOICES = {
    FINISH: "Let them finish: their commissioners can still begin them.",
    BEGIN: "Begin them all now.",
    CANCEL: "Cancel them all: the rooms are told, and all money goes back.",
}
FINISH_HOURS = 24
"""So long after an operator chose `finish` nobody begins the auctions behind their commissioners' backs."""
LINES = 50
"""So many auctions are named one by one; the others are counted."""
REASON = "The waiting room was turned off."
CANCEL_REASON = "The waiting room was turned off. Start the auction again: its first lot runs at once."
CHANGES = 100
"""So many changes of the flag are looked at, the newest; more within a day are nobody's rollout."""
HEARD = timedelta(seconds=2)
"""An auction may have been made so long after a change by a process that hadn't heard of it."""


@dataclass(frozen=True, slots=True)
class WaitingAuction:
    """An auction that waits, with its league; its commissioners as flags see them."""

    auction: Auction
    commissioners: Sequence[Subject]

    def may_wait(self, of: Snapshot | None = None) -> bool:
        """Whether one of its commissioners would get a waiting room: now, or by another picture of the flags."""
        return self.auction.waiting_room and any(flags.waiting_room(each, of) for each in self.commissioners)


def waiting_auctions(auction_id: UUID | None = None) -> list[WaitingAuction]:
    """Every auction that waits, by the name of its league; or only this one, if it does."""
    rows = Auction.objects.filter(status=Auction.Status.WAITING).select_related("league")
    found = list((rows if auction_id is None else rows.filter(pk=auction_id)).order_by("league__name", "created_at"))
    heads: dict[UUID, list[User]] = defaultdict(list)
    leagues = [each.league_id for each in found]
    members = Member.objects.filter(league__in=leagues, role=Role.COMMISSIONER, left_at=None).select_related("user")
    for member in members:
        heads[member.league_id].append(member.user)
    return [WaitingAuction(each, [_asking(user, each) for user in heads[each.league_id]]) for each in found]


def _asking(user: User, auction: Auction) -> Subject:
    return subjects.of_user(user).on_behalf_of(str(auction.league_id), sport=auction.league.sport_id)


def auctions_left_waiting(before: Snapshot, after: Snapshot) -> list[Auction]:
    """The auctions that wait, and whose league had the waiting room before a change and has it no more after it."""
    return [each.auction for each in waiting_auctions() if each.may_wait(before) and not each.may_wait(after)]


# Why one waits though it is off -----------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class FlagTurnedOff:
    """When the waiting room was turned off for an auction that waits, and what was chosen for it.

    `at` is None where no change of the flag did it in the last `FINISH_HOURS`: then a ring did, a flag that it
    requires, the environment, or a change of longer ago.
    """

    at: datetime | None = None
    choice: str = ""

    @property
    def spares(self) -> bool:
        """Whether the auction may wait on for its commissioner."""
        return self.choice == FINISH


def off_without_leave(now: datetime, auction_id: UUID | None = None) -> Iterator[tuple[Auction, FlagTurnedOff]]:
    """The auctions (or this one) that wait though the waiting room is off for them, and that nobody let finish."""
    late = [each for each in waiting_auctions(auction_id) if not each.may_wait()]
    changes = _changes(now) if late else []
    for each in late:
        off = _turned_off(each, changes)
        if not off.spares:
            yield each.auction, off


@dataclass(frozen=True, slots=True)
class _Step:
    """A change of the flag, and the pictures before and after it."""

    change: FlagChange
    before: Snapshot
    after: Snapshot


def _changes(now: datetime) -> list[_Step]:
    """Of the last `FINISH_HOURS`, the newest first."""
    since = now - timedelta(hours=FINISH_HOURS)
    rows = FlagChange.objects.filter(flag=flags.WAITING_ROOM.name, at__gte=since).order_by("-id")[:CHANGES]
    present = snapshot.current()
    return [_Step(row, *loading.around(row, present)) for row in rows]


def _turned_off(each: WaitingAuction, changes: Sequence[_Step]) -> FlagTurnedOff:
    """The newest change that took the auction's waiting room. Without a choice an operator's change means `finish`;
    one made in the database past the service chose nothing."""
    for step in changes:
        if each.auction.created_at > step.change.at + HEARD:
            break
        if each.may_wait(step.before) and not each.may_wait(step.after):
            by_hand = step.change.source == FlagChange.Source.SQL
            return FlagTurnedOff(step.change.at, "" if by_hand else step.change.consequence or FINISH)
    return FlagTurnedOff()


def command_for(choice: str) -> Command:
    """What is asked of an auction in the system's name; begin, where nothing else was chosen."""
    if choice == CANCEL:
        return Cancel(actor=SYSTEM, reason=CANCEL_REASON)
    return Begin(actor=SYSTEM, reason=REASON)


# The operator's choice --------------------------------------------------------------------------------
class WaitingRoomOff:
    """What becomes of those who wait when the waiting room is turned off. See `rollouts.consequences.Consequence`."""

    choices: Mapping[str, str] = CHOICES

    def preview(self, before: Snapshot, after: Snapshot) -> Affected | None:
        """Which auctions would wait on without a waiting room, and how many people are in their rooms now."""
        auctions = auctions_left_waiting(before, after)
        if not auctions:
            return None
        people = people_in(auctions)
        lines = [_line(each, count) for each, count in zip(auctions[:LINES], people, strict=False)]
        if len(auctions) > LINES:
            lines.append(f"and {len(auctions) - LINES} more")
        wait = "auction waits in a room" if len(auctions) == 1 else "auctions wait in rooms"
        return Affected(f"{len(auctions)} {wait} that this turns off, {_inside(people)}.", tuple(lines))

    def carry_out(self, choice: str, before: Snapshot, after: Snapshot, actor: User | None) -> list[str]:
        """Do what was chosen to each auction that waits; one that fails doesn't keep the others."""
        return [_carry_out(choice, each, actor) for each in auctions_left_waiting(before, after)]


def _carry_out(choice: str, auction: Auction, actor: User | None) -> str:
    problem = "" if choice == FINISH else bulk_commands.issue_command(auction.pk, command_for(choice))
    log.info(
        "waiting_room.turned_off",
        auctionId=str(auction.pk),
        leagueId=str(auction.league_id),
        choice=choice,
        problem=problem,
        userId=actor and actor.pk,
    )
    return f"{auction.league.name}: {_DONE[choice] if not problem else f'{_NOT_DONE[choice]} {problem}'}"


_DONE = {FINISH: "goes on waiting for its commissioner.", BEGIN: "begun.", CANCEL: "cancelled."}
_NOT_DONE = {BEGIN: "not begun.", CANCEL: "not cancelled."}


def people_in(auctions: Sequence[Auction]) -> list[int | None]:
    """How many people are in the room of each: seats that bots don't play, and sockets of those who watch.

    None where Redis doesn't answer.
    """
    rooms = presence.present_now([groups.auction_room(each.pk) for each in auctions])
    bots = Participant.objects.filter(auction__in=auctions, member__bot=True).values_list("pk", flat=True)
    played = {str(seat) for seat in bots}
    return [None if room is None else len(room[0] - played) + room[1] for room in rooms]


def _inside(people: Sequence[int | None]) -> str:
    known = [count for count in people if count is not None]
    if len(known) < len(people):
        return "and Redis doesn't answer who is in there"
    return f"with {_persons(sum(known))} in there now"


def _line(auction: Auction, people: int | None) -> str:
    who = "" if people is None else f"{_persons(people)} in the room, "
    return f"{auction.league.name}: {who}waiting since {auction.created_at:%d %b %H:%M} UTC"


def _persons(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"
