"""The checks that a trade could take effect now."""

from datetime import UTC, datetime, timedelta

import pytest

from auctions.models import Auction
from leagues.models import League, Member
from season.trades.checks import check_not_promised, check_open, owned_lots
from season.trades.records import TradeRefused
from season.trades.services import accept
from season.trades.settings import SeasonSettings
from tests.season.auctioned_league import asset, offer

NOW = datetime(2026, 3, 1, 18, tzinfo=UTC)


def test_a_league_trades_until_the_instant_of_its_deadline() -> None:
    settings = SeasonSettings(trade_deadline="2026-03-01T19:00:00+01:00")
    check_open(settings, NOW - timedelta(microseconds=1))
    check_open(SeasonSettings(), NOW)
    with pytest.raises(TradeRefused, match="The deadline for trades was 01 March 2026, 18:00 UTC") as caught:
        check_open(settings, NOW)
    assert caught.value.code == "deadline_passed"


def test_a_league_that_does_not_trade_says_so() -> None:
    with pytest.raises(TradeRefused, match="doesn't trade") as caught:
        check_open(SeasonSettings(trades=False), NOW)
    assert caught.value.code == "trades_off"


@pytest.mark.django_db
def test_assets_are_found_as_lots_of_who_owns_them(
    auction: Auction, league: League, members: dict[str, Member]
) -> None:
    first, second = asset(auction, 1), asset(auction, 2)
    lots = owned_lots(league.pk, {first.pk: members["Max"], second.pk: members["Mia"]})
    assert {key: lot.number for key, lot in lots.items()} == {first.pk: 1, second.pk: 2}
    with pytest.raises(TradeRefused, match=f"{second.name} doesn't belong to Max") as caught:
        owned_lots(league.pk, {second.pk: members["Max"]})
    assert caught.value.code == "not_owned"
    with pytest.raises(TradeRefused, match="This asset doesn't belong"):
        owned_lots(league.pk, {0: members["Max"]})


@pytest.mark.django_db
def test_what_is_promised_is_in_no_other_trade(auction: Auction, league: League, members: dict[str, Member]) -> None:
    trade = offer(auction, members["Max"], members["Mia"], (1,), (2,))
    lots = [row.lot for row in trade.assets.select_related("lot")]
    check_not_promised(lots)
    accept(members["Mia"], trade.pk)
    with pytest.raises(TradeRefused, match="promised in a trade") as caught:
        check_not_promised(lots[:1])
    assert caught.value.code == "promised"
