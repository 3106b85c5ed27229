"""What came of an auction, for the results page and for spreadsheets. Reads only."""

import csv
import io
from typing import Any
from uuid import UUID

from auctions import engine
from auctions.publish import names
from auctions.rules.state import LotStatus
from auctionsite.http.spreadsheets import escape_formula
from rollouts.flags import UseCase


def by_participant(auction_id: UUID) -> dict[str, Any]:
    """Who bought what (who spent most first), unsold assets and totals. Raises NoSuchAuction.

    What was traded or given up afterwards stands with its buyer, and `left` is what they had left after buying.
    """
    state = engine.read(auction_id, UseCase.SCORING)
    words = names.display_names(auction_id, frozenset(state.participants))
    lots = sorted(state.lots.values(), key=lambda lot: lot.number)
    rows = [
        {
            "participant_name": words.name(each.id),
            "team": words.people[each.id][1],
            "spent": each.spent,
            "left": each.granted - each.spent,
            "bought": [
                {**words.assets[lot.asset], "price": lot.sold_for, "number": lot.number}
                for lot in lots
                if lot.sold_to == each.id
            ],
        }
        for each in sorted(state.participants.values(), key=lambda each: (-each.spent, each.id))
    ]
    return {
        "rows": rows,
        "unsold": [words.assets[lot.asset] for lot in lots if lot.status is not LotStatus.SOLD],
        "totals": {
            "sold": state.auction.lots_sold,
            "unsold": len(lots) - state.auction.lots_sold,
            "spent": sum(each.spent for each in state.participants.values()),
        },
        "unit": state.auction.settings.unit,
    }


def as_csv(auction_id: UUID) -> str:
    """A line for each lot. Cells that a spreadsheet would read as a formula get an apostrophe before them."""
    state = engine.read(auction_id, UseCase.SCORING)
    words = names.display_names(auction_id, frozenset(state.participants))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["lot", "asset", "country", "status", "manager", "price", "bids"])
    for lot in sorted(state.lots.values(), key=lambda lot: lot.number):
        asset = words.assets[lot.asset]
        manager = words.name(lot.sold_to) if lot.sold_to is not None else ""
        cells = [lot.number, asset["name"], asset["country"] or "", lot.status, manager, lot.sold_for or "", lot.bids]
        writer.writerow([escape_formula(cell) for cell in cells])
    return out.getvalue()
