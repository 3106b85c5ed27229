"""Offers of a page, for templates of apps below that know no flags."""

from typing import Any

from django.template import Context, Library

from auctions.flags import offers
from leagues.models import League
from rollouts import subjects

register = Library()


@register.simple_tag(takes_context=True)
def slow_auctions_offered(context: Context) -> bool:
    """True if the page's person may have slow auctions in the page's league."""
    league: Any = context.get("league")
    asker = subjects.of_request(context["request"])
    return offers.offers_slow_auctions(asker, league if isinstance(league, League) else None)
