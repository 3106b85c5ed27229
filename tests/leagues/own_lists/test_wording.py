"""Changes made to a list by hand are kept in English, and said in the reader's language."""

import pytest
from django.utils import translation
from django.utils.translation import gettext

from accounts.models import User
from leagues.models import League, ListUpload
from leagues.own_lists import wording
from leagues.own_lists.edits import add_asset
from leagues.own_lists.wording import called
from leagues.uploads.records import describe_file
from tests.leagues.own_lists.small_lists import PLAYERS, brought


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (wording.ADDED, {"name": "Saka"}),
        (wording.EDITED, {"name": "Kane {0}"}),
        (wording.RETIRED, {"name": "Retired Numbers"}),
        (wording.BROUGHT_BACK, {"name": "Yamal"}),
        (wording.MERGED, {"other": "Man Utd", "name": "Manchester United"}),
    ],
)
@pytest.mark.parametrize("language", ["en", "de"])
def test_an_edit_is_said_in_the_language_of_its_reader(words: str, names: dict[str, str], language: str) -> None:
    upload = describe_file(ListUpload(), "", words.format(**names))
    with translation.override(language):
        assert called(upload) == gettext(words).format(**names)


def test_an_edit_is_kept_in_english(league: League, carla: User) -> None:
    brought(carla, league, PLAYERS)
    with translation.override("de"):
        done = add_asset(carla, league, {"name": "Rice", "position": "MID", "club": "", "rank": None, "country": ""})
    assert done.file_name == "Added Rice"


def test_a_file_is_called_by_its_name_whatever_that_is() -> None:
    assert called(describe_file(ListUpload(), "name\nSaka\n", "Added Saka")) == "Added Saka"


def test_an_edit_whose_names_were_cut_is_called_as_it_is_kept() -> None:
    kept = describe_file(ListUpload(), "", wording.MERGED.format(other="x" * 120, name="y" * 120))
    with translation.override("de"):
        assert called(kept) == kept.file_name
