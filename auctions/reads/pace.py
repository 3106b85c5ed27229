"""Sentences about what follows from playing the rest of an auction slowly, or live again. Reads only."""

from collections.abc import Iterator
from datetime import timedelta

from auctions.publish.names import DisplayNames
from auctions.rules import clock
from auctions.rules.state import AuctionState, LotStatus
from auctionsite.moments.durations import format_duration
from auctionsite.text.isolates import isolated
from leagues.settings.auction import AuctionSettings


def sentences_about_pace(before: AuctionState, after: AuctionState, names: DisplayNames, now: int) -> Iterator[str]:
    """Yield what a change of pace means, with the numbers. It is decided, and not written; `now` in epoch ms."""
    to = after.auction.next_format or after.auction.format
    if to == before.auction.format:
        yield f"The auction stays {to}, as it is."
        return
    yield from _about_open_lots(before, after, names, now)
    left = after.coming.size
    lots = "1 lot is left" if left == 1 else f"{left} lots are left"
    yield from _about_slow_play(after, lots) if to == "slow" else _about_live_play(after, lots)


def _about_open_lots(before: AuctionState, after: AuctionState, names: DisplayNames, now: int) -> Iterator[str]:
    """What becomes of the lots that are open: they end as they began, or wait for live play."""
    lots = [after.lots[each] for each in before.open_lots]
    back = [each for each in lots if each.status is LotStatus.QUEUED]
    stay = [each for each in lots if each.status is LotStatus.OPEN]
    if back:
        yield f"{_many(len(back))} without a bid {'goes' if len(back) == 1 else 'go'} back into the queue."
    if len(stay) == 1:
        yield f"{isolated(names.asset_name(stay[0].asset))} is finished first, as it began{_until(after, now)}."
    elif stay:
        yield f"{_many(len(stay))} with a bid are finished first, as they began{_until(after, now)}."


def _until(state: AuctionState, now: int) -> str:
    """In how long the last open lot ends, if that is longer than one waits for in a room."""
    ends = [end for each in state.open_lots if (end := state.lots[each].ends_at) is not None]
    longest = timedelta(milliseconds=max(ends, default=now) - now)
    return f", in {format_duration(longest)} at the earliest" if longest >= timedelta(minutes=5) else ""


def _about_slow_play(after: AuctionState, lots: str) -> Iterator[str]:
    settings = after.auction.settings
    each = f"each open for {_minutes(settings.slow_lot_minutes)}"
    if after.auction.mode == "nomination":
        yield f"{lots}: every manager can have {settings.slow_nominations} up at once, {each}."
    else:
        yield f"{lots}: up to {settings.slow_lots} at once, {each}."
    if settings.slow_reset != "never":
        bid = "A bid by a new leader" if settings.slow_reset == "leader" else "Any bid"
        yield f"{bid} leaves at least {_minutes(settings.slow_reset_minutes)} on the clock."
    yield _about_nights(settings)
    yield "Nobody has to be here: bids and maximums count at any time."


def _about_nights(settings: AuctionSettings) -> str:
    if settings.quiet_hours is None:
        return "There are no quiet hours: lots can end at night."
    return f"Clocks stand still {settings.quiet_hours} ({settings.time_zone})."


def _about_live_play(after: AuctionState, lots: str) -> Iterator[str]:
    seconds = clock.RESUME_COUNT_MS // 1000
    yield f"{lots}: one at a time, {after.auction.settings.lot_seconds} s each."
    yield f"The auction is paused before the first of them, until you resume it with a count of {seconds}."


def _many(count: int) -> str:
    return "1 lot" if count == 1 else f"{count} lots"


def _minutes(count: int) -> str:
    """Hours and minutes, of a number of minutes."""
    hours, minutes = divmod(count, 60)
    return " ".join(filter(None, (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "")))
