"""Evenings of leagues that differ from the usual one: what they are played with, and what must be right at the end."""

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from auctions import engine
from auctions.audit.run import audit_auction
from auctions.models import AuctionEvent
from auctions.rules.state import AuctionState, AuctionStatus, LotStatus
from leagues.built_in_sports import sport_of_key
from leagues.models import Asset
from tests.recorded import FPL

PURSES = (12_500, 11_000, 9_850, 12_050, 6_300, 10_400, 8_725, 12_500, 7_150, 5_500)
"""₹ lakh: ten teams come with what they have left."""
BASE_PRICES = (200, 150, 100, 75, 50, 30)
SETS = ("BAT", "AR", "WK", "BOWL")


@dataclass(frozen=True)
class Listed:
    """A row of a list."""

    name: str
    club: str
    position: str
    country: str
    opening_price: int


def put_on_list(sport_key: str, rows: Iterable[Listed]) -> list[Asset]:
    """The assets of a sport, in the order of the rows, the first one ranked highest."""
    sport = sport_of_key(sport_key)
    assets = [Asset(sport=sport, external_id=f"{n:04}", rank=n, **vars(row)) for n, row in enumerate(rows, start=1)]
    Asset.objects.bulk_create(assets)
    return list(Asset.objects.filter(sport=sport).select_related("sport").order_by("external_id"))


def cricketers(names: Iterable[tuple[str, str]]) -> list[Listed]:
    """Players with a base price, in sets, of whom every third is from overseas."""
    known = list(names)
    return [
        Listed(name, club, SETS[n % 4], "IND" if n % 3 else "AUS", BASE_PRICES[n * len(BASE_PRICES) // len(known)])
        for n, (name, club) in enumerate(known)
    ]


def prove(auction_id: UUID) -> AuctionState:
    """The state at the end, once the audit has nothing to say, and prices, rosters and money are as the rules say."""
    assert audit_auction(auction_id) == []
    state = engine.read(auction_id)
    assert state.auction.status is AuctionStatus.COMPLETED
    owners = Counter(slot.asset for seat in state.participants.values() for slot in seat.roster)
    assert set(owners.values()) == {1}
    opening = opened_at(auction_id)
    sold = [lot for lot in state.lots.values() if lot.status is LotStatus.SOLD]
    assert all(lot.sold_for is not None and lot.sold_for >= opening[lot.id] for lot in sold)
    cheapest = min(opening.values())
    for seat in state.participants.values():
        size = seat.size(state.auction.settings)
        assert seat.filled <= size.most
        assert seat.held == 0
        assert seat.available >= max(0, size.least - seat.filled) * cheapest, "money for the rest was kept"
        assert seat.granted == seat.available + seat.spent
    return state


def opened_at(auction_id: UUID) -> dict[int, int]:
    """The opening price at which each lot came up last."""
    started = AuctionEvent.objects.filter(auction=auction_id, kind="lot_started").order_by("seq")
    return {
        lot["id"]: lot["opening_price"]
        for event in started
        for lot in event.payload["lots"]
        if lot["id"] == event.payload["detail"]["lot"]
    }


def positions_of(state: AuctionState) -> list[Counter[str]]:
    positions = dict(Asset.objects.values_list("pk", "position"))
    return [Counter(positions[slot.asset] for slot in seat.roster) for seat in state.participants.values()]


def recorded_footballers() -> list[Listed]:
    with (FPL / "players.csv").open(encoding="utf-8") as file:
        return [Listed(row["full_name"], row["team"], row["position"], "", 1) for row in csv.DictReader(file)]
