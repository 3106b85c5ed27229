"""Auctions that don't go on by themselves: found by the kinds of `stuck_kinds.py`, each once, and mended.

Whether a mend worked is seen by looking again, not by what the engine answered.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import structlog

from auctions.recovery import bulk_commands
from auctions.recovery.stuck_kinds import KINDS, Find, NotMended, StuckEvidence, StuckKind, now
from auctionsite.http.durations import format_duration

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
    """Every stuck auction (or this one, if it is), each once: by the first kind that fits."""
    return [_finding(kind, found) for kind, found in _look(auction_id)]


def find_stuck_in_tables() -> list[StuckAuction]:
    """The stuck auctions that a page can afford to look for: a few questions however many auctions there are.

    No journal is read. So tables that differ from it in another way than by a missing event are found by `find_stuck`
    only, and where nobody can bid this says that nothing comes next.
    """
    return [_finding(*each) for each in _first((kind, kind.glance) for kind in KINDS if kind.glance)]


def mend_all(auction_id: UUID | None = None) -> list[StuckAuction]:
    """Find and mend, and look again; each kind is mended once for each auction. What became of each, in order."""
    tried: dict[tuple[UUID, str], StuckAuction] = {}
    found = _look(auction_id)
    for _ in range(ROUNDS):
        new = {(each.auction.pk, kind.name): (kind, each) for kind, each in found}
        tried |= {key: _mend(*each) for key, each in new.items() if key not in tried}
        found = [each for auction, name in new if tried[auction, name].mended for each in _look(auction)]
        if not found:
            break
    return list(tried.values())


def _look(auction_id: UUID | None) -> list[tuple[StuckKind, StuckEvidence]]:
    return _first(((kind, kind.find) for kind in KINDS), auction_id)


def _first(
    finders: Iterable[tuple[StuckKind, Find]], auction_id: UUID | None = None
) -> list[tuple[StuckKind, StuckEvidence]]:
    first: dict[UUID, tuple[StuckKind, StuckEvidence]] = {}
    for kind, find in finders:
        for found in find(auction_id):
            first.setdefault(found.auction.pk, (kind, found))
    return list(first.values())


def _mend(kind: StuckKind, found: StuckEvidence) -> StuckAuction:
    """Do what the kind says, and look again. Raises nothing that concerns one auction only."""
    finding = _finding(kind, found)
    try:
        done = kind.mend(found)
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


def _finding(kind: StuckKind, found: StuckEvidence) -> StuckAuction:
    league = found.auction.league.name
    sentence = kind.sentence.format(league=league, since=_when(found.since), **found.facts)
    return StuckAuction(found.auction.pk, league, kind.name, sentence, found.since)


def _when(since: datetime | None) -> str:
    """An instant, and how long ago that was."""
    if since is None:
        return "an unknown time"
    return f"{since:%Y-%m-%d %H:%M:%S} UTC ({format_duration(now() - since)} ago)"
