"""The operators' switches as this process knows them: a value for the rules, and a frame for rooms."""

import orjson

from auctions.rules.switches import Switches
from rollouts import flags
from rollouts.propagation import snapshot


def current_switches() -> Switches:
    """Return the switches of now as a value for the rules."""
    switches = flags.operator_switches()
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
