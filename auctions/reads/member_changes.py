"""Sentences about the consequences of a member's change for seats, bids and rosters. Reads only."""

from collections.abc import Iterator

from auctions import engine
from auctions.models import Auction, Lot, Participant
from auctions.reads.holdings import current_auction, described, holdings_of_member
from auctionsite.http.lists import counted
from auctionsite.text.isolates import isolated
from leagues.member_changes import MemberChange
from leagues.money import money
from leagues.permissions import Action
from leagues.queries import players_of


def sentences_about(change: MemberChange) -> Iterator[str]:
    """Yield what follows in the league's auctions."""
    running = Auction.objects.filter(league=change.member.league_id, status__in=Auction.RUNNING).first()
    if running is not None:
        yield from _about_running(change, running)
    if change.stops_playing:
        yield from _about_roster(change)
    elif change.starts_playing and running is None:
        yield f"{change.who} {change.verb('get', 'gets')} a seat and a budget in the league's next auction."


def _about_running(change: MemberChange, auction: Auction) -> Iterator[str]:
    seat = Participant.objects.filter(auction=auction, member=change.member).first()
    if change.stops_playing and seat is not None:
        yield from _about_seat(change, auction, seat)
    elif change.starts_playing:
        yield _about_coming(change, auction, seat)
    if change.gains(Action.CONDUCT_AUCTION):
        yield f"{change.who} can run the auction that is {_stage(auction)} at once."
    elif change.loses(Action.CONDUCT_AUCTION):
        yield f"{change.who} can't run the auction that is {_stage(auction)} any more."


def _about_seat(change: MemberChange, auction: Auction, seat: Participant) -> Iterator[str]:
    unit = _unit(auction)
    yield (
        f"{change.whose} seat in the auction that is {_stage(auction)} stays, marked away, with "
        f"{money(_to_spend(seat), unit)} to spend. Lots don't wait for it."
    )
    for lot in Lot.objects.filter(auction=auction, leader=seat).select_related("asset").order_by("number"):
        yield (
            f"{change.who} {change.verb('lead', 'leads')} {isolated(lot.asset.name)} at {money(lot.price or 0, unit)}. "
            f"The bid stands and {money(lot.price or 0, unit)} stays held: without a higher bid, {change.who} "
            f"{change.verb('buy', 'buys')} it."
        )
    others = players_of(auction.league_id).exclude(pk=change.member.pk)
    if not others.exists():
        yield "Nobody is left to bid in it."


def _about_coming(change: MemberChange, auction: Auction, seat: Participant | None) -> str:
    if seat is not None:
        back = change.verb("are back in your", "is back in their")
        return f"{change.who} {back} seat, with {money(_to_spend(seat), _unit(auction))} to spend."
    if auction.status == Auction.Status.WAITING:
        budget = money(auction.settings["budget"], _unit(auction))
        return f"{change.who} {change.verb('get', 'gets')} a seat in the waiting room, with {budget} to spend."
    return f"{change.who} {change.verb('have', 'has')} no seat in the auction under way, and can watch it."


def _about_roster(change: MemberChange) -> Iterator[str]:
    owned = holdings_of_member(change.member)
    auction = current_auction(change.member.league_id)
    if not owned or auction is None:
        return
    bought, them = counted(len(owned), change.member.league.sport.asset_word), "it" if len(owned) == 1 else "them"
    yield (
        f"{change.who} {change.verb('keep', 'keeps')} {bought}: {described(owned, _unit(auction))}. "
        f"Nobody else can buy or trade for {them} meanwhile."
    )


def _to_spend(seat: Participant) -> int:
    """Return the seat's money as everybody sees it."""
    return engine.read(seat.auction_id).participants[seat.pk].shown_available


def _stage(auction: Auction) -> str:
    return "waiting to begin" if auction.status == Auction.Status.WAITING else "under way"


def _unit(auction: Auction) -> str:
    return str(auction.settings["unit"])
