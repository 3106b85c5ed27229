"""Auctions that wait while the waiting room is turned off for them, and the operators' choice for these.

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
from auctions.recovery.bulk_commands import count_noun
from auctions.rules.commands import SYSTEM, Begin, Cancel, Command
from auctionsite.text.isolates import isolated
from leagues.queries import commissioners_of
from rollouts import flags, subjects
from rollouts.changes.side_effects import AffectedSummary
from rollouts.evaluation.types import FlagSnapshot, Subject
from rollouts.models import FlagChange
from rollouts.propagation import fleet, loading, snapshot
from rollouts.propagation.fleet import ServerView

log = structlog.get_logger("auctions")
FINISH, BEGIN, CANCEL = "finish", "begin", "cancel"
CHOICES = {
    FINISH: "Let them finish: their commissioners can still begin them.",
    BEGIN: "Begin them all now.",
    CANCEL: "Cancel them all: the rooms are told, and all money goes back.",
}
FINISH_HOURS = 24
"""So long after an operator chose `finish` nobody begins the auctions behind their commissioners' backs."""
LINES_AT_MOST = 50
"""So many auctions are named one by one; the others are counted."""
REASON = "The waiting room was turned off."
CANCEL_REASON = "The waiting room was turned off. Start the auction again: its first lot runs at once."
CHANGES_AT_MOST = 100
"""So many changes of the flag are looked at, the newest; more within a day are nobody's rollout."""
PROPAGATION = timedelta(seconds=2)
"""An auction may have been made so long after a change by a process that hadn't heard of it."""


@dataclass(frozen=True, slots=True)
class WaitingAuction:
    """An auction that waits, with its league; its commissioners as flags see them, and how servers see flags."""

    auction: Auction
    commissioners: Sequence[Subject]
    servers: Sequence[ServerView]

    def may_wait(self, of: FlagSnapshot | None = None) -> bool:
        """True if one of its commissioners would get a waiting room on one of the servers that run.

        By the flags of now, or by another snapshot of them.
        """
        if not self.auction.waiting_room:
            return False
        seen = [(each, each.flags(of or snapshot.current())) for each in self.servers]
        return any(
            flags.has_waiting_room(server.place(asking), known)
            for server, known in seen
            for asking in self.commissioners
        )


def waiting_auctions(auction_id: UUID | None = None) -> list[WaitingAuction]:
    """Return every auction that waits, by the name of its league; or only this one, if it does."""
    rows = Auction.objects.filter(status=Auction.Status.WAITING).select_related("league")
    auctions = list((rows if auction_id is None else rows.filter(pk=auction_id)).order_by("league__name", "created_at"))
    commissioners: dict[UUID, list[User]] = defaultdict(list)
    leagues, servers = [auction.league_id for auction in auctions], fleet.server_views()
    for member in commissioners_of(*leagues).select_related("user"):
        commissioners[member.league_id].append(member.user)
    return [
        WaitingAuction(auction, [_as_subject(user, auction) for user in commissioners[auction.league_id]], servers)
        for auction in auctions
    ]


def _as_subject(user: User, auction: Auction) -> Subject:
    return subjects.of_user(user).on_behalf_of(str(auction.league_id), sport=auction.league.sport_id)


def auctions_left_waiting(before: FlagSnapshot, after: FlagSnapshot) -> list[Auction]:
    """Return the waiting auctions whose league had the waiting room before a change of flags and hasn't after it."""
    return [each.auction for each in waiting_auctions() if each.may_wait(before) and not each.may_wait(after)]


# Why one waits though it is off -----------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class FlagTurnedOff:
    """The instant at which the waiting room was turned off for an auction that waits, and the choice made for it.

    `at` is None where no change of the flag did it in the last `FINISH_HOURS`: then a ring did, a flag that it
    requires, the environment, or an older change.
    """

    at: datetime | None = None
    choice: str = ""

    @property
    def may_wait_on(self) -> bool:
        """True if the auction may wait on for its commissioner."""
        return self.choice == FINISH


def find_waiting_without_room(now: datetime, auction_id: UUID | None = None) -> Iterator[tuple[Auction, FlagTurnedOff]]:
    """Find auctions that wait though the waiting room is off for them, and that no operator let finish."""
    late = [waiting for waiting in waiting_auctions(auction_id) if not waiting.may_wait()]
    steps = _flag_steps(now) if late else []
    for waiting in late:
        off = _find_turn_off(waiting, steps)
        if not off.may_wait_on:
            yield waiting.auction, off


@dataclass(frozen=True, slots=True)
class _FlagStep:
    """A change of the flag, and the snapshots of all flags before and after it."""

    change: FlagChange
    before: FlagSnapshot
    after: FlagSnapshot


def _flag_steps(now: datetime) -> list[_FlagStep]:
    """Return the changes of the last `FINISH_HOURS`, the newest first."""
    since = now - timedelta(hours=FINISH_HOURS)
    rows = FlagChange.objects.filter(flag=flags.WAITING_ROOM.name, at__gte=since).order_by("-id")[:CHANGES_AT_MOST]
    present = snapshot.current()
    return [_FlagStep(row, *loading.snapshots_around(row, present)) for row in rows]


def _find_turn_off(waiting: WaitingAuction, steps: Sequence[_FlagStep]) -> FlagTurnedOff:
    """The newest change that took the auction's waiting room. Without a choice an operator's change means `finish`;
    one made in the database past the service chose nothing."""
    for step in steps:
        if waiting.auction.created_at > step.change.at + PROPAGATION:
            break
        if waiting.may_wait(step.before) and not waiting.may_wait(step.after):
            by_hand = step.change.source == FlagChange.Source.SQL
            return FlagTurnedOff(step.change.at, "" if by_hand else step.change.consequence or FINISH)
    return FlagTurnedOff()


def command_for(choice: str) -> Command:
    """Return the command for a choice, in the system's name; begin, where nothing else was chosen."""
    if choice == CANCEL:
        return Cancel(actor=SYSTEM, reason=CANCEL_REASON)
    return Begin(actor=SYSTEM, reason=REASON)


# The operator's choice --------------------------------------------------------------------------------
class WaitingRoomOff:
    """The side effect of turning the waiting room off, on auctions that wait. See `side_effects.Consequence`."""

    choices: Mapping[str, str] = CHOICES

    def preview(self, before: FlagSnapshot, after: FlagSnapshot) -> AffectedSummary | None:
        """Return the auctions that would wait on without a waiting room, and the people in their rooms now."""
        auctions = auctions_left_waiting(before, after)
        if not auctions:
            return None
        people = count_people(auctions)
        lines = [_auction_line(each, count) for each, count in zip(auctions[:LINES_AT_MOST], people, strict=False)]
        if len(auctions) > LINES_AT_MOST:
            lines.append(f"and {len(auctions) - LINES_AT_MOST} more")
        wait = "auction waits in a room" if len(auctions) == 1 else "auctions wait in rooms"
        return AffectedSummary(f"{len(auctions)} {wait} that this turns off, {_count_inside(people)}.", tuple(lines))

    def carry_out(self, choice: str, before: FlagSnapshot, after: FlagSnapshot, actor: User | None) -> list[str]:
        """Apply the choice to each auction that waits; one that fails doesn't keep the others."""
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
    return f"{isolated(auction.league.name)}: {_DONE[choice] if not problem else f'{_NOT_DONE[choice]} {problem}'}"


_DONE = {FINISH: "goes on waiting for its commissioner.", BEGIN: "begun.", CANCEL: "cancelled."}
_NOT_DONE = {BEGIN: "not begun.", CANCEL: "not cancelled."}


def count_people(auctions: Sequence[Auction]) -> list[int | None]:
    """Return the number of people in each room: seats that bots don't play, and sockets of spectators.

    None where Redis doesn't answer.
    """
    rooms = presence.read_present_now([groups.auction_room(each.pk) for each in auctions])
    bots = Participant.objects.filter(auction__in=auctions, member__bot=True).values_list("pk", flat=True)
    played = {str(seat) for seat in bots}
    return [None if room is None else len(room[0] - played) + room[1] for room in rooms]


def _count_inside(people: Sequence[int | None]) -> str:
    counts = [count for count in people if count is not None]
    if len(counts) < len(people):
        return "and Redis doesn't answer who is in there"
    return f"with {count_noun(sum(counts), 'person', 'people')} in there now"


def _auction_line(auction: Auction, people: int | None) -> str:
    who = "" if people is None else f"{count_noun(people, 'person', 'people')} in the room, "
    return f"{isolated(auction.league.name)}: {who}waiting since {auction.created_at:%d %b %H:%M} UTC"
