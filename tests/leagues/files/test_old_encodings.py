"""Texts of one byte a letter are read as what their words say, and what else they could be is known."""

import pytest

from leagues.files.old_encodings import readings_of

SQUADS = {
    "Windows-1252": ("cp1252", "Müller\nØdegaard\nÁlvarez\nGonçalves\nN’Golo Kanté\nO’Neill\nGuðmundsson"),
    "Windows-1250": ("cp1250", "Dvořák\nŠimić\nBłaszczykowski\nSzczęsny\nGőcze\nStanciu"),
    "Windows-1251": ("cp1251", "Иванов\nШевченко\nЯрмоленко\nЁлкин\nZenit"),
    "Windows-1254": ("cp1254", "Gündoğan\nÇalhanoğlu\nŞükür\nİlkay\nIşık"),
    "MacRoman": ("mac_roman", "Müller\nØdegaard\nÁlvarez\nGonçalves\nGarcía\nKanté"),
}


@pytest.mark.parametrize("name", SQUADS)
def test_a_squad_is_read_in_the_encoding_in_which_it_was_written(name: str) -> None:
    codec, text = SQUADS[name]
    first = readings_of(text.encode(codec))[0]
    assert (first.name, first.text) == (name, text)


@pytest.mark.parametrize(
    ("word", "codec", "wrongly"),
    [
        ("García", "mac_roman", "Garc’a"),
        ("Müller", "mac_roman", "MŸller"),  # a large letter within a word
        ("Muñoz", "mac_roman", "Mu–oz"),  # a dash between letters
        ("Šimić", "cp1250", "Šimiæ"),  # letters of no one language
        ("Иванов", "cp1251", "Èâàíîâ"),  # too many of them beside each other
        ("Müller", "cp1252", "Mьller"),  # Cyrillic among Latin letters
        ("Gündoğan", "cp1254", "Gündoðan"),
    ],
)
def test_a_word_speaks_against_encodings_in_which_it_is_none(word: str, codec: str, wrongly: str) -> None:
    scores = {each.text: each.score for each in readings_of(word.encode(codec))}
    assert scores[word] > 0
    assert scores.get(wrongly, -1) < scores[word]


def test_what_two_encodings_say_alike_is_one_reading() -> None:
    assert [each.name for each in readings_of("Müller".encode("cp1252")) if each.text == "Müller"] == ["Windows-1252"]


def test_bytes_that_are_no_letters_are_no_reading() -> None:
    assert readings_of(b"\xe4\0") == []
    assert readings_of(b"\x9f\x9fe\x81\x81e") == []
    assert [each.name for each in readings_of("Ålesund".encode("mac_roman"))] == ["MacRoman"]
