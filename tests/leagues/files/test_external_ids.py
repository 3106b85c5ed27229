"""Ids made of names."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leagues.files.external_ids import LONGEST_ID, external_id_of


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("FK Bodø/Glimt", "NOR"), "fk-bodo-glimt-nor"),
        (("Qarabağ Ağdam FK", "AZE"), "qarabag-agdam-fk-aze"),
        (("FC København", "DEN"), "fc-kobenhavn-den"),
        (("Malmö FF / Åtvidaberg", "SWE"), "malmo-ff-atvidaberg-swe"),
        (("Beşiktaş JK, İstanbul", "TUR"), "besiktas-jk-istanbul-tur"),
        (("Łódzki KS", "POL"), "lodzki-ks-pol"),
        (("Neftçi Bakı Kəpəz", "AZE"), "neftci-baki-kepez-aze"),
        (("Þór Æsir Đakovo Weiß", ""), "thor-aesir-dakovo-weiss"),
        (("Nott'm Forest", "ENG"), "nott-m-forest-eng"),
        (("Зенит", "Ёж"), "зенит-ёж"),
        (("محمد صلاح", "EGY"), "محمد-صلاح-egy"),
        (("王霜", ""), "王霜"),
        (("हिन्दी", ""), "हिन्दी"),
        (("Ǿ Ŋ ẞ", ""), "o-ŋ-ss"),
        (("´", "ESP"), "u00b4-esp"),
        (("★ ☆", ""), "u2605-u2606"),
        (("", ""), ""),
    ],
)
def test_external_id_of(parts: tuple[str, str], expected: str) -> None:
    assert external_id_of(*parts) == expected


def test_decomposed_and_composed_letters_are_the_same() -> None:
    assert external_id_of("Mu\u0308nchen") == external_id_of("München") == "munchen"


LETTERS = st.characters(categories=["Lu", "Ll", "Lt", "Lm", "Lo", "Nd", "Mn", "Mc"])
ANYTHING = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=120)


@given(ANYTHING)
def test_no_name_has_an_empty_id_or_one_that_is_too_long(name: str) -> None:
    assert 0 < len(external_id_of(name)) <= LONGEST_ID or not name.strip()


@given(st.text(LETTERS, min_size=1, max_size=30), st.data())
def test_a_letter_more_or_less_is_another_id(name: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(name)))
    letter = data.draw(st.characters(categories=["Lo", "Nd"]))
    longer = name[:place] + letter + name[place:]
    assert external_id_of(longer) != external_id_of(name)


@given(st.text(LETTERS, max_size=30))
def test_an_id_is_the_same_in_every_normal_form(name: str) -> None:
    for form in ("NFC", "NFD"):
        assert external_id_of(unicodedata.normalize(form, name)) == external_id_of(name)
