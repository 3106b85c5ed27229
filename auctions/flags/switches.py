"""The operators' switches: a value for the rules, and a frame for rooms."""

from collections.abc import Iterable

import orjson

from auctions.rules.commands import Command, Tick
from auctions.rules.switches import Switches
from rollouts import flags
from rollouts.flags import OperatorSwitches
from rollouts.propagation import snapshot


def current_switches() -> Switches:
    """Return the switches as this process knows them, as a value for the rules."""
    return _for_rules(flags.operator_switches())


def switches_for(commands: Iterable[Command]) -> Switches:
    """Return the switches by which to decide. Call it under the auction's lock.

    A tick closes lots, so it goes by what the database says: another process may have heard of a switch before this
    one and refused bids, which have had the lock before.
    """
    if any(isinstance(command, Tick) for command in commands):
        return _for_rules(flags.operator_switches(snapshot.newest()))
    return current_switches()


def _for_rules(switches: OperatorSwitches) -> Switches:
    return Switches(running_auctions=switches.running_auctions, bidding=switches.bidding, read_only=switches.read_only)


def switches_frame() -> str:
    """Return the frame `switches` of `auction.v1`; `version` is that of all flags together."""
    switches = flags.operator_switches()
    return orjson.dumps(
        {
            "type": "switches",
            "bidding": switches.bidding,
            "running_auctions": switches.running_auctions,
            "new_auctions": switches.new_auctions,
            "read_only": switches.read_only,
            "version": snapshot.current().version,
        }
    ).decode()
