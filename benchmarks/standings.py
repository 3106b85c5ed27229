"""Measure an upload of a match day until it is in the standings of all leagues that follow the competition.

    .venv/bin/python -m auctionsite.local exec -- .venv/bin/python -m benchmarks.standings [--leagues 500]

A competition of 713 players and 38 match days, 500 leagues of 12 managers with 15 players each. The match days before
are there already. The last one is uploaded as a file through the same service as a commissioner's, then the worker
counts. The same is done for a hundredth of the leagues: the ratio, and that the number of statements is the same, say
how it grows. Everything is made in the database that DATABASE_URL names, and removed at the end.
"""

import argparse
import json
import os
import platform
import random
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "auctionsite.settings")
django.setup()

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from auctions.models import Auction
from leagues.built_in_sports import install_sport
from leagues.models import Asset, League, Member, Sport
from season.models import Competition, Fixture, LeagueSeason, Ownership, Round, RoundStanding
from season.schemes.services import install_sport_and_scheme, recommended_scheme
from season.scores.services import SCORE_IMPORT
from season.standings.services import recount, request_recount

PLAYERS, ROUNDS, MANAGERS, ROSTER = 713, 38, 12, 15
START = datetime(2026, 8, 1, 14, tzinfo=UTC)
LUCK = random.Random(7)  # noqa: S311 # makes scores


def make_competition(name: str) -> Competition:
    """The competition with its fixtures, one for each match day, in which all players play."""
    install_sport_and_scheme("football-players")
    sport = Sport.objects.get(key="football-players")
    competition = Competition.objects.create(sport=sport, key=name, name=name, asset_prefix=f"{name}-")
    rounds = Round.objects.bulk_create(
        Round(competition=competition, name=f"Gameweek {n}", number=n) for n in range(1, ROUNDS + 1)
    )
    Fixture.objects.bulk_create(
        Fixture(
            competition=competition,
            external_id=str(day.number),
            round=day,
            home_name="Home",
            away_name="Away",
            kickoff=START + timedelta(weeks=day.number),
        )
        for day in rounds
    )
    Asset.objects.bulk_create(
        Asset(
            sport=sport,
            external_id=f"{name}-{n}",
            name=f"Player {n}",
            position=sport.positions[n % len(sport.positions)],
        )
        for n in range(PLAYERS)
    )
    return competition


def make_leagues(competition: Competition, count: int) -> None:
    """So many leagues that follow it, in each of them players that are owned since before the start."""
    users = User.objects.bulk_create(User(email=f"{uuid4().hex}@bench.invalid") for _ in range(MANAGERS))
    scheme = recommended_scheme(competition.sport)
    leagues = League.objects.bulk_create(
        League(name=f"League {n}", sport=competition.sport, code=uuid4().hex[:12]) for n in range(count)
    )
    LeagueSeason.objects.bulk_create(
        LeagueSeason(league=league, competition=competition, scheme=scheme) for league in leagues
    )
    members = Member.objects.bulk_create(Member(league=league, user=user) for league in leagues for user in users)
    assets = list(Asset.objects.filter(external_id__startswith=competition.asset_prefix).values_list("pk", flat=True))
    auctions = {
        each.league_id: each
        for each in Auction.objects.bulk_create(
            Auction(league=league, status="completed", settings={}, waiting_room=True) for league in leagues
        )
    }
    rows = []
    for at in range(0, len(members), MANAGERS):
        owned = LUCK.sample(assets, MANAGERS * ROSTER)
        for n, asset in enumerate(owned):
            member = members[at + n // ROSTER]
            rows.append(
                Ownership(
                    league_id=member.league_id,
                    auction=auctions[member.league_id],
                    asset_id=asset,
                    member=member,
                    from_at=START,
                    price=1,
                    seq=1,
                )
            )
    Ownership.objects.bulk_create(rows, batch_size=5000)


def file_of(match_day: int) -> bytes:
    """A file of scores of all players."""
    lines = ["fixture,asset,minutes,goals_scored,assists,saves,yellow_cards"]
    for n in range(PLAYERS):
        figures = (LUCK.choice((0, 30, 90)), LUCK.randrange(3), LUCK.randrange(3), 0, LUCK.randrange(2))
        lines.append(f"{match_day},{n},{','.join(map(str, figures))}")
    return "\n".join(lines).encode()


def measure(leagues: int) -> dict[str, Any]:
    """Seconds of the upload and of the count of one match day, after all others are in."""
    competition = make_competition(f"bench-{uuid4().hex[:8]}")
    for match_day in range(1, ROUNDS):
        SCORE_IMPORT.run(None, competition, file_of(match_day), "scores.csv")
    make_leagues(competition, leagues)
    request_recount(competition.pk)
    started = time.perf_counter()
    recount(competition.pk)
    everything = time.perf_counter() - started
    with CaptureQueriesContext(connection) as statements:
        started = time.perf_counter()
        SCORE_IMPORT.run(None, competition, file_of(ROUNDS), "scores.csv")
        uploaded = time.perf_counter()
        recount(competition.pk)
        counted = time.perf_counter()
    rows = RoundStanding.objects.filter(season__competition=competition, round__number=ROUNDS).count()
    assert rows == leagues * MANAGERS, rows
    remove(competition)
    return {
        "leagues": leagues,
        "upload_s": round(uploaded - started, 2),
        "count_s": round(counted - uploaded, 2),
        "together_s": round(counted - started, 2),
        "all_38_match_days_s": round(everything, 2),
        "statements": len(statements),
    }


def remove(competition: Competition) -> None:
    """Take everything away that was made for it."""
    leagues = League.objects.filter(seasons__competition=competition)
    users = list(User.objects.filter(memberships__league__in=leagues).distinct().values_list("pk", flat=True))
    Ownership.objects.filter(league__in=leagues).delete()
    Auction.objects.filter(league__in=leagues).delete()
    ids = list(leagues.values_list("pk", flat=True))
    LeagueSeason.objects.filter(competition=competition).delete()
    League.objects.filter(pk__in=ids).delete()
    User.objects.filter(pk__in=users).delete()
    Fixture.objects.filter(competition=competition).delete()
    Round.objects.filter(competition=competition).delete()
    Asset.objects.filter(external_id__startswith=competition.asset_prefix).delete()
    competition.delete()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--leagues", type=int, default=500, help="5000 at most")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    options = parser.parse_args()
    leagues = max(1, min(options.leagues, 5000))
    install_sport("football-players")
    small, large = measure(max(1, leagues // 100)), measure(leagues)
    assert small["statements"] == large["statements"], (small, large)
    report = {"machine": f"{os.cpu_count()} cores, Python {platform.python_version()}", "small": small, "large": large}
    if options.json:
        print(json.dumps(report))
        return
    for name, figures in report.items():
        print(f"{name:>8}  {figures}")


if __name__ == "__main__":
    main()
