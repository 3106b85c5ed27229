"""Reads for pages, API and sockets. They write nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

import orjson
from django.db import connection
from django.db.models import Count, F, Max, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from auctions import engine
from auctions.engine import Outcome
from auctions.models import Bid
from auctions.publish import messages, payloads
from auctions.publish.names import DisplayNames, display_names, names_in
from auctions.publish.obstacles import obstacles_to
from auctions.reads import pace, seats
from auctions.reads.cancellation import sentences_about_cancel
from auctions.rules.codes import Code
from auctions.rules.commands import (
    Actor,
    AdjustBudget,
    AwardAsset,
    Begin,
    Cancel,
    ChangePace,
    ChangeSeats,
    Command,
    CorrectSale,
    LeaveProxy,
    RetractBid,
    SkipLot,
    TakeBackBid,
    UndoSale,
    WithdrawLot,
)
from auctions.rules.events import CHANGES_ROSTERS, Event
from auctions.rules.state import AuctionState, LotStatus
from auctions.store import journal
from auctionsite.serving.caches import SharedCache
from auctionsite.text.isolates import isolated
from leagues.money import money

SUSPICIOUS_HOURS = 24
SUSPICIOUS_BIDS = 50
"""More bids than this in an account's first `SUSPICIOUS_HOURS` are for an operator to look at."""

RESUME_EVENTS = 300
"""Further behind than this a client gets a snapshot."""


@dataclass(frozen=True, slots=True)
class RenderedState:
    """An auction at one point: its state as JSON text, shared by all who ask, with the state and names in it."""

    state: AuctionState
    text: str
    names: DisplayNames


_CACHED_AUCTIONS = 200
_rendered = SharedCache[UUID, RenderedState](_CACHED_AUCTIONS)


def rendered_state(auction_id: UUID) -> RenderedState:
    """Return the newest state of an auction with its JSON, rendered once for each seq and reading of names.

    Raises NoSuchAuction.
    """
    state = engine.read(auction_id)
    names = names_in(state)
    cached = _rendered.get(auction_id)
    if cached is not None and cached.names is names and _point(cached.state) == _point(state):
        return cached
    rendered = render_state(state, names)
    _rendered.put(auction_id, rendered)
    return rendered


def render_state(state: AuctionState, names: DisplayNames) -> RenderedState:
    """Return a state with its JSON."""
    return RenderedState(state, orjson.dumps(payloads.state(state, names)).decode(), names)


def _point(state: AuctionState) -> tuple[int, int]:
    return state.epoch, state.seq


def snapshot_text(rendered: RenderedState, actor: Actor, now: int) -> str:
    """Return the snapshot frame for one person: the shared state and what only they see."""
    you = orjson.dumps(payloads.you(actor, own_view(rendered, actor.participant))).decode()
    head = f'"type":"snapshot","epoch":{rendered.state.epoch},"seq":{rendered.state.seq},"now":{now}'
    return f'{{{head},"state":{rendered.text},"you":{you}}}'


BIDDERS_SHOWN = 50
"""Of so many last bids of a seat its owners read which of them made each."""


def own_view(rendered: RenderedState, seat: int | None) -> dict[str, Any]:
    """Return what a seat's owners alone see, with who of several made its last bids, by the bids' events."""
    return payloads.own(rendered.state, seat) | {"bidders": _last_bidders(seat, rendered.names)}


def _last_bidders(seat: int | None, names: DisplayNames) -> dict[str, dict[str, str]]:
    if seat not in names.owners:
        return {}
    bids = Bid.objects.filter(participant=seat, code=Code.OK).exclude(receipt__has_key="by_bot").order_by("-id")
    made = bids.values_list("seq", "actor")[:BIDDERS_SHOWN]
    found = ((seq, user, names.owner_name(seat, user)) for seq, user in made)
    return {str(seq): {"user": str(user), "name": name} for seq, user, name in found if name}


def events_frame(auction_id: UUID, since: int, limit: int = RESUME_EVENTS, *, each: bool = False) -> dict[str, Any]:
    """Return the events after `since`, `limit` at most, in the socket's frame. Raises NoSuchAuction.

    A frame is merged whole, so each value comes once in it; with `each` every event has all that it changed.
    """
    events = journal.events_after(auction_id, since, limit)
    state = engine.read(auction_id)  # after the events: it has all that they name, by the settings that they set
    names = names_in(state)
    return {
        "type": "events",
        "epoch": state.epoch,
        "events": _as_of_then(auction_id, events, state, names) if each else payloads.events(events, state, names),
    }


def journal_page(auction_id: UUID, since: int, limit: int) -> list[dict[str, Any]]:
    """Return the events after `since`, `limit` at most, each with all it changed. Raises NoSuchAuction."""
    events = journal.events_after(auction_id, since, limit)
    state = engine.read(auction_id)
    names = names_in(state)
    return _as_of_then(auction_id, events, state, names)


def _as_of_then(
    auction_id: UUID, events: Sequence[Event], now: AuctionState, names: DisplayNames
) -> list[dict[str, Any]]:
    """Return consecutive events, each with all it changed, by the settings under which it happened.

    What no event carries is as of `now`: names, what keeps rosters from being filled, and, once it has begun, how many
    lots were brought along.
    """
    shown = []
    settings = journal.settings_before(auction_id, events[0].seq) if events and not events[0].auction else None
    for event in events:
        settings = event.auction.settings if event.auction else settings
        shown.append(payloads.event(event, now, names, settings))
    return shown


def outcome_payload(auction_id: UUID, outcome: Outcome) -> dict[str, Any]:
    """Return an outcome as its sender reads it."""
    [payload] = outcome_payloads(auction_id, [outcome])
    return payload


def outcome_payloads(auction_id: UUID, outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """Return outcomes as their senders read them. What several are told, as on a hot lot, is put into words once."""
    names = display_names(auction_id)
    sentences: dict[bytes, str] = {}

    def sentence(outcome: Outcome) -> str:
        key = orjson.dumps((outcome.code, outcome.facts))
        if key not in sentences:
            sentences[key] = messages.outcome_sentence(outcome.code, outcome.facts, names)
        return sentences[key]

    return [
        {
            "ok": outcome.ok,
            "code": outcome.code,
            "message": sentence(outcome),
            "seq": outcome.seq,
            "receipt": payloads.receipt(outcome.receipt, names),
        }
        for outcome in outcomes
    ]


def suspicious_activity(accounts: "QuerySet[Any]") -> "QuerySet[Any]":
    """Return the accounts that bid suspiciously often in their first day, bots aside; marked, never blocked.

    Counted is what each person made, also for a seat that several own, and not what another or a bot made for it.
    Each carries its evidence: `early_bids`, `early_auctions`, and `last_early_bid` (an instant).
    """
    by_person = Q(bids_made__participant__member__bot=False) & ~Q(bids_made__receipt__has_key="by_bot")
    early = by_person & Q(bids_made__arrived_at__lt=F("date_joined") + timedelta(hours=SUSPICIOUS_HOURS))
    marked: QuerySet[Any] = accounts.annotate(
        early_bids=Count("bids_made", filter=early, distinct=True),
        early_auctions=Count("bids_made__auction", filter=early, distinct=True),
        last_early_bid=Max("bids_made__arrived_at", filter=early),
    ).filter(early_bids__gt=SUSPICIOUS_BIDS)
    return marked


def lots_page(
    auction_id: UUID, after: int, limit: int, *, queued: bool = False, search: str = ""
) -> list[dict[str, Any]]:
    """Return lots with larger numbers, in order, `limit` at most. Raises NoSuchAuction.

    With `queued` only those that are still to come; with `search` those whose asset's name, club or position has the
    text in it.
    """
    state = engine.read(auction_id)
    names = names_in(state)
    lots = state.queued() if queued else state.lots.values()
    numbered = sorted((lot for lot in lots if lot.number > after), key=lambda lot: lot.number)
    found = (lot for lot in numbered if _has_words(names.assets[lot.asset], search.casefold()))
    return [payloads.lot(lot, names, state.auction.settings) for lot in islice(found, limit)]


def _has_words(asset: Mapping[str, Any], text: str) -> bool:
    return any(text in str(asset.get(name) or "").casefold() for name in ("name", "club", "position"))


GIVES_BACK = (CorrectSale, RetractBid, SkipLot, TakeBackBid, UndoSale, WithdrawLot)
"""After these somebody has money again that was theirs before."""
WANTS_REASON = (AdjustBudget, AwardAsset, Cancel, CorrectSale, WithdrawLot)


def preview(auction_id: UUID, command: Command) -> tuple[Outcome, list[str]]:
    """Return the outcome that a command would have now, and sentences about its effects. Raises NoSuchAuction."""
    if isinstance(command, WANTS_REASON):  # which is asked for together with what follows
        command = replace(command, reason=command.reason or "not given yet")
    before, decision = engine.preview(auction_id, command)
    if decision.rejection:
        return Outcome(decision.rejection.code, before.seq, dict(decision.rejection.facts)), []
    if isinstance(command, Cancel):
        return Outcome(Code.OK, decision.state.seq, {}), list(sentences_about_cancel(auction_id))
    if isinstance(command, LeaveProxy):  # what it would come to would tell how high the maxima of others are
        return Outcome(Code.OK, before.seq, {}), []
    names = names_in(before)
    sentences = _describe_differences(before, decision.state, names, back=isinstance(command, GIVES_BACK))
    if isinstance(command, Begin):
        sentences[:0] = obstacles_to(before, names)
    if isinstance(command, ChangePace):
        sentences = list(pace.sentences_about_pace(before, decision.state, names, journal.now_ms()))
    if isinstance(command, ChangeSeats):
        sentences = list(seats.sentences_about_table(before, decision.state, names))
    return Outcome(Code.OK, decision.state.seq, {}), sentences


def _describe_differences(before: AuctionState, after: AuctionState, names: DisplayNames, *, back: bool) -> list[str]:
    """Return who has more or less money, whose rosters changed, and what became of lots.

    `back`: money that somebody gets was theirs before.
    """
    sentences = []
    unit = after.auction.settings.unit
    for seat, now in after.participants.items():
        then = before.participants.get(seat)
        if then is None:
            continue
        name = isolated(names.participant_name(seat))
        if now.shown_available != then.shown_available:
            more = now.shown_available - then.shown_available
            if more < 0:
                sentence = _("{name} has {amount} less ({left} to spend).")
            elif back:
                sentence = _("{name} gets {amount} back ({left} to spend).")
            else:
                sentence = _("{name} gets {amount} ({left} to spend).")
            left = money(now.shown_available, unit)
            sentences.append(sentence.format(name=name, amount=money(abs(more), unit), left=left))
        if now.filled != then.filled:
            sentence, most = _("{name} has {filled} of {most} slots filled."), now.size(after.auction.settings).most
            sentences.append(sentence.format(name=name, filled=now.filled, most=most))
    for lot, now_lot in after.lots.items():
        if now_lot.status is not before.lots[lot].status:
            sentences.append(_(_PLACES[now_lot.status]).format(name=isolated(names.asset_name(now_lot.asset))))
        elif (owner := after.owner_of(lot)) != before.owner_of(lot):
            sentence = _("{name} belongs to nobody.") if owner is None else _("{name} belongs to {owner}.")
            whose = isolated(names.participant_name(owner))
            sentences.append(sentence.format(name=isolated(names.asset_name(now_lot.asset)), owner=whose))
    return sentences


_PLACES = {
    LotStatus.QUEUED: gettext_noop("{name} is back in the queue."),
    LotStatus.OPEN: gettext_noop("{name} is up for sale."),
    LotStatus.SOLD: gettext_noop("{name} is sold."),
    LotStatus.UNSOLD: gettext_noop("{name} is unsold."),
    LotStatus.WITHDRAWN: gettext_noop("{name} is withdrawn."),
}


@dataclass(frozen=True, slots=True)
class RosterEvent:
    """A participant's roster as of an event: assets with the prices of their sales."""

    auction: UUID
    seq: int
    at: datetime
    participant: int
    roster: tuple[tuple[int, int], ...]


# Rosters are in the events' payloads, which are too big to load whole: Postgres takes the seats out of them. Those that
# the first event makes are empty, unless their owners bring something along.
_ROSTER_EVENTS = """
    SELECT event.auction_id, event.seq, event.at, (seat ->> 'id')::bigint, (seat -> 'roster')::text
    FROM auctions_auctionevent AS event CROSS JOIN jsonb_array_elements(event.payload -> 'participants') AS seat
    WHERE event.auction_id = ANY(%s) AND event.kind = ANY(%s) AND (event.seq > 1 OR seat -> 'roster' <> '[]')
    ORDER BY event.auction_id, event.seq
"""


def roster_events(auction_ids: Sequence[UUID]) -> list[RosterEvent]:
    """Return every change of a roster in these auctions' journals, each in the order of its events."""
    with connection.cursor() as cursor:
        cursor.execute(_ROSTER_EVENTS, ([*auction_ids], [*CHANGES_ROSTERS]))
        return [
            RosterEvent(auction, seq, at, seat, tuple((slot["asset"], slot["price"]) for slot in orjson.loads(roster)))
            for auction, seq, at, seat, roster in cursor
        ]


def bids_of(auction_id: UUID, participant: int | None) -> QuerySet[Bid]:
    """Return the bids of a seat in an auction, refused ones too, the newest first; of everybody, for None."""
    bids = Bid.objects.filter(auction=auction_id).select_related("lot__asset").order_by("-id")
    return bids if participant is None else bids.filter(participant=participant)


def bids_of_user(user: User) -> dict[str, Any]:
    """Return the bids of the user's seats and those that they made for another's, for the download of their data."""
    rows = Bid.objects.filter(Q(participant__member__user=user) | Q(actor=user)).order_by("id")
    return {
        "bids": list(rows.values("id", "auction__league__name", "lot__asset__name", "amount", "code", "arrived_at"))
    }
