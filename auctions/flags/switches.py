"""What operators let happen now, as far as this process knows: for the rules, and as the frame that rooms are sent."""

import orjson

from auctions.rules.switches import Switches
from rollouts import flags
from rollouts.propagation import snapshot


def current_switches() -> Switches:
    """As a value for the rules."""
    said = flags.switches()
    return Switches(running_auctions=said.running_auctions, bidding=said.bidding, read_only=said.read_only)


def switches_frame() -> str:
    """As the frame `switches` of `auction.v1`; `version` is that of all flags together."""
    said = flags.switches()
    return orjson.dumps(
        {
            "type": "switches",
            "bidding": said.bidding,
            "running_auctions": said.running_auctions,
            "new_auctions": said.new_auctions,
            "read_only": said.read_only,
            "version": snapshot.current().version,
        }
    ).decode()
