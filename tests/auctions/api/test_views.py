"""Every HTTP call of an auction, by everybody; through ASGI, as the product is served."""

import json
import uuid
from dataclasses import dataclass
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.http import HttpResponse, StreamingHttpResponse
from django.test import AsyncClient, Client
from waffle.testutils import override_flag

from accounts.models import User
from accounts.sign_in.devices import sign_in_tokens
from auctions import engine
from auctions.api import lots, views
from auctions.audit.run import audit_auction
from auctions.models import Auction, Bid, Participant
from leagues.models import League, Sport
from tests import cast
from tests.season.auctioned_league import complete_auction

PEOPLE = ["anonymous", "outsider", "manager", "operator", "commissioner"]
CALLS = {
    "start": ("POST", "/api/leagues/{league}/auction/start"),
    "snapshot": ("GET", "/api/auction/{auction}/"),
    "events": ("GET", "/api/auction/{auction}/events"),
    "lots": ("GET", "/api/auction/{auction}/lots"),
    "begin": ("POST", "/api/auction/{auction}/begin"),
    "bids": ("POST", "/api/auction/{auction}/bids"),
    "commands": ("POST", "/api/auction/{auction}/commands"),
    "preview": ("POST", "/api/auction/{auction}/preview"),
    "results": ("GET", "/api/auction/{auction}/results.csv"),
    "results lines": ("GET", "/api/auction/{auction}/results.jsonl"),
    "rosters": ("GET", "/api/auction/{auction}/rosters.csv"),
    "rosters lines": ("GET", "/api/auction/{auction}/rosters.jsonl"),
    "journal table": ("GET", "/api/auction/{auction}/journal.csv"),
    "journal": ("GET", "/api/auction/{auction}/journal.jsonl"),
    "proof": ("GET", "/api/auction/{auction}/proof.jsonl"),
}
ALSO = {"lots": ("POST",)}
"""What else an address takes: another call, with tests of its own."""
STATUS = {  # of an auction in its waiting room
    "start": (401, 404, 403, 404, 409),
    "snapshot": (401, 404, 200, 200, 200),
    "events": (401, 404, 200, 200, 200),
    "lots": (401, 404, 200, 200, 200),
    "begin": (401, 404, 403, 403, 200),
    "bids": (401, 404, 409, 403, 409),
    "commands": (401, 404, 403, 403, 200),
    "preview": (401, 404, 403, 403, 200),
    "results": (401, 404, 200, 200, 200),
    "results lines": (401, 404, 200, 200, 200),
    "rosters": (401, 404, 200, 200, 200),
    "rosters lines": (401, 404, 200, 200, 200),
    "journal table": (401, 404, 200, 200, 200),
    "journal": (401, 404, 200, 200, 200),
    "proof": (401, 404, 200, 200, 200),
}
_CSV, _LINES = "text/csv; charset=utf-8", "application/x-ndjson"
KINDS = {
    "results": _CSV,
    "results lines": _LINES,
    "rosters": _CSV,
    "rosters lines": _LINES,
    "journal table": _CSV,
    "journal": _LINES,
    "proof": _LINES,
}


@dataclass
class Answer:
    """The answer that a call came back with."""

    status: int
    kind: str
    body: bytes

    @property
    def data(self) -> Any:
        assert self.kind == "application/json", (self.kind, self.body[:200])
        return json.loads(self.body)


def call(method: str, path: str, user: User | None = None, body: Any = None, **headers: str) -> Answer:
    """One call through ASGI, as a user by token."""
    if user is not None:
        headers["Authorization"] = f"Bearer {sign_in_tokens(user)['access']}"

    async def send() -> Answer:
        sent = {} if body is None else {"data": body, "content_type": "application/json"}
        response: Any = await getattr(AsyncClient(), method.lower())(path, headers=headers, **sent)
        return Answer(response.status_code, response.headers.get("Content-Type", ""), await _body_of(response))

    return async_to_sync(send)()


async def _body_of(response: HttpResponse | StreamingHttpResponse) -> bytes:
    if isinstance(response, StreamingHttpResponse):
        assert response.is_async  # or ASGI would read it whole before the first byte goes out
        return b"".join([part async for part in response])
    return response.content


def path_of(name: str, auction: Auction) -> tuple[str, str]:
    method, path = CALLS[name]
    return method, path.format(auction=auction.pk, league=auction.league_id)


def is_error(answer: Answer, code: str | None = None) -> bool:
    """Return True if an answer has the one shape of an error, else fail (a command's keeps its result beside it)."""
    assert {"code", "detail", "fields"} <= set(answer.data)
    assert answer.data["detail"]
    assert code in {None, answer.data["code"]}, answer.data
    return True


@pytest.fixture
def auction(league: League) -> Auction:
    """In its waiting room."""
    return cast.auction_of(league, begun=False)


@pytest.fixture
def running(auction: Auction, carla: User) -> Auction:
    """Begun, with its first lot open."""
    assert call("POST", f"/api/auction/{auction.pk}/begin", carla).status == 200
    return auction


@pytest.fixture
def people(carla: User, max_: User, otto: User, olga: User) -> dict[str, User | None]:
    return dict(zip(PEOPLE, (None, otto, max_, olga, carla), strict=True))


# Who may ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", CALLS)
def test_everybody_gets_what_is_theirs(auction: Auction, people: dict[str, User | None], name: str) -> None:
    state = engine.read(auction.pk)
    away = {"participant": str(min(state.participants)), "away": True}
    bodies: dict[str, Any] = {
        "bids": {"lot": str(state.queued()[0].id), "amount": 5},
        "commands": {"name": "set_away", "args": away},
        "preview": {"name": "begin"},
    }
    method, path = path_of(name, auction)
    for person, status in zip(PEOPLE, STATUS[name], strict=True):
        answer = call(method, path, people[person], bodies.get(name), **{"Idempotency-Key": str(uuid.uuid4())})
        assert answer.status == status, (person, answer.body)
        if answer.status >= 400:
            assert is_error(answer)
        else:
            assert answer.kind == KINDS.get(name, "application/json")


@pytest.mark.parametrize("name", CALLS)
def test_what_is_not_there_is_404_and_looks_like_what_is_not_ones_own(
    auction: Auction, max_: User, otto: User, name: str
) -> None:
    method, path = CALLS[name]
    nowhere = call(method, path.format(auction=uuid.uuid4(), league=uuid.uuid4()), max_)
    others = call(*path_of(name, auction), otto)
    assert nowhere.status == others.status == 404
    assert nowhere.data == others.data


@pytest.mark.parametrize("name", CALLS)
def test_wrong_methods_and_addresses_are_never_answered_in_html(auction: Auction, carla: User, name: str) -> None:
    method, path = path_of(name, auction)
    for wrong in {"GET", "POST", "PUT", "PATCH", "DELETE"} - {method, *ALSO.get(name, ())}:
        answer = call(wrong, path, carla)
        assert answer.status == 405
        assert is_error(answer, "method_not_allowed")
    assert is_error(call(method, path.replace(str(auction.pk), "no-uuid") + "/x", carla))


@pytest.mark.parametrize("name", ["bids", "commands", "preview"])
@pytest.mark.parametrize("body", ["{", "[]", "1", '"text"', '{"more": 1}'])
def test_bodies_that_mean_nothing_are_400(running: Auction, carla: User, name: str, body: str) -> None:
    answer = call(*path_of(name, running), carla, body, **{"Idempotency-Key": str(uuid.uuid4())})
    assert answer.status == 400, answer.body
    assert is_error(answer)


def test_a_form_is_415(auction: Auction, carla: User) -> None:
    answer = async_to_sync(AsyncClient().post)(
        f"/api/auction/{auction.pk}/commands",
        data="name=begin",
        content_type="application/x-www-form-urlencoded",
        headers={"Authorization": f"Bearer {sign_in_tokens(carla)['access']}"},
    )
    assert answer.status_code == 415
    assert set(answer.json()) == {"code", "detail", "fields"}


def test_a_session_without_its_csrf_token_may_read_but_not_write(auction: Auction, carla: User) -> None:
    async def both() -> tuple[int, int, Any]:
        client = AsyncClient(enforce_csrf_checks=True)
        await client.aforce_login(carla)
        read = await client.get(f"/api/auction/{auction.pk}/")
        write = await client.post(f"/api/auction/{auction.pk}/begin")
        return read.status_code, write.status_code, write.json()

    read, write, error = async_to_sync(both)()
    assert (read, write, set(error)) == (200, 403, {"code", "detail", "fields"})


# Start and begin ----------------------------------------------------------------------------------
@pytest.mark.parametrize("waits", [True, False])
def test_start_makes_an_auction_that_waits_if_the_flag_is_on(league: League, carla: User, waits: bool) -> None:
    with override_flag("waiting_room", active=waits):
        answer = call("POST", f"/api/leagues/{league.pk}/auction/start", carla)
    auction = Auction.objects.get()
    assert answer.status == 201
    assert answer.data == {"id": str(auction.pk), "status": "waiting" if waits else "active"}
    assert len(engine.read(auction.pk).open_lots) == (0 if waits else 1)
    begin = call("POST", f"/api/auction/{auction.pk}/begin", carla)
    assert begin.status == (200 if waits else 404)
    assert waits or is_error(begin, "no_waiting_room")


def test_start_while_one_runs_is_409(auction: Auction, carla: User) -> None:
    answer = call("POST", f"/api/leagues/{auction.league_id}/auction/start", carla)
    assert answer.status == 409
    assert is_error(answer, "auction_running")


def test_start_with_nothing_to_sell_is_409(carla: User, football: Sport) -> None:
    league = cast.make_league(carla)
    football.assets.all().delete()
    answer = call("POST", f"/api/leagues/{league.pk}/auction/start", carla)
    assert answer.status == 409
    assert is_error(answer, "nothing_to_sell")


@pytest.mark.parametrize(("body", "available"), [({}, 15), ({"top_up": 20}, 35), ({"anew": True}, 50)])
def test_further_auction_is_for_what_is_left_or_anew(
    league: League, carla: User, max_: User, mia: User, body: dict[str, Any], available: int
) -> None:
    complete_auction(league, max_, mia, cast.make_user("Ned"))
    answer = call("POST", f"/api/leagues/{league.pk}/auction/start", carla, body)
    assert answer.status == 201
    seat = Participant.objects.get(auction=answer.data["id"], member__user=max_)
    assert seat.available == available


@pytest.mark.parametrize("body", [{"top_up": -1}, {"top_up": "much"}, {"top_up": 10**18}, {"anew": "perhaps"}])
def test_terms_that_are_none_are_400(league: League, carla: User, body: dict[str, Any]) -> None:
    answer = call("POST", f"/api/leagues/{league.pk}/auction/start", carla, body)
    assert (answer.status, answer.data["fields"].keys()) == (400, body.keys())
    assert not Auction.objects.exists()


def test_begin_opens_the_first_lot_and_a_second_one_is_409(auction: Auction, carla: User) -> None:
    begun = call("POST", f"/api/auction/{auction.pk}/begin", carla)
    assert (begun.status, begun.data["ok"], begun.data["code"]) == (200, True, "ok")
    assert len(engine.read(auction.pk).open_lots) == 1
    again = call("POST", f"/api/auction/{auction.pk}/begin", carla)
    assert again.status == 409
    assert is_error(again, "wrong_status")


def test_begin_with_the_same_key_is_answered_the_same(auction: Auction, carla: User) -> None:
    key = {"Idempotency-Key": str(uuid.uuid4())}
    first, second = (call("POST", f"/api/auction/{auction.pk}/begin", carla, **key) for _ in range(2))
    assert (first.status, first.data) == (second.status, second.data)


# Bids and commands --------------------------------------------------------------------------------
def test_a_bid_is_answered_as_on_a_socket_and_counts_once(running: Auction, max_: User) -> None:
    key, body = {"Idempotency-Key": str(uuid.uuid4())}, {"lot": str(cast.open_lot(running)), "amount": 5, "seen": None}
    first, second = (call("POST", f"/api/auction/{running.pk}/bids", max_, body, **key) for _ in range(2))
    assert (first.status, first.data) == (second.status, second.data)
    assert first.status == 200
    assert set(first.data) == {"ok", "code", "message", "seq", "receipt"}
    assert first.data["receipt"]["amount"] == 5
    assert Bid.objects.get().seq == first.data["seq"]
    other = call("POST", f"/api/auction/{running.pk}/bids", max_, body | {"amount": 6}, **key)
    assert other.status == 409
    assert is_error(other, "id_reused")


def test_a_bid_that_is_refused_says_why_and_keeps_its_receipt(running: Auction, max_: User, mia: User) -> None:
    body = {"lot": str(cast.open_lot(running)), "amount": 5}
    assert call("POST", f"/api/auction/{running.pk}/bids", max_, body, **{"Idempotency-Key": str(uuid.uuid4())}).status
    answer = call("POST", f"/api/auction/{running.pk}/bids", mia, body, **{"Idempotency-Key": str(uuid.uuid4())})
    assert answer.status == 409
    assert is_error(answer, "too_low")
    assert answer.data["receipt"]["leader_name"] == "Max"
    assert answer.data["detail"] == answer.data["message"] == "Max got there first at £5m. Next bid: £6m."


@pytest.mark.parametrize("key", [None, "", "1"])
def test_a_bid_needs_a_key(running: Auction, max_: User, key: str | None) -> None:
    headers = {} if key is None else {"Idempotency-Key": key}
    body = {"lot": str(cast.open_lot(running)), "amount": 5}
    answer = call("POST", f"/api/auction/{running.pk}/bids", max_, body, **headers)
    assert answer.status == 400
    assert is_error(answer, "malformed")


def test_a_bid_on_no_lot_of_this_auction_is_404(running: Auction, max_: User) -> None:
    key, body = {"Idempotency-Key": str(uuid.uuid4())}, {"lot": "999999999", "amount": 5}
    answer = call("POST", f"/api/auction/{running.pk}/bids", max_, body, **key)
    assert answer.status == 404
    assert is_error(answer, "no_such_lot")


def test_commands_need_the_reasons_they_need(running: Auction, carla: User) -> None:
    path = f"/api/auction/{running.pk}/commands"
    assert call("POST", path, carla, {"name": "pause", "reason": "Lunch."}).status == 200
    assert is_error(call("POST", path, carla, {"name": "pause"}), "wrong_status")
    assert call("POST", path, carla, {"name": "resume"}).status == 200
    missing = call("POST", path, carla, {"name": "cancel"})
    assert missing.status == 400
    assert is_error(missing, "reason_missing")
    assert call("POST", path, carla, {"name": "cancel", "reason": "A trial."}).status == 200


@pytest.mark.parametrize("body", [{}, {"name": "dance"}, {"name": "begin", "args": {"now": 1}}, {"name": "undo_sale"}])
def test_commands_that_mean_nothing_are_400(running: Auction, carla: User, body: Any) -> None:
    for name in ("commands", "preview"):
        answer = call(*path_of(name, running), carla, body)
        assert answer.status == 400
        assert is_error(answer, "malformed")


def test_preview_of_an_undo_says_what_it_changes_and_changes_nothing(carla: User, max_: User, mia: User) -> None:
    auction = cast.auction_of(cast.make_league(carla, max_, mia, **cast.QUICK))
    lot = cast.sell(auction, max_, 9)
    before = engine.read(auction.pk)
    undo = {"name": "undo_sale", "args": {"lot": str(lot)}, "reason": "Oh."}
    answer = call(*path_of("preview", auction), carla, undo)
    assert answer.status == 200
    assert answer.data["sentences"] == [
        "Max gets £9m back (£200m to spend).",
        "Max has 0 of 3 slots filled.",
        "AFC Ajax is back in the queue.",
    ]
    assert engine.read(auction.pk) == before
    unsold = str(before.queued()[0].id)
    refused = call(*path_of("preview", auction), carla, undo | {"args": {"lot": unsold}})
    assert refused.status == 409
    assert is_error(refused, "not_sold")


# Reading ------------------------------------------------------------------------------------------
def test_the_snapshot_is_the_sockets(running: Auction, max_: User) -> None:
    data = call("GET", f"/api/auction/{running.pk}/", max_).data
    assert set(data) == {"type", "epoch", "seq", "now", "state", "you"}
    assert (data["type"], data["seq"]) == ("snapshot", engine.read(running.pk).seq)
    assert data["you"]["user"] == str(max_.pk)


def test_each_event_of_a_replay_has_all_that_it_changed(running: Auction, max_: User, mia: User) -> None:
    lot = str(cast.open_lot(running))
    for user, amount in ((max_, 5), (mia, 6)):
        assert cast.bid(running, user, amount).ok
    prices = {}
    for query in ("", "?each=1"):
        events = call("GET", f"/api/auction/{running.pk}/events{query}", max_).data["events"]
        told = [one for event in events[-2:] for one in event["data"].get("lots", ()) if one["id"] == lot]
        prices[query] = [one["price"] for one in told]
    assert prices == {"": [6], "?each=1": [5, 6]}


def test_events_come_page_by_page(running: Auction, max_: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "EVENTS_PER_PAGE", 2)
    first = call("GET", f"/api/auction/{running.pk}/events", max_).data
    second = call("GET", f"/api/auction/{running.pk}/events?since={first['next']}", max_).data
    assert [event["seq"] for event in (*first["events"], *second["events"])] == [1, 2, 3]
    assert (first["next"], second["next"], first["epoch"]) == (2, None, 1)


def test_lots_come_page_by_page(running: Auction, max_: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lots, "LOTS_PER_PAGE", 20)
    first = call("GET", f"/api/auction/{running.pk}/lots", max_).data
    second = call("GET", f"/api/auction/{running.pk}/lots?after={first['next']}", max_).data
    assert [lot["number"] for lot in (*first["lots"], *second["lots"])] == [*range(1, 37)]
    assert (first["next"], second["next"]) == (20, None)


def test_lots_to_come_are_found_by_a_part_of_their_name(running: Auction, max_: User) -> None:
    path = f"/api/auction/{running.pk}/lots"
    [ajax] = call("GET", f"{path}?search=%20AJAX", max_).data["lots"]
    assert (ajax["asset"]["name"], ajax["status"]) == ("AFC Ajax", "open")
    assert call("GET", f"{path}?search=ajax&queued=1", max_).data == {"lots": [], "next": None}
    assert len(call("GET", f"{path}?queued=1", max_).data["lots"]) == 35
    assert call("GET", f"{path}?search={'x' * 101}", max_).status == 400


def test_who_has_the_turn_puts_a_lot_up_and_has_a_receipt_for_the_bid(carla: User, max_: User) -> None:
    league = cast.make_league(carla, max_, mode="nomination", nomination_seconds=600)
    auction = cast.auction_of(league)
    state = engine.read(auction.pk)
    turn = state.auction.nominator
    mine, other = sorted((carla, max_), key=lambda user: cast.actor_in(league, user).participant != turn)
    seen = call("GET", f"/api/auction/{auction.pk}/", other).data["state"]["auction"]
    assert (seen["next_nominator"], seen["turn_ends_at"]) == (str(turn), state.auction.turn_ends_at)
    lot = state.queued()[5]

    def put_up(user: User, amount: int) -> Answer:
        body = {"name": "nominate", "args": {"asset": str(lot.asset), "amount": amount}, "reason": ""}
        return call("POST", f"/api/auction/{auction.pk}/commands", user, body, **{"Idempotency-Key": str(uuid.uuid4())})

    assert (put_up(other, 7).data["code"], put_up(mine, 0).data["code"]) == ("not_your_turn", "too_low")
    done = put_up(mine, 7).data
    assert (done["ok"], done["receipt"]["lot"], done["receipt"]["amount"]) == (True, str(lot.id), 7)
    again = put_up(mine, 7).data
    assert (again["code"], again["receipt"]["nomination"]) == ("not_your_turn", True)
    bids = Bid.objects.filter(auction=auction).order_by("pk")
    assert [(bid.lot_id, bid.amount, bid.code) for bid in bids] == [
        *((lot.id, 7, "not_your_turn"), (lot.id, 0, "too_low"), (lot.id, 7, "ok"), (lot.id, 7, "not_your_turn"))
    ]
    assert audit_auction(auction.pk) == []
    pages = Client()
    pages.force_login(carla)
    results = pages.get(f"/auction/{auction.pk}/results/").content.decode()
    for bid in bids:
        page = pages.get(f"/bid/{bid.pk}/").content.decode()
        assert (f'href="/bid/{bid.pk}/"' in results, "Put the lot up" in page) == (True, True)


@pytest.mark.parametrize(
    "query", ["events?since=-1", "events?since=x", "events?since=", "events?each=x", "lots?after=1.5"]
)
def test_pages_that_are_no_numbers_are_400(running: Auction, max_: User, query: str) -> None:
    answer = call("GET", f"/api/auction/{running.pk}/{query}", max_)
    assert answer.status == 400
    assert is_error(answer, "malformed")
