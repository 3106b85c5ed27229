"""The words for columns: each says one thing."""

from collections import Counter

from leagues.files.column_words import WORDS, plain_name


def test_names_are_compared_without_case_accents_spaces_and_signs() -> None:
    names = ("External ID", "external_id", " Éxternal-Id.", "ＥＸＴＥＲＮＡＬ＿ＩＤ")
    assert {plain_name(name) for name in names} == {"externalid"}
    assert plain_name("Straße") == plain_name("STRASSE")
    assert plain_name("Игрок") != plain_name("Клуб")


def test_no_word_of_a_column_stands_there_twice_or_for_nothing() -> None:
    for name, words in WORDS.items():
        plain = [plain_name(word) for word in words]
        assert all(plain), name
        assert [word for word, times in Counter(plain).items() if times > 1] == [], name
