"""A league's season of three match days, in the making: every row as a test wants it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from auctions.models import Auction, Participant
from leagues.models import Asset, League, Member
from season.models import (
    AssetPoints,
    Competition,
    Fixture,
    LeagueSeason,
    Ownership,
    Performance,
    Round,
    Scheme,
)
from season.standings import queries
from season.standings.services import next_competition_to_recount, recount, request_recount

START = datetime(2026, 8, 1, 12, tzinfo=UTC)

DAY = timedelta(days=1)


class SmallSeason:
    """A league's season with three match days of three fixtures each, a week apart, and the assets to own."""

    def __init__(self, league: League, **season: Any) -> None:
        self.league = league
        self.competition, _ = Competition.objects.get_or_create(sport=league.sport, key="cup", name="Cup")
        self.scheme, _ = Scheme.objects.get_or_create(sport=league.sport, digest="x", definition={})
        self.season = LeagueSeason.objects.create(
            league=league, competition=self.competition, scheme=self.scheme, **season
        )
        self.auction = Auction.objects.create(league=league, status="completed", settings={}, waiting_room=True)
        self.members = list(Member.objects.filter(league=league).order_by("pk"))
        self.assets = list(Asset.objects.filter(sport=league.sport).order_by("pk")[:9])

    def play(self) -> list[Fixture]:
        """The fixtures, made once for the competition."""
        rounds = [Round.objects.create(competition=self.competition, name=f"Day {n}", number=n) for n in (1, 2, 3)]
        return [
            Fixture.objects.create(
                competition=self.competition,
                external_id=f"{day.number}.{n}",
                round=day,
                home_name=f"H{n}",
                away_name=f"A{n}",
                kickoff=START + 7 * DAY * (day.number - 1) + n * timedelta(hours=3),
            )
            for day in rounds
            for n in range(3)
        ]

    def score(self, fixture: Fixture, asset: int, points: int) -> None:
        """Record what an asset did there, and its worth; again: a correction."""
        performance, _ = Performance.objects.get_or_create(
            fixture=fixture, asset=self.assets[asset], defaults={"statistics": {}}
        )
        AssetPoints.objects.update_or_create(
            scheme=self.scheme, performance=performance, defaults={"points": points, "lines": []}
        )

    def own(self, member: int, asset: int, start: datetime = START - DAY, end: datetime | None = None) -> Ownership:
        """A period in which it is the member's."""
        return Ownership.objects.create(
            league=self.league,
            asset=self.assets[asset],
            member=self.members[member],
            from_at=start,
            until_at=end,
            price=10,
            auction=self.auction,
            seq=1,
        )

    def leave_money(self, *amounts: int, auction: Auction | None = None) -> None:
        """The money that each member has left of an auction; of the season's own, if no other is named."""
        for member, amount in zip(self.members, amounts, strict=True):
            Participant.objects.create(auction=auction or self.auction, member=member, granted=amount, available=amount)

    def count(self, rounds: list[int] | None = None) -> None:
        """Ask for a recount and let the worker do it."""
        request_recount(self.competition.pk, rounds=rounds)
        assert recount(self.competition.pk)
        assert next_competition_to_recount() is None

    def table(self) -> list[tuple[str, int, int, int | None]]:
        """Name, place, total and movement, from the top."""
        rows = queries.standings_table(self.season).rows
        return [(row.member.user.display_name, row.position, row.total, row.moved) for row in rows]
