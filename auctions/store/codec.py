"""Journal payloads and snapshots: rules' objects as JSON and back. Fields of dataclasses are the JSON's keys."""

from collections.abc import Mapping
from dataclasses import fields
from hashlib import sha256
from typing import Any

from auctions.rules.events import Event, EventKind, LedgerEntry, LedgerEntryKind
from auctions.rules.state import AuctionHeader, AuctionState, AuctionStatus, LotState, LotStatus, ParticipantState, Slot
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
        ledger=tuple(LedgerEntry(**{**entry, "kind": LedgerEntryKind(entry["kind"])}) for entry in payload["ledger"]),
        detail=payload["detail"],
        actor=actor,
        reason=reason,
    )


def load_auction(data: Mapping[str, Any]) -> AuctionHeader:
    """An auction from its JSON object."""
    settings = AuctionSettings.from_json(data["settings"])
    return AuctionHeader(**{**data, "status": AuctionStatus(data["status"]), "settings": settings})


def load_lot(data: Mapping[str, Any]) -> LotState:
    """A lot from its JSON object."""
    return LotState(**{**data, "status": LotStatus(data["status"])})


def load_participant(data: Mapping[str, Any]) -> ParticipantState:
    """A participant from its JSON object."""
    roster = tuple(Slot(**slot) for slot in data["roster"])
    return ParticipantState(**{**data, "passed": tuple(data["passed"]), "roster": roster})


# The whole state ----------------------------------------------------------------------------------
class OtherShape(ValueError):
    """The state was written by a release whose states have other fields."""


def _shape(**kinds: type) -> str:
    """A fingerprint of the fields of dataclasses: another release's is another one as soon as a field is.

    Each has the name by which snapshots have always known it, so that a class may be renamed.
    """
    names = [f"{name}.{each.name}:{each.type}" for name, kind in kinds.items() for each in fields(kind)]
    return sha256("\n".join(names).encode()).hexdigest()[:16]


SHAPE = _shape(
    Auction=AuctionHeader, AuctionSettings=AuctionSettings, Lot=LotState, Participant=ParticipantState, Slot=Slot
)


def dump_state(state: AuctionState) -> dict[str, Any]:
    """A state as it is kept in a snapshot. For orjson, which writes dataclasses."""
    return {
        "shape": SHAPE,
        "seq": state.seq,
        "epoch": state.epoch,
        "auction": state.auction,
        "lots": [*state.lots.values()],
        "participants": [*state.participants.values()],
    }


def load_state(data: Mapping[str, Any]) -> AuctionState:
    """A state from its JSON object, all of it, in the same order.

    Raises OtherShape, and KeyError, TypeError or ValueError if it isn't ours.
    """
    if data["shape"] != SHAPE:
        raise OtherShape(data["shape"])
    return AuctionState.of(
        seq=data["seq"],
        epoch=data["epoch"],
        auction=load_auction(data["auction"]),
        lots=(load_lot(lot) for lot in data["lots"]),
        participants=(load_participant(each) for each in data["participants"]),
    )
