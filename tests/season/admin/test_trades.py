"""Trades, ownership and settings in the admin."""

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from auctions.models import Auction
from leagues.models import Member
from season.models import LeagueSettings, Ownership, OwnershipHead, Trade
from season.ownership.services import refresh_ownership
from season.trades.services import accept, veto
from tests import cast
from tests.season.auctioned_league import let_time_pass, offer, settle_by

Members = dict[str, Member]


@pytest.mark.django_db
@pytest.mark.parametrize("model", [LeagueSettings, Ownership, Trade])
def test_every_list_takes_the_same_queries_however_long(
    admin: Client, auction: Auction, members: Members, model: type[Model]
) -> None:
    address = f"/admin/season/{model._meta.model_name}/"

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert admin.get(address).status_code == 200
        return len(found)

    settle_by(auction.league, veto_hours=3)
    trade = accept(members["Mia"], offer(auction, members["Max"], members["Mia"], (1,), (2,)).pk)
    veto(members["Ned"], trade.pk)
    Ownership.objects.filter(price__lt=30).delete()
    queries()
    few = queries()
    OwnershipHead.objects.update(epoch=0)
    assert refresh_ownership(auction.league_id)
    settle_by(cast.make_league(members["Ned"].user, name="Elsewhere"), veto_hours=3)
    for _ in range(3):
        offer(auction, members["Ned"], members["Carla"], (4,))
    let_time_pass(trade, hours=3)
    assert queries() == few
    row = model._default_manager.order_by("pk").first()
    assert row is not None
    page = admin.get(f"{address}{row.pk}/change/")
    assert page.status_code == 200
    assert 'name="_save"' not in page.text


@pytest.mark.django_db
def test_trade_shows_its_assets_steps_and_vetoes(admin: Client, auction: Auction, members: Members) -> None:
    trade = accept(members["Mia"], offer(auction, members["Max"], members["Mia"], (1,), (2,), note="=1+1").pk)
    veto(members["Ned"], trade.pk)
    page = admin.get(f"/admin/season/trade/{trade.pk}/change/").text
    for words in ("accept", "object", "veto of"):
        assert words in page
    fields = {"format": "0", "resource": "0", "traderesource_note": "on", "traderesource_partner": "on"}
    exported = admin.post("/admin/season/trade/export/", fields)
    assert exported.text.splitlines()[1] == "Mia,'=1+1"


@pytest.mark.django_db
def test_ownership_is_exported(admin: Client, auction: Auction) -> None:
    fields = {"format": "0", "resource": "0", "ownershipresource_member": "on", "ownershipresource_price": "on"}
    exported = admin.post("/admin/season/ownership/export/", fields)
    assert sorted(exported.text.splitlines()[1:]) == ["Max,30", "Max,5", "Mia,10", "Ned,1"]
