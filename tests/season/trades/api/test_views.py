"""The calls of trades: what goes in, what comes out, and to whom."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

from accounts.models import User
from auctions.models import Auction
from leagues.assets import changes
from leagues.models import Asset, Member
from season.models import Trade
from season.trades.api.serializers import (
    GivenSerializer,
    OwnedSerializer,
    StepSerializer,
    TradedAssetSerializer,
    TradeSerializer,
)
from season.trades.services import accept
from tests.season.auctioned_league import asset, offer, settle_by

Members = dict[str, Member]


class Caller:
    """The API of a league, as one of its members."""

    def __init__(self, auction: Auction, user: User) -> None:
        self.client = APIClient()
        self.client.force_authenticate(user)
        self.base = f"/api/leagues/{auction.league_id}"

    def post(self, path: str, body: dict[str, Any] | None = None, key: uuid.UUID | None = None) -> Any:
        headers = {} if key is None else {"Idempotency-Key": str(key)}
        return self.client.post(f"{self.base}/{path}", body or {}, format="json", headers=headers)

    def get(self, path: str) -> Any:
        return self.client.get(f"{self.base}/{path}")

    def patch(self, path: str, body: dict[str, Any]) -> Any:
        return self.client.patch(f"{self.base}/{path}", body, format="json")


@pytest.fixture
def call(auction: Auction, members: Members) -> dict[str, Caller]:
    """A caller for each member."""
    return {name: Caller(auction, member.user) for name, member in members.items()}


def body(auction: Auction, members: Members, **more: Any) -> dict[str, Any]:
    """Max's first lot and 5 for Mia's."""
    assets = [str(asset(auction, number).pk) for number in (1, 2)]
    return {"partner": str(members["Mia"].pk), "gives": assets[:1], "takes": assets[1:], "pays": 5, **more}


@pytest.mark.django_db
def test_trade_goes_from_offer_to_effect(auction: Auction, members: Members, call: dict[str, Caller]) -> None:
    settle_by(auction.league, approval="commissioner")
    made = call["Max"].post("trades", body(auction, members, note="Fair?"))
    assert (made.status_code, made.data["status"], made.data["you_may"]) == (201, "offered", ["withdraw"])
    assert (made.data["pays"], made.data["unit"], made.data["note"]) == (5, "£m", "Fair?")
    assert [each["price"] for each in made.data["gives"] + made.data["takes"]] == [30, 10]
    path = f"trades/{made.data['id']}"
    assert call["Mia"].get(path).data["you_may"] == ["accept", "decline"]
    agreed = call["Mia"].post(f"{path}/accept").data
    assert (agreed["status"], agreed["approval"], agreed["takes_effect_at"]) == ("agreed", "commissioner", None)
    assert call["Carla"].get(path).data["you_may"] == ["approve", "veto"]
    done = call["Carla"].post(f"{path}/approve")
    assert (done.status_code, done.data["status"], done.data["you_may"]) == (200, "done", [])
    assert [(each["deed"], each["by"]) for each in done.data["steps"]] == [
        ("offer", "Max"), ("accept", "Mia"), ("approve", "Carla"), (None, None),
    ]  # fmt: skip
    owned = {row["asset"]["id"]: row["owner"]["name"] for row in call["Ned"].get("owned").data["results"]}
    assert owned[str(asset(auction, 1).pk)] == "Mia"


@pytest.mark.django_db
def test_offers_are_seen_by_their_two_and_agreed_trades_by_all(
    auction: Auction, members: Members, call: dict[str, Caller]
) -> None:
    one = offer(auction, members["Max"], members["Mia"], (1,), (2,))
    two = offer(auction, members["Max"], members["Mia"], (1,), (2,))
    accept(members["Mia"], two.pk)
    seen = {name: [row["id"] for row in caller.get("trades").data["results"]] for name, caller in call.items()}
    both = [str(two.pk), str(one.pk)]
    assert seen == {"Max": both, "Mia": both, "Ned": both[:1], "Carla": both[:1]}
    assert call["Ned"].get(f"trades/{one.pk}").status_code == 404
    assert call["Ned"].post(f"trades/{one.pk}/veto").status_code == 404
    assert call["Ned"].get(f"trades/{two.pk}").data["objections_needed"] == 2


@pytest.mark.django_db
def test_objections_are_counted(auction: Auction, members: Members, call: dict[str, Caller]) -> None:
    trade = accept(members["Mia"], offer(auction, members["Max"], members["Mia"], (1,), (2,)).pk)
    objected = call["Ned"].post(f"trades/{trade.pk}/veto").data
    assert (objected["status"], objected["objections"], objected["objections_needed"]) == ("agreed", 1, 2)
    assert objected["you_may"] == []
    assert call["Carla"].post(f"trades/{trade.pk}/veto").data["status"] == "vetoed"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"partner": "x"}, 400, "invalid"),
        ({"gives": ["-1"]}, 400, "invalid"),
        ({"gives": ["1"] * 101}, 400, "invalid"),
        ({"pays": 10**13}, 400, "invalid"),
        ({"note": "x" * 201}, 400, "invalid"),
        ({"note": "\x00"}, 400, "invalid"),
        ({"partner": "999999999999999999"}, 409, "not_a_participant"),
        ({"gives": ["999999999999999999"]}, 409, "not_owned"),
        ({"gives": [], "takes": []}, 409, "not_a_trade"),
        ({"pays": 16}, 409, "over_available"),
    ],
)
def test_wrong_offer_is_refused_with_a_reason_and_not_kept(
    auction: Auction, members: Members, call: dict[str, Caller], change: dict[str, Any], status: int, code: str
) -> None:
    answer = call["Max"].post("trades", body(auction, members, **change))
    assert (answer.status_code, answer.data["code"]) == (status, code)
    assert answer.data["detail"].endswith(".")
    assert not Trade.objects.exists()


@pytest.mark.django_db
def test_same_offer_with_its_key_is_made_once(auction: Auction, members: Members, call: dict[str, Caller]) -> None:
    key, wanted = uuid.uuid4(), body(auction, members)
    first, again = (call["Max"].post("trades", wanted, key) for _ in range(2))
    assert (first.status_code, first.data) == (again.status_code, again.data)
    other = call["Max"].post("trades", wanted | {"pays": 6}, key)
    assert (other.status_code, other.data["code"]) == (409, "id_reused")
    assert Trade.objects.count() == 1
    assert call["Max"].client.post(
        f"{call['Max'].base}/trades", wanted, format="json", headers={"Idempotency-Key": "1"}
    ).data["code"] == "malformed"  # fmt: skip


@pytest.mark.django_db
def test_deed_that_is_not_ones_own_is_refused(auction: Auction, members: Members, call: dict[str, Caller]) -> None:
    trade = offer(auction, members["Max"], members["Mia"], (1,), (2,))
    refused = call["Max"].post(f"trades/{trade.pk}/accept")
    assert (refused.status_code, refused.data["code"]) == (409, "not_allowed_now")
    assert call["Max"].post(f"trades/{trade.pk}/approve").status_code == 403
    assert call["Mia"].post("trades/999/accept").status_code == 404
    assert call["Mia"].post(f"trades/{trade.pk}/decline").data["status"] == "declined"
    assert call["Max"].post(f"trades/{trade.pk}/withdraw").data["code"] == "not_allowed_now"


@pytest.mark.django_db
def test_asset_is_given_up_once(auction: Auction, call: dict[str, Caller]) -> None:
    key, given = uuid.uuid4(), {"asset": str(asset(auction, 1).pk)}
    first, again = (call["Max"].post("drops", given, key) for _ in range(2))
    assert first.status_code == 200
    assert first.data == again.data == {"asset": given["asset"], "seq": first.data["seq"]}
    refused = call["Max"].post("drops", given)
    assert (refused.status_code, refused.data["code"]) == (409, "not_owned")
    assert len(call["Max"].get("owned").data["results"]) == 3


@pytest.mark.django_db
def test_settings_are_read_by_all_and_changed_by_the_commissioner_until_a_trade_is_agreed(
    auction: Auction, members: Members, call: dict[str, Caller]
) -> None:
    path = "trades/settings"
    assert call["Ned"].get(path).data["veto_hours"] == 24
    changed = call["Carla"].patch(path, {"approval": "commissioner", "trade_deadline": "2999-01-01T00:00:00Z"})
    assert (changed.status_code, changed.data["approval"], changed.data["fixed"]) == (200, "commissioner", False)
    assert call["Max"].patch(path, {"veto_hours": 3}).status_code == 403
    wrong = call["Carla"].patch(path, {"veto_hours": 0, "luck": 3})
    assert (wrong.status_code, wrong.data["fields"].keys()) == (400, {"luck"})
    assert call["Carla"].client.patch(f"{call['Carla'].base}/{path}", [], format="json").status_code == 400
    accept(members["Mia"], offer(auction, members["Max"], members["Mia"], (1,), (2,)).pk)
    fixed = call["Carla"].patch(path, {"veto_hours": 3})
    assert (fixed.status_code, fixed.data["code"]) == (409, "settings_fixed")
    assert call["Ned"].get(path).data["fixed"] is True


@pytest.mark.django_db
def test_lists_of_one_and_of_three_cost_the_same_queries(
    auction: Auction, members: Members, call: dict[str, Caller]
) -> None:
    counts = []
    for number in (1, 3):
        while Trade.objects.count() < number:
            offer(auction, members["Max"], members["Mia"], (1,), (2,))
        with CaptureQueriesContext(connection) as queries:
            assert len(call["Max"].get("trades").data["results"]) == number
        counts.append(len(queries))
    assert counts[0] == counts[1]
    with CaptureQueriesContext(connection) as owned:
        assert len(call["Max"].get("owned").data["results"]) == 4
    assert len(owned) <= 6


@pytest.mark.django_db
def test_answers_are_as_the_document_says(auction: Auction, members: Members, call: dict[str, Caller]) -> None:
    trade = accept(members["Mia"], offer(auction, members["Max"], members["Mia"], (1,), (2,)).pk)
    answer = call["Ned"].get(f"trades/{trade.pk}").data
    assert answer.keys() == TradeSerializer().fields.keys()
    assert answer["gives"][0]["asset"].keys() == TradedAssetSerializer().fields.keys()
    assert answer["gives"][0].keys() == GivenSerializer().fields.keys()
    assert answer["steps"][0].keys() == StepSerializer().fields.keys()
    assert call["Ned"].get("owned").data["results"][0].keys() == OwnedSerializer().fields.keys()
    schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    assert set(schema["components"]["schemas"]["Trade"]["required"]) == answer.keys()


@pytest.mark.django_db
def test_news_tell_what_became_of_assets_while_they_were_somebodys(
    auction: Auction, carla: User, call: dict[str, Caller]
) -> None:
    owned, free = asset(auction, 1), Asset.objects.filter(lots=None)[0]
    old = owned.name
    owned.name, free.name = "Another Name", "Nobody's"
    for each in (owned, free):
        changes.save_asset(each, carla)
    [news] = call["Mia"].get("owned/news").data
    assert (news["asset"], news["what"], news["old"], news["new"], news["name"], news["by"]) == (
        str(owned.pk), "name", old, "Another Name", "Another Name", "Carla",
    )  # fmt: skip
    changes.retire([owned.pk], None)
    latest = call["Max"].get("owned/news").data[0]
    assert (latest["what"], latest["old"], latest["new"], latest["by"]) == ("retired", "", "", "")
