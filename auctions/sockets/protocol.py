"""Frames of `auction.v1` from clients: what is well-formed, and which command it means. Unknown fields are refused."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from auctions.rules.commands import (
    Actor,
    AdjustBudget,
    AwardAsset,
    Begin,
    BidFor,
    Cancel,
    ChangeClock,
    ChangePace,
    Command,
    CorrectSale,
    DropAsset,
    LeaveProxy,
    MoveLot,
    Nominate,
    PassLot,
    Pause,
    PlaceBid,
    PutUpAgain,
    Resume,
    RetractBid,
    SellNow,
    SetAway,
    SkipLot,
    Stamped,
    TakeBackBid,
    TradeAssets,
    UndoSale,
    WithdrawLot,
)
from auctionsite import bounded_json
from auctionsite.text.typed import UnreadableText, clean_text
from leagues.settings.auction import FORMATS, AuctionSettings
from leagues.settings.quiet_hours import UnreadableQuietHours, read_quiet_hours, zone_of

FRAME_BYTES = 4096
AMOUNT_AT_MOST = 10**12
NUMBER_AT_MOST = 2**53
"""The largest that JavaScript counts up to."""
LOTS_AT_MOST = 100
"""In one half of a trade: as many as a roster can have."""
REASON_AT_MOST = 200
POSITION_AT_MOST = 100_000
"""In the queue; beyond its end is the end."""
SEATS_AT_MOST = 1000
"""In one table; a league may have more, and send several."""
CLOCK_SECONDS_AT_MOST = 3600
"""By which one command moves the end of a lot, either way."""


class Malformed(ValueError):
    """A frame or body that isn't of the protocol; the message says what to mend."""


Check = Callable[[Any], Any]


def _identifier(value: Any) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 18:
        return int(value)
    raise Malformed("must be an id: digits in a string")


def _command_id(value: Any) -> UUID:
    try:
        return UUID(value)
    except (ValueError, TypeError, AttributeError) as error:
        raise Malformed("must be a UUID") from error


def _whole(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= AMOUNT_AT_MOST:
        return value
    raise Malformed(f"must be a whole number from 0 to {AMOUNT_AT_MOST}")


def _price(value: Any) -> int:
    if (price := _whole(value)) > 0:
        return price
    raise Malformed(f"must be a whole number from 1 to {AMOUNT_AT_MOST}")


def _position(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= POSITION_AT_MOST:
        return value
    raise Malformed(f"must be a whole number from 1 to {POSITION_AT_MOST}")


def _clock_seconds(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 < abs(value) <= CLOCK_SECONDS_AT_MOST:
        return value
    raise Malformed(f"must be a whole number from -{CLOCK_SECONDS_AT_MOST} to {CLOCK_SECONDS_AT_MOST}, and not 0")


def _balance(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= AMOUNT_AT_MOST:
        return value
    raise Malformed(f"must be a whole number from -{AMOUNT_AT_MOST} to {AMOUNT_AT_MOST}")


def _adjustment(value: Any) -> int:
    if amount := _balance(value):
        return amount
    raise Malformed("must not be 0")


def _identifiers(value: Any) -> tuple[int, ...]:
    if isinstance(value, list) and len(value) <= LOTS_AT_MOST:
        return tuple(_identifier(each) for each in value)
    raise Malformed(f"must be a list of {LOTS_AT_MOST} ids at most")


def _number(value: Any) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= NUMBER_AT_MOST:
        return value
    raise Malformed("must be a number that a browser can have")


def _one_of(words: Sequence[str]) -> Check:
    def check(value: Any) -> str:
        if isinstance(value, str) and value in words:
            return value
        raise Malformed(f"must be one of {', '.join(words)}")

    return check


def _setting(name: str) -> Check:
    """A check for a setting that is a whole number, within its bounds."""
    low, high = AuctionSettings.BOUNDS[name]

    def check(value: Any) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        raise Malformed(f"must be a whole number from {low} to {high}")

    return check


def _quiet_hours(value: Any) -> str:
    """Return a text as hours in any zone; an empty text is none."""
    text = _text(value)
    try:
        if text:
            read_quiet_hours(text, "UTC")
    except UnreadableQuietHours as error:
        raise Malformed(f"must be hours. {error}") from error
    return text


def _time_zone(value: Any) -> str:
    text = _text(value)
    try:
        zone_of(text)
    except UnreadableQuietHours as error:
        raise Malformed(f"must be a time zone. {error}") from error
    return text


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise Malformed("must be true or false")


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > REASON_AT_MOST:
        raise Malformed(f"must be a text of {REASON_AT_MOST} characters at most")
    try:
        return clean_text(value)
    except UnreadableText as error:
        raise Malformed(f"must be a text that can be read. {error}") from error


def _object(value: Any) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    raise Malformed("must be an object")


def _or_null(check: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else check(value)


class Shape:
    """The fields of an object: each with its check; those in `optional` may be absent and are then null."""

    def __init__(self, required: Mapping[str, Check], optional: Mapping[str, Check]) -> None:
        self.required, self.optional = required, optional
        self._checks = {**required, **optional}

    def read(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """The checked fields. Raises Malformed naming the first field that is missing, unknown or wrong."""
        values: dict[str, Any] = dict.fromkeys(self.optional)
        for name, value in data.items():
            if name not in self._checks:
                raise Malformed(f"{name}: there is no such field here")
            try:
                values[name] = self._checks[name](value)
            except Malformed as error:
                raise Malformed(f"{name}: {error}") from error
        for name in self.required:
            if name not in data:
                raise Malformed(f"{name}: is missing")
        return values


def _budget(value: Any) -> int:
    most = AuctionSettings.BOUNDS["budget"][1]
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most:
        return value
    raise Malformed(f"must be a whole number from 0 to {most}")


def _many(shape: Shape, most: int) -> Check:
    """A check for a list of objects; what is wrong says which of them it is in, from 1."""

    def check(value: Any) -> list[dict[str, Any]]:
        if not isinstance(value, list) or len(value) > most:
            raise Malformed(f"must be a list of {most} objects at most")
        objects = []
        for place, entry in enumerate(value, start=1):
            try:
                objects.append(shape.read(_object(entry)))
            except Malformed as error:
                raise Malformed(f"number {place}: {error}") from error
        return objects

    return check


BID = Shape({"lot": _identifier, "amount": _whole}, {"seen": _or_null(_whole)})
SEAT = Shape({"member": _identifier}, {"reason": _text, "budget": _or_null(_budget)})
_KEEPER = Shape({"lot": _identifier, "price": _price}, {})
_TERMS = Shape(
    {"participant": _identifier, "budget": _budget},
    {"slots_min": _or_null(_whole), "slots_max": _or_null(_whole), "keepers": _many(_KEEPER, LOTS_AT_MOST)},
)
SEAT_TABLE = Shape({"seats": _many(_TERMS, SEATS_AT_MOST)}, {"reason": _text})
SALE = Shape({"lot": _identifier, "participant": _identifier, "price": _price}, {})
COMMAND = Shape({"name": _text}, {"args": _object, "reason": _text})
_FRAMES = {
    "hello": Shape({}, {"epoch": _or_null(_whole), "seq": _or_null(_whole)}),
    "bid": Shape({"id": _command_id, **BID.required}, BID.optional),
    "proxy": Shape({"id": _command_id, "lot": _identifier, "max": _or_null(_whole)}, {}),
    "pass": Shape({"id": _command_id, "lot": _identifier}, {}),
    "nominate": Shape({"id": _command_id, "asset": _identifier, "amount": _whole}, {}),
    "command": Shape({"id": _command_id, **COMMAND.required}, COMMAND.optional),
    "sync": Shape({"from": _whole}, {}),
    "ping": Shape({"t": _number}, {}),
}
_COMMANDS: dict[str, tuple[type[Command], Shape]] = {
    "begin": (Begin, Shape({}, {})),
    "pause": (Pause, Shape({}, {})),
    "resume": (Resume, Shape({}, {})),
    "cancel": (Cancel, Shape({}, {})),
    "undo_sale": (UndoSale, Shape({"lot": _identifier}, {})),
    "correct_sale": (CorrectSale, SALE),
    "award_asset": (AwardAsset, SALE),
    "put_up_again": (PutUpAgain, Shape({"lot": _identifier}, {})),
    "bid_for": (BidFor, Shape({"lot": _identifier, "participant": _identifier, "amount": _whole}, {})),
    "take_back_bid": (TakeBackBid, Shape({"lot": _identifier, "participant": _identifier}, {})),
    "retract_bid": (RetractBid, Shape({"lot": _identifier}, {})),
    "adjust_budget": (AdjustBudget, Shape({"participant": _identifier, "amount": _adjustment}, {})),
    "withdraw_lot": (WithdrawLot, Shape({"lot": _identifier}, {})),
    "skip_lot": (SkipLot, Shape({"lot": _identifier}, {})),
    "move_lot": (MoveLot, Shape({"lot": _identifier, "position": _position}, {})),
    "sell_now": (SellNow, Shape({"lot": _identifier}, {})),
    "change_clock": (ChangeClock, Shape({"lot": _identifier, "seconds": _clock_seconds}, {})),
    "change_pace": (
        ChangePace,
        Shape(
            {"format": _one_of(FORMATS)},
            {
                **{name: _or_null(_setting(name)) for name in ("slow_lots", "slow_lot_minutes", "slow_reset_minutes")},
                "quiet_hours": _or_null(_quiet_hours),
                "time_zone": _or_null(_time_zone),
            },
        ),
    ),
    "trade_assets": (
        TradeAssets,
        Shape(
            {
                "participant": _identifier,
                "other": _identifier,
                "gives": _identifiers,
                "takes": _identifiers,
                "pays": _balance,
            },
            {},
        ),
    ),
    "drop_asset": (DropAsset, Shape({"participant": _identifier, "lot": _identifier, "refund": _flag}, {})),
    "set_away": (SetAway, Shape({"participant": _identifier, "away": _flag}, {})),
    "pass": (PassLot, Shape({"lot": _identifier}, {})),
    "proxy": (LeaveProxy, Shape({"lot": _identifier, "maximum": _or_null(_whole)}, {})),
    "nominate": (Nominate, Shape({"asset": _identifier, "amount": _whole}, {})),
}


def parse(text: str | None) -> tuple[str, dict[str, Any]]:
    """(type, checked fields) of a frame; `answer_to` is its `id` as its sender spelt it. Raises Malformed."""
    if text is None:
        raise Malformed("Send text frames.")
    try:
        data = bounded_json.load(text, FRAME_BYTES)
    except bounded_json.JsonTooLarge as error:
        raise Malformed(f"A frame has {FRAME_BYTES} bytes at most.") from error
    except bounded_json.JsonRefused as error:
        raise Malformed(f"A frame is a JSON object. {error}") from error
    if not isinstance(data, dict):
        raise Malformed("A frame is a JSON object.")
    kind = data.pop("type", None)
    if not isinstance(kind, str) or kind not in _FRAMES:
        raise Malformed(f"type: must be one of {', '.join(_FRAMES)}")
    fields = _FRAMES[kind].read(data)
    return kind, fields | {"answer_to": data["id"]} if "id" in fields else fields


def command_of(kind: str, fields: Mapping[str, Any], actor: Actor, arrived: int) -> Command:
    """The command that a checked frame asks for; `arrived` in epoch ms. Raises Malformed."""
    key = fields["id"]
    match kind:
        case "bid":
            return PlaceBid(
                actor=actor, id=key, lot=fields["lot"], amount=fields["amount"], seen=fields["seen"], arrived=arrived
            )
        case "pass":
            return PassLot(actor=actor, id=key, lot=fields["lot"])
        case "proxy":
            return LeaveProxy(actor=actor, id=key, lot=fields["lot"], maximum=fields["max"], arrived=arrived)
        case "nominate":
            return Nominate(actor=actor, id=key, asset=fields["asset"], amount=fields["amount"], arrived=arrived)
        case _:
            return named_command(fields, actor, arrived)


def named_command(fields: Mapping[str, Any], actor: Actor, arrived: int) -> Command:
    """The command of a `{name, args, reason}`; `arrived` in epoch ms. Raises Malformed."""
    if fields["name"] not in _COMMANDS:
        raise Malformed(f"name: must be one of {', '.join(_COMMANDS)}")
    make, shape = _COMMANDS[fields["name"]]
    try:
        args = shape.read(fields["args"] or {})
    except Malformed as error:
        raise Malformed(f"args.{error}") from error
    if issubclass(make, Stamped):
        args["arrived"] = arrived
    return make(actor=actor, id=fields.get("id"), reason=fields["reason"] or "", **args)
