"""Display names for an auction's ids: people, assets and the league. The journal holds ids only.

Cached for a minute in each process: names change seldom, and lots come only while an auction waits.
"""

import time
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from auctions.models import Auction, Lot, Participant
from auctions.rules.state import AuctionState
from auctionsite.serving.caches import SharedCache
from auctionsite.text.isolates import isolated
from leagues.lists.queries import as_listed
from leagues.owners.queries import co_owners_among, co_owners_in
from leagues.payloads import asset_payload
from leagues.queries import commissioners_of

_FRESH_SECONDS = 60.0
_CACHED_AUCTIONS = 200


@dataclass(frozen=True, slots=True)
class DisplayNames:
    """Participants' (name, team), assets as clients see them, the league's name and its commissioners'.

    `commissioners` are names by the ids of users, in the order in which they came. `owners` has the names of all who
    own a seat, by the ids of users too, of the participants that several own. `bots` are the participants nobody plays.
    """

    league_name: str
    sport: str
    commissioners: dict[int, str]
    people: dict[int, tuple[str, str]]
    assets: dict[int, dict[str, Any]]
    unit: str
    """The label of the auction's money."""
    owners: dict[int, dict[int, str]] = field(default_factory=dict)
    bots: frozenset[int] = frozenset()

    @property
    def auction_name(self) -> str:
        """The name of the league's auction."""
        return f"{isolated(self.league_name)} auction"

    @property
    def commissioner(self) -> str:
        """The name of the first commissioner; "" if there is none."""
        return next(iter(self.commissioners.values()), "")

    def commissioner_for(self, user: int | None) -> int | None:
        """Return the user's id if they are a commissioner, else that of the first commissioner; None without one."""
        return user if user in self.commissioners else next(iter(self.commissioners), None)

    def participant_name(self, participant: int | None) -> str:
        """Return the name of a participant; "somebody" if there is none."""
        return self.people[participant][0] if participant in self.people else _("somebody")

    def owner_name(self, participant: int | None, user: int | None) -> str | None:
        """Return the name of who of a participant's several owners a user is; None if one person owns it, or others."""
        owners = self.owners.get(participant, {}) if participant is not None else {}
        return owners.get(user) if user is not None else None

    def asset_name(self, asset: int) -> str:
        """Return the name of an asset."""
        return str(self.assets[asset]["name"])


_forgotten = 0
"""So often names were forgotten: what was read before that isn't kept."""
_cache = SharedCache[UUID, tuple[float, DisplayNames]](_CACHED_AUCTIONS)


def display_names(auction_id: UUID, participants: frozenset[int] = frozenset(), lots: int = 0) -> DisplayNames:
    """Return an auction's names, read anew after a minute or when one of `participants` is missing, or of the lots.

    `lots` is how many there are: none ever leaves, and each is another asset.
    """
    cached = _cache.get(auction_id)
    if (
        cached
        and cached[0] > time.monotonic()
        and participants <= cached[1].people.keys()
        and lots <= len(cached[1].assets)
    ):
        return cached[1]
    forgotten = _forgotten
    names = _load(auction_id)
    if forgotten == _forgotten:
        _cache.put(auction_id, (time.monotonic() + _FRESH_SECONDS, names))
    return names


def names_in(state: AuctionState) -> DisplayNames:
    """Return the names of all that a state has, read anew if a seat or a lot came since they were read."""
    return display_names(UUID(state.auction.id), frozenset(state.participants), len(state.lots))


def forget_names() -> None:
    """Read all names anew: somebody runs a league or owns a seat now, or no more, and rooms say who does."""
    global _forgotten
    _forgotten += 1
    _cache.clear()


def _load(auction_id: UUID) -> DisplayNames:
    auction = Auction.objects.select_related("league").get(pk=auction_id)
    seats = Participant.objects.filter(auction=auction_id).select_related("member__user")
    assets = [lot.asset for lot in Lot.objects.filter(auction=auction_id).select_related("asset")]
    heads = commissioners_of(auction.league_id).select_related("user")
    shared = co_owners_among(co_owners_in(auction.league_id))
    return DisplayNames(
        league_name=auction.league.name,
        sport=auction.league.sport_id,
        commissioners={head.user_id: head.name for head in heads},
        people={seat.pk: (seat.member.name, seat.member.team) for seat in seats},
        assets={asset.pk: asset_payload(asset) for asset in as_listed(auction.asset_list_id, assets)},
        unit=auction.unit,
        owners={
            seat.pk: {owner.user_id: owner.name for owner in (seat.member, *shared[seat.member_id])}
            for seat in seats
            if seat.member_id in shared
        },
        bots=frozenset(seat.pk for seat in seats if seat.member.bot),
    )
