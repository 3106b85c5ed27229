"""Faults from a seed, in a room of 37 managers who bid all the time: nobody who pressed in time hears it was late.

    make faults                                                     60 faults, about ten minutes
    .venv/bin/python -m ops.drill.faults --faults 10 --seed 7       some of them
    .venv/bin/python -m ops.drill.faults --faults 6 --kinds "Postgres killed,both webs killed"

It starts a site of its own (`.local/faults`, erased before and after) with two web processes and two clocks, and lets
37 managers bid. Then, each time across the deadline of a lot, something is stopped for 3 to 5 s or killed: one web
process or both, a clock, Valkey, Postgres, or a third of the lines. Before each fault half of them are with each web
process again, as behind a proxy that goes by turns. For each kind it shows

- **bids**: how many were pressed meanwhile, and how many of them were refused as late (`lot_closed`,
  `missed_by_server`) though they were pressed in time, on a line that wasn't cut. That has to be none. In time is half
  a second before the deadline that the receipt names: a shorter silence is no stall.
- **answer**: the longest that a bid waited for its answer, of those on lines that the fault didn't touch; where it
  touched all of them, of all.
- **answer, on lines it touched**: the same of those whose line was with the web process that was stopped or killed, or
  was cut. They wait until their page sees that the line is dead, and has another.
- **back**: where all have to wait for a part, the longest until it was there again (Postgres accepted connections, a
  web process answered), and the longest that a bid waited from then on.
- **closing**: the most by which a lot was closed after its deadline and the grace.

At the end the auction is audited. Exit code 1 if a bid was wronged or the audit found something.
"""

import argparse
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import django

from auctionsite.local.place import PROJECT
from ops.drill.crowd import Crowd, PressedBid, now_ms
from ops.drill.fleet import Fleet
from ops.drill.site import DrillFailed, eventually

if TYPE_CHECKING:
    from ops.drill.evening import BusyRoom  # needs Django

MANAGERS_AT_MOST = 100
IN_TIME_MS = 500
QUIET_SECONDS = 1.5
WELL_AGAIN_SECONDS = 120
"""Where other programs want the processor, a web process may take a minute to start."""
WRONGED = ("lot_closed", "missed_by_server")
COLUMNS = (
    "fault",
    "times",
    "bids meanwhile",
    "in time, refused as late",
    "longest wait for an answer",
    "on lines it touched",
    "part back after",
    "longest wait from then on",
    "latest closing",
)


@dataclass(frozen=True)
class Fault:
    """A kind of fault. `touches` are the web processes whose lines it touches; None: it is one of the two."""

    name: str
    happen: Callable[[Fleet, Crowd, random.Random, int], None]
    touches: tuple[int, ...] | None = ()
    is_back: Callable[[Fleet], bool] | None = None
    """Whether the part that all have to wait for is there again; None where nobody has to wait."""


@dataclass
class Seen:
    """The observations of one kind of fault; times in ms."""

    faults: int = 0
    bids: list[PressedBid] = field(default_factory=list)
    untouched: list[PressedBid] = field(default_factory=list)
    touched: list[PressedBid] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    away: list[int] = field(default_factory=list)
    waits_from_then_on: list[int] = field(default_factory=list)


def _web(number: int) -> str:
    return ("web", "web2")[number]


def _stop(part: str) -> Callable[[Fleet, Crowd, random.Random, int], None]:
    return lambda fleet, crowd, dice, web: fleet.stop_for(part, dice.uniform(3, 5))


def _kill(*parts: str) -> Callable[[Fleet, Crowd, random.Random, int], None]:
    def happen(fleet: Fleet, crowd: Crowd, dice: random.Random, web: int) -> None:
        for part in parts:
            fleet.signal(part, signal.SIGKILL)

    return happen


FAULTS = (
    Fault("one web stopped", lambda fleet, crowd, dice, web: fleet.stop_for(_web(web), dice.uniform(3, 5)), None),
    Fault("one web killed", lambda fleet, crowd, dice, web: fleet.signal(_web(web), signal.SIGKILL), None),
    Fault("both webs killed", _kill("web", "web2"), (0, 1), Fleet.serves),
    Fault("one clock stopped", _stop("clock")),
    Fault("one clock killed", _kill("clock2")),
    Fault("Valkey stopped", _stop("valkey")),
    Fault("Valkey killed", _kill("valkey")),
    Fault("Postgres stopped", _stop("postgres"), is_back=Fleet.accepts_connections),
    Fault("Postgres killed", _kill("postgres"), is_back=Fleet.accepts_connections),
    Fault("lines cut", lambda fleet, crowd, dice, web: crowd.cut_some(dice)),
)


def main(arguments: list[str] | None = None) -> int:
    """0: nobody was wronged; 1: somebody was, or the audit found something."""
    parser = argparse.ArgumentParser(
        "ops.drill.faults", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument(
        "--faults", type=int, default=60, help="how many, 1 to 200; each kind in turn, in a random order"
    )
    parser.add_argument("--managers", type=int, default=37, help=f"how many bid, 3 to {MANAGERS_AT_MOST}")
    parser.add_argument("--seed", type=int, default=1, help="what decides their order and length")
    parser.add_argument("--kinds", help="which kinds, by their names in the table, with commas between; else all")
    parser.add_argument("--folder", type=Path, default=PROJECT / ".local" / "faults", help="where its data are")
    options = parser.parse_args(arguments)
    if not 1 <= options.faults <= 200:
        parser.error("--faults is a number from 1 to 200")
    if not 3 <= options.managers <= MANAGERS_AT_MOST:
        parser.error(f"--managers is a number from 3 to {MANAGERS_AT_MOST}")
    chosen = options.kinds.split(",") if options.kinds else [fault.name for fault in FAULTS]
    kinds = [fault for fault in FAULTS if fault.name in chosen]
    if len(kinds) != len(chosen):
        parser.error(f"--kinds are some of {', '.join(fault.name for fault in FAULTS)}")
    folder = options.folder.resolve()
    shutil.rmtree(folder, ignore_errors=True)
    try:
        dice = random.Random(options.seed)  # noqa: S311 # no secret
        return _run(folder, options.managers, [*_in_turn(kinds, options.faults, dice)], dice)
    except DrillFailed as error:
        print(f"FAILED: {error}", flush=True)
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(folder: Path, managers: int, faults: Sequence[Fault], dice: random.Random) -> int:
    for elsewhere in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(elsewhere, None)
    os.environ |= {"DATA_DIR": str(folder), "ENVIRONMENT": "local", "RATE_LIMITS": "off"}
    with Fleet(folder) as fleet:
        os.environ["DJANGO_SETTINGS_MODULE"] = "auctionsite.settings"
        django.setup()
        from ops.drill.evening import BusyRoom  # needs Django

        room = BusyRoom(managers)
        crowd = Crowd(fleet.webs, room.auction_id, room.tokens())
        crowd.start()
        eventually(crowd.all_connected, WELL_AGAIN_SECONDS, "all managers are in the room")
        room.begin()
        seen = {fault.name: Seen() for fault in faults}
        for fault in faults:
            _wait_for_a_deadline(room, fleet, crowd, dice.uniform(0.3, 2.5))
            _let_happen(fault, fleet, crowd, dice, seen[fault.name])
            room.resume_if_paused()
        eventually(lambda: _is_quiet(fleet, crowd), WELL_AGAIN_SECONDS, "all is well again")
        time.sleep(QUIET_SECONDS)
        crowd.end()
        late = room.closings()
        findings = room.audit()
    wronged = _print_table(seen, late)
    for finding in findings:
        print(f"FAILED: {finding}")
    return 1 if wronged or findings else 0


def _in_turn(kinds: Sequence[Fault], faults: int, dice: random.Random) -> Iterator[Fault]:
    while faults > 0:
        yield from dice.sample(kinds, min(faults, len(kinds)))
        faults -= len(kinds)


def _is_quiet(fleet: Fleet, crowd: Crowd) -> bool:
    return crowd.all_connected() and fleet.all_answer()


def _let_happen(fault: Fault, fleet: Fleet, crowd: Crowd, dice: random.Random, seen: Seen) -> None:
    """Let one fault happen, and wait until all is well again."""
    web, began = dice.randrange(2), now_ms()
    fault.happen(fleet, crowd, dice, web)
    back = _wait_until_back(fault, fleet)
    eventually(lambda: _is_quiet(fleet, crowd), WELL_AGAIN_SECONDS, f"all is well after {fault.name}")
    ended = now_ms()
    time.sleep(QUIET_SECONDS)
    touched = (web,) if fault.touches is None else fault.touches
    bids = [bid for bidder in crowd.bidders for bid in bidder.bids if began <= bid.pressed_at <= ended]
    seen.faults += 1
    seen.bids += bids
    on_touched = [] if len(touched) > 1 else [bid for bid in bids if bid.web in touched or bid.cut]
    seen.touched += on_touched
    seen.untouched += [bid for bid in bids if bid not in on_touched]
    seen.spans.append((began, ended + round(QUIET_SECONDS * 1000)))
    if back is not None:
        seen.away.append(back - began)
        answered = [bid for bid in bids if bid.answered_at is not None and bid.answered_at >= back]
        seen.waits_from_then_on += [(bid.answered_at or 0) - max(back, bid.pressed_at) for bid in answered]
    print(f"{seen.faults} × {fault.name}: {(ended - began) / 1000:.1f} s, {len(bids)} bids", flush=True)


def _wait_until_back(fault: Fault, fleet: Fleet) -> int | None:
    """Return when the part that all have to wait for was there again; None where nobody has to wait."""
    if fault.is_back is None:
        return None
    is_back = fault.is_back
    eventually(lambda: is_back(fleet), WELL_AGAIN_SECONDS, f"the part is back after {fault.name}")
    return now_ms()


def _wait_for_a_deadline(room: "BusyRoom", fleet: Fleet, crowd: Crowd, seconds: float) -> None:
    """Wait until all is well, and until a lot has so long left at most; an auction that was paused goes on."""
    eventually(lambda: _is_quiet(fleet, crowd) and crowd.all_at_home(), WELL_AGAIN_SECONDS, "all is well")
    time.sleep(QUIET_SECONDS)
    eventually(lambda: _ends_within(room, crowd, seconds), WELL_AGAIN_SECONDS, "a lot comes to its end")


def _ends_within(room: "BusyRoom", crowd: Crowd, seconds: float) -> bool:
    lot = crowd.open_lot()
    if lot is None:
        return False
    if lot["ends_at"] is None:  # its clock stands
        room.resume_if_paused()
        return False
    return bool(0 < lot["ends_at"] - now_ms() <= seconds * 1000)


def _print_table(seen: dict[str, Seen], closings: list[tuple[int, int]]) -> int:
    """Print what was seen of each kind, and give the number of bids that were wronged."""
    print("\n| " + " | ".join(COLUMNS) + " |\n|" + " --- |" * len(COLUMNS))
    wronged = 0
    for name, observations in seen.items():
        wrong = [bid for bid in observations.bids if is_wronged(bid)]
        wronged += len(wrong)
        waits = (_waits(observations.untouched), _waits(observations.touched))
        late = [by for at, by in closings if any(began <= at <= ended for began, ended in observations.spans)]
        back = (observations.away, observations.waits_from_then_on)
        figures = " | ".join(f"{max(values) / 1000:.2f} s" if values else "–" for values in (*waits, *back, late))
        print(f"| {name} | {observations.faults} | {len(observations.bids)} | {len(wrong)} | {figures} |")
        for bid in wrong:
            print(f"FAILED: {name}: a bid pressed {bid.in_time_by()} ms before the deadline was refused as {bid.code}")
    answered = [
        bid for observations in seen.values() for bid in observations.bids if bid.code in WRONGED and not bid.cut
    ]
    closest = max((bid.in_time_by() for bid in answered if bid.deadline), default=0)
    print(f"\nOf all bids refused as late, the one pressed earliest was {-closest} ms after the deadline.")
    return wronged


def _waits(bids: Sequence[PressedBid]) -> list[int]:
    return [bid.answered_at - bid.pressed_at for bid in bids if bid.answered_at is not None]


def is_wronged(bid: PressedBid) -> bool:
    """True if a bid pressed in time on a line that wasn't cut was refused as late."""
    return bid.code in WRONGED and not bid.cut and bid.deadline is not None and bid.in_time_by() >= IN_TIME_MS


if __name__ == "__main__":
    sys.exit(main())
