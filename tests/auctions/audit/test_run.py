"""A played auction proves, and whatever is changed behind the engine's back is found."""

import uuid
from dataclasses import replace
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from accounts.models import User
from auctions import engine
from auctions.audit.run import Finding, audit_auction
from auctions.models import Auction, Participant
from auctions.rules.commands import SYSTEM, Cancel, PlaceBid, Tick
from auctions.services import create_auction
from auctions.store import journal, snapshots
from leagues.models import League, Member
from tests import cast
from tests.auctions.stored_auction import (
    ANSWERS,
    AUCTION,
    BIDS,
    DELETED,
    EVENTS,
    LOTS,
    SEATS,
    change_row,
    play_auction,
    set_json,
)

SALE = "seq = (SELECT min(seq) FROM auctions_auctionevent WHERE kind = 'lot_sold')"
OPEN_LOT = "status = 'open'"
SOLD_LOT = "status = 'sold'"
LEADER = "id = (SELECT leader_id FROM auctions_lot WHERE status = 'open')"
PROXIES = """jsonb_build_array(jsonb_build_object(
    'lot', (SELECT id FROM auctions_lot WHERE status = 'open'), 'maximum', 20, 'since', 3))"""
BUYER = "id = (SELECT min(sold_to_id) FROM auctions_lot)"
BID_OF_5 = "code = 'ok' AND amount = 5"
LATE_BID = "code = 'lot_closed'"
ANSWER_4 = "outcome -> 'seq' = '4'"


@pytest.fixture
def league(carla: User, max_: User, mia: User, otto: User) -> League:
    return cast.make_league(carla, max_, mia, otto, **cast.QUICK)


@pytest.fixture
def auction(league: League, max_: User, mia: User) -> Auction:
    return play_auction(league, max_, mia)


def sentences(auction: Auction) -> str:
    """All that the audit finds, as one text."""
    return "\n".join(str(finding) for finding in audit_auction(auction.pk))


@pytest.mark.django_db
def test_played_auction_is_proved(auction: Auction) -> None:
    assert audit_auction(auction.pk) == []


@pytest.mark.django_db
def test_new_auction_is_proved(league: League) -> None:
    assert audit_auction(cast.auction_of(league, begun=False).pk) == []


@pytest.mark.django_db
def test_answer_that_names_no_event_is_no_contradiction(league: League) -> None:
    """As releases before kept the start of an auction that was asked for with a key."""
    actor = cast.actor_in(league)
    auction = create_auction(league, actor, waiting_room=True, key=uuid.uuid4())
    for nothing in ("0", "null"):
        change_row(ANSWERS, set_json("outcome", "seq", nothing), f"auction_id = '{auction.pk}'")
        assert audit_auction(auction.pk) == []


@pytest.mark.parametrize("waiting_room", [True, False])
@pytest.mark.django_db
def test_start_with_a_key_is_acknowledged_as_its_last_event(league: League, waiting_room: bool) -> None:
    auction = create_auction(league, cast.actor_in(league), waiting_room=waiting_room, key=uuid.uuid4())
    assert auction.outcomes.get().outcome["seq"] == engine.read(auction.pk).seq
    assert audit_auction(auction.pk) == []


@pytest.mark.django_db
def test_cancelled_auction_is_proved(auction: Auction) -> None:
    cast.do(auction, Cancel(actor=cast.actor_in(auction.league), reason="The pub closes"))
    assert audit_auction(auction.pk) == []


@pytest.mark.django_db
def test_completed_auction_with_many_commands_in_a_transaction_is_proved(league: League, max_: User) -> None:
    auction = cast.auction_of(league)
    for _ in range(3):
        cast.sell(auction, max_, 1)
    lot, now = cast.open_lot(auction), journal.now_ms()
    actor = cast.actor_in(league, max_)
    late = PlaceBid(actor=actor, lot=lot, amount=1, arrived=now + 90_000, id=uuid.uuid4())
    timely = PlaceBid(actor=actor, lot=lot, amount=1, arrived=now, id=uuid.uuid4())
    engine.execute(auction.pk, late, timely, Tick(actor=SYSTEM), late)
    assert audit_auction(auction.pk) == []


@pytest.mark.django_db
def test_unknown_auction_raises() -> None:
    with pytest.raises(Auction.DoesNotExist):
        audit_auction(uuid.uuid4())


@pytest.mark.django_db
def test_bid_in_time_that_was_missed_is_a_finding(auction: Auction) -> None:
    change_row(BIDS, "code = 'missed_by_server'", LATE_BID)
    sentence = "bids that arrived in time and were decided too late: 1"
    assert audit_auction(auction.pk) == [Finding(auction.pk, None, sentence)]


CHANGES: dict[str, list[tuple[str, str, str, str]]] = {
    "journal": [
        (EVENTS, DELETED, "seq = 1", "event 2: event 1 is missing"),
        (EVENTS, DELETED, "seq = 1", "there is no journal that could be replayed"),
        (EVENTS, DELETED, "seq = 4", "event 5: event 4 is missing"),
        (EVENTS, "seq = 9 + (SELECT max(seq) FROM auctions_auctionevent)", "seq = 4", "event 4 is missing"),
        (EVENTS, DELETED, "seq = 4", "was accepted as event 4, which is missing"),
        (EVENTS, DELETED, "seq = 4", "as event 4, which is missing"),
        (EVENTS, DELETED, "kind = 'auction_resumed'", "is the newest, and the journal ends with"),
        (EVENTS, "payload = '{}'", "seq = 4", "event 4: the event can't be read"),
        (EVENTS, "kind = 'party'", "seq = 4", "event 4: the event can't be read"),
        (EVENTS, "at = at + interval '1 ms'", "seq = 4", "has decided"),
        (EVENTS, "actor_id = NULL", "seq = 4", "is lost: the journal has no such"),
        (EVENTS, "kind = 'lot_passed'", "seq = 4", "accepted as this event, which is lot_passed"),
    ],
    "chain": [
        (EVENTS, "reason = 'by whom?'", "seq = 4", "event 4: the event isn't the one that was chained"),
        (EVENTS, set_json("payload", "detail,amount", "6"), "seq = 4", "event 4: the event isn't the one that was"),
        (EVENTS, set_json("payload", "lots,0,hold", "6"), "seq = 4", "event 4: the event isn't the one that was"),
        (EVENTS, "hash = repeat('0', 64)", "seq = 4", "event 5: the event isn't the one that was chained"),
        (EVENTS, "hash = ''", "seq = 4", "event 4: the event has no hash, and the chain goes further"),
        (EVENTS, "hash = ''", "kind = 'auction_resumed'", "the chain ends with event"),
        (AUCTION, "chain_hash = repeat('0', 64)", "true", "the chain ends with event"),
        (AUCTION, "chain_seq = 4", "true", "the auction's row has another end, 4"),
        (AUCTION, "chain_key = gen_random_uuid()", "true", "event 1: the event isn't the one that was chained"),
    ],
    "ledger": [
        (EVENTS, set_json("payload", "ledger,0,amount", "39"), SALE, "has 40 spent, and by the ledger 39"),
        (EVENTS, set_json("payload", "ledger,0,amount", "7"), "seq = 4", "has another amount held than by the ledger"),
        (EVENTS, set_json("payload", "ledger,0,amount", "201"), "seq = 1", "has 200 granted, and by the ledger 201"),
        (EVENTS, set_json("payload", "ledger,0,lot", "null"), "seq = 4", "is another by the ledger"),
        (EVENTS, set_json("payload", "ledger", "[]"), "seq = 5", "has another amount held than by the ledger"),
        (
            EVENTS,
            "payload = jsonb_set(payload, '{ledger}', (payload -> 'ledger') || (payload -> 'ledger'))",
            "seq = 4",
            "while one is open",
        ),
    ],
    "what events say": [
        (EVENTS, set_json("payload", "lots,0,sold_for", "39"), SALE, "and by the ledger 40 of participant"),
        (EVENTS, set_json("payload", "lots,0,hold", "6"), "seq = 4", "is another by the ledger"),
        (EVENTS, set_json("payload", "lots,0,price", "6"), "seq = 4", "a bid of 5 makes the price of lot"),
        (EVENTS, set_json("payload", "lots,0,ends_at", "1"), "seq = 4", "ms after the deadline"),
        (EVENTS, set_json("payload", "detail,amount", "6"), "seq = 4", "has amount 5, and the event 6"),
        (
            EVENTS,
            r"""payload = regexp_replace(payload::text, '"roster": \[\{[^]]*\]', '"roster": []')::jsonb""",
            SALE,
            "and is missing in the roster",
        ),
    ],
    "tables": [
        (LOTS, "price = price - 1", OPEN_LOT, "has price 10 in the table and 11"),
        (LOTS, "sold_for = 39", SOLD_LOT, "has sold_for 39 in the table and 40"),
        (LOTS, "sold_to_id = (SELECT max(id) FROM auctions_participant)", SOLD_LOT, "has sold_to"),
        (LOTS, "ends_at = ends_at + interval '1 ms'", OPEN_LOT, "has ends_at"),
        (LOTS, "status = 'withdrawn'", "number = 9", "has status withdrawn in the table and queued"),
        (LOTS, "number = 99", "number = 9", "has number 99 in the table and 9"),
        (LOTS, "bids = 3", "number = 9", "has bids 3 in the table and 0"),
        (LOTS, "remaining_ms = 3", "number = 9", "has remaining_ms 3 in the table and None"),
        (LOTS, DELETED, "number = 9", "is in the journal and not in the table"),
        (SEATS, "spent = spent + 1, available = available - 1", BUYER, "has spent 41 in the table and 40"),
        (SEATS, "granted = granted + 9, available = available + 9", BUYER, "has granted 209 in the table and 200"),
        (
            SEATS,
            "held = held - 1, available = available + 1",
            LEADER,
            "has another held in the table",
        ),
        (SEATS, f"proxies = {PROXIES}", LEADER, "has another proxies in the table"),
        (SEATS, "max_bid = 7", LEADER, "has max_bid 7 in the table"),
        (SEATS, "away = true", LEADER, "has away True in the table"),
        (SEATS, "passed = '{1}'", LEADER, "has passed (1,) in the table"),
        (AUCTION, "status = 'completed'", "true", "the auction has status completed in the table"),
        (AUCTION, "status = 'dreaming'", "true", "the tables can't be read"),
        (AUCTION, "round = 2", "true", "the auction has round 2 in the table and 1"),
        (AUCTION, "seq = seq + 1", "true", "is the newest, and the journal ends with"),
        (AUCTION, "next_deadline = NULL", "true", "the clock is to come at None"),
        (AUCTION, set_json("settings", "increment", "2"), "true", "the auction has settings"),
        (AUCTION, set_json("settings", "budget", "-1"), "true", "the auction has settings"),
    ],
    "bids": [
        (BIDS, DELETED, BID_OF_5, "event 4: the placed bid has 0 rows"),
        (BIDS, "amount = 6", BID_OF_5, "has amount 6, and the event 5"),
        (BIDS, "lot_id = lot_id + 1", BID_OF_5, "has lot"),
        (BIDS, "participant_id = NULL", BID_OF_5, "has participant None, and the event"),
        (BIDS, "arrived_at = arrived_at + interval '1 h'", BID_OF_5, "ms after the deadline"),
        (BIDS, "decided_at = decided_at + interval '1 ms'", BID_OF_5, "has decided"),
        (BIDS, "seq = 3", BID_OF_5, "as this event, which is lot_started"),
        (BIDS, "code = 'ok', seq = 999", LATE_BID, "accepted as event 999, and the journal"),
        (BIDS, "code = 'ok', seq = 4", LATE_BID, "event 4: the placed bid has 2 rows"),
        (BIDS, set_json("receipt", "deadline_ms", "1"), BID_OF_5, "says deadline_ms 1, and it faced"),
        (BIDS, set_json("receipt", "leader", "1"), BID_OF_5, "says leader 1, and it faced None"),
        (BIDS, set_json("receipt", "price", "1"), BID_OF_5, "says price 1, and it faced None"),
        (BIDS, set_json("receipt", "arrived_ms", "1"), BID_OF_5, "says it arrived at 1, not"),
        (BIDS, "arrived_at = arrived_at - interval '5 ms'", LATE_BID, "was refused as too late, and was in time"),
        (BIDS, set_json("receipt", "deadline_ms", "1"), LATE_BID, "says deadline_ms 1, which it did not face"),
        (BIDS, "code = 'lot_closed', seq = NULL", BID_OF_5, "was refused as too late, and was in time"),
    ],
    "answers": [
        (ANSWERS, set_json("outcome", "receipt,amount", "6"), ANSWER_4, "the bid of 6 on lot"),
        (ANSWERS, set_json("outcome", "receipt,lot", "1"), ANSWER_4, "the bid of 5 on lot 1"),
        (ANSWERS, set_json("outcome", "seq", "999"), ANSWER_4, "as event 999, which is missing"),
        (ANSWERS, set_json("outcome", "seq", "0"), ANSWER_4, "was acknowledged to user"),
        (ANSWERS, set_json("outcome", "seq", "null"), ANSWER_4, "as no event"),
        (ANSWERS, set_json("outcome", "seq", '"four"'), ANSWER_4, "as event 'four': no number"),
        (ANSWERS, set_json("outcome", "seq", "-4"), ANSWER_4, "as event '-4': no number"),
    ],
}


@pytest.mark.parametrize("place", CHANGES)
@pytest.mark.django_db
def test_what_is_changed_behind_the_engines_back_is_found(auction: Auction, place: str) -> None:
    not_found = []
    for table, new, where, sentence in CHANGES[place]:
        point = transaction.savepoint()
        change_row(table, new, where)
        found = sentences(auction)
        transaction.savepoint_rollback(point)
        if sentence not in found:
            not_found.append((table, new, where, sentence, found))
    assert not_found == []
    assert audit_auction(auction.pk) == []


@pytest.mark.django_db
def test_row_that_no_event_made_is_found(auction: Auction, carla: User) -> None:
    spectator = Member.objects.create(league=auction.league, user=cast.make_user("Sven"), plays=False)
    Participant.objects.create(auction=auction, member=spectator, granted=9, available=9)
    assert "is in the table and not in the journal" in sentences(auction)


@pytest.mark.django_db
def test_acknowledged_bid_that_left_no_trace_is_lost(auction: Auction) -> None:
    """As if a database had come back without its last transactions, and the answers elsewhere."""
    last = engine.read(auction.pk).seq
    change_row(BIDS, DELETED, BID_OF_5)
    change_row(EVENTS, "kind = 'lot_passed'", "seq = 4")
    found = sentences(auction)
    assert "event 4: the bid of 5 on lot" in found
    assert "is lost: the journal has no such" in found
    assert engine.read(auction.pk).seq == last


@pytest.mark.django_db
def test_snapshot_that_says_something_else_is_found(auction: Auction) -> None:
    state = engine.read(auction.pk)
    snapshots.write_snapshot(state)
    assert audit_auction(auction.pk) == []
    change_row("auctions_auctionsnapshot", set_json("state", "auction,round", "7"), f"auction_id = '{auction.pk}'")
    assert f"the snapshot of event {state.seq} is not what the journal says" in sentences(auction)
    change_row(
        "auctions_auctionsnapshot", set_json("state", "shape", '"of another release"'), f"auction_id = '{auction.pk}'"
    )
    assert audit_auction(auction.pk) == [], "nobody would use it"


def test_snapshot_of_an_event_that_never_was_is_found(auction: Auction) -> None:
    state = engine.read(auction.pk)
    snapshots.write_snapshot(replace(state, seq=900))
    assert f"there is a snapshot of event 900, and the journal ends with {state.seq}" in sentences(auction)


def test_finding_names_the_auction_the_event_and_what_differs(auction: Auction) -> None:
    change_row(AUCTION, "round = 2", "true")
    change_row(BIDS, DELETED, BID_OF_5)
    assert [str(finding) for finding in audit_auction(auction.pk)] == [
        f"Auction {auction.pk}, event 4: the placed bid has 0 rows in the table of bids.",
        f"Auction {auction.pk}: the auction has round 2 in the table and 1 in the journal.",
    ]


@pytest.mark.django_db(transaction=True)
def test_running_auction_is_audited_as_of_one_instant(auction: Auction, max_: User, mia: User) -> None:
    """Bids come in all the time, and never is there a finding."""
    stop, bidders = Event(), (max_, mia)
    resumed, lot = engine.read(auction.pk).auction.resumes_at or 0, cast.open_lot(auction)
    actors = [cast.actor_in(auction.league, user) for user in bidders]

    def bid_on() -> None:
        for amount in range(12, 180):
            bid = PlaceBid(actor=actors[amount % 2], lot=lot, amount=amount, arrived=resumed + amount)
            engine.execute(auction.pk, bid)
            if stop.is_set():
                break
        connection.close()

    bidder = Thread(target=bid_on)
    bidder.start()
    try:
        assert [audit_auction(auction.pk) for _ in range(5)] == [[]] * 5
    finally:
        stop.set()
        bidder.join()
    assert engine.read(auction.pk).lots[lot].bids > 1
    assert audit_auction(auction.pk) == []
