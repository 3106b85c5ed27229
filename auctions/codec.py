"""Journal payloads: rules' objects as JSON and back. Fields of dataclasses are the JSON's keys."""

from collections.abc import Mapping
from typing import Any

from auctions.rules.events import Entry, EntryKind, Event, EventKind
from auctions.rules.state import Auction, AuctionStatus, Lot, LotStatus, Participant, Slot
from leagues.auction_settings import AuctionSettings


def dump_event(event: Event) -> dict[str, Any]:
    """The journal row of an event; its payload is what it changed, in full. For orjson, which writes dataclasses."""
    return {
        "seq": event.seq,
        "kind": event.kind,
        "at": event.at,
        "payload": {
            "auction": event.auction,
            "lots": event.lots,
            "participants": event.participants,
            "gone": event.gone,
            "ledger": event.ledger,
            "detail": event.detail,
        },
        "actor": event.actor,
        "reason": event.reason,
    }


def load_event(
    *, seq: int, kind: str, at: int, payload: Mapping[str, Any], actor: int | None = None, reason: str = ""
) -> Event:
    """An event from its journal row; `at` in epoch ms. Raises KeyError or TypeError if the payload isn't ours."""
    auction = payload["auction"]
    return Event(
        seq=seq,
        kind=EventKind(kind),
        at=at,
        auction=load_auction(auction) if auction else None,
        lots=tuple(load_lot(lot) for lot in payload["lots"]),
        participants=tuple(load_participant(each) for each in payload["participants"]),
        gone=tuple(payload["gone"]),
        ledger=tuple(Entry(**{**entry, "kind": EntryKind(entry["kind"])}) for entry in payload["ledger"]),
        detail=payload["detail"],
        actor=actor,
        reason=reason,
    )


def load_auction(data: Mapping[str, Any]) -> Auction:
    """An auction from its JSON object."""
    settings = AuctionSettings.from_json(data["settings"])
    return Auction(**{**data, "status": AuctionStatus(data["status"]), "settings": settings})


def load_lot(data: Mapping[str, Any]) -> Lot:
    """A lot from its JSON object."""
    return Lot(**{**data, "status": LotStatus(data["status"])})


def load_participant(data: Mapping[str, Any]) -> Participant:
    """A participant from its JSON object."""
    roster = tuple(Slot(**slot) for slot in data["roster"])
    return Participant(**{**data, "passed": tuple(data["passed"]), "roster": roster})
