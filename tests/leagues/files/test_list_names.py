"""The competition and season of a file."""

import pytest

from leagues.files.list_names import competition_of_file, split_title, titled


@pytest.mark.parametrize(
    ("title", "name", "season"),
    [
        ("UEFA Champions League 2025/26", "UEFA Champions League", "2025/26"),
        ("English Premier League 2024-2025", "English Premier League", "2024/25"),
        ("Euro 2024", "Euro", "2024"),
        ("2026 World Cup", "World Cup", "2026"),
        ("premier_league_2025_26", "premier league", "2025/26"),
        ("Bundesliga", "Bundesliga", ""),
        ("Backup 2025-09-16", "Backup", "2025"),
        ("Game 12025", "Game 12025", ""),
        ("", "", ""),
    ],
)
def test_title(title: str, name: str, season: str) -> None:
    assert split_title(title) == (name, season)


@pytest.mark.parametrize(
    ("name", "season", "title"),
    [
        ("Premier League", "2025/26", "Premier League 2025/26"),
        ("Premier League 2025/26", "2025/26", "Premier League 2025/26"),
        ("Friends' Cup", "", "Friends' Cup"),
    ],
)
def test_the_season_is_said_once(name: str, season: str, title: str) -> None:
    assert titled(name, season) == title


@pytest.mark.parametrize(
    ("text", "path", "known"),
    [
        ("= Euro 2024\n\nx v y\n", "any/cup.txt", ("Euro", "2024")),
        ("# none\n= UEFA Champions League 2025/26 =\n", "cup.txt", ("UEFA Champions League", "2025/26")),
        ("name\nAjax\n", "/data/fpl-2025-26/players.csv", ("fpl", "2025/26")),
        ("name\nAjax\n", "clubs-2025-26.csv", ("clubs", "2025/26")),
        ("name\nAjax\n", "/data/2025-26/players.csv", ("", "2025/26")),
        ("= Euro 2024\n", "/lists/players.csv", ("", "")),
        ("name\nAjax\n", "players.csv", ("", "")),
    ],
)
def test_competition_of_a_file(text: str, path: str, known: tuple[str, str]) -> None:
    assert competition_of_file(text, path) == known
