"""Every field of the state has its column, and a value that is written comes back."""

from dataclasses import dataclass, fields, replace
from typing import Annotated, Any, TypeVar
from uuid import UUID

import orjson
import pytest
from django.db import models as django
from django.db import transaction

from accounts.models import User
from auctions import engine, models
from auctions.rules.events import Event, EventKind
from auctions.rules.state import (
    AuctionHeader,
    AuctionState,
    AuctionStatus,
    Clock,
    Due,
    EarlierBid,
    LotState,
    LotStatus,
    ParticipantState,
    Proxy,
    Slot,
    Trait,
    described,
)
from auctions.store import codec, columns, journal, writing
from auctions.store.chain import ChainEnd
from auctions.store.columns import Column, Columns
from leagues.models import League
from tests import cast
from tests.auctions.consistency import replayed_state

T = TypeVar("T", AuctionHeader, LotState, ParticipantState)
NOT_OF_THE_STATE = {
    models.Auction: {"seq", "epoch", "next_deadline", "created_at", "asset_list_id"}
    | {"chain_key", "chain_seq", "chain_hash", "chain_late", "proof_token"}
    | {"spectator_token", "spectator_delay"},
    models.Lot: {"auction_id", "exclusive", "traded_to_id", "dropped"},
    models.Participant: {"auction_id", "available"},
}
KINDS = [(AuctionHeader, models.Auction), (LotState, models.Lot), (ParticipantState, models.Participant)]
TYPES = {
    "bigint": {"BigAutoField", "BigIntegerField", "IntegerField"},
    "boolean": {"BooleanField"},
    "text": {"CharField"},
    "uuid": {"UUIDField"},
    "jsonb": {"JSONField"},
    "bigint[]": {"ArrayField"},
    "text[]": {"ArrayField"},
}


# Columns ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("kind", "model"), KINDS)
def test_model_has_a_column_for_each_field_and_no_other(kind: type, model: type[django.Model]) -> None:
    kept = {each.name for each in Columns(kind).all}
    assert kept | NOT_OF_THE_STATE[model] == {each.column for each in model._meta.concrete_fields}
    assert not kept & NOT_OF_THE_STATE[model]


@pytest.mark.parametrize(("kind", "model"), KINDS)
def test_column_is_of_the_fields_type_and_may_be_empty_when_the_field_may(
    kind: type, model: type[django.Model]
) -> None:
    by_column = {each.column: each for each in model._meta.concrete_fields}
    types = {each.name: each.type for each in described(kind)}
    for column in Columns(kind).all:
        field = by_column[column.name]
        assert _kind_of(field) in _kinds_for(column), column
        assert field.null is (types[column.field] == types[column.field] | None), column


def _kind_of(field: Any) -> str:
    return str((field.target_field if field.remote_field else field).get_internal_type())


def _kinds_for(column: Column) -> set[str]:
    return {"DateTimeField"} if column.is_instant else TYPES[column.type]


@dataclass(frozen=True, slots=True, kw_only=True)
class NominatedLot(LotState):
    """A lot with fields that no lot has."""

    nominated_by: Annotated[int | None, Trait.REFERENCE] = None
    nominated_at: Annotated[int | None, Trait.INSTANT] = None
    offer_at: Annotated[int | None, Clock("offer_ms", Due.AT_ONCE)] = None
    offer_ms: int | None = None
    last: LotStatus | None = None


def test_new_field_is_read_and_written_and_comes_back_from_json() -> None:
    known, slow = Columns(LotState), Columns(NominatedLot)
    new = slow.all[len(known.all) :]
    assert (slow.key, slow.fixed, slow.changing) == (known.key, known.fixed, known.changing + new)
    assert columns.read(new) == (
        "nominated_by_id AS nominated_by, (extract(epoch from nominated_at) * 1000)::bigint AS nominated_at, "
        "(extract(epoch from offer_at) * 1000)::bigint AS offer_at, offer_ms AS offer_ms, last AS last"
    )
    assert columns.assigned(new) == (
        "nominated_by_id = row.nominated_by, "
        "nominated_at = 'epoch'::timestamptz + row.nominated_at * interval '1 millisecond', "
        "offer_at = 'epoch'::timestamptz + row.offer_at * interval '1 millisecond', offer_ms = row.offer_ms, "
        "last = row.last"
    )
    assert (
        columns.fields(new) == "nominated_by bigint, nominated_at bigint, offer_at bigint, offer_ms bigint, last text"
    )
    lot = filled(NominatedLot, id=1, status=LotStatus.OPEN, last=LotStatus.UNSOLD)
    again = codec.load(NominatedLot, orjson.loads(orjson.dumps(lot)))
    assert again == lot
    assert (again.status, again.last) == (LotStatus.OPEN, LotStatus.UNSOLD)
    assert isinstance(again.last, LotStatus)


def test_what_an_older_release_wrote_has_the_defaults_of_new_fields() -> None:
    lot = filled(LotState, id=1, status=LotStatus.OPEN)
    again = codec.load(NominatedLot, orjson.loads(orjson.dumps(lot)))
    assert (again.nominated_at, again.last, again.ends_at) == (None, None, lot.ends_at)


# Values -------------------------------------------------------------------------------------------
def filled(kind: type[T], **given: Any) -> T:
    """An object with a value in every field, of the fields' own types where none is given."""
    values: dict[str, Any] = {}
    for place, each in enumerate(described(kind)):
        if each.name in given or Trait.DERIVED in each.marks:
            continue
        if each.type is bool:
            values[each.name] = True
        elif each.type is str:
            values[each.name] = "x"
        elif each.type == tuple[str, ...]:
            values[each.name] = ("x",)
        elif each.type == tuple[EarlierBid, ...]:
            values[each.name] = (EarlierBid(1_000_000, place),)
        else:
            values[each.name] = 1_000_000 + place
    return kind(**values, **given)


def full(state: AuctionState, *, restored: bool = False) -> AuctionState:
    """The state with a value in every field that some column keeps; `restored`: in those too that are never changed."""
    one, other = list(state.participants.values())[:2]
    first, second, *others = state.lots.values()
    opened = filled(
        LotState,
        id=first.id, number=99 if restored else first.number, asset=first.asset, status=LotStatus.OPEN, price=5,
        leader=one.id, nominator=other.id, hold=7, sold_to=None, sold_for=None, closed_seq=None,
        groups=("GK", "Leeds") if restored else first.groups,
    )  # fmt: skip
    sold = filled(
        LotState,
        id=second.id, number=98 if restored else second.number, asset=second.asset, status=LotStatus.SOLD, price=9,
        leader=None, nominator=one.id, hold=0, sold_to=other.id, sold_for=9,
        groups=("", "Leeds") if restored else second.groups,
    )  # fmt: skip
    seats = [
        filled(
            ParticipantState, id=one.id, member=one.member, granted=9_000_000, passed=(first.id,),
            proxies=(Proxy(first.id, 7, since=2),), secret=7 - 5,
        ),
        filled(
            ParticipantState, id=other.id, member=other.member, granted=9_000_000, passed=(first.id, second.id),
            roster=(Slot(second.id, second.asset, 9),), proxies=(Proxy(others[0].id, 8, since=3),), secret=8,
        ),
    ]  # fmt: skip
    was = state.auction
    fixed = (False, "slow", "nomination") if restored else (was.waiting_room, was.format, was.mode)
    auction = filled(
        AuctionHeader,
        id=was.id, league=was.league, status=AuctionStatus.PAUSED, settings=replace(was.settings, increment=2),
        waiting_room=fixed[0], format=fixed[1], mode=fixed[2],
        lots_total=len(state.lots), lots_sold=1, lots_unsold=0, lots_withdrawn=0,
        nominator=one.id, to_nominate=(other.id,),
    )  # fmt: skip
    return AuctionState.of(
        seq=state.seq + 1,
        epoch=state.epoch,
        auction=auction,
        lots=[opened, sold, *others],
        participants=[*seats, *(each for each in state.participants.values() if each.id not in {one.id, other.id})],
    )


def assert_all_differ(before: AuctionState, after: AuctionState, *, but: set[str]) -> None:
    """Every field was given another value than it had somewhere: a field that isn't written can't go unnoticed."""
    pairs: list[tuple[Any, Any]] = [(before.auction, after.auction)]
    pairs += [(before.lots[each], after.lots[each]) for each in before.lots]
    pairs += [(before.participants[each], after.participants[each]) for each in before.participants]
    differ = {(type(one), each.name) for one, other in pairs for each in fields(one)
              if getattr(one, each.name) != getattr(other, each.name)}  # fmt: skip
    every = {(kind, each.name) for kind, _ in KINDS for each in fields(kind)}
    assert {name for _, name in every - differ} == but


@pytest.fixture
def state(league: League, max_: User) -> AuctionState:
    return engine.read(cast.auction_of(league, begun=False).pk)


@pytest.mark.django_db
def test_every_field_an_event_changes_comes_back_from_tables_journal_and_snapshot(state: AuctionState) -> None:
    auction, after = UUID(state.auction.id), full(state)
    assert_all_differ(
        state,
        after,
        but={
            "id",
            "league",
            "member",
            "number",
            "groups",
            "asset",
            "format",
            "mode",
            "waiting_room",
            "lots_total",
            "lots_unsold",
            "lots_withdrawn",
        },
    )
    event = Event(
        seq=after.seq,
        kind=EventKind.SETTINGS_CHANGED,
        at=1_000_000,
        auction=after.auction,
        lots=tuple(after.lots.values()),
        participants=tuple(after.participants.values()),
    )
    with transaction.atomic():
        writing.Writing(auction, ChainEnd.read(auction, auction), [event]).finish(after)
    assert journal.state_from_tables(auction) == after
    assert replayed_state(auction) == after
    assert codec.load_state(orjson.loads(orjson.dumps(codec.dump_state(after)))) == after


@pytest.mark.django_db
def test_every_field_comes_back_from_tables_that_were_restored(state: AuctionState) -> None:
    auction, after = UUID(state.auction.id), full(state, restored=True)
    assert_all_differ(
        state, after, but={"id", "league", "member", "asset", "lots_total", "lots_unsold", "lots_withdrawn"}
    )
    with transaction.atomic():
        epoch = writing.restore_tables(auction, after)
    assert journal.state_from_tables(auction) == replace(after, epoch=epoch)
