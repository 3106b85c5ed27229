"""Cancelling many auctions at once, for the evening that can't be saved: all holds and sales are given back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import structlog
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from auctions import engine
from auctions.models import Auction
from auctions.recovery import bulk_commands
from auctions.recovery.bulk_commands import count_noun
from auctions.rules.commands import SYSTEM, Actor, Cancel
from auctions.rules.events import Event, EventKind, LedgerEntryKind
from auctions.rules.state import NOT_OVER
from auctions.store import journal
from leagues.models import League
from leagues.money import money

log = structlog.get_logger("auctions")


@dataclass(frozen=True, slots=True)
class CancelledAuction:
    """A cancelled auction. `holds` and `sales` were given back, `refunded` units in all, to `managers`."""

    auction: UUID
    league: str
    status: str  # before
    managers: int = 0
    holds: int = 0
    sales: int = 0
    refunded: int = 0
    unit: str = ""
    problem: str = ""

    @property
    def sentence(self) -> str:
        """The result as a sentence, to be put behind the auction's name."""
        if self.problem:
            return f"not cancelled: {self.problem}"
        if not self.refunded:
            return "cancelled. No money was held or spent."
        back = f"{count_noun(self.holds, 'hold')} and {count_noun(self.sales, 'sale')} were given back to"
        return f"cancelled. {back} {count_noun(self.managers, 'manager')}: {money(self.refunded, self.unit)} in all."


def auctions_to_cancel(since: timedelta | None = None, league: League | None = None) -> "QuerySet[Auction]":
    """Return auctions that wait, run or are paused: made or begun within the period, of the league, if given."""
    rows = Auction.objects.filter(status__in=NOT_OVER).select_related("league").order_by("created_at", "pk")
    if since is not None:
        rows = rows.filter(Q(created_at__gte=Now() - since) | Q(begun_at__gte=Now() - since))
    return rows if league is None else rows.filter(league=league)


def cancel_all(auctions: Iterable[Auction], reason: str, actor: Actor = SYSTEM) -> list[CancelledAuction]:
    """Cancel each by the command that people use; one that fails doesn't keep the others."""
    return [_cancel(each, reason, actor) for each in auctions]


def _cancel(auction: Auction, reason: str, actor: Actor) -> CancelledAuction:
    problem = bulk_commands.issue_command(auction.pk, Cancel(actor=actor, reason=reason))
    if problem:
        log.error("auction.not_cancelled", auctionId=str(auction.pk), problem=problem)
        return CancelledAuction(auction.pk, auction.league.name, auction.status, problem=problem)
    done = _read_refunds(auction)
    log.warning("auction.cancelled", auctionId=str(auction.pk), holds=done.holds, sales=done.sales)
    return done


def _read_refunds(auction: Auction) -> CancelledAuction:
    """Read from the journal what the cancellation gave back."""
    state = engine.read(auction.pk)
    last: Event = next(
        each for each in journal.events_after(auction.pk, state.seq - 1, 1) if each.kind is EventKind.AUCTION_CANCELLED
    )
    back = [entry for entry in last.ledger if entry.kind in {LedgerEntryKind.RELEASE, LedgerEntryKind.REVERSE}]
    return CancelledAuction(
        auction.pk,
        auction.league.name,
        auction.status,
        managers=len({entry.participant for entry in back}),
        holds=sum(entry.kind is LedgerEntryKind.RELEASE for entry in back),
        sales=sum(entry.kind is LedgerEntryKind.REVERSE for entry in back),
        refunded=sum(entry.amount for entry in back),
        unit=state.auction.settings.unit,
    )
