"""Messages that people write in a room, over the API."""

from typing import Any
from uuid import uuid4

import pytest

from accounts.models import User
from auctions.models import Auction, RoomMessage
from auctionsite.http.rates import Rate
from leagues.models import League
from rollouts.changes.services import Author, Source, change_flag
from tests import cast
from tests.auctions.api.test_views import call, is_error


@pytest.fixture
def auction(league: League) -> Auction:
    return cast.auction_of(league, lots=1)


def say(auction: Auction, user: User, text: Any) -> Any:
    return call("POST", f"/api/auction/{auction.pk}/messages", user, {"text": text})


def page(auction: Auction, user: User, query: str = "") -> Any:
    return call("GET", f"/api/auction/{auction.pk}/messages{query}", user).data


def test_a_line_is_written_read_and_removed(auction: Auction, carla: User, max_: User, mia: User) -> None:
    written = say(auction, max_, "  Going,  going… ")
    assert written.status == 201
    assert page(auction, mia) == {"open": True, "messages": [written.data], "before": None}
    assert (written.data["name"], written.data["text"]) == ("Max", "Going, going…")
    one = f"/api/auction/{auction.pk}/messages/{written.data['id']}"
    assert is_error(call("DELETE", one, mia), "permission_denied")
    assert call("DELETE", one, carla).status == 204
    assert page(auction, mia)["messages"] == []
    assert call("DELETE", f"/api/auction/{auction.pk}/messages/{2**40}", carla).status == 404
    report = call("GET", f"/api/auction/{auction.pk}/messages.csv", carla).body.decode()
    assert "Going, going…" in report
    assert call("GET", f"/api/auction/{auction.pk}/messages.csv", max_).status == 403


@pytest.mark.parametrize("text", ["", "   ", "x" * 281, "a\u202eb", None, ["x"]])
def test_what_is_no_line_of_280_characters_is_400_and_nothing_is_kept(auction: Auction, max_: User, text: Any) -> None:
    answer = say(auction, max_, text)
    assert answer.status == 400
    assert "text" in answer.data["fields"]
    assert not RoomMessage.objects.exists()


def test_280_characters_are_a_line_whatever_they_are(auction: Auction, max_: User) -> None:
    for text in ("x" * 280, "م" * 280, "👏" * 280):
        assert say(auction, max_, text).data["text"] == text


def test_the_commissioner_turns_messages_off_and_on(auction: Auction, carla: User, max_: User, olga: User) -> None:
    address = f"/api/auction/{auction.pk}/messages"
    assert call("PATCH", address, max_, {"open": False}).status == 403
    assert call("PATCH", address, olga, {"open": False}).status == 403
    assert call("PATCH", address, carla, {"open": "perhaps"}).status == 400
    assert call("PATCH", address, carla, {"open": False}).data == {"open": False}
    assert is_error(say(auction, max_, "Hi"), "messages_off")
    assert page(auction, max_)["open"] is False
    assert call("PATCH", address, carla, {"open": True}).status == 200
    assert say(auction, max_, "Hi").status == 201


def test_operators_read_and_outsiders_learn_nothing(auction: Auction, max_: User, olga: User, otto: User) -> None:
    say(auction, max_, "Hi")
    assert len(page(auction, olga)["messages"]) == 1
    assert say(auction, olga, "Hi").status == 403
    assert say(auction, otto, "Hi").status == 404


def test_without_the_flag_there_is_nothing(auction: Auction, max_: User) -> None:
    change_flag("room_messages", {"everyone": False}, Author(source=Source.CODE))
    assert call("GET", f"/api/auction/{auction.pk}/messages", max_).status == 404
    assert say(auction, max_, "Hi").status == 404


def test_messages_have_limits_of_their_own_by_person_and_by_room(
    auction: Auction, max_: User, mia: User, carla: User, settings: Any
) -> None:
    never = Rate(1000, 60, 1000)
    settings.RATE_LIMITS = {
        "message": Rate(2, 3600, 2),
        "room_messages": Rate(3, 3600, 3),
        "other": never,
        "bid": never,
    }
    told = [say(auction, user, "Hi").status for user in (max_, max_, max_, mia, carla)]
    assert told == [201, 201, 429, 201, 429]
    bid = {"lot": str(cast.open_lot(auction)), "amount": 5}
    placed = call("POST", f"/api/auction/{auction.pk}/bids", max_, bid, **{"Idempotency-Key": str(uuid4())})
    assert placed.status == 200, "whoever wrote too much still bids"
