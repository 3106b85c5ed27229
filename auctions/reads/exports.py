"""An auction's results, rosters and journal as files for spreadsheets and programs. Reads only.

Two of one name can be told apart in each: assets by their external id, managers by the number behind their name, and
for programs by the id of their seat.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson

from auctions import engine
from auctions.publish.names import DisplayNames, names_in
from auctions.reads import queries
from auctions.reads.results import bids_by_others
from auctions.rules.state import AuctionState, LotState, ParticipantState, Slot
from auctionsite.http.downloads import DownloadTable, json_lines
from rollouts.flags import UseCase

EVENTS_AT_ONCE = 300
ExportRow = Sequence[Any]

_ASSET = ("name", "position", "club", "country", "external_id")
_ASSET_COLUMNS = dict(zip(_ASSET, _ASSET, strict=True))
_MANAGER_COLUMNS = {"manager": "manager", "manager_id": "manager id"}


def results(auction_id: UUID) -> DownloadTable:
    """Return a row for each lot, in order of number, and what it went for. Raises NoSuchAuction."""
    state, names = _read(auction_id)
    columns = {
        "number": "lot number",
        **_ASSET_COLUMNS,
        "status": "status",
        **_MANAGER_COLUMNS,
        "price": f"price ({state.auction.settings.unit})",
        "bids": "number of bids",
        "bid_by": "bid by",
    }
    lots = sorted(state.lots.values(), key=lambda lot: lot.number)
    others = bids_by_others(auction_id)
    return DownloadTable(columns, [[_result(lot, names, others) for lot in lots]])


def _result(
    lot: LotState, names: DisplayNames, others: Mapping[tuple[int | None, int | None, int | None], str]
) -> ExportRow:
    """Return a lot's row. `bid by` is empty where its buyer bid for themselves."""
    by = others.get((lot.id, lot.sold_to, lot.sold_for))
    manager = _manager(lot.sold_to, names)
    return (_number(lot), *_asset(lot.asset, names), lot.status, *manager, lot.sold_for, lot.bids, by)


def rosters(auction_id: UUID) -> DownloadTable:
    """Return a row for each asset that somebody owns now, with its price at auction. Raises NoSuchAuction."""
    state, names = _read(auction_id)
    columns = {
        **_MANAGER_COLUMNS,
        "team": "team",
        "number": "lot number",
        **_ASSET_COLUMNS,
        "price": f"price ({state.auction.settings.unit})",
    }
    seats = sorted(state.participants.values(), key=lambda seat: seat.id)
    return DownloadTable(columns, [[_place(seat, slot, state, names) for seat in seats for slot in seat.roster]])


def _place(seat: ParticipantState, slot: Slot, state: AuctionState, names: DisplayNames) -> ExportRow:
    lot = state.lots[slot.lot]
    team = names.people[seat.id][1] or None
    return (*_manager(seat.id, names), team, _number(lot), *_asset(slot.asset, names), slot.price)


def journal(auction_id: UUID) -> DownloadTable:
    """Return a row for each event, as everybody in the room saw it. Raises NoSuchAuction."""
    state, names = _read(auction_id)
    columns = {
        "seq": "number",
        "at": "time (UTC)",
        "kind": "event",
        "number": "lot number",
        **_ASSET_COLUMNS,
        **_MANAGER_COLUMNS,
        "amount": f"amount ({state.auction.settings.unit})",
        "reason": "reason",
        "more": "more",
    }
    pages = ([_event(event, state, names) for event in page] for page in _journal_pages(auction_id))
    return DownloadTable(columns, pages)


def _event(event: dict[str, Any], state: AuctionState, names: DisplayNames) -> ExportRow:
    """Return an event's row. `more` has the details that have no column, as JSON."""
    detail = dict(event["data"]["detail"])
    lot = state.lots.get(int(detail.pop("lot", 0)))
    seat = detail.pop("participant", None)
    amount = detail.pop("amount", detail.pop("price", None))
    reason = detail.pop("reason", None)
    for told in ("number", "asset"):
        detail.pop(told, None)
    return (
        event["seq"],
        datetime.fromtimestamp(event["at"] / 1000, UTC).isoformat(sep=" ", timespec="milliseconds")[:-6],
        event["kind"],
        lot and lot.number,
        *(_asset(lot.asset, names) if lot else [None] * len(_ASSET)),
        *_manager(None if seat is None else int(seat), names),
        amount,
        reason,
        orjson.dumps(detail).decode() if detail else None,
    )


def journal_lines(auction_id: UUID) -> Iterator[bytes]:
    """Yield the whole journal, an event a line, each with all it changed. Raises NoSuchAuction."""
    return map(json_lines, _journal_pages(auction_id))


def _journal_pages(auction_id: UUID) -> Iterator[list[dict[str, Any]]]:
    since = 0
    while page := queries.journal_page(auction_id, since, EVENTS_AT_ONCE):
        yield page
        since = page[-1]["seq"]


def _read(auction_id: UUID) -> tuple[AuctionState, DisplayNames]:
    state = engine.read(auction_id, UseCase.SCORING)
    return state, names_in(state)


def _number(lot: LotState) -> int | None:
    """Return the number by which a lot came up; what was brought along from an auction before has none."""
    return None if lot.kept else lot.number


def _asset(asset: int, names: DisplayNames) -> ExportRow:
    return [names.assets[asset][name] for name in _ASSET]


def _manager(seat: int | None, names: DisplayNames) -> ExportRow:
    return (None, None) if seat is None else (names.participant_name(seat), str(seat))
