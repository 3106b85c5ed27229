"""A league's auctions on its page: who owns what, and what each auction sold."""

from collections.abc import Sequence
from typing import Any

from django.template import Library

from auctions.models import Auction
from auctions.reads.holdings import current_auction, rosters_in
from auctions.reads.results import SalesInShort, sales_in_short
from leagues.models import League, Member
from leagues.owners.queries import seat_of

register = Library()


@register.inclusion_tag("auctions/league_rosters.html")
def league_rosters(league: League, member: Member) -> dict[str, Any]:
    """Show each manager's roster in a line that opens, the reader's own open; no lines before an auction has begun."""
    auction = current_auction(league.pk)
    rosters = [] if auction is None else rosters_in(auction)
    return {"league": league, "rosters": rosters, "unit": auction and auction.unit, "own": seat_of(member).pk}


@register.simple_tag
def with_sales(auctions: Sequence[Auction]) -> list[tuple[Auction, SalesInShort | None]]:
    """Return each auction with what it sold; None beside one that sold nothing."""
    sales = sales_in_short(auctions)
    return [(auction, sales.get(auction.pk)) for auction in auctions]
