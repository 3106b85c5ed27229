"""`manage.py demo_season`."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from auctions import engine
from auctions.models import Auction
from auctions.rules.commands import SYSTEM, Begin, Cancel
from leagues.models import League
from season.models import LeagueSeason
from season.ownership.services import refresh_ownership
from season.standings import queries
from season.standings.services import recount
from tests import cast


def run() -> str:
    out = StringIO()
    call_command("demo_season", stdout=out)
    return out.getvalue()


def test_what_is_bought_in_the_demo_has_points(db: None) -> None:
    call_command("demo", stdout=StringIO())
    assert run() == "Champions Evening follows UEFA Champions League 2025/26\n"
    League.objects.update(settings=League.objects.get().settings | cast.QUICK)
    season = LeagueSeason.objects.select_related("league", "competition").get()
    assert season.counts_earlier
    cast.do(Auction.objects.get(), Cancel(actor=SYSTEM, reason="A quicker one."))
    auction = cast.auction_of(season.league, begun=False, lots=2)
    cast.do(auction, Begin(actor=cast.actor_in(season.league)))
    people = [each.user for each in season.league.memberships.filter(bot=False).select_related("user")]
    for user in people[:2]:
        cast.sell(auction, user, 7)
    assert engine.read(auction.pk).auction.status == "completed"
    refresh_ownership(season.league_id)
    recount(season.competition_id)
    assert queries.standings_table(season).rows[0].total > 0


def test_without_a_demo_and_in_production_it_is_refused(db: None) -> None:
    with pytest.raises(CommandError, match="There is no demo yet"):
        run()
    with override_settings(ENVIRONMENT="production"), pytest.raises(CommandError, match="production"):
        run()
