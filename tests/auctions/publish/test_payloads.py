"""Messages to rooms: shapes, limits, and what a page can tell of a bid from them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.utils import translation

from auctions.publish import payloads
from auctions.publish.names import DisplayNames
from auctions.rules import money
from auctions.rules.codes import Code
from auctions.rules.commands import AdoptSettings, Begin, ChangeSeats, ListedLot, PlaceBid, SeatTerms
from auctions.rules.events import EventKind
from tests.auctions.rules.invariants import display_names_of
from tests.auctions.rules.scenario import CARLA, FIRST_LOT, MAX, MIA, NED, OTTO, Scenario, T, seat_of
from tests.vectors import vectors

SEATS = {"Max": MAX, "Mia": MIA, "Ned": NED}
SECOND_LOT = FIRST_LOT + 1
NAMES = DisplayNames(
    league_name="The Friday League",
    sport="football",
    commissioners={100: "Carla"},
    people={seat: (name, "") for name, seat in SEATS.items()},
    assets={501 + place: {"id": str(501 + place), "name": f"Asset {place}"} for place in range(3)},
    unit="£m",
)


def test_names_are_those_of_a_state_and_leave_no_name_out() -> None:
    state = Scenario(lots=1).state
    shown, said = (
        payloads.state(state, NAMES),
        payloads.called(replace(NAMES, people=NAMES.people | {MAX: ("Max", "Reds")})),
    )
    auction = shown["auction"]
    assert (said["league"], said["name"]) == (auction["league"]["name"], auction["name"])
    assert (said["commissioner"], said["commissioners"]) == (auction["commissioner"], auction["commissioners"])
    assert said["participants"].keys() == {each["id"] for each in shown["participants"]}
    assert said["participants"][str(MAX)] == {"name": "Max", "team": "Reds"}
    assert said["participants"][str(MIA)] == {"name": "Mia", "team": None}


def test_what_a_commissioner_did_says_who_and_no_event_of_a_bidder_does() -> None:
    scenario = Scenario(lots=2)
    both = replace(NAMES, commissioners={CARLA.user or 0: "Carla", seat_of(MAX).user or 0: "Max"})
    scenario.bid(MAX, 9)
    scenario.pause(2_000)
    told = {event.kind: payloads.event(event, scenario.state, both)["data"]["detail"] for event in scenario.events}
    assert told[EventKind.AUCTION_PAUSED]["by"] == "Carla"
    assert "by" not in told[EventKind.BID_PLACED]
    shown = payloads.auction(scenario.state.auction, 0, both)
    assert (shown["commissioner"], shown["commissioners"]) == ("Carla", ["Carla", "Max"])


def test_room_is_told_of_seats_whose_rosters_have_another_size_by_new_settings() -> None:
    scenario = Scenario(begun=False, budget=200, slots_min=1, slots_max=3)
    before = scenario.state
    lots = tuple(
        ListedLot(lot=lot.id, asset=lot.asset, opening_price=lot.opening_price) for lot in before.lots.values()
    )
    smaller = replace(before.auction.settings, slots_max=2)
    assert scenario.do(AdoptSettings(actor=CARLA, settings=smaller, lots=lots)) is Code.OK
    [told] = payloads.events(scenario.last.events, scenario.state, NAMES, before)
    assert {seat["slots_max"] for seat in told["data"]["participants"]} == {2}
    assert len(told["data"]["participants"]) == len(SEATS)


def test_who_of_several_owners_bid_is_theirs_to_know_alone() -> None:
    scenario = Scenario()
    scenario.bid(MAX, 9)
    user = seat_of(MAX).user or 0
    shared = replace(NAMES, owners={MAX: {user: "Mona", 999: "Max"}})
    assert [*payloads.bidders(scenario.events, MAX, shared).values()] == [{"user": str(user), "name": "Mona"}]
    assert payloads.bidders(scenario.events, MIA, shared) == payloads.bidders(scenario.events, MAX, NAMES) == {}
    assert "Mona" not in str(payloads.events(scenario.events, scenario.state, shared))


def test_next_bid_of_a_lot_is_what_the_rules_ask_and_null_once_it_is_closed() -> None:
    scenario = Scenario(min_price=5, increment=2)
    settings = scenario.state.auction.settings
    assert payloads.lot(scenario.lot(), NAMES, settings)["min_next"] == 5
    scenario.bid(MAX, 9)
    assert payloads.lot(scenario.lot(), NAMES, settings)["min_next"] == 11
    scenario.tick(30_300)
    assert payloads.lot(scenario.lot(), NAMES, settings)["min_next"] is None


def test_increment_of_a_lot_is_what_the_bid_after_the_next_must_add() -> None:
    scenario = Scenario(min_price=9, increment_by_price="0–10: 1, above: 5", lots=1)
    settings = scenario.state.auction.settings

    def told() -> tuple[int | None, int | None]:
        lot = payloads.lot(scenario.lot(), NAMES, settings)
        return lot["min_next"], lot["increment"]

    assert told() == (9, 1)
    scenario.bid(MAX, 9)
    assert told() == (10, 5)
    scenario.tick(30_300)
    assert told() == (None, None)


def test_limits_are_for_seats_and_open_lots_and_0_when_the_roster_is_full() -> None:
    scenario = Scenario(slots_min=1, slots_max=1, budget=100)
    assert payloads.limits(scenario.state, None) == payloads.limits(scenario.state, 99) == {}
    assert payloads.limits(scenario.state, MAX) == {str(FIRST_LOT): 100}
    scenario.sell(MAX, 5)
    assert payloads.limits(scenario.state, MAX) == {str(SECOND_LOT): 0}
    assert payloads.limits(scenario.state, MIA) == {str(SECOND_LOT): 100}


def test_seats_owners_see_what_they_have_of_each_group_and_why_there_is_no_place() -> None:
    listed = ["GK Leeds", "GK Leeds", "FWD Hull"]
    limits = "GK: at most 1, FWD: at least 1, club Leeds: at most 2"
    scenario = Scenario(limits=limits, listed=listed, slots_min=2, slots_max=3)
    nothing_yet = [
        {"name": "GK", "has": 0, "least": 0, "most": 1},
        {"name": "FWD", "has": 0, "least": 1, "most": None},
        {"name": "of Leeds", "has": 0, "least": 0, "most": 2},
    ]
    assert (own_of(scenario, MAX), own_of(scenario, 99)) == ((nothing_yet, {}), ([], {}))
    scenario.bid(MAX, 5)
    assert [each["has"] for each in own_of(scenario, MAX)[0]] == [1, 0, 1]
    other = Scenario(limits=limits, listed=listed, slots_min=2, slots_max=3)
    other.sell(MAX, 5)
    assert other.state.open_lots == (SECOND_LOT,)
    assert own_of(other, MAX)[1] == {str(SECOND_LOT): "You have 1 GK, and a roster holds no more."}
    assert own_of(other, MIA) == (nothing_yet, {})
    assert payloads.own(Scenario().state, MAX)["places"] == []


def test_a_seats_words_are_there_in_every_language_for_its_sockets() -> None:
    listed = ["GK Leeds", "GK Leeds", "FWD Hull"]
    scenario = Scenario(limits="GK: at most 1, club Leeds: at most 2", listed=listed, slots_min=2, slots_max=3)
    scenario.sell(MAX, 5)
    with translation.override("de"):  # whoever's bid it was
        said = payloads.own_in_all_languages(scenario.state, MAX)
    english, german = payloads.own_in("en", said), payloads.own_in("de", said)
    assert english == payloads.own(scenario.state, MAX)
    assert english["no_place"] == {str(SECOND_LOT): "You have 1 GK, and a roster holds no more."}
    assert german["no_place"] == {str(SECOND_LOT): "Du hast schon 1 GK, und mehr passen nicht in einen Kader."}
    assert [each["name"] for each in german["places"]] == ["GK", "von Leeds"]
    assert {*german} == {*english}


def test_a_seat_without_limits_has_no_words() -> None:
    state = Scenario().state
    said = payloads.own_in_all_languages(state, MAX)
    assert said == payloads.own(state, MAX) == payloads.own_in("de", said)


def test_what_is_rendered_once_for_all_is_in_english_whoever_asks() -> None:
    state = Scenario(lots=8, budget=20, slots_min=3, slots_max=4, begun=False).state
    shown = payloads.state(state, display_names_of(state))
    assert shown["obstacles"]
    with translation.override("de"):
        assert payloads.state(state, display_names_of(state)) == shown


def own_of(scenario: Scenario, seat: int) -> tuple[list[dict[str, Any]], dict[str, str]]:
    own = payloads.own(scenario.state, seat)
    return own["places"], own["no_place"]


def test_frame_carries_each_value_once_in_its_newest_event() -> None:
    scenario = Scenario(early_end=False)
    scenario.bid(MAX, 5)
    scenario.bid(MIA, 6)
    scenario.tick(30_300)
    kept = payloads.coalesced(scenario.events)
    assert [event.seq for event in kept] == [event.seq for event in scenario.events]
    assert [event.seq for event in kept if FIRST_LOT in {lot.id for lot in event.lots}] == [kept[-1].seq]
    assert [event.seq for event in kept if event.auction] == [kept[-1].seq]


def test_event_of_a_waiting_auction_has_the_lots_brought_along_by_then() -> None:
    scenario = Scenario(lots=9, slots_min=0, begun=False)
    for keepers in (((FIRST_LOT, 1),), ()):
        terms = SeatTerms(participant=MAX, budget=scenario.state.auction.settings.budget, keepers=keepers)
        scenario.do(ChangeSeats(actor=CARLA, seats=(terms,)))
    scenario.do(Begin(actor=CARLA))
    names = display_names_of(scenario.state)
    headers = [payloads.event(event, scenario.state, names)["data"].get("auction") for event in scenario.events]
    brought = [header["lots_brought"] for header in headers if header]
    assert 1 in brought, "one was kept for a while"
    assert [header["lots_sold"] - header["lots_brought"] for header in headers if header] == [0] * len(brought)


def test_snapshot_has_participants_by_id_in_whatever_order_they_came() -> None:
    state = Scenario(lots=2).state
    turned = replace(state, participants=dict(sorted(state.participants.items(), reverse=True)))
    assert [each["id"] for each in payloads.state(turned, NAMES)["participants"]] == ["1", "2", "3"]


def test_frame_leaves_out_who_bid_and_was_outbid_in_it() -> None:
    scenario = Scenario(early_end=False)
    scenario.bid(MAX, 5)
    before, said = scenario.state, len(scenario.events)
    for seat, amount in ((MIA, 6), (MAX, 7), (MIA, 8), (MAX, 9)):
        scenario.bid(seat, amount)
    frame = payloads.events(scenario.events[said:], scenario.state, NAMES, before)
    assert [[each["id"] for each in event["data"].get("participants", ())] for event in frame] == [
        [],
        [],
        [],
        [str(MAX)],
    ]
    assert scenario.state.participants[MAX] != before.participants[MAX]
    assert money.as_seen(scenario.state.participants[MIA]) == money.as_seen(before.participants[MIA])


def test_receipt_names_the_leader_and_has_texts_for_ids() -> None:
    scenario = Scenario()
    scenario.bid(MAX, 5)
    scenario.bid(MIA, 5)
    shown = payloads.receipt(scenario.last.receipt, NAMES)
    assert shown is not None
    assert (shown["lot"], shown["leader"], shown["leader_name"], shown["price"]) == (str(FIRST_LOT), "1", "Max", 5)
    assert payloads.receipt(None, NAMES) is None


@pytest.mark.parametrize("case", vectors("bids"), ids=lambda case: case["name"])
def test_page_is_told_what_becomes_of_a_bid(case: dict[str, Any]) -> None:
    scenario = Scenario(lots=case["lots"], early_end=False, **case["settings"])
    steps: dict[str, Callable[..., Any]] = {
        "bid": lambda name, amount: scenario.bid(SEATS[name], amount, at=500),
        "sell": lambda name, amount: scenario.tick(scenario.sell(SEATS[name], amount, at=500)),
        "pass": lambda name: scenario.pass_(SEATS[name]),
        "pause": scenario.pause,
        "resume": scenario.resume,
    }
    for step, *arguments in case["steps"]:
        assert steps[step](*arguments) is Code.OK
    [(lot_id, lot)] = [(lot, scenario.lot(lot)) for lot in scenario.state.open_lots]
    name, amount = case["bid"]
    actor = seat_of(SEATS[name]) if name in SEATS else OTTO
    told = _told(scenario, lot_id, actor.participant, at_most=case["lot"].keys())
    assert told == {key: case[key] for key in ("auction", "lot", "me", "limit")}
    bid = PlaceBid(actor=actor, lot=lot.id, amount=amount, arrived=T + case["at"])
    assert scenario.do(bid, case["at"]) == case["code"]


def _told(scenario: Scenario, lot_id: int, seat: int | None, *, at_most: Any) -> dict[str, Any]:
    """Of a snapshot, what a page looks at before it offers a bid; names for ids of seats, ms since `T`."""
    state = payloads.state(scenario.state, NAMES)
    [lot] = [lot for lot in state["lots"] if lot["id"] == str(lot_id)]
    names = {str(seat): name for name, seat in SEATS.items()}
    resumes_at = state["auction"]["resumes_at"]
    me = next((one for one in state["participants"] if one["id"] == str(seat)), None)
    return {
        "auction": {"status": state["auction"]["status"], "resumes_at": resumes_at and resumes_at - T},
        "lot": {key: names.get(lot[key]) if key == "leader" else lot[key] for key in at_most},
        "me": me and {key: me[key] for key in ("filled", "slots_max", "max_bid")},
        "limit": payloads.limits(scenario.state, seat).get(str(lot_id)),
    }
