"""The people of an auction who may hear of it: the owners of its seats, but for those who are in the room."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from auctions.models import Auction, Participant, SeatPresence
from auctions.publish.names import display_names
from leagues.models import Member, Target
from leagues.owners.queries import seat_of

HERE_FOR = timedelta(seconds=10)
"""Whoever was in the room so shortly before an event, or came after it, has seen it or sees it there."""


@dataclass(frozen=True, slots=True)
class RoomAudience:
    """An auction's seats: the people who own each, as members, and their users."""

    auction: Auction
    owners: Mapping[int, Sequence[int]]
    users: Mapping[int, int]

    @classmethod
    def of(cls, auction: Auction) -> "RoomAudience":
        """The people who play in an auction; of bots' seats there are none."""
        seats = dict(Participant.objects.filter(auction=auction, member__bot=False).values_list("member", "pk"))
        people = Member.objects.filter(league=auction.league_id, left_at=None, bot=False).select_related("owns_with")
        owners: dict[int, list[int]] = {seat: [] for seat in seats.values()}
        users: dict[int, int] = {}
        for member in people:
            seat = seats.get(seat_of(member).pk)
            if seat is not None:
                owners[seat].append(member.pk)
                users[member.pk] = member.user_id
        return cls(auction, owners, users)

    def absent(self, seats: Collection[int], at: datetime) -> list[int]:
        """Return the members who own one of these seats, and of whose seats nobody was in the room at an instant."""
        here = SeatPresence.objects.filter(participant__in=seats, at__gt=at - HERE_FOR)
        away = {*seats} & self.owners.keys() - {*here.values_list("participant", flat=True)}
        return [member for seat in sorted(away) for member in self.owners[seat]]

    def who_want(self, lot: int, people: Collection[int]) -> list[int]:
        """Return those of the members who have a lot's asset on their lists."""
        wanted = {*Target.objects.filter(member__in=people, asset__lots=lot).values_list("member_id", flat=True)}
        return [member for member in people if member in wanted]

    def asset_name(self, lot: int) -> str:
        """Return what a lot's asset is called."""
        asset = self.auction.lots.filter(pk=lot).values_list("asset_id", flat=True).first()
        names = display_names(self.auction.pk)
        return names.asset_name(asset) if asset in names.assets else "a lot"
