"""The shapes of `auction.v1` that clients see, from the rules' objects and display names.

Ids are strings, amounts whole numbers, instants epoch milliseconds, absent values null.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings as site
from django.utils import translation

from accounts.language import ENGLISH
from auctions.publish import messages
from auctions.publish.names import DisplayNames
from auctions.publish.obstacles import obstacles_to
from auctions.rules import money
from auctions.rules.commands import Actor
from auctions.rules.events import Event, EventKind
from auctions.rules.limits.places import GroupShare, NoPlace, group_shares, places_refused
from auctions.rules.state import (
    AuctionHeader,
    AuctionState,
    AuctionStatus,
    LotState,
    LotStatus,
    ParticipantState,
    RosterSize,
    changed,
    visible_lots,
)
from leagues.settings.auction import AuctionSettings
from leagues.settings.limits import in_words


def _text(value: int | None) -> str | None:
    return None if value is None else str(value)


def auction(header: AuctionHeader, brought: int, names: DisplayNames) -> dict[str, Any]:
    """The auction as a whole; `brought` of its lots were owned before it, and count as sold."""
    return {
        "id": header.id,
        "league": {"id": header.league, "name": names.league_name},
        "name": names.auction_name,
        "status": header.status,
        "format": header.format,
        "next_format": header.next_format or None,
        "mode": header.mode,
        "settings": header.settings.values(),
        "commissioner": names.commissioner,
        "commissioners": [*names.commissioners.values()],
        "waiting_room": header.waiting_room,
        "lots_total": header.lots_total,
        "lots_brought": brought,
        "lots_sold": header.lots_sold,
        "lots_unsold": header.lots_unsold,
        "lots_withdrawn": header.lots_withdrawn,
        "round": header.round,
        "begun_at": header.begun_at,
        "paused_at": header.paused_at,
        "pause_reason": header.pause_reason or None,
        "resumes_at": header.resumes_at,
        "next_lot_at": header.next_lot_at,
        "next_nominator": _text(header.nominator),
        "nomination_round": header.nomination_round,
        "turn_ends_at": header.turn_ends_at,
        "turn_remaining_ms": header.turn_remaining_ms,
    }


def lot(state: LotState, names: DisplayNames, settings: AuctionSettings) -> dict[str, Any]:
    """One lot; `min_next` and `increment`, which the bid after it must add, are null once it is closed."""
    least = None if state.status.closed else money.min_next(state, settings)
    return {
        "id": str(state.id),
        "number": state.number,
        "place": state.place,
        "asset": names.assets[state.asset],
        "status": state.status,
        "opening_price": state.opening_price,
        "price": state.price,
        "leader": _text(state.leader),
        "min_next": least,
        "increment": None if least is None else settings.price_after(least) - least,
        "ends_at": state.ends_at if state.status is LotStatus.OPEN else None,
        "remaining_ms": state.remaining_ms,
        "bids": state.bids,
        "nominator": _text(state.nominator),
        "sold_to": _text(state.sold_to),
        "sold_for": state.sold_for,
    }


def participant(seat: ParticipantState, names: DisplayNames, settings: AuctionSettings) -> dict[str, Any]:
    """One manager's seat, as everybody sees it: of what is held the visible prices count, and no maximum."""
    name, team = names.people[seat.id]
    size = seat.size(settings)
    return {
        "id": str(seat.id),
        "name": name,
        "team": team or None,
        "granted": seat.granted + seat.adjusted,
        "available": seat.shown_available,
        "held": seat.shown_held,
        "spent": seat.spent,
        "slots_min": size.least,
        "slots_max": size.most,
        "filled": seat.filled,
        "max_bid": seat.max_bid,
        "roster": [
            {"lot": str(slot.lot), "asset": names.assets[slot.asset], "price": slot.price} for slot in seat.roster
        ],
        "passed": [str(passed) for passed in seat.passed],
        "away": seat.away,
    }


def called(names: DisplayNames) -> dict[str, Any]:
    """Return what is called how, in the fields of auction and participants that say so: all else is the journal's."""
    return {
        "league": names.league_name,
        "name": names.auction_name,
        "commissioner": names.commissioner,
        "commissioners": [*names.commissioners.values()],
        "participants": {str(seat): {"name": who, "team": team or None} for seat, (who, team) in names.people.items()},
    }


def event(
    source: Event, now: AuctionState, names: DisplayNames, settings: AuctionSettings | None = None
) -> dict[str, Any]:
    """One event: new values in a snapshot's shapes, to be merged by id; shown by these settings, or by those of now."""
    source = without_secrets(source)
    settings = settings or now.auction.settings
    data: dict[str, Any] = {"detail": _detail(source, names)}
    if source.auction:
        # Before the beginning nothing else is sold; of `now`, sales of keepers may have been undone, or keepers chosen.
        waits = source.auction.status is AuctionStatus.WAITING
        data["auction"] = auction(source.auction, source.auction.lots_sold if waits else _brought(now), names)
    if lots := [lot(one, names, settings) for one in source.lots if one.id not in source.gone]:
        data["lots"] = lots
    if source.participants:
        data["participants"] = [participant(one, names, settings) for one in source.participants]
    if source.gone:
        data["gone"] = [str(one) for one in source.gone]
    if now.auction.status is AuctionStatus.WAITING or source.kind in _ENDS_WAITING:
        data["obstacles"] = obstacles(now, names)
    return {"seq": source.seq, "kind": source.kind, "at": source.at, "data": data}


def without_secrets(source: Event) -> Event:
    """Return the event as everybody may see it. That a maximum changed moves only the event's number.

    Whose it is, on what lot and how high, its owner alone sees, in `you`.
    """
    if source.kind is not EventKind.PROXY_CHANGED:
        return source
    return changed(source, lots=(), participants=(), detail={}, reason="")


def _brought(state: AuctionState) -> int:
    return sum(lot.kept for lot in state.lots.values())


def events(
    several: Sequence[Event], now: AuctionState, names: DisplayNames, before: AuctionState | None = None
) -> list[dict[str, Any]]:
    """Consecutive events for one frame, which a client merges whole.

    `before` is the state that whoever gets them knows; seats that look now as they did then are left out.
    """
    public = [without_secrets(each) for each in several]
    return [event(each, now, names) for each in coalesced(public, _seats_as_before(public, now, before))]


def _seats_as_before(events: Sequence[Event], now: AuctionState, before: AuctionState | None) -> set[int]:
    """Return the seats of events that look to others as before them, as who bid and was outbid in one commit."""
    if before is None:
        return set()
    told = {one.id for event in events for one in event.participants} & before.participants.keys()
    return {seat for seat in told if _seen(before, seat) == _seen(now, seat)}


def _seen(state: AuctionState, seat: int) -> tuple[ParticipantState, RosterSize]:
    """Return what others see of a seat, so that leaving it out tells of no maximum; its size may be the settings'."""
    participant = state.participants[seat]
    return money.as_seen(participant), participant.size(state.auction.settings)


def coalesced(events: Sequence[Event], known: Collection[int] = ()) -> list[Event]:
    """Return the events without the values that a later one replaces: 64 bids on a lot carry one lot, not 64.

    Nor do they carry seats that are `known`.
    """
    coalesced_events: list[Event] = []
    lots: set[int] = set()
    seats = {*known}
    auction_newer = False
    for event in reversed(events):
        coalesced_events.append(
            changed(
                event,
                auction=None if auction_newer else event.auction,
                lots=tuple(one for one in event.lots if one.id not in lots),
                participants=tuple(one for one in event.participants if one.id not in seats),
                gone=tuple(one for one in event.gone if one not in lots),
            )
        )
        lots.update(event.gone, (one.id for one in event.lots))
        seats.update(one.id for one in event.participants)
        auction_newer = auction_newer or event.auction is not None
    return coalesced_events[::-1]


_IDS_IN_DETAIL = ("lot", "participant", "other")
_LISTS_IN_DETAIL = ("gives", "takes")


def _detail(event: Event, names: DisplayNames) -> dict[str, Any]:
    detail = dict(event.detail)
    for key in _IDS_IN_DETAIL:
        if key in detail:
            detail[key] = str(detail[key])
    for key in _LISTS_IN_DETAIL:
        if key in detail:
            detail[key] = [str(one) for one in detail[key]]
    if "asset" in detail:  # an asset that was given up is in no roster from which its name could be read
        detail["asset"] = names.assets[detail["asset"]]
    if _is_by_word(event) and event.actor in names.commissioners:
        detail["by"] = names.commissioners[event.actor]
    return detail | ({"reason": event.reason} if event.reason else {})


_BY_WORD = frozenset(
    {
        EventKind.SEATS_CHANGED,
        EventKind.AUCTION_BEGUN,
        EventKind.AUCTION_PAUSED,
        EventKind.AUCTION_RESUMED,
        EventKind.AUCTION_CANCELLED,
        EventKind.LOT_WITHDRAWN,
        EventKind.LOT_SKIPPED,
        EventKind.SALE_UNDONE,
        EventKind.SALE_CORRECTED,
        EventKind.ASSET_AWARDED,
        EventKind.SETTINGS_CHANGED,
        EventKind.SETTINGS_ADOPTED,
        EventKind.LOT_ADDED,
        EventKind.BUDGET_ADJUSTED,
        EventKind.PACE_CHANGED,
    }
)


def _is_by_word(event: Event) -> bool:
    """True if it happened by a commissioner's word, so that everybody may read whose it was.

    Of other events nobody is named beside who bids: that could tell who has left a maximum.
    """
    match event.kind:
        case EventKind.LOT_EXTENDED:
            return bool({"seconds", "hurried"} & event.detail.keys())
        case EventKind.QUEUE_CHANGED:
            return "round" not in event.detail
        case _:
            return event.kind in _BY_WORD


def state(auction_state: AuctionState, names: DisplayNames) -> dict[str, Any]:
    """The state as a snapshot shows it: the lots of the window by number, all participants by id."""
    settings = auction_state.auction.settings
    shown = sorted((auction_state.lots[one] for one in visible_lots(auction_state)), key=lambda one: one.number)
    seats = sorted(auction_state.participants.values(), key=lambda one: one.id)
    return {
        "auction": auction(auction_state.auction, _brought(auction_state), names),
        "lots": [lot(one, names, settings) for one in shown],
        "participants": [participant(one, names, settings) for one in seats],
        "obstacles": obstacles(auction_state, names),
    }


_ENDS_WAITING = frozenset({EventKind.AUCTION_BEGUN, EventKind.AUCTION_CANCELLED})


def obstacles(auction_state: AuctionState, names: DisplayNames) -> list[str]:
    """Return what keeps rosters from being filled, in sentences, while an auction waits; afterwards an empty list.

    In English, whoever asks: snapshots and events are rendered once for all.
    """
    if auction_state.auction.status is not AuctionStatus.WAITING:
        return []
    with translation.override(ENGLISH):
        return obstacles_to(auction_state, names)


def limits(auction_state: AuctionState, seat: int | None) -> dict[str, int]:
    """The most a participant may bid on each open lot; 0 where the roster is full."""
    if seat is None or seat not in auction_state.participants:
        return {}
    owner = auction_state.participants[seat]
    return {str(lot): most for lot, most in money.shown_limits(auction_state, owner).items()}


def own(auction_state: AuctionState, seat: int | None) -> dict[str, Any]:
    """Return what a seat's owners alone see of it: limits, their maxima by lot, and the money that these leave.

    Its words are in the language that is active.
    """
    owner = None if seat is None else auction_state.participants.get(seat)
    return {
        "proxies": {str(each.lot): each.maximum for each in owner.proxies} if owner else {},
        "limits": limits(auction_state, seat),
        "outbid": outbid(auction_state, owner) if owner else [],
        "available": owner and owner.available,
        "places": places(group_shares(auction_state, owner)) if owner else [],
        "no_place": no_place(places_refused(auction_state, owner)) if owner else {},
    }


_LANGUAGES = [code for code, _ in site.LANGUAGES]


def own_in_all_languages(auction_state: AuctionState, seat: int) -> dict[str, Any]:
    """Return what a seat's owners alone see of it: in English, and what has words by language too, in `words`.

    It is made once for all sockets of a seat, whose readers may have different languages: see `own_in`.
    """
    said = own(auction_state, seat)
    limited = auction_state.auction.settings.roster_limits.groupings
    if not said["no_place"] and all(each.attribute == "position" for each in limited):
        return said  # there are no words in it: positions are called as on the list
    owner, words = auction_state.participants[seat], {}
    shares, reasons = group_shares(auction_state, owner), places_refused(auction_state, owner)
    for language in _LANGUAGES:
        with translation.override(language):
            words[language] = {"places": places(shares), "no_place": no_place(reasons)}
    return said | words[ENGLISH] | {"words": words}


def own_in(language: str, own_now: dict[str, Any]) -> dict[str, Any]:
    """Return what `own_in_all_languages` gave, in one language."""
    words: dict[str, dict[str, Any]] = own_now.get("words", {})
    said = {name: value for name, value in own_now.items() if name != "words"}
    return said | words.get(language, {})


def bidders(events: Iterable[Event], seat: int, names: DisplayNames) -> dict[str, dict[str, str]]:
    """Return who of a seat's several owners made its bids, by the bids' events; nothing where one person owns it."""
    if seat not in names.owners:
        return {}
    return {
        str(event.seq): {"user": str(event.actor), "name": name}
        for event in events
        if event.kind is EventKind.BID_PLACED and event.detail["participant"] == seat and "by_bot" not in event.detail
        if (name := names.owner_name(seat, event.actor))
    }


def outbid(auction_state: AuctionState, owner: ParticipantState) -> list[str]:
    """The open lots on which the seat has bid lately, and somebody else leads."""
    lots = (auction_state.lots[each] for each in auction_state.open_lots)
    beaten = (lot for lot in lots if lot.leader != owner.id and any(one.participant == owner.id for one in lot.earlier))
    return [str(lot.id) for lot in beaten]


def places(shares: Iterable[GroupShare]) -> list[dict[str, Any]]:
    """Return what a roster has of each position, club or country that the limits name, with lots that are led."""
    return [
        {
            "name": in_words(share.attribute, share.group),
            "has": share.has,
            "least": share.least,
            "most": share.most,
        }
        for share in shares
    ]


def no_place(reasons: Mapping[int, NoPlace]) -> dict[str, str]:
    """Return by lot, in words, why a roster has no place for an open lot."""
    return {str(lot): messages.place_sentence(reason) for lot, reason in reasons.items()}


def you(actor: Actor, own_now: dict[str, Any]) -> dict[str, Any]:
    """The part of a snapshot that only its owner sees; `own_now` as in `own`."""
    return {"user": _text(actor.user), "role": actor.role, "participant": _text(actor.participant), **own_now}


def receipt(stored: dict[str, Any] | None, names: DisplayNames) -> dict[str, Any] | None:
    """A bid's receipt with ids as strings and the leader's name."""
    if stored is None:
        return None
    leader = stored["leader"]
    return stored | {
        "lot": str(stored["lot"]),
        "leader": _text(leader),
        "leader_name": names.participant_name(leader) if leader is not None else None,
    }
