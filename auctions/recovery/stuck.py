"""Stuck auctions: found by the kinds of `stuck_kinds.py`, each once, and mended.

A mend has worked if the auction isn't found any more, whatever the engine answered.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import structlog

from auctions.recovery import bulk_commands
from auctions.recovery.stuck_kinds import KINDS, Finder, NotMended, StuckEvidence, StuckKind
from auctionsite.moments.durations import format_duration
from auctionsite.postgresql.clock import database_now

log = structlog.get_logger("auctions")
ROUNDS = 4
"""So often a run looks again: a mend may lay bare what it hid, such as a lot that ended long ago."""


@dataclass(frozen=True, slots=True)
class StuckAuction:
    """A stuck auction: what is wrong, since when, and what was done; `mended` is None where nothing was tried."""

    auction: UUID
    league: str
    kind: str
    sentence: str
    since: datetime | None = None
    mended: bool | None = None
    done: str = ""
    problem: str = ""


def find_stuck(auction_id: UUID | None = None) -> list[StuckAuction]:
    """Return every stuck auction (or this one, if it is), each once: by the first kind that fits."""
    return _describe_each(_find_first(auction_id))


def find_stuck_in_tables() -> list[StuckAuction]:
    """Return the stuck auctions that a page can afford to look for: a few queries however many auctions there are.

    No journal is read. So tables that differ from it in another way than by a missing event are found by `find_stuck`
    only, and where nobody can bid this says that nothing comes next.
    """
    return _describe_each(_first_kind_of_each((kind, kind.find_in_tables) for kind in KINDS if kind.find_in_tables))


def mend_stuck(auction_id: UUID | None = None) -> list[StuckAuction]:
    """Find and mend, and look again; each kind is mended once for each auction. Return all that was tried, in order."""
    tried: dict[tuple[UUID, str], StuckAuction] = {}
    stuck = _find_first(auction_id)
    for _ in range(ROUNDS):
        to_mend = {(evidence.auction.pk, kind.name): (kind, evidence) for kind, evidence in stuck}
        tried |= {key: _mend(*found) for key, found in to_mend.items() if key not in tried}
        stuck = [again for auction, name in to_mend if tried[auction, name].mended for again in _find_first(auction)]
        if not stuck:
            break
    return list(tried.values())


def _find_first(auction_id: UUID | None) -> list[tuple[StuckKind, StuckEvidence]]:
    return _first_kind_of_each(((kind, kind.find) for kind in KINDS), auction_id)


def _first_kind_of_each(
    finders: Iterable[tuple[StuckKind, Finder]], auction_id: UUID | None = None
) -> list[tuple[StuckKind, StuckEvidence]]:
    first: dict[UUID, tuple[StuckKind, StuckEvidence]] = {}
    for kind, find in finders:
        for evidence in find(auction_id):
            first.setdefault(evidence.auction.pk, (kind, evidence))
    return list(first.values())


def _mend(kind: StuckKind, evidence: StuckEvidence) -> StuckAuction:
    """Mend as the kind says, and look again. Raises nothing that concerns one auction only."""
    finding = _describe(kind, evidence, database_now())
    try:
        done = kind.mend(evidence)
        still = any(True for _ in kind.find(finding.auction))
    except NotMended as error:
        log.warning("fix_stuck.not_mended", auctionId=str(finding.auction), kind=kind.name, problem=str(error))
        return replace(finding, mended=False, problem=str(error))
    except Exception as error:  # the next auction can be mended all the same
        log.exception("fix_stuck.failed", auctionId=str(finding.auction), kind=kind.name)
        return replace(finding, mended=False, problem=bulk_commands.failure_sentence(error))
    if still:
        return replace(finding, mended=False, done=done, problem="It is stuck still; look at its journal.")
    log.info("fix_stuck.mended", auctionId=str(finding.auction), kind=kind.name, done=done)
    return replace(finding, mended=True, done=done)


def _describe_each(stuck: Sequence[tuple[StuckKind, StuckEvidence]]) -> list[StuckAuction]:
    if not stuck:
        return []
    now = database_now()  # once, however many there are
    return [_describe(kind, evidence, now) for kind, evidence in stuck]


def _describe(kind: StuckKind, evidence: StuckEvidence, now: datetime) -> StuckAuction:
    league = evidence.auction.league.name
    sentence = kind.sentence.format(league=league, since=_describe_instant(evidence.since, now), **evidence.facts)
    return StuckAuction(evidence.auction.pk, league, kind.name, sentence, evidence.since)


def _describe_instant(since: datetime | None, now: datetime) -> str:
    """Return an instant in words, and how long ago it was."""
    if since is None:
        return "an unknown time"
    return f"{since:%Y-%m-%d %H:%M:%S} UTC ({format_duration(now - since)} ago)"
