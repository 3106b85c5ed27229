"""The auctions' clock: find the auction that is due and send it a tick. See `run_clock`.

While operators let no auction run, nobody bid, or nothing be changed, it is the clock that pauses those which run.
"""

import time
from datetime import timedelta
from uuid import UUID

import structlog
from django.db import connection

from auctions import engine
from auctions.flags import switches
from auctions.models import Auction
from auctions.publish import notices
from auctions.rules.codes import Code
from auctions.rules.commands import SYSTEM, Command, Pause, Resume, SetAway, Tick
from auctions.rules.lifecycle import EMPTY_ROOM, NO_BIDDING, reason_to_stand
from auctions.store import empty_rooms, heartbeat, lost_lines, room_report
from auctionsite.observability import metrics
from auctionsite.observability.logging import log_context
from auctionsite.postgresql.availability import CONNECTION_ERRORS
from leagues.settings.auction import AuctionSettings
from rollouts import flags

log = structlog.get_logger("auctions")
LATE = timedelta(seconds=1)
"""An auction is late when the clock hasn't come so long after it was due (`next_deadline`: of a lot, its end and the
grace). A clock that keeps up comes within a fraction of a second."""
STUCK_AFTER = timedelta(seconds=5)
"""An auction that is late by so much doesn't go on by itself: by then another clock has come, or this one again."""
STALL_LOOK_SECONDS = 0.25
"""How often to look for stalls: the room sees soon what they move."""
PUSH_BACK_SECONDS = 5.0
"""An auction that fails, or can't be read by this release, is left alone for so long, and never holds up the others."""
HELD_UP_SECONDS = 0.5
"""One that only its lock or the database holds up is left alone for so long: its people wait for the clock."""
IDLE_SECONDS = 0.06
"""One that is due and has nothing to do, say because web processes have bids to decide, is left alone for so long: it
would be the next again at once."""
SHORTEST_OUTAGE_MS = 2000
"""No auction is set to pause for a shorter silence, so most looks end here."""

HALT_LOOK_SECONDS = 0.25
"""How often to look for auctions that run and may not: a process that heard of it later may have let one go on."""
GO_ON_LOOK_SECONDS = 1.0
"""How often to look for auctions that stand for want of bidding, while bids are taken."""

# The clock is read by a query of its own, once: so the index finds what is due, and no other auction is looked at.
_DUE = """
    SELECT id, seq, extract(epoch from clock_timestamp() - next_deadline) FROM auctions_auction
    WHERE next_deadline <= (SELECT clock_timestamp()) AND id <> ALL(%s)
    ORDER BY next_deadline LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
"""


class AuctionClock:
    """One clock; any number may run, since a tick with nothing due does nothing."""

    def __init__(self) -> None:
        self._pushed_back: dict[UUID, float] = {}
        self._reason: str | None = None  # why no clock may run, at the last look
        self._next_switch_look = self._next_stall_look = 0.0

    def close_next_due(self) -> bool:
        """Tick the auction that is due longest; False if none is. Auctions being changed now are passed over."""
        if switches.current_switches().read_only:
            return False
        with connection.cursor() as cursor:
            cursor.execute(_DUE, (self._left_alone(),))
            row = cursor.fetchone()
        if row is None:
            return False
        auction_id, seq, lag = row
        metrics.TICK_LAG_SECONDS.observe(float(lag))
        outcome = self._send(auction_id, Tick(actor=SYSTEM))
        if outcome is not None and outcome.seq == seq:  # nothing was to be done, so it is due still
            self._leave_alone(auction_id, IDLE_SECONDS)
        return True

    def count_stalls(self) -> None:
        """Tick the running auctions in whose rooms something has stalled, or is silent for so long that it is gone."""
        if time.monotonic() < self._next_stall_look:
            return
        self._next_stall_look = time.monotonic() + STALL_LOOK_SECONDS
        for auction_id in room_report.stalled_auctions():
            if auction_id not in self._left_alone():
                self._send(auction_id, Tick(actor=SYSTEM))

    def follow_switches(self) -> None:
        """Pause every auction that runs while operators let no clock run, and resume what stood for want of bidding.

        What was paused for another reason, by whomever, waits for its commissioner.
        """
        reason = reason_to_stand(switches.current_switches())
        if reason == self._reason and time.monotonic() < self._next_switch_look:
            return
        self._reason = reason
        self._next_switch_look = time.monotonic() + (GO_ON_LOOK_SECONDS if reason is None else HALT_LOOK_SECONDS)
        auctions = Auction.objects.exclude(pk__in=self._left_alone())
        if reason is None:
            auctions = auctions.filter(status=Auction.Status.PAUSED, pause_reason=NO_BIDDING)
            command: Command = Resume(actor=SYSTEM)
        else:
            auctions, command = auctions.filter(status=Auction.Status.ACTIVE), Pause(actor=SYSTEM, reason=reason)
        for auction_id in [*auctions.values_list("pk", flat=True)]:  # all read: a failure closes the connection
            log.warning("auction.switched", auctionId=str(auction_id), command=type(command).__name__, reason=reason)
            self._send(auction_id, command)

    def pause_after_outage(self) -> None:
        """Pause every running auction for which a kind of process was silent for too long, as of when it fell silent.

        Called before a clock's own heartbeat begins, and while it runs: without a web process nobody can bid.
        """
        since, now = heartbeat.quiet_since()
        if now - since < SHORTEST_OUTAGE_MS:
            return
        running = Auction.objects.filter(status=Auction.Status.ACTIVE).exclude(pk__in=self._left_alone())
        for auction_id, settings in [*running.values_list("pk", "settings")]:
            if now - since > AuctionSettings.read(settings).outage_pause_seconds * 1000:
                log.warning("auction.paused_by_outage", auctionId=str(auction_id), silentMs=now - since)
                self._send(auction_id, Tick(actor=SYSTEM, outage_since=since))

    def pause_empty_rooms(self) -> None:
        """Pause every live auction in which nobody who could bid was here for `empty_room_seconds`."""
        for room in empty_rooms.quiet_rooms(but=self._left_alone()):
            bound = AuctionSettings.read(room.settings).empty_room_seconds * 1000
            if bound and room.quiet_ms > bound:
                log.warning("auction.paused_in_empty_room", auctionId=str(room.auction), quietMs=room.quiet_ms)
                outcome = self._send(room.auction, Pause(actor=SYSTEM, reason=EMPTY_ROOM))
                if outcome is not None and outcome.ok:
                    notices.mail_commissioners(room.auction, EMPTY_ROOM)

    def follow_lost_lines(self) -> None:
        """Mark managers away who let a bot bid for them and whose line is lost for `empty_room_seconds`, and back.

        Whoever marked themselves away stays so; what they left on lots stays too.
        """
        for auction_id, seat in lost_lines.returned_seats(but=self._left_alone()):
            self._send(auction_id, SetAway(actor=SYSTEM, participant=seat, away=False))
        for quiet in lost_lines.quiet_seats(but=self._left_alone()):
            bound = AuctionSettings.read(quiet.settings).empty_room_seconds * 1000
            if not bound or quiet.quiet_ms <= bound or not flags.bots_may_play(quiet.league, quiet.auction):
                continue
            log.info("seat.line_lost", auctionId=str(quiet.auction), participantId=quiet.seat, quietMs=quiet.quiet_ms)
            lost_lines.note_lost(quiet.seat)
            self._send(quiet.auction, SetAway(actor=SYSTEM, participant=quiet.seat, away=True, lost_line=True))

    def _left_alone(self) -> list[UUID]:
        """Auctions that failed a moment ago."""
        now = time.monotonic()
        self._pushed_back = {auction: until for auction, until in self._pushed_back.items() if until > now}
        return [*self._pushed_back]

    def _send(self, auction_id: UUID, command: Command) -> engine.Outcome | None:
        """Return what became of a command; None if the auction failed, or can't be read by this release."""
        try:
            with log_context(auctionId=auction_id):
                [outcome] = engine.execute(auction_id, command)
            if outcome.code is not Code.UNREADABLE:
                return outcome
        except (engine.AuctionBusy, *CONNECTION_ERRORS) as error:
            log.warning("clock.held_up", auctionId=str(auction_id), error=str(error))
            connection.close()
            self._leave_alone(auction_id, HELD_UP_SECONDS)
            return None
        except Exception as error:  # whatever it is, the other auctions go on
            log.exception("clock.failed", auctionId=str(auction_id), error=str(error))
            connection.close()
        self._leave_alone(auction_id, PUSH_BACK_SECONDS)
        return None

    def _leave_alone(self, auction_id: UUID, seconds: float) -> None:
        self._pushed_back[auction_id] = time.monotonic() + seconds
