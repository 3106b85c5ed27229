"""Starting auctions, once for each key."""

from uuid import uuid4

import pytest
from django.test import Client
from django.utils import translation

from accounts.models import User
from auctions import engine, services
from auctions.audit.run import audit_auction
from auctions.models import Auction
from auctions.publish import messages
from auctions.rules.codes import Code
from auctions.rules.commands import Begin, Cancel
from auctions.rules.state import NOT_OVER
from auctions.services import SettingsUnplayable, create_auction
from leagues.files.assets import AssetRow
from leagues.models import League
from leagues.services import import_own_assets
from leagues.settings.auction import AuctionSettings
from rollouts import subjects
from rollouts.testing import flags
from tests import cast
from tests.auctions.consistency import consistent_state


def test_the_same_key_starts_one_auction(league: League, carla: User) -> None:
    key = uuid4()
    first = services.start_auction(league.pk, carla, subjects.of_user(carla), key=key)
    assert services.start_auction(league.pk, carla, subjects.of_user(carla), key=key) == first
    with pytest.raises(services.AuctionRunning):
        services.start_auction(league.pk, carla, subjects.of_user(carla), key=uuid4())
    assert Auction.objects.count() == 1


def test_a_key_used_for_something_else_starts_nothing(league: League, carla: User) -> None:
    key, auction = uuid4(), cast.auction_of(league, begun=False)
    assert cast.do(auction, Begin(actor=cast.actor_in(league), id=key)).ok
    with pytest.raises(services.KeyReused):
        services.start_auction(league.pk, carla, subjects.of_user(carla), key=key)


SWITCHED_OFF = [
    ({"new_auctions": False}, Code.NEW_AUCTIONS_DISABLED),
    ({"read_only": True}, Code.READ_ONLY),
    ({"running_auctions": False, "waiting_room": False}, Code.RUNNING_AUCTIONS_DISABLED),
]


@pytest.mark.parametrize(("switched", "code"), SWITCHED_OFF, ids=[code for _, code in SWITCHED_OFF])
def test_nothing_is_made_while_it_is_switched_off(
    league: League, carla: User, max_: User, otto: User, switched: dict[str, bool], code: Code
) -> None:
    with flags(**switched):
        with pytest.raises(services.SwitchedOff) as refused:
            services.start_auction(league.pk, carla, subjects.of_user(carla))
        with pytest.raises(services.NotCommissioner):
            services.start_auction(league.pk, max_, subjects.of_user(max_))
        with pytest.raises(services.NoSuchLeague):
            services.start_auction(league.pk, otto, subjects.of_user(otto))
    assert (refused.value.code, refused.value.sentence) == (code, messages.short_sentence(code))
    assert not Auction.objects.exists()
    assert services.start_auction(league.pk, carla, subjects.of_user(carla)).status in NOT_OVER


def test_why_nothing_is_made_is_said_in_the_readers_language(league: League, carla: User) -> None:
    cast.auction_of(league)
    for language, sentence in (("de", "Die Liga hat eine Auktion, die noch nicht vorbei ist."), ("en", None)):
        with translation.override(language), pytest.raises(services.AuctionRunning) as refused:
            services.start_auction(league.pk, carla, subjects.of_user(carla))
        assert refused.value.sentence == (sentence or services.AuctionRunning.sentence)


def test_waiting_room_can_be_made_while_no_auction_may_run(league: League, carla: User) -> None:
    with flags(running_auctions=False, waiting_room=True):
        assert services.start_auction(league.pk, carla, subjects.of_user(carla)).status == "waiting"


def test_page_of_the_league_says_that_new_auctions_are_off(league: League, carla: User) -> None:
    browser = Client()
    browser.force_login(carla)
    with flags(new_auctions=False):
        page = browser.post(f"/leagues/{league.pk}/auction/start/", follow=True)
    assert page.redirect_chain == [(f"/leagues/{league.pk}/", 302)]
    assert messages.short_sentence(Code.NEW_AUCTIONS_DISABLED) in page.text


def test_a_leagues_own_list_is_sold(league: League, carla: User) -> None:
    rows = [AssetRow(external_id=name, name=name) for name in ("ajax", "psv")]
    import_own_assets(cast.member_of(league, carla), rows)
    auction = services.start_auction(league.pk, carla, subjects.of_user(carla))
    assert [lot.asset.name for lot in auction.lots.select_related("asset")] == ["ajax", "psv"]


def test_slow_auction_is_made_where_the_flag_is_on_and_opens_many_lots(league: League, carla: User) -> None:
    League.objects.filter(pk=league.pk).update(settings={"format": "slow", "slow_lots": 5})
    with flags(slow_auctions=False), pytest.raises(services.SlowNotOffered):
        services.start_auction(league.pk, carla, subjects.of_user(carla))
    with flags(slow_auctions=True, waiting_room=False):
        auction = services.start_auction(league.pk, carla, subjects.of_user(carla))
    assert (auction.format, auction.lots.filter(status="open", exclusive=False).count()) == ("slow", 5)
    assert len(engine.read(auction.pk).open_lots) == 5
    assert audit_auction(auction.pk) == []


def test_settings_that_cannot_be_played_start_nothing_and_say_what_to_change(league: League, carla: User) -> None:
    """A release with other bounds, or a hand, has stored them."""
    League.objects.filter(pk=league.pk).update(settings={"budget": 0, "later": 1})
    league.refresh_from_db()
    with pytest.raises(SettingsUnplayable, match="Change the league's settings first: budget"):
        create_auction(league, cast.actor_in(league, carla), waiting_room=True)
    assert not Auction.objects.exists()


@pytest.mark.parametrize("offered", [True, False])
def test_maxima_are_left_only_where_operators_offer_them(league: League, carla: User, offered: bool) -> None:
    league.settings |= {"proxies": True}
    league.save()
    with flags(proxy_bids=offered):
        auction = cast.auction_of(league)
    assert engine.read(auction.pk).auction.settings.proxies is offered
    league.refresh_from_db()
    assert league.settings["proxies"], "the league's own word stays"


def test_auction_takes_along_what_is_stored_of_its_leagues_settings(league: League, carla: User) -> None:
    League.objects.filter(pk=league.pk).update(settings={"budget": 90, "later": 1, "increment": "two"})
    league.refresh_from_db()
    auction = create_auction(league, cast.actor_in(league, carla), waiting_room=True)
    assert {name: auction.settings[name] for name in ("budget", "later", "increment")} == league.settings
    assert engine.read(auction.pk).auction.settings.increment == 1


def test_lots_open_at_the_prices_of_the_list_and_at_the_leagues_where_it_has_none(league: League, carla: User) -> None:
    member = cast.member_of(league, carla)
    rows = [
        AssetRow(external_id=name, name=name, opening_price=price)
        for name, price in (("A", 20), ("B", None), ("C", 90))
    ]
    import_own_assets(member, rows)
    expected = {"given": [20, 2, 90], "price": [90, 20, 2]}
    for order, prices in expected.items():
        league.settings = AuctionSettings(min_price=2, order=order).to_json()
        league.save()
        auction = create_auction(league, cast.actor_in(league, carla), waiting_room=True)
        lots = sorted(engine.read(auction.pk).lots.values(), key=lambda lot: lot.number)
        assert [lot.opening_price for lot in lots] == prices
        assert cast.do(auction, Cancel(actor=cast.actor_in(league), reason="Another order")).ok


def test_a_league_may_leave_the_prices_of_its_list_unused(league: League, carla: User) -> None:
    import_own_assets(cast.member_of(league, carla), [AssetRow(external_id="A", name="A", opening_price=20)])
    league.settings = AuctionSettings(min_price=2, list_prices=False).to_json()
    league.save()
    auction = create_auction(league, cast.actor_in(league, carla), waiting_room=True)
    assert [lot.opening_price for lot in engine.read(auction.pk).lots.values()] == [2]


def test_lots_know_their_groups_by_the_limits_of_the_league_as_its_list_tells(league: League, carla: User) -> None:
    rows = [
        AssetRow(external_id="a", name="Alisson", position="GK", club="Liverpool"),
        AssetRow(external_id="b", name="Virgil", position="DEF"),
    ]
    import_own_assets(cast.member_of(league, carla), rows)
    league.settings = AuctionSettings(limits="GK: at most 2, each club: at most 3").to_json()
    league.save()
    auction = create_auction(league, cast.actor_in(league, carla), waiting_room=True)
    state = consistent_state(auction.pk)
    assert [lot.groups for lot in state.lots.values()] == [("GK", "Liverpool"), ("", "")]
