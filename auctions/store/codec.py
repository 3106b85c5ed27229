"""Journal payloads and snapshots: rules' objects as JSON and back. Fields of dataclasses are the JSON's keys.

What is stored may have been written by another release or by hand. A field that this release doesn't know is passed
over; what it can't understand at all, such as an event of a kind that it doesn't know, is `Unreadable`.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache, partial
from hashlib import sha256
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin

from auctions.rules.events import Event, EventKind, LedgerEntry
from auctions.rules.state import (
    AuctionHeader,
    AuctionState,
    EarlierBid,
    LotState,
    ParticipantState,
    Proxy,
    Slot,
    described,
    filled,
)
from leagues.settings.auction import AuctionSettings

T = TypeVar("T")


class Unreadable(ValueError):
    """Stored values of an auction that this release doesn't understand. The message says which, for operators."""


@contextmanager
def reading(what: str) -> Iterator[None]:
    """Turn whatever goes wrong while `what` is decoded into Unreadable."""
    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Unreadable(f"{what} can't be read: {error!r}") from error


def load(kind: Callable[..., T], data: Mapping[str, Any]) -> T:
    """An object of a dataclass from its JSON object; fields that are missing get their defaults, others are ignored.

    Raises KeyError, TypeError or ValueError if it isn't one.
    """
    return kind(
        **{name: decode(data[name]) if decode else data[name] for name, decode in _decoders(kind) if name in data}
    )


@cache
def _decoders(kind: type) -> tuple[tuple[str, Callable[[Any], Any] | None], ...]:
    """By field, how its value is made from JSON; None: it is its value."""
    return tuple((each.name, _decoder(each.type)) for each in described(kind))


def _decoder(kind: Any) -> Callable[[Any], Any] | None:
    if isinstance(kind, UnionType):
        some = _decoder(filled(kind))
        return some and (lambda value: None if value is None else some(value))
    if kind is AuctionSettings:
        return AuctionSettings.read
    if get_origin(kind) is tuple:
        item = _decoder(get_args(kind)[0])
        return tuple if item is None else lambda values: tuple(map(item, values))
    if isinstance(kind, type) and is_dataclass(kind):
        return partial(load, kind)
    return kind if isinstance(kind, type) and issubclass(kind, Enum) else None


def dump_header(auction: AuctionHeader) -> dict[str, Any]:
    """The auction as a whole, with all that is stored of its settings. For orjson."""
    return {
        **{each.name: getattr(auction, each.name) for each in fields(auction)},
        "settings": auction.settings.to_json(),
    }


def dump_event(event: Event) -> dict[str, Any]:
    """The journal row of an event; its payload is what it changed, in full. For orjson, which writes dataclasses."""
    return {
        "seq": event.seq,
        "kind": event.kind,
        "at": event.at,
        "payload": {
            "auction": event.auction and dump_header(event.auction),
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
    """An event from its journal row; `at` in epoch ms. Raises Unreadable."""
    with reading(f"event {seq} of the kind {kind}"):
        auction = payload["auction"]
        return Event(
            seq=seq,
            kind=EventKind(kind),
            at=at,
            auction=load(AuctionHeader, auction) if auction else None,
            lots=tuple(load(LotState, lot) for lot in payload["lots"]),
            participants=tuple(load(ParticipantState, each) for each in payload["participants"]),
            gone=tuple(payload["gone"]),
            ledger=tuple(load(LedgerEntry, entry) for entry in payload["ledger"]),
            detail=payload["detail"],
            actor=actor,
            reason=reason,
        )


# The whole state ----------------------------------------------------------------------------------
class OtherShape(ValueError):
    """The state was written by a release whose states have other fields."""


def _shape(**kinds: type) -> str:
    """A fingerprint of the fields of dataclasses: another release's is another one as soon as a field is.

    Each has the name by which snapshots have always known it, so that a class may be renamed.
    """
    names = [f"{name}.{each.name}:{each.type}" for name, kind in kinds.items() for each in described(kind)]
    return sha256("\n".join(names).encode()).hexdigest()[:16]


SHAPE = _shape(
    Auction=AuctionHeader,
    EarlierBid=EarlierBid,
    AuctionSettings=AuctionSettings,
    Lot=LotState,
    Participant=ParticipantState,
    Proxy=Proxy,
    Slot=Slot,
)


def dump_state(state: AuctionState) -> dict[str, Any]:
    """A state as it is kept in a snapshot. For orjson, which writes dataclasses."""
    return {
        "shape": SHAPE,
        "seq": state.seq,
        "epoch": state.epoch,
        "auction": dump_header(state.auction),
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
        auction=load(AuctionHeader, data["auction"]),
        lots=(load(LotState, lot) for lot in data["lots"]),
        participants=(load(ParticipantState, each) for each in data["participants"]),
    )
