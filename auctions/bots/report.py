"""The report of a finished auction: purchases, totals, and a check that they add up. Amounts in whole units."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max

from auctions.models import Auction, Bid, Lot, Participant
from auctions.publish.messages import status_in_words


@dataclass(frozen=True, slots=True)
class Purchase:
    """An asset and what it cost."""

    asset: str
    price: int


@dataclass(frozen=True, slots=True)
class ManagerReport:
    """One manager at the end: money as the tables have it, purchases in the order they were made."""

    name: str
    budget: int
    spent: int
    held: int
    left: int
    bought: list[Purchase]


@dataclass(frozen=True, slots=True)
class Report:
    """A whole auction; `seconds` is how long it took by its own clock."""

    auction: str
    unit: str
    status: str
    managers: list[ManagerReport]
    unsold: list[str]
    lots: int
    events: int
    bids: int
    seconds: float

    @property
    def sold(self) -> int:
        """The number of lots sold."""
        return sum(len(manager.bought) for manager in self.managers)

    @property
    def spent(self) -> int:
        """The money spent by all managers."""
        return sum(manager.spent for manager in self.managers)

    def problems(self) -> list[str]:
        """Return a sentence for each number that doesn't add up."""
        problems = []
        if self.status != Auction.Status.COMPLETED:
            problems.append(f"The auction is {status_in_words(self.status)}, not completed.")
        if self.sold + len(self.unsold) != self.lots:
            problems.append(f"{self.sold} sold and {len(self.unsold)} unsold are not {self.lots} lots.")
        for manager in self.managers:
            if manager.budget != manager.left + manager.held + manager.spent:
                problems.append(
                    f"{manager.name}: {manager.budget} is not {manager.left} + {manager.held} + {manager.spent}."
                )
            if manager.held:
                problems.append(f"{manager.name}: {manager.held} is still held after the end.")
            if (cost := sum(purchase.price for purchase in manager.bought)) != manager.spent:
                problems.append(f"{manager.name}: the purchases cost {cost}, and {manager.spent} is spent.")
        return problems


def make_report(auction_id: UUID) -> Report:
    """Return the report of an auction, from its tables."""
    auction = Auction.objects.annotate(last=Max("events__at")).get(pk=auction_id)
    lots = list(Lot.objects.filter(auction=auction_id).select_related("asset").order_by("closed_seq", "number"))
    seats = Participant.objects.filter(auction=auction_id).select_related("member__user").order_by("pk")
    began = auction.begun_at or auction.created_at
    return Report(
        auction=str(auction_id),
        unit=auction.unit,
        status=auction.status,
        managers=[_manager(seat, lots) for seat in seats],
        unsold=[lot.asset.name for lot in lots if lot.status == Lot.Status.UNSOLD],
        lots=len(lots),
        events=auction.seq,
        bids=Bid.objects.filter(auction=auction_id, code="ok").count(),
        seconds=(auction.last - began).total_seconds(),
    )


def _manager(seat: Participant, lots: list[Lot]) -> ManagerReport:
    bought = [Purchase(lot.asset.name, lot.sold_for or 0) for lot in lots if lot.sold_to_id == seat.pk]
    return ManagerReport(
        name=seat.member.name,
        budget=seat.granted + seat.adjusted,
        spent=seat.spent,
        held=seat.held,
        left=seat.available,
        bought=bought,
    )
