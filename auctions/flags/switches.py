"""The operators' switches: a value for the rules, and a frame for rooms."""

from collections.abc import Sequence
from dataclasses import replace

import orjson
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from auctions.flags.offers import offers_slow_auctions
from auctions.rules.commands import ChangePace, Command, Tick
from auctions.rules.switches import Switches
from leagues.models import League
from leagues.settings.auction import AuctionFormat
from rollouts import flags, subjects
from rollouts.flags import OperatorSwitches
from rollouts.propagation import snapshot


def current_switches() -> Switches:
    """Return the switches as this process knows them, as a value for the rules."""
    return _for_rules(flags.operator_switches())


def switches_for(commands: Sequence[Command], league: str) -> Switches:
    """Return the switches by which to decide in a league's auction. Call it under the auction's lock.

    A tick closes lots, so it goes by what the database says: another process may have heard of a switch before this
    one and refused bids, which have had the lock before.
    """
    ticks = any(isinstance(command, Tick) for command in commands)
    switches = _for_rules(flags.operator_switches(snapshot.newest())) if ticks else current_switches()
    paces = (command for command in commands if isinstance(command, ChangePace))
    slows = (command for command in paces if command.format == AuctionFormat.SLOW)
    return replace(switches, slow_auctions=all(_may_play_slowly(each, league) for each in slows))


def _may_play_slowly(command: ChangePace, league: str) -> bool:
    user = command.actor.user
    asker = AnonymousUser() if user is None else User.objects.get(pk=user)
    return offers_slow_auctions(subjects.of_user(asker), League.objects.get(pk=league))


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
