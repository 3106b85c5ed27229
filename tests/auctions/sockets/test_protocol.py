"""Frames of `auction.v1`: what is well-formed, and which command it means."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest

from auctions.rules.commands import (
    Actor,
    ActorRole,
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
    TakeBackBid,
    TradeAssets,
    UndoSale,
    WithdrawLot,
)
from auctions.sockets import protocol
from auctions.sockets.protocol import Malformed, Shape

MAX = Actor(user=7, role=ActorRole.MANAGER, participant=3)
KEY = UUID(int=5)
ARRIVED = 1_700_000_000_000


def command(frame: dict[str, Any]) -> Command:
    """The command that a frame asks for."""
    kind, fields = protocol.parse(json.dumps({"id": str(KEY), **frame}))
    return protocol.command_of(kind, fields, MAX, ARRIVED)


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        (
            {"type": "bid", "lot": "41", "amount": 9, "seen": 8},
            PlaceBid(actor=MAX, id=KEY, lot=41, amount=9, seen=8, arrived=ARRIVED),
        ),
        (
            {"type": "bid", "lot": "41", "amount": 9},
            PlaceBid(actor=MAX, id=KEY, lot=41, amount=9, arrived=ARRIVED),
        ),
        ({"type": "pass", "lot": "41"}, PassLot(actor=MAX, id=KEY, lot=41)),
        ({"type": "proxy", "lot": "41", "max": 90}, LeaveProxy(actor=MAX, id=KEY, lot=41, maximum=90, arrived=ARRIVED)),
        (
            {"type": "proxy", "lot": "41", "max": None},
            LeaveProxy(actor=MAX, id=KEY, lot=41, maximum=None, arrived=ARRIVED),
        ),
        (
            {"type": "nominate", "asset": "5", "amount": 1},
            Nominate(actor=MAX, id=KEY, asset=5, amount=1, arrived=ARRIVED),
        ),
    ],
)
def test_frame_is_a_command(frame: dict[str, Any], expected: Command) -> None:
    assert command(frame) == expected


@pytest.mark.parametrize(
    ("name", "args", "expected"),
    [
        ("begin", {}, Begin(actor=MAX, id=KEY, reason="So.")),
        ("pause", {}, Pause(actor=MAX, id=KEY, reason="So.")),
        ("resume", {}, Resume(actor=MAX, id=KEY, reason="So.")),
        ("cancel", {}, Cancel(actor=MAX, id=KEY, reason="So.")),
        ("undo_sale", {"lot": "41"}, UndoSale(actor=MAX, id=KEY, reason="So.", lot=41)),
        ("sell_now", {"lot": "41"}, SellNow(actor=MAX, id=KEY, reason="So.", lot=41)),
        (
            "change_clock",
            {"lot": "41", "seconds": -15},
            ChangeClock(actor=MAX, id=KEY, reason="So.", lot=41, seconds=-15),
        ),
        (
            "correct_sale",
            {"lot": "41", "participant": "3", "price": 7},
            CorrectSale(actor=MAX, id=KEY, reason="So.", lot=41, participant=3, price=7),
        ),
        (
            "award_asset",
            {"lot": "41", "participant": "3", "price": 7},
            AwardAsset(actor=MAX, id=KEY, reason="So.", lot=41, participant=3, price=7),
        ),
        ("put_up_again", {"lot": "41"}, PutUpAgain(actor=MAX, id=KEY, reason="So.", lot=41)),
        (
            "bid_for",
            {"lot": "41", "participant": "3", "amount": 7},
            BidFor(actor=MAX, id=KEY, reason="So.", lot=41, participant=3, amount=7, arrived=ARRIVED),
        ),
        (
            "take_back_bid",
            {"lot": "41", "participant": "3"},
            TakeBackBid(actor=MAX, id=KEY, reason="So.", lot=41, participant=3),
        ),
        ("retract_bid", {"lot": "41"}, RetractBid(actor=MAX, id=KEY, reason="So.", lot=41, arrived=ARRIVED)),
        (
            "adjust_budget",
            {"participant": "3", "amount": -7},
            AdjustBudget(actor=MAX, id=KEY, reason="So.", participant=3, amount=-7),
        ),
        ("withdraw_lot", {"lot": "41"}, WithdrawLot(actor=MAX, id=KEY, reason="So.", lot=41)),
        ("skip_lot", {"lot": "41"}, SkipLot(actor=MAX, id=KEY, reason="So.", lot=41)),
        ("move_lot", {"lot": "41", "position": 2}, MoveLot(actor=MAX, id=KEY, reason="So.", lot=41, position=2)),
        ("change_pace", {"format": "live"}, ChangePace(actor=MAX, id=KEY, reason="So.", format="live")),
        (
            "change_pace",
            {"format": "slow", "slow_lots": 9, "quiet_hours": "", "time_zone": "Asia/Kolkata"},
            ChangePace(
                actor=MAX, id=KEY, reason="So.", format="slow", slow_lots=9, quiet_hours="", time_zone="Asia/Kolkata"
            ),
        ),
        ("pass", {"lot": "41"}, PassLot(actor=MAX, id=KEY, reason="So.", lot=41)),
        (
            "set_away",
            {"participant": "3", "away": True},
            SetAway(actor=MAX, id=KEY, reason="So.", participant=3, away=True),
        ),
        (
            "drop_asset",
            {"participant": "3", "lot": "41", "refund": False},
            DropAsset(actor=MAX, id=KEY, reason="So.", participant=3, lot=41, refund=False),
        ),
        (
            "trade_assets",
            {"participant": "3", "other": "4", "gives": ["41", "42"], "takes": [], "pays": -5},
            TradeAssets(actor=MAX, id=KEY, reason="So.", participant=3, other=4, gives=(41, 42), takes=(), pays=-5),
        ),
    ],
)
def test_command_by_name(name: str, args: dict[str, Any], expected: Command) -> None:
    assert command({"type": "command", "name": name, "args": args, "reason": "So."}) == expected


@pytest.mark.parametrize(
    ("name", "args", "message"),
    [
        ("adjust_budget", {"participant": "3", "amount": 0}, "args.amount: must not be 0"),
        ("change_pace", {"format": "quick"}, "args.format: must be one of live, slow"),
        (
            "change_pace",
            {"format": "slow", "slow_lot_minutes": 0},
            "args.slow_lot_minutes: must be a whole number from 1 to 10080",
        ),
        (
            "change_pace",
            {"format": "slow", "time_zone": "Mars/Base"},
            "args.time_zone: must be a time zone. Give a time zone by its name, such as Europe/London or Asia/Kolkata.",
        ),
        ("move_lot", {"lot": "41", "position": 0}, "args.position: must be a whole number from 1 to 100000"),
        (
            "change_clock",
            {"lot": "41", "seconds": 0},
            "args.seconds: must be a whole number from -3600 to 3600, and not 0",
        ),
        (
            "change_clock",
            {"lot": "41", "seconds": 3601},
            "args.seconds: must be a whole number from -3600 to 3600, and not 0",
        ),
        (
            "award_asset",
            {"lot": "41", "participant": "3", "price": 0},
            f"args.price: must be a whole number from 1 to {10**12}",
        ),
    ],
)
def test_power_with_a_wrong_number_says_which(name: str, args: dict[str, Any], message: str) -> None:
    with pytest.raises(Malformed) as refused:
        command({"type": "command", "name": name, "args": args, "reason": "So."})
    assert str(refused.value) == message


def test_frames_without_a_command_are_their_fields() -> None:
    assert protocol.parse('{"type": "hello"}') == ("hello", {"epoch": None, "seq": None})
    assert protocol.parse('{"type": "sync", "from": 7}') == ("sync", {"from": 7})
    assert protocol.parse('{"type": "ping", "t": 1.5}') == ("ping", {"t": 1.5})


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        ({"type": "bid", "lot": "41"}, "amount: is missing"),
        ({"type": "bid", "lot": 41, "amount": 9}, "lot: must be an id: digits in a string"),
        ({"type": "bid", "lot": "४१", "amount": 9}, "lot: must be an id: digits in a string"),
        ({"type": "bid", "lot": "1" * 19, "amount": 9}, "lot: must be an id: digits in a string"),
        ({"type": "bid", "lot": "41", "amount": True}, f"amount: must be a whole number from 0 to {10**12}"),
        ({"type": "bid", "lot": "41", "amount": -1}, f"amount: must be a whole number from 0 to {10**12}"),
        ({"type": "bid", "lot": "41", "amount": 9, "id": "5"}, "id: must be a UUID"),
        ({"type": "bid", "lot": "41", "amount": 9, "more": 1}, "more: there is no such field here"),
        ({"type": "command", "name": "pause", "reason": "x" * 201}, "reason: must be a text of 200 characters at most"),
        ({"type": "command", "name": "pause", "args": []}, "args: must be an object"),
    ],
)
def test_frame_with_a_wrong_field_says_which(frame: dict[str, Any], message: str) -> None:
    with pytest.raises(Malformed) as refused:
        command(frame)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"participant": "3", "other": "4", "gives": "41", "takes": [], "pays": 0}, "args.gives: must be a list of"),
        (
            {"participant": "3", "other": "4", "gives": ["1"] * 101, "takes": [], "pays": 0},
            "args.gives: must be a list of 100 ids at most",
        ),
        ({"participant": "3", "other": "4", "gives": [], "takes": [], "pays": 10**13}, "args.pays: must be a whole"),
    ],
)
def test_wrong_argument_says_which(args: dict[str, Any], message: str) -> None:
    with pytest.raises(Malformed, match=message):
        command({"type": "command", "name": "trade_assets", "args": args})


def test_unknown_names_are_answered_with_those_there_are() -> None:
    with pytest.raises(Malformed, match=r"^type: must be one of hello, bid, "):
        protocol.parse('{"type": "dance"}')
    with pytest.raises(Malformed, match=r"^name: must be one of begin, pause, "):
        command({"type": "command", "name": "dance"})


@pytest.mark.parametrize("text", [None, "{", "[]", "1", '{"type": 1}', '{"type": "ping", "t": "1"}'])
def test_what_is_no_frame_is_refused(text: str | None) -> None:
    with pytest.raises(Malformed):
        protocol.parse(text)


def test_frame_is_measured_in_bytes() -> None:
    frame = '{"type": "ping", "t": 1}'
    assert protocol.parse(frame.ljust(4096))[0] == "ping"
    with pytest.raises(Malformed, match="4096 bytes"):
        protocol.parse(frame.ljust(4097))
    with pytest.raises(Malformed, match="4096 bytes"):
        protocol.parse(f'{{"type": "command", "id": "{uuid4()}", "name": "pause", "reason": "{"€" * 1400}"}}')


def test_shape_gives_absent_optional_fields_as_null() -> None:
    shape = Shape({"must": str}, {"may": str})
    assert shape.read({"must": "a"}) == {"must": "a", "may": None}
    assert shape.read({"must": "a", "may": "b"}) == {"must": "a", "may": "b"}


@pytest.mark.parametrize("spelt", [str(KEY), str(UUID(int=2**127 - 1)).upper(), UUID(int=10).hex, f"{{{KEY}}}"])
def test_a_frame_keeps_its_id_as_its_sender_spelt_it(spelt: str) -> None:
    _, fields = protocol.parse(json.dumps({"type": "pass", "id": spelt, "lot": "41"}))
    assert (fields["id"], fields["answer_to"]) == (UUID(spelt), spelt)


NESTED: tuple[Any, ...] = ("[" * 2000, '{"a":' * 400, "[" * 1500 + "]" * 1500)


@pytest.mark.parametrize("nested", NESTED)
@pytest.mark.parametrize("kind", protocol._FRAMES)
def test_no_frame_is_nested_deeper_than_is_read(kind: str, nested: str) -> None:
    for name in (*protocol._FRAMES[kind].required, *protocol._FRAMES[kind].optional, "type"):
        with pytest.raises(Malformed, match="deep at most"):
            protocol.parse(f'{{"type": "{kind}", "{name}": {nested}}}')
