"""The asset that a file means."""

import pytest

from leagues.files.external_ids import external_id_of
from season.competitions.asset_index import AssetIndex, IndexedAsset, NameQuestion, UnknownAsset

KAY = IndexedAsset(1, "fpl-7", "Kay Müller", "MID")
TWINS = (IndexedAsset(2, "fpl-8", "Jo Twin", "DEF"), IndexedAsset(3, "fpl-9", "Jo Twin", "FWD"))


def index(prefix: str = "fpl-") -> AssetIndex:
    return AssetIndex([KAY, *TWINS], word="player", prefix=prefix)


@pytest.mark.parametrize("name", ["Kay Müller", "kay muller", "KAY  MÜLLER", "Kay Muller"])
def test_names_are_the_same_in_any_case_and_accents(name: str) -> None:
    assert index().find("", name) == KAY


def test_an_id_counts_more_than_a_name() -> None:
    assert index().find("7", "Somebody Else") == KAY
    assert index("").find("fpl-9", "") == TWINS[1]


def test_the_id_of_the_files_season_counts_first_and_not_if_two_have_it() -> None:
    one = IndexedAsset(4, "7", "Ada", "GK", file_id="8")
    two = IndexedAsset(5, "8", "Bea", "DEF", file_id="9")
    players = AssetIndex([one, two], word="player")
    assert (players.find("8", ""), players.find("9", ""), players.find("7", "")) == (one, two, one)
    assert players.find_side("", "9") == two
    twins = AssetIndex([one, two._replace(file_id="8")], word="player")
    assert twins.find("8", "").name == "Bea", "whose own id it is"


@pytest.mark.parametrize(
    ("external_id", "name", "words"),
    [
        ("70", "", "no player with the id '70'; import the players first"),
        ("70", "Kay Miller", r"no player with the id '70'; did you mean Kay Müller \(fpl-7\)\?"),
        ("", "Kay Miller", r"no player called 'Kay Miller'; did you mean Kay Müller \(fpl-7\)\?"),
        ("", "Jo Twin", "2 players are called 'Jo Twin'; give the id of the right one: fpl-8, fpl-9"),
        ("", "Кай", "no player called 'Кай'; import"),
    ],
)
def test_who_is_not_there_is_said_with_what_to_do(external_id: str, name: str, words: str) -> None:
    with pytest.raises(UnknownAsset, match=words):
        index().find(external_id, name)


def test_near_misses_are_looked_for_a_limited_number_of_times() -> None:
    players = index()

    def sentence(name: str) -> str:
        with pytest.raises(UnknownAsset) as caught:
            players.find("", name)
        return str(caught.value)

    sentences = [sentence(f"Kay Miller{number}") for number in range(30)]
    assert sum("did you mean" in each for each in sentences) == 20


def test_a_side_is_named_by_id_or_by_name() -> None:
    assert index().find_side("", "Kay Müller") == index().find_side("", "7") == index().find_side("7", "x") == KAY


LOOK_ALIKE = [
    ("Man United", "Manchester Utd"),
    ("Inter", "Inter Miami"),
    ("Real Madrid", "Atlético Madrid"),
    ("Paris FC", "Paris Saint-Germain"),
    ("Bayern München", "Bayern München II"),
    ("Bayern", "FC Bayern München"),
    ("Sheffield Utd", "Sheffield Wednesday"),
]


@pytest.mark.parametrize("pair", [*LOOK_ALIKE, *((second, first) for first, second in LOOK_ALIKE)])
@pytest.mark.parametrize("has_id", [False, True])
def test_a_team_that_looks_like_another_is_asked_about_and_never_guessed(
    pair: tuple[str, str], *, has_id: bool
) -> None:
    written, known = pair
    club = IndexedAsset(1, "c1", known, "")
    clubs = AssetIndex([club], word="club")
    with pytest.raises(UnknownAsset):
        clubs.find_side("c2" if has_id else "", written)
    assert clubs.questions == [NameQuestion(written, [club])]
    told = AssetIndex([club], word="club", called=lambda: {external_id_of(written): 1})
    assert told.find_side("c2" if has_id else "", written) == club
    assert told.questions == []


def test_a_name_that_an_asset_has_means_it_whatever_was_said() -> None:
    players = AssetIndex([KAY, TWINS[0]], word="player", called=lambda: {external_id_of("Kay Müller"): 2, "ghost": 99})
    assert players.find("", "Kay Müller") == KAY
    with pytest.raises(UnknownAsset):
        players.find("", "Ghost")


def test_of_many_only_those_that_look_alike_can_be_meant() -> None:
    crowd = [IndexedAsset(number, f"p{number}", f"Player {number}", "MID") for number in range(10, 150)]
    players = AssetIndex([KAY, *crowd], word="player")
    for name in ("Kay Miller", "Кай"):
        with pytest.raises(UnknownAsset):
            players.find("", name)
    assert players.questions == [NameQuestion("Kay Miller", [KAY])]
    with pytest.raises(UnknownAsset):
        players.find("999", "Kay Miller")  # an id says who it is, so its name is no question
    assert len(players.questions) == 1
