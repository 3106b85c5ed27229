"""The forms of a league's own list."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from accounts.models import User
from leagues.built_in_sports import sport_of_key
from leagues.imports.planning import Decisions, Rest
from leagues.models import League
from leagues.own_lists.forms import BringListForm, DecisionsForm, ListAssetForm
from leagues.own_lists.importing import bring_list, decide, look_at
from leagues.own_lists.queries import entry_of
from tests.leagues.own_lists.small_lists import PLAYERS, brought, called


def test_a_file_or_pasted_rows_and_not_both() -> None:
    def form(pasted: str, *files: SimpleUploadedFile) -> BringListForm:
        return BringListForm({"pasted": pasted}, MultiValueDict({"file": [*files]}))

    file = SimpleUploadedFile("a.csv", b"name\nSaka\n")
    assert form("", file).is_valid()
    both = form("Saka", SimpleUploadedFile("a.csv", b"name\nSaka\n"))
    assert both.errors["__all__"] == ["Choose a file or paste rows, and not both."]
    pasted = form("Saka\nKane")
    assert pasted.is_valid()
    assert (pasted.cleaned_data["text"], pasted.cleaned_data["file_name"]) == ("name\nSaka\nKane", "pasted.csv")
    assert form("", SimpleUploadedFile("a.csv", b"%PDF")).errors.keys() == {"file"}


@pytest.fixture
def asked(league: League, carla: User) -> DecisionsForm:
    brought(carla, league, PLAYERS)
    waiting, _ = bring_list(carla, league, "name\nYamál\nRice\n", "next.csv")
    decide(carla, waiting, Decisions(answers={"yamal": "3"}, retire_missing=True))
    return DecisionsForm(look_at(carla, waiting))


def test_only_what_is_the_case_is_asked_and_begins_as_it_was_decided(asked: DecisionsForm) -> None:
    assert [*asked.fields] == ["retire_missing", "rest", "question_0"]
    assert asked.fields["retire_missing"].label == "Sell the 2 no more that are not in it"
    assert (asked.initial["question_0"], asked.initial["retire_missing"]) == ("same:3", True)
    assert str(asked["question_0"]).count("<option") == 3


@pytest.mark.parametrize(
    ("typed", "decisions"),
    [
        ({"question_0": "same:3"}, Decisions(answers={"yamal": "3"})),
        ({"question_0": "another", "retire_missing": "on"}, Decisions(answers={"yamal": ""}, retire_missing=True)),
        ({"rest": "same"}, Decisions(rest=Rest.SAME)),
    ],
    ids=["the same", "another", "the rest"],
)
def test_answers_are_decisions(
    league: League, carla: User, asked: DecisionsForm, typed: dict[str, str], decisions: Decisions
) -> None:
    waiting, _ = bring_list(carla, league, "name\nYamál\nRice\n", "next.csv")
    form = DecisionsForm(look_at(carla, waiting), typed)
    assert form.is_valid()
    assert form.cleaned_data["decisions"] == decisions
    assert not DecisionsForm(look_at(carla, waiting), {"question_0": "same:1"}).is_valid()


def test_what_is_a_club_itself_has_no_club_and_keeps_what_is_there(league: League, carla: User) -> None:
    brought(carla, league, PLAYERS)
    entry = entry_of(league, called(league, "Saka").pk)
    assert entry is not None
    form = ListAssetForm(league.sport, entry, {"name": "Saka", "rank": "3", "position": "Marquee"})
    assert form.is_valid()
    assert form.values(entry.as_asset()) == {
        "name": "Saka", "country": "", "rank": 3, "opening_price": None, "external_id": "", "position": "Marquee",
        "club": "Arsenal",
    }  # fmt: skip
    new = ListAssetForm(league.sport, None, {"name": ""})
    assert (new.is_valid(), "another" in new.fields, "club" in new.fields) == (False, True, False)


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["cricket", "football-players"])
def test_who_plays_has_a_position_and_a_club_whether_or_not_the_sport_says_positions(key: str) -> None:
    fields = ListAssetForm(sport_of_key(key), None).fields
    assert {"position", "club"} <= fields.keys()
