"""Several competitions beside each other, and summed."""

import re

from accounts.models import User
from leagues.models import Member
from season.fixtures.services import FIXTURE_IMPORT
from season.league_seasons.counting import change_counting
from season.league_seasons.services import follow_own_competition
from season.models import LeagueSeason
from season.standings.queries import StandingsRow, StandingsTable
from season.standings.together import sum_tables
from tests.leagues.api.test_views import api
from tests.leagues.test_views import signed_in
from tests.season import scored_league, small_competitions
from tests.season.season_pages import page_of, words

MAX, MIA, NED = (Member(pk=pk, user=User(name=name)) for pk, name in ((1, "Max"), (2, "Mia"), (3, "Ned")))


def table(*totals: tuple[Member, int]) -> StandingsTable:
    rows = [StandingsRow(member, place, None, total, total) for place, (member, total) in enumerate(totals, start=1)]
    return StandingsTable(None, rows, None, counting=False)


def test_totals_are_summed_and_equals_share_a_place() -> None:
    rows = sum_tables([table((MAX, 700), (MIA, 300)), table((MIA, 400), (NED, -100)), table()])
    assert [(row.position, row.member, row.total) for row in rows] == [(1, MAX, 700), (1, MIA, 700), (3, NED, -100)]
    max_, mia, ned = rows
    assert [each and (each.position, each.total) for each in mia.rows] == [(2, 300), (1, 400), None]
    assert [each and each.total for each in (*max_.rows, *ned.rows)] == [700, None, None, None, -100, None]


def test_nothing_to_sum() -> None:
    assert sum_tables([]) == sum_tables([table()]) == []


def two_seasons(carla: User, max_: User, mia: User) -> tuple[LeagueSeason, LeagueSeason]:
    """A played one, and a second competition of the same fixtures in which other points are scored."""
    first = scored_league.played_league(carla, max_, mia)
    scored_league.score(first, *scored_league.GAME_1)
    second = follow_own_competition(small_competitions.member(first.league, carla), name="Friday Cup", season="2027")
    FIXTURE_IMPORT.run(carla, second.competition, small_competitions.FIXTURES.encode(), "fixtures.csv")
    carlas = small_competitions.member(first.league, carla)
    second = change_counting(carlas, second, tie_breakers=second.tie_breakers, counts_earlier=True)
    scored_league.score(second, *scored_league.GAME_2)
    return first, second


def test_a_league_that_follows_a_second_competition_keeps_the_first(carla: User, max_: User, mia: User) -> None:
    first, second = two_seasons(carla, max_, mia)
    client = signed_in(max_)
    newest = words(client, page_of(second))
    assert "Friday Cup 2027 Friday Cup 2026 All, side by side and summed" in newest
    assert "Max (you) 1 1 " in newest
    earlier = words(client, page_of(first, f"?competition={first.competition.key}"))
    assert "Max (you) 14 14 " in earlier
    both = words(client, page_of(first, "together/"))
    assert "Place Manager Friday Cup 2027 Friday Cup 2026 Summed" in both
    assert "1 Max (you) 1 #2 14 #1 15" in both


def test_programs_read_the_same(carla: User, max_: User, mia: User) -> None:
    first, second = two_seasons(carla, max_, mia)
    answer = api(mia).get(f"/api/leagues/{first.league_id}/standings/together").data
    assert [each["title"] for each in answer["competitions"]] == ["Friday Cup 2027", "Friday Cup 2026"]
    first_row = answer["rows"][0]
    assert (first_row["name"], first_row["position"], first_row["total"]) == ("Max", 1, 15)
    assert first_row["parts"] == [
        {"competition": str(second.competition_id), "position": 2, "total": 1},
        {"competition": str(first.competition_id), "position": 1, "total": 14},
    ]


def test_every_link_of_a_page_stays_in_its_competition(carla: User, max_: User, mia: User) -> None:
    first, second = two_seasons(carla, max_, mia)
    client, key = signed_in(carla), first.competition.key
    mine = Member.objects.get(league=first.league, user=max_)
    for path in ("", "fixtures/", "bargains/", f"managers/{mine.pk}/", "manage/", "upload/"):
        page = client.get(page_of(first, f"{path}?competition={key}")).text
        links = re.findall(r'href="(/leagues/[^"]+/season/[^"#]*|\?[^"#]*)', page)
        others = f"competition={second.competition.key}"
        stray = [link for link in links if f"competition={key}" not in link and others not in link]
        assert [link.split("/season/")[-1] for link in stray] == ["together/"], path
        assert client.get(page_of(first, f"{path}?competition=none-such")).status_code == 404


def test_one_competition_needs_no_switch(carla: User, max_: User, mia: User) -> None:
    season = scored_league.played_league(carla, max_, mia)
    page = signed_in(max_).get(page_of(season)).text
    assert "together/" not in page
    assert "competition=" not in page


def test_rules_are_changed_for_the_competition_that_is_shown(carla: User, max_: User, mia: User) -> None:
    first, second = two_seasons(carla, max_, mia)
    address = page_of(first, f"manage/?competition={first.competition.key}")
    data = {"do": "counting", "breaker_1": "money_left"}
    answer = signed_in(carla).post(address, data)
    assert (answer.status_code, answer.headers["Location"]) == (302, address)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.tie_breakers, first.counts_earlier) == (["money_left"], False)
    assert second.counts_earlier
