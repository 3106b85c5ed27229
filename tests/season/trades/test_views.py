"""The pages of trades."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from auctions.models import Auction
from leagues.assets.changes import retire, save_asset
from leagues.models import Member, Role
from season.models import Trade
from season.trades.queries import season_settings_of
from season.trades.services import accept, decline
from tests.questions import confirm, follows
from tests.season.auctioned_league import asset, offer, owners, settle_by

Members = dict[str, Member]


class Visitor:
    """A member with a browser; what they are told stands in `notes`."""

    def __init__(self, auction: Auction, member: Member) -> None:
        self.client, self.base, self.notes = Client(), f"/leagues/{auction.league_id}/", list[str]()
        self.client.force_login(member.user)
        self.client.get("/join/")  # the first page notes the browser, the next ones needn't

    def get(self, path: str) -> Any:
        return self.client.get(self.base + path)

    def post(self, path: str, **body: Any) -> Any:
        answer = self.client.post(self.base + path, body, follow=True)
        self.notes = [str(note) for note in answer.context["messages"]] if answer.context else []
        return answer


@pytest.fixture
def visit(auction: Auction, members: Members) -> dict[str, Visitor]:
    return {name: Visitor(auction, member) for name, member in members.items()}


def new(members: Members, partner: str) -> str:
    return f"trades/new/?with={members[partner].pk}"


def the_trade() -> Trade:
    return Trade.objects.get()


@pytest.mark.django_db
def test_trade_is_offered_accepted_and_approved_on_pages(
    auction: Auction, members: Members, visit: dict[str, Visitor]
) -> None:
    settle_by(auction.league, approval="commissioner")
    one, two = (asset(auction, number) for number in (1, 2))
    assert one.name in visit["Max"].get(new(members, "Mia")).text
    body = {"gives": [one.pk], "takes": [two.pk], "amount": 5, "payer": "partner", "note": "Fair?"}
    page = visit["Max"].post(new(members, "Mia"), **body)
    assert visit["Max"].notes == ["Offered to Mia, who answers here."]
    assert "Withdraw" in page.text
    trade = the_trade()
    assert (trade.pays, trade.note) == (-5, "Fair?")
    assert one.name not in visit["Ned"].get("trades/").text
    visit["Mia"].post(f"trades/{trade.pk}/", do="accept")
    assert visit["Mia"].notes == ["Agreed. A commissioner decides."]
    assert "It waits for a commissioner." in visit["Ned"].get("trades/").text
    done = visit["Carla"].post(f"trades/{trade.pk}/", do="approve")
    assert visit["Carla"].notes == ["The trade took effect."]
    for words in ("Max offered it.", "Mia accepted it.", "Carla approved it.", "It took effect."):
        assert words in done.text
    assert owners(auction)[1] == "Mia"


@pytest.mark.django_db
def test_refusal_is_said_and_what_was_typed_stays(
    auction: Auction, members: Members, visit: dict[str, Visitor]
) -> None:
    body = {"gives": [asset(auction, 1).pk], "takes": [asset(auction, 2).pk], "amount": 16, "payer": "me"}
    page = visit["Max"].post(new(members, "Mia"), **body)
    assert visit["Max"].notes == ["Max has £15m available, and would pay £16m."]
    assert 'value="16"' in page.text
    assert page.text.count(" checked") == 3
    wrong = visit["Max"].post(new(members, "Mia"), gives=[asset(auction, 2).pk], amount=-1, payer="me")
    assert wrong.context["form"].errors.keys() == {"gives", "amount"}
    assert not Trade.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("chosen", ["", "x", "0", "99999999999999999999", "²"])
def test_without_a_partner_one_is_chosen_first(members: Members, visit: dict[str, Visitor], chosen: str) -> None:
    page = visit["Max"].get(f"trades/new/?with={chosen}")
    assert [each.user.name for each in page.context["partners"]] == ["Carla", "Mia", "Ned"]


@pytest.mark.django_db
def test_agreed_trade_counts_down_and_others_object(
    auction: Auction, members: Members, visit: dict[str, Visitor]
) -> None:
    trade = accept(members["Mia"], offer(auction, members["Max"], members["Mia"], (1,), (2,)).pk)
    page = visit["Ned"].get("trades/").text
    assert "data-countdown" in page
    assert "unless 2 of the others object. So far: 0" in page
    assert "Object" not in visit["Max"].get("trades/").text
    after = visit["Ned"].post(f"trades/{trade.pk}/", do="veto")
    assert visit["Ned"].notes == ["You object. The trade ends if most of the others do, or a commissioner."]
    assert "So far: 1" in after.text
    visit["Carla"].post(f"trades/{trade.pk}/", do="veto")
    assert visit["Carla"].notes == ["The trade is vetoed."]


@pytest.mark.django_db
def test_deeds_that_cannot_be_are_refused_on_the_page(
    auction: Auction, members: Members, visit: dict[str, Visitor]
) -> None:
    trade = offer(auction, members["Max"], members["Mia"], (1,), (2,))
    visit["Max"].post(f"trades/{trade.pk}/", do="accept")
    assert visit["Max"].notes[0].startswith("Only the manager to whom it was offered")
    visit["Max"].post(f"trades/{trade.pk}/", do="dance")
    assert visit["Max"].notes == ["Choose an action."]
    assert visit["Max"].post(f"trades/{trade.pk}/", do="approve").status_code == 403
    assert visit["Ned"].post(f"trades/{trade.pk}/", do="veto").status_code == 404
    assert visit["Mia"].post("trades/999/", do="accept").status_code == 404


@pytest.mark.django_db
def test_failed_trade_says_why(auction: Auction, members: Members, visit: dict[str, Visitor]) -> None:
    Trade.objects.filter(pk=offer(auction, members["Max"], members["Mia"], (1,), (2,)).pk).update(
        status="failed", reason="Mia has left the league.", approval="none"
    )
    assert "Mia has left the league." in visit["Ned"].get("trades/").text


@pytest.mark.django_db
def test_everybody_sees_what_became_of_what_somebody_owns(
    auction: Auction, members: Members, visit: dict[str, Visitor]
) -> None:
    owned = asset(auction, 1)
    was, owned.name, owned.club = owned.name, "Ødegård <b>", "Ajax"
    save_asset(owned, members["Carla"].user)
    retire([owned.pk], members["Carla"].user)
    page = visit["Ned"].get("rosters/").text
    assert f"<bdi>{was}</bdi> is now called <b><bdi>Ødegård &lt;b&gt;</bdi></b>." in page
    assert "moved from <bdi>no club</bdi> to <bdi>Ajax</bdi>." in page
    assert "is retired: no new auction sells it, and its owner keeps it." in page
    assert page.count("by <bdi>Carla</bdi>") == 3


@pytest.mark.django_db
def test_rosters_show_owners_and_own_assets_can_be_given_up(
    auction: Auction, members: Members, visit: dict[str, Visitor]
) -> None:
    page = visit["Max"].get("rosters/")
    shown = {each.member.user.name: (len(each.owned), each.available) for each in page.context["rosters"]}
    assert shown == {"Carla": (0, 50), "Max": (2, 15), "Mia": (1, 40), "Ned": (1, 49)}
    assert page.text.count("Give up ") == 2
    question = visit["Max"].post("rosters/drop/", asset=asset(auction, 1).pk)
    assert follows(question) == [
        f"Nobody owns {asset(auction, 1).name} then. It can only be bought again at a further auction.",
        "The £30m paid for it doesn't come back: you keep £15m to spend.",
    ]
    assert owners(auction)[1] == "Max"
    confirm(visit["Max"].client, question)
    assert f"{asset(auction, 1).name} isn&#x27;t yours any more." in visit["Max"].get("rosters/").text
    assert owners(auction) == {2: "Mia", 3: "Max", 4: "Ned"}
    visit["Max"].post("rosters/drop/", asset=asset(auction, 2).pk)
    assert "doesn't belong to Max" in visit["Max"].notes[0]


@pytest.mark.django_db
def test_commissioner_sets_the_rules_until_a_trade_is_agreed(
    auction: Auction, members: Members, visit: dict[str, Visitor]
) -> None:
    members["Carla"].user.time_zone = "Europe/Zurich"
    members["Carla"].user.save()
    body = {"trades": "on", "approval": "veto", "veto_hours": 3, "trade_deadline": "2999-07-01T12:00"}
    visit["Carla"].post("trades/settings/", **body)
    assert visit["Carla"].notes == ["The rules are saved."]
    held = season_settings_of(auction.league_id)
    assert (held.veto_hours, held.trade_deadline, held.drops) == (3, "2999-07-01T12:00:00+02:00", False)
    page = visit["Carla"].get("trades/settings/").text
    assert 'value="2999-07-01T12:00"' in page
    assert "3 hours after it is accepted" in visit["Max"].get("trades/").text
    assert "Give up" not in visit["Max"].get("rosters/").text
    wrong = visit["Carla"].post("trades/settings/", **body | {"veto_hours": 0})
    assert wrong.context["form"].errors.keys() == {"veto_hours"}
    assert visit["Max"].get("trades/settings/").status_code == 403
    accept(members["Mia"], offer(auction, members["Max"], members["Mia"], (1,), (2,)).pk)
    visit["Carla"].post("trades/settings/", **body | {"veto_hours": 4})
    assert visit["Carla"].notes == ["A trade was agreed under these settings already, so they stay as they are."]
    assert "so they stay as they are" in visit["Carla"].get("trades/settings/").text


@pytest.mark.django_db
def test_spectators_see_what_was_agreed_and_trade_nothing(
    auction: Auction, members: Members, visit: dict[str, Visitor]
) -> None:
    accept(members["Mia"], offer(auction, members["Max"], members["Mia"], (1,), (2,)).pk)
    Member.objects.filter(pk=members["Ned"].pk).update(role=Role.SPECTATOR)
    page = visit["Ned"].get("trades/").text
    assert "agreed" in page
    assert "Offer a trade" not in page
    assert "Object" not in page
    assert visit["Ned"].get("trades/new/").status_code == 403


@pytest.mark.django_db
def test_league_page_leads_to_trades_and_lists_cost_the_same_for_one_and_three(
    auction: Auction, members: Members, visit: dict[str, Visitor]
) -> None:
    assert f"{visit['Max'].base}trades/" in visit["Max"].get("").text
    counts = []
    for number in (1, 3):
        while Trade.objects.count() < number:
            decline(members["Mia"], offer(auction, members["Max"], members["Mia"], (1,), (2,)).pk)
        with CaptureQueriesContext(connection) as queries:
            assert len(visit["Max"].get("trades/").context["rows"]) == number
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.django_db
def test_many_trades_come_page_by_page(auction: Auction, members: Members, visit: dict[str, Visitor]) -> None:
    trade = offer(auction, members["Max"], members["Mia"], (1,), (2,))
    same = {"league": trade.league, "auction": auction, "proposer": members["Max"], "partner": members["Mia"]}
    Trade.objects.bulk_create(Trade(**same) for _ in range(20))
    first, second = (visit["Max"].get(f"trades/?page={page}") for page in (1, 2))
    assert (len(first.context["rows"]), len(second.context["rows"])) == (20, 1)
    assert "Older" in first.text
    assert "Newer" in second.text
