"""Rebuilding an auction's tables from its journal, after a partial restore or a slip in psql."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import psycopg
import structlog
from django.db import transaction
from psycopg.errors import LockNotAvailable

from auctions.audit import run
from auctions.engine import AuctionBusy
from auctions.models import Auction
from auctions.publish import broadcast
from auctions.rules.evolve import GapError, evolve, from_nothing
from auctions.rules.state import AuctionState
from auctions.store import journal, late_chain, writing

log = structlog.get_logger("auctions")
REPLAY_MS = 60_000
"""A long journal is replayed under the lock, while the database waits."""
PAGE = 500


class NotRebuilt(Exception):
    """The tables couldn't be rebuilt, and nothing was changed; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """The state that the tables have now, and what the audit still finds: not in tables, and not new."""

    state: AuctionState
    left: Sequence[run.Finding]


def rebuild_tables(auction_id: UUID) -> Rebuilt:
    """Make the tables say what the journal says, and prove it; bids and answers stay as they are.

    1  BEGIN, lock the auction's row
    2  audit: what is wrong now
    3  replay the journal from its first event
    4  write every row of the auction, its lots and its seats as the replay says; raise the epoch
    5  audit again: if the tables differ still, or if anything is found that wasn't before, ROLLBACK
    6  COMMIT, and tell the room: every process and client forgets what it knew of the older epoch

    Raises NotRebuilt, and AuctionBusy.
    """
    try:
        with transaction.atomic(durable=True):
            head = journal.lock(auction_id, [], idle_ms=REPLAY_MS)
            if head is None:
                raise NotRebuilt(f"There is no auction {auction_id}.")
            before = run.audit_auction(auction_id)
            state = replay_journal(auction_id, head.epoch)
            if state.seq < head.seq:
                raise NotRebuilt(_lost_its_end(state.seq, head.seq))
            state = replace(state, epoch=writing.restore_tables(auction_id, state))
            late_chain.restore_end(auction_id)
            left = _prove(auction_id, state, before)
    except LockNotAvailable as error:
        raise AuctionBusy(auction_id) from error
    except psycopg.Error as error:
        raise NotRebuilt(f"A row of it can't be written: {' '.join(str(error).split())[:200]}") from error
    log.warning("auction.rebuilt", auctionId=str(auction_id), seq=state.seq, epoch=state.epoch, left=len(left))
    broadcast.publish_rebuilt(state)
    return Rebuilt(state, left)


def replay_journal(auction_id: UUID, epoch: int) -> AuctionState:
    """Return the state that the journal leads to. Raises NotRebuilt if it has a gap or an event that can't be read."""
    state: AuctionState | None = None
    try:
        while events := journal.events_after(auction_id, state.seq if state else 0, PAGE):
            for event in events:
                state = evolve(state, event) if state else from_nothing(event, epoch)
    except (GapError, KeyError, TypeError, ValueError) as error:
        known = f"what follows event {state.seq}" if state else "its beginning"
        sentence = (
            f"The journal can't be replayed, {known} isn't whole: {error!r}. Restore it; audit_auctions says more."
        )
        raise NotRebuilt(sentence) from error
    if state is None:
        raise NotRebuilt("There is no journal. Restore it from a backup.")
    return state


def find_differences(auction_id: UUID) -> list[str]:
    """Return the differences between tables and journal, as of one instant; none where the journal lost its end.

    Raises NotRebuilt if the journal can't be read.
    """
    with run.consistent_read():
        row = Auction.objects.get(pk=auction_id)
        replayed = replay_journal(auction_id, row.epoch)
        return [] if replayed.seq < row.seq else list(run.compare_with_tables(row, replayed))


def _prove(auction_id: UUID, state: AuctionState, before: Sequence[run.Finding]) -> list[run.Finding]:
    """Audit again; return the findings that were there before. Raises NotRebuilt if there is another."""
    wrong = list(run.compare_with_tables(Auction.objects.get(pk=auction_id), state))
    findings = run.audit_auction(auction_id)
    wrong += [each.sentence for each in findings if each not in before]
    if wrong:
        raise NotRebuilt(f"The audit isn't content with the tables of the journal: {wrong[0]}. Nothing was changed.")
    return findings


def _lost_its_end(journal_ends: int, tables_know: int) -> str:
    return (
        f"The journal ends with event {journal_ends}, and the tables know event {tables_know}: the journal has lost "
        "its end. Restore it from a backup."
    )
