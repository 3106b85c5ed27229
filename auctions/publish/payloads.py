"""What others see of an auction: the shapes of `auction.v1`, from the rules' objects and the labels.

Ids are strings, amounts whole numbers, instants epoch milliseconds, absent values null.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from auctions.publish.names import DisplayNames
from auctions.rules import money
from auctions.rules.commands import Actor
from auctions.rules.events import Event
from auctions.rules.state import AuctionHeader, AuctionState, LotState, LotStatus, ParticipantState, visible_lots
from leagues.auction_settings import AuctionSettings


def _text(value: int | None) -> str | None:
    return None if value is None else str(value)


def auction(each: AuctionHeader, labels: DisplayNames) -> dict[str, Any]:
    """The auction as a whole."""
    return {
        "id": each.id,
        "league": {"id": each.league, "name": labels.league_name},
        "name": f"{labels.league_name} auction",
        "status": each.status,
        "format": each.format,
        "mode": each.mode,
        "settings": each.settings.to_json(),
        "commissioner": labels.commissioner,
        "waiting_room": each.waiting_room,
        "lots_total": each.lots_total,
        "lots_sold": each.lots_sold,
        "lots_unsold": each.lots_unsold,
        "round": each.round,
        "begun_at": each.begun_at,
        "paused_at": each.paused_at,
        "pause_reason": each.pause_reason or None,
        "resumes_at": each.resumes_at,
        "next_lot_at": each.next_lot_at,
        "next_nominator": None,
    }


def lot(each: LotState, labels: DisplayNames, settings: AuctionSettings) -> dict[str, Any]:
    """One lot; `min_next` is null once it is closed."""
    return {
        "id": str(each.id),
        "number": each.number,
        "asset": labels.assets[each.asset],
        "status": each.status,
        "opening_price": each.opening_price,
        "price": each.price,
        "leader": _text(each.leader),
        "min_next": None if each.status.closed else money.min_next(each, settings),
        "ends_at": each.ends_at if each.status is LotStatus.OPEN else None,
        "remaining_ms": each.remaining_ms,
        "bids": each.bids,
        "sold_to": _text(each.sold_to),
        "sold_for": each.sold_for,
    }


def participant(each: ParticipantState, labels: DisplayNames, slots_min: int, slots_max: int) -> dict[str, Any]:
    """One manager's seat."""
    name, team = labels.people[each.id]
    return {
        "id": str(each.id),
        "name": name,
        "team": team or None,
        "granted": each.granted + each.adjusted,
        "available": each.available,
        "held": each.held,
        "spent": each.spent,
        "slots_min": slots_min,
        "slots_max": slots_max,
        "filled": each.filled,
        "max_bid": each.max_bid,
        "roster": [
            {"lot": str(slot.lot), "asset": labels.assets[slot.asset], "price": slot.price} for slot in each.roster
        ],
        "passed": [str(passed) for passed in each.passed],
        "away": each.away,
    }


def event(each: Event, settings_of: AuctionHeader, labels: DisplayNames) -> dict[str, Any]:
    """One event: new values in the shapes of the snapshot, so that a client merges them by id."""
    settings = settings_of.settings
    data: dict[str, Any] = {"detail": _detail(each, labels)}
    if each.auction:
        data["auction"] = auction(each.auction, labels)
    if lots := [lot(one, labels, settings) for one in each.lots if one.id not in each.gone]:
        data["lots"] = lots
    if each.participants:
        data["participants"] = [
            participant(one, labels, settings.slots_min, settings.slots_max) for one in each.participants
        ]
    if each.gone:
        data["gone"] = [str(one) for one in each.gone]
    return {"seq": each.seq, "kind": each.kind, "at": each.at, "data": data}


def events(several: Sequence[Event], settings_of: AuctionHeader, labels: DisplayNames) -> list[dict[str, Any]]:
    """Consecutive events for one frame, which a client merges whole."""
    return [event(each, settings_of, labels) for each in coalesced(several)]


def coalesced(several: Sequence[Event]) -> list[Event]:
    """The events without the values that a later one of them replaces: 64 bids on a lot carry one lot, not 64."""
    slim: list[Event] = []
    lots: set[int] = set()
    seats: set[int] = set()
    auction_newer = False
    for each in reversed(several):
        slim.append(
            replace(
                each,
                auction=None if auction_newer else each.auction,
                lots=tuple(one for one in each.lots if one.id not in lots),
                participants=tuple(one for one in each.participants if one.id not in seats),
                gone=tuple(one for one in each.gone if one not in lots),
            )
        )
        lots.update(each.gone, (one.id for one in each.lots))
        seats.update(one.id for one in each.participants)
        auction_newer = auction_newer or each.auction is not None
    return slim[::-1]


_IDS_IN_DETAIL = {"lot", "participant", "other"}
_LISTS_IN_DETAIL = {"gives", "takes"}


def _detail(each: Event, labels: DisplayNames) -> dict[str, Any]:
    detail = dict(each.detail)
    detail |= {key: str(detail[key]) for key in detail.keys() & _IDS_IN_DETAIL}
    detail |= {key: [str(one) for one in detail[key]] for key in detail.keys() & _LISTS_IN_DETAIL}
    if "asset" in detail:  # an asset that was given up is in no roster from which its name could be read
        detail["asset"] = labels.assets[detail["asset"]]
    return detail | ({"reason": each.reason} if each.reason else {})


def state(each: AuctionState, labels: DisplayNames) -> dict[str, Any]:
    """The state as a snapshot shows it: the lots of the window, all participants."""
    settings = each.auction.settings
    shown = sorted((each.lots[one] for one in visible_lots(each)), key=lambda one: one.number)
    return {
        "auction": auction(each.auction, labels),
        "lots": [lot(one, labels, settings) for one in shown],
        "participants": [
            participant(one, labels, settings.slots_min, settings.slots_max) for one in each.participants.values()
        ],
    }


def limits(each: AuctionState, seat: int | None) -> dict[str, int]:
    """The most a participant may bid on each open lot; 0 where the roster is full."""
    if seat is None or seat not in each.participants:
        return {}
    owner = each.participants[seat]
    return {str(one): money.shown_limit(each, owner, each.lots[one]) for one in each.open_lots}


def you(actor: Actor, limits_now: dict[str, int]) -> dict[str, Any]:
    """What only its owner sees."""
    return {
        "user": _text(actor.user),
        "role": actor.role,
        "participant": _text(actor.participant),
        "proxies": {},
        "limits": limits_now,
    }


def receipt(each: dict[str, Any] | None, labels: DisplayNames) -> dict[str, Any] | None:
    """A bid's receipt with ids as strings and the leader's name."""
    if each is None:
        return None
    leader = each["leader"]
    return each | {
        "lot": str(each["lot"]),
        "leader": _text(leader),
        "leader_name": labels.name(leader) if leader is not None else None,
    }
