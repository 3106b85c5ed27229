"""Sentences about what follows from playing the rest of an auction slowly, or live again. Reads only."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from auctions.publish.names import DisplayNames
from auctions.rules import clock
from auctions.rules.state import AuctionState, LotStatus
from auctionsite.moments.durations import format_duration
from auctionsite.text.isolates import isolated
from leagues.settings.auction import AuctionFormat, AuctionMode, AuctionSettings


def sentences_about_pace(before: AuctionState, after: AuctionState, names: DisplayNames, now: int) -> Iterator[str]:
    """Yield what a change of pace means, with the numbers. It is decided, and not written; `now` in epoch ms."""
    to = after.auction.next_format or after.auction.format
    slow = to == AuctionFormat.SLOW
    if to == before.auction.format:
        yield _("The auction stays slow, as it is.") if slow else _("The auction stays live, as it is.")
        return
    yield from _about_open_lots(before, after, names, now)
    yield from _about_slow_play(after) if slow else _about_live_play(after)


def _about_open_lots(before: AuctionState, after: AuctionState, names: DisplayNames, now: int) -> Iterator[str]:
    """Yield what happens to the lots that are open: they end as they began, or wait for live play."""
    lots = [after.lots[lot_id] for lot_id in before.open_lots]
    back = [lot for lot in lots if lot.status is LotStatus.QUEUED]
    stay = [lot for lot in lots if lot.status is LotStatus.OPEN]
    if back:
        yield ngettext(
            "{number} lot without a bid goes back into the queue.",
            "{number} lots without a bid go back into the queue.",
            len(back),
        ).format(number=len(back))
    if not stay:
        return
    longest = _longest(after, now)
    if len(stay) == 1 and longest is None:
        sentence = _("{name} is finished first, as it began.")
    elif len(stay) == 1:
        sentence = _("{name} is finished first, as it began, in {duration} at the earliest.")
    elif longest is None:
        sentence = _("{number} lots with a bid are finished first, as they began.")
    else:
        sentence = _("{number} lots with a bid are finished first, as they began, in {duration} at the earliest.")
    yield sentence.format(name=isolated(names.asset_name(stay[0].asset)), number=len(stay), duration=longest)


def _longest(state: AuctionState, now: int) -> str | None:
    """In how long the last open lot ends; None if that is no longer than one waits for in a room."""
    ends = [end for each in state.open_lots if (end := state.lots[each].ends_at) is not None]
    longest = timedelta(milliseconds=max(ends, default=now) - now)
    return format_duration(longest) if longest >= timedelta(minutes=5) else None


def _about_slow_play(after: AuctionState) -> Iterator[str]:
    settings, left = after.auction.settings, after.coming.size
    if after.auction.mode == AuctionMode.NOMINATION:
        sentence, most = (
            ngettext(
                "{number} lot is left: every manager can have {most} up at once, each open for {duration}.",
                "{number} lots are left: every manager can have {most} up at once, each open for {duration}.",
                left,
            ),
            settings.slow_nominations,
        )
    else:
        sentence, most = (
            ngettext(
                "{number} lot is left: up to {most} at once, each open for {duration}.",
                "{number} lots are left: up to {most} at once, each open for {duration}.",
                left,
            ),
            settings.slow_lots,
        )
    yield sentence.format(number=left, most=most, duration=_minutes(settings.slow_lot_minutes))
    if settings.slow_reset != "never":
        if settings.slow_reset == "leader":
            sentence = _("A bid by a new leader leaves at least {duration} on the clock.")
        else:
            sentence = _("Any bid leaves at least {duration} on the clock.")
        yield sentence.format(duration=_minutes(settings.slow_reset_minutes))
    yield _about_nights(settings)
    yield _("Nobody has to be here: bids and maximums count at any time.")


def _about_nights(settings: AuctionSettings) -> str:
    if settings.quiet_hours is None:
        return _("There are no quiet hours: lots can end at night.")
    sentence = _("Clocks stand still {hours} ({zone}).")
    return sentence.format(hours=settings.quiet_hours, zone=settings.time_zone)


def _about_live_play(after: AuctionState) -> Iterator[str]:
    left = after.coming.size
    yield ngettext(
        "{number} lot is left: one at a time, {seconds} s each.",
        "{number} lots are left: one at a time, {seconds} s each.",
        left,
    ).format(number=left, seconds=after.auction.settings.lot_seconds)
    sentence = _("The auction is paused before the first of them, until you resume it with a count of {seconds}.")
    yield sentence.format(seconds=clock.RESUME_COUNT_MS // 1000)


def _minutes(count: int) -> str:
    """Hours and minutes, of a number of minutes."""
    hours, minutes = divmod(count, 60)
    return isolated(" ".join(filter(None, (f"{hours} h" if hours else "", f"{minutes} min" if minutes else ""))))
