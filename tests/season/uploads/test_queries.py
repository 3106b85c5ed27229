"""Reads of uploaded files."""

from accounts.account import data_exporters
from accounts.models import User
from season.scores.services import SCORE_IMPORT
from tests.season import small_competitions


def test_a_person_can_download_what_they_brought(olga: User) -> None:
    cup = small_competitions.players_competition()
    SCORE_IMPORT.run(olga, cup, small_competitions.scores("f1,4,90,1,0"), "scores.csv")
    [upload] = {key: value for part in data_exporters for key, value in part(olga).items()}["uploads"]
    assert (upload["competition"], upload["file_name"]) == ("The Cup 2026/27", "scores.csv")
