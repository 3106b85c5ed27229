"""Sentences about the consequences of a member's change for seats, bids and rosters. Reads only.

Each is there twice: about somebody by name, and for the one whose change it is.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from auctions import engine
from auctions.models import Auction, Lot, Participant
from auctions.reads.holdings import current_auction, described, holdings_of_member
from auctions.rules.state import NOT_OVER
from auctionsite.text.isolates import isolated
from leagues.member_changes import MemberChange
from leagues.money import money
from leagues.permissions import Action
from leagues.queries import players_of


def sentences_about(change: MemberChange) -> Iterator[str]:
    """Yield what follows in the league's auctions."""
    running = Auction.objects.filter(league=change.member.league_id, status__in=NOT_OVER).first()
    if running is not None:
        yield from _about_running(change, running)
    if change.stops_playing:
        yield from _about_roster(change)
    elif change.starts_playing and running is None:
        if change.own:
            yield _("you get a seat and a budget in the league's next auction.")
        else:
            yield _("{name} gets a seat and a budget in the league's next auction.").format(name=change.who)


def _about_running(change: MemberChange, auction: Auction) -> Iterator[str]:
    seat = Participant.objects.filter(auction=auction, member=change.member).first()
    if change.stops_playing and seat is not None:
        yield from _about_seat(change, auction, seat)
    elif change.starts_playing:
        yield _about_coming(change, auction, seat)
    if change.gains(Action.CONDUCT_AUCTION):
        yield _can_run(change, auction)
    elif change.loses(Action.CONDUCT_AUCTION):
        yield _can_run_no_more(change, auction)


def _can_run(change: MemberChange, auction: Auction) -> str:
    if auction.status == Auction.Status.WAITING:
        yours = _("you can run the auction that is waiting to begin at once.")
        theirs = _("{name} can run the auction that is waiting to begin at once.")
    else:
        yours = _("you can run the auction that is under way at once.")
        theirs = _("{name} can run the auction that is under way at once.")
    return yours if change.own else theirs.format(name=change.who)


def _can_run_no_more(change: MemberChange, auction: Auction) -> str:
    if auction.status == Auction.Status.WAITING:
        yours = _("you can't run the auction that is waiting to begin any more.")
        theirs = _("{name} can't run the auction that is waiting to begin any more.")
    else:
        yours = _("you can't run the auction that is under way any more.")
        theirs = _("{name} can't run the auction that is under way any more.")
    return yours if change.own else theirs.format(name=change.who)


def _about_seat(change: MemberChange, auction: Auction, seat: Participant) -> Iterator[str]:
    unit = _unit(auction)
    yield _seat_stays(change, auction).format(name=change.who, amount=money(_to_spend(seat), unit))
    for lot in Lot.objects.filter(auction=auction, leader=seat).select_related("asset").order_by("number"):
        if change.own:
            sentence = _(
                "you lead {asset} at {amount}. The bid stands and {amount} stays held: without a higher bid, "
                "you buy it."
            )
        else:
            sentence = _(
                "{name} leads {asset} at {amount}. The bid stands and {amount} stays held: without a higher bid, "
                "{name} buys it."
            )
        yield sentence.format(name=change.who, asset=isolated(lot.asset.name), amount=money(lot.price or 0, unit))
    others = players_of(auction.league_id).exclude(pk=change.member.pk)
    if not others.exists():
        yield _("Nobody is left to bid in it.")


def _seat_stays(change: MemberChange, auction: Auction) -> str:
    if auction.status == Auction.Status.WAITING:
        yours = _(
            "your seat in the auction that is waiting to begin stays, marked away, with {amount} to spend. "
            "Lots don't wait for it."
        )
        theirs = _(
            "{name}'s seat in the auction that is waiting to begin stays, marked away, with {amount} to spend. "
            "Lots don't wait for it."
        )
    else:
        yours = _(
            "your seat in the auction that is under way stays, marked away, with {amount} to spend. "
            "Lots don't wait for it."
        )
        theirs = _(
            "{name}'s seat in the auction that is under way stays, marked away, with {amount} to spend. "
            "Lots don't wait for it."
        )
    return yours if change.own else theirs


def _about_coming(change: MemberChange, auction: Auction, seat: Participant | None) -> str:
    amount = ""
    if seat is not None:
        amount = money(_to_spend(seat), _unit(auction))
        yours = _("you are back in your seat, with {amount} to spend.")
        theirs = _("{name} is back in their seat, with {amount} to spend.")
    elif auction.status == Auction.Status.WAITING:
        amount = money(auction.settings["budget"], _unit(auction))
        yours = _("you get a seat in the waiting room, with {amount} to spend.")
        theirs = _("{name} gets a seat in the waiting room, with {amount} to spend.")
    else:
        yours = _("you have no seat in the auction under way, and can watch it.")
        theirs = _("{name} has no seat in the auction under way, and can watch it.")
    return (yours if change.own else theirs).format(name=change.who, amount=amount)


def _about_roster(change: MemberChange) -> Iterator[str]:
    owned = holdings_of_member(change.member)
    auction = current_auction(change.member.league_id)
    if not owned or auction is None:
        return
    if change.own:
        sentence = ngettext(
            "you keep {number}: {assets}. Nobody else can buy or trade for it meanwhile.",
            "you keep {number}: {assets}. Nobody else can buy or trade for them meanwhile.",
            len(owned),
        )
    else:
        sentence = ngettext(
            "{name} keeps {number}: {assets}. Nobody else can buy or trade for it meanwhile.",
            "{name} keeps {number}: {assets}. Nobody else can buy or trade for them meanwhile.",
            len(owned),
        )
    number = change.member.league.sport.counted(len(owned))
    yield sentence.format(name=change.who, number=number, assets=described(owned, _unit(auction)))


def _to_spend(seat: Participant) -> int:
    """Return the seat's money as everybody sees it."""
    return engine.read(seat.auction_id).participants[seat.pk].shown_available


def _unit(auction: Auction) -> str:
    return str(auction.settings["unit"])
