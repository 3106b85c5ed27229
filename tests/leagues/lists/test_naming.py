"""Assets as people name them."""

import pytest

from leagues.lists.naming import NamedAsset, NamesUnclear, assets_named, lines_naming

ASSETS = [
    NamedAsset(1, "haaland", "Erling Haaland"),
    NamedAsset(2, "odegaard", "Martin Ødegaard"),
    NamedAsset(3, "j1", "João Pedro"),
    NamedAsset(4, "j2", "Joao Pedro"),
    NamedAsset(5, "son", "손흥민"),
]


def test_by_name_in_any_case_and_accents_or_by_id() -> None:
    assert assets_named(" erling haaland\r\n\nMARTIN ODEGAARD\n손흥민\nj2\nj2\nhaaland", ASSETS) == [1, 2, 5, 4]
    assert assets_named("", ASSETS) == []


def test_what_is_unclear_says_what_to_write() -> None:
    with pytest.raises(NamesUnclear) as refused:
        assets_named("Joao Pedro\nErling Haland\nZzz", ASSETS)
    assert refused.value.sentences == [
        "2 are called Joao Pedro: write j1 or j2 instead.",
        "Erling Haland isn't there; did you mean Erling Haaland?",
        "Zzz isn't there: check the spelling.",
    ]


def test_an_asset_of_the_first_list_hides_those_of_its_name_elsewhere() -> None:
    other = [NamedAsset(9, "h9", "Erling Haaland"), NamedAsset(8, "k8", "Harry Kane")]
    assert assets_named("Erling Haaland\nHarry Kane\nh9", ASSETS, other) == [1, 8, 9]


def test_a_long_list_of_mistakes_has_an_end() -> None:
    with pytest.raises(NamesUnclear) as refused:
        assets_named("\n".join(f"nobody {number}" for number in range(999)), ASSETS)
    assert len(refused.value.sentences) == 5


def test_what_is_written_is_read_again() -> None:
    text = lines_naming(ASSETS, ASSETS)
    assert text.split("\n") == ["Erling Haaland", "Martin Ødegaard", "j1", "j2", "손흥민"]
    assert assets_named(text, ASSETS) == [1, 2, 3, 4, 5]
