"""Ids made of names."""

import pytest

from leagues.files.external_ids import external_id_of


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
        (("Зенит", ""), ""),
    ],
)
def test_external_id_of(parts: tuple[str, str], expected: str) -> None:
    assert external_id_of(*parts) == expected


def test_decomposed_and_composed_letters_are_the_same() -> None:
    assert external_id_of("Mu\u0308nchen") == external_id_of("München") == "munchen"
