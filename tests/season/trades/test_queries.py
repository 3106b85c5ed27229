"""Reads of trades: who sees them, and who may do what."""

import pytest
from django.test import Client

from accounts.models import User
from auctions.models import Auction
from leagues.models import League, Member, Role
from leagues.services import add_bot
from season.models import Trade, TradeVeto
from season.trade_policy import TradeAction, TradeParty
from season.trades.queries import (
    allowed_actions_of,
    deciders_of,
    offers_waiting_for,
    partners_of,
    season_settings_of,
    settings_are_fixed,
    trades_for_download,
    trades_of,
)
from season.trades.services import accept, decline
from season.trades.settings import SeasonSettings
from tests.season.auctioned_league import offer, settle_by

Members = dict[str, Member]
pytestmark = pytest.mark.django_db


@pytest.fixture
def trade(auction: Auction, members: Members) -> Trade:
    """Max offers his first lot for Mia's."""
    return offer(auction, members["Max"], members["Mia"], (1,), (2,))


def test_an_offer_is_seen_by_both_and_an_agreed_trade_by_all(members: Members, trade: Trade) -> None:
    assert [name for name, member in members.items() if trades_of(member).exists()] == ["Max", "Mia"]
    accept(members["Mia"], trade.pk)
    assert all(trades_of(member).get() == trade for member in members.values())


def test_everybody_is_something_to_a_trade(members: Members, trade: Trade, league: League) -> None:
    bot = add_bot(league, "Robo")
    deciders = deciders_of(league.pk)
    parties = {name: deciders.part(trade, member) for name, member in members.items()}
    assert parties == {
        "Carla": TradeParty.COMMISSIONER, "Max": TradeParty.PROPOSER, "Mia": TradeParty.PARTNER,
        "Ned": TradeParty.MANAGER,
    }  # fmt: skip
    assert deciders.part(trade, bot) is TradeParty.NOBODY
    assert deciders.other_commissioner(trade)
    Trade.objects.filter(pk=trade.pk).update(partner=members["Carla"])
    trade.refresh_from_db()
    assert not deciders.other_commissioner(trade)


def test_objections_of_those_who_are_not_part_of_it_count(members: Members, trade: Trade, league: League) -> None:
    TradeVeto.objects.create(trade=trade, member=members["Ned"])
    assert deciders_of(league.pk).objections(trade) == (1, 2)
    Member.objects.filter(pk=members["Ned"].pk).update(plays=False)
    trade.refresh_from_db()
    assert deciders_of(league.pk).objections(trade) == (0, 1)


def test_who_has_objected_does_not_object_again(members: Members, trade: Trade, league: League) -> None:
    trade = accept(members["Mia"], trade.pk)
    deciders, at = deciders_of(league.pk), trade.created_at
    assert allowed_actions_of(trade, members["Ned"], deciders, at) == {TradeAction.VETO}
    TradeVeto.objects.create(trade=trade, member=members["Ned"])
    assert allowed_actions_of(trade, members["Ned"], deciders, at) == frozenset()
    assert allowed_actions_of(trade, members["Carla"], deciders, at) == {TradeAction.VETO}


def test_an_offer_is_seen_on_their_home_page_and_the_leagues_by_whom_it_is_offered_to(
    members: Members, trade: Trade, league: League
) -> None:
    answer = f'href="/leagues/{league.pk}/trades/"'

    def seen_by(name: str) -> list[bool]:
        browser = Client()
        browser.force_login(members[name].user)
        pages = [browser.get(path).text for path in ("/", f"/leagues/{league.pk}/")]
        return ["Max offers you a trade." in page and 'data-testid="waiting"' in page for page in pages]

    assert {name: seen_by(name) for name in members} == {
        "Carla": [False, False], "Max": [False, False], "Mia": [True, True], "Ned": [False, False],
    }  # fmt: skip
    assert [each.path for each in offers_waiting_for([members["Mia"]])] == [f"/leagues/{league.pk}/trades/"]
    browser = Client()
    browser.force_login(members["Mia"].user)
    assert answer in browser.get("/").text
    decline(members["Mia"], trade.pk)
    assert seen_by("Mia") == [False, False]


def test_several_offers_are_one_sentence_and_who_may_not_trade_has_none(
    members: Members, trade: Trade, auction: Auction
) -> None:
    offer(auction, members["Ned"], members["Mia"], (4,), ())
    assert [each.sentence for each in offers_waiting_for([*members.values()])] == ["2 trades are offered to you."]
    members["Mia"].role = Role.SPECTATOR
    assert not [*offers_waiting_for([*members.values()])]


def test_partners_are_the_others_who_play_but_no_bots(members: Members, league: League) -> None:
    add_bot(league, "Robo")
    assert [each.user.name for each in partners_of(members["Max"])] == ["Carla", "Mia", "Ned"]


def test_settings_are_fixed_by_the_first_agreed_trade(members: Members, trade: Trade, league: League) -> None:
    assert season_settings_of(league.pk) == SeasonSettings()
    settle_by(league, veto_hours=3)
    assert season_settings_of(league.pk) == SeasonSettings(veto_hours=3)
    assert not settings_are_fixed(league.pk)
    accept(members["Mia"], trade.pk)
    assert settings_are_fixed(league.pk)


def test_a_declined_offer_fixes_nothing_and_is_in_both_downloads(
    members: Members, trade: Trade, league: League, max_: User, mia: User
) -> None:
    decline(members["Mia"], trade.pk)
    assert not settings_are_fixed(league.pk)
    [offered] = trades_for_download(max_)["trades_offered"]
    [received] = trades_for_download(mia)["trades_received"]
    assert offered == received
    assert (offered["id"], offered["status"]) == (trade.pk, "declined")
    assert trades_for_download(mia)["trades_offered"] == []
