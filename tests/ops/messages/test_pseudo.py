"""The pseudo-language keeps what isn't words, and its words can't be taken for English."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from ops.messages import catalogs, pseudo

UNSEEN = "[\u200f\u2060]"


@pytest.mark.parametrize(
    ("english", "expected"),
    [
        ("Save", "[!Šåàvéè!]"),
        ("Bid {amount:,} now", "[!Bîd {amount:,} ñöòw!]"),
        (
            '<a href="%(link)s">%(name)s</a> leads &amp; %% bids',
            '[!<a href="%(link)s">%(name)s</a> ļéèåàdš &amp; %% bîdš!]',
        ),
        (" or ", " [!öòř!] "),
        ("£200m each", "[!£200m éèåàçĥ!]"),
        ("j M Y, H:i", "j M Y, H:i"),
        ("", ""),
    ],
)
def test_words_are_said_and_what_is_filled_in_stays(english: str, expected: str) -> None:
    said = pseudo.said(english)
    assert re.sub(UNSEEN, "", said) == expected
    assert catalogs.PLACES.findall(said) == catalogs.PLACES.findall(english)


def test_plurals_and_contexts_are_those_of_english() -> None:
    english = Catalog()
    english.add(("{n} lot", "{n} lots"))
    english.add("Open", context="of a lot")
    said = pseudo.translated(english)
    assert [isinstance(each.string, tuple) for each in said if isinstance(each.id, tuple)] == [True]
    assert said.get("Open", context="of a lot") is not None
    assert "(n!=1)" in catalogs.script_of(said)


def test_it_is_about_a_third_longer_than_english() -> None:
    english = "Maxima stay where they still fit. The others are given back, and only who left them sees that."
    visible = re.sub(UNSEEN, "", pseudo.said(english))
    assert 1.2 < len(visible) / len(english) < 1.4


def test_a_folder_has_a_catalog_for_each_area_and_a_script(tmp_path: Path) -> None:
    pseudo.main(tmp_path)
    assert {path.parts[-4] for path in tmp_path.glob("locale/**/*.mo")} >= {"accounts", "auctions", "season"}
    assert (tmp_path / "static/js/languages/ar-xb.js").read_text().startswith("globalThis.translations")
