"""Sentences about what seats begin with: their money, rosters and keepers."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from auctions.publish.names import DisplayNames
from auctions.publish.obstacles import obstacles_to
from auctions.rules.state import AuctionState, ParticipantState
from auctionsite.http.lists import listed
from auctionsite.text.isolates import isolated
from leagues.money import money


def sentences_about_table(before: AuctionState, after: AuctionState, names: DisplayNames) -> Iterator[str]:
    """Yield what a table of seats makes of each that it changes, and what then keeps rosters from being filled."""
    for seat in after.participants.values():
        if _terms(seat) != _terms(before.participants[seat.id]):
            yield _about(seat, after, names)
    yield from obstacles_to(after, names)


def _terms(seat: ParticipantState) -> tuple[object, ...]:
    return seat.granted, seat.slots_min, seat.slots_max, seat.roster


def _about(seat: ParticipantState, state: AuctionState, names: DisplayNames) -> str:
    settings = state.auction.settings
    least, most = seat.size(settings)
    places = str(most) if least == most else _("{least} to {most}").format(least=least, most=most)
    kept = listed(
        f"{isolated(names.asset_name(slot.asset))} ({money(slot.price, settings.unit)})" for slot in seat.roster
    )
    if kept:
        sentence = _("{name} has {left} to spend, a roster of {places}, and keeps {assets}.")
    else:
        sentence = _("{name} has {left} to spend, a roster of {places}.")
    left = money(seat.shown_available, settings.unit)
    name = isolated(names.participant_name(seat.id))
    return sentence.format(name=name, left=left, places=places, assets=kept)


def sentence_before_late_seat(state: AuctionState) -> str:
    """Return what a seat with the whole budget would mean for one who comes late."""
    unit, whole = state.auction.settings.unit, state.auction.settings.budget
    began = sorted({seat.granted for seat in state.participants.values()})
    if began in ([], [whole]):
        return _("Starts with {amount}, as everybody did, and can bid at once.").format(amount=money(whole, unit))
    least, most = money(began[0], unit), money(began[-1], unit)
    others = most if least == most else _("{least} to {most}").format(least=least, most=most)
    sentence = _("Starts with {amount} and can bid at once; the others began with {others}.")
    return sentence.format(amount=money(whole, unit), others=others)


def sentences_about_late_seat(name: str, seat: ParticipantState, state: AuctionState) -> Iterator[str]:
    """Yield what a seat would mean for one who comes late, beside what the others have left; `state` is with it."""
    unit = state.auction.settings.unit
    if state.open_lots:
        sentence = _("{name} starts with {amount} and can bid up to {limit} now.")
    else:
        sentence = _("{name} starts with {amount}.")
    limit = money(seat.max_bid, unit)
    yield sentence.format(name=isolated(name), amount=money(seat.granted, unit), limit=limit)
    left = sorted(each.shown_available for each in state.participants.values() if each.id != seat.id)
    if len(left) == 1 or (left and left[0] == left[-1]):
        yield _("Everybody else has {amount} left.").format(amount=money(left[0], unit))
    elif left:
        yield _("The others have {least} to {most} left.").format(
            least=money(left[0], unit), most=money(left[-1], unit)
        )
