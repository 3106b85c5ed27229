"""Which asset a file means."""

import pytest

from season.competitions.asset_index import AssetIndex, IndexedAsset, UnknownAsset

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

    def sentence() -> str:
        with pytest.raises(UnknownAsset) as caught:
            players.find("", "Kay Miller")
        return str(caught.value)

    sentences = [sentence() for _ in range(30)]
    assert sum("did you mean" in each for each in sentences) == 20


def test_a_side_is_named_by_id_or_by_name() -> None:
    assert index().find_side("", "Kay Müller") == index().find_side("", "7") == index().find_side("7", "x") == KAY
