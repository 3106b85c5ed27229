"""Columns are found by what people call them and by what is in them; what isn't certain is asked."""

import pytest

from leagues.files.own_columns.columns import DAY_ORDER, Field, find_columns, in_our_words, signature_of
from leagues.files.own_columns.day_orders import MONTH_FIRST
from leagues.files.tables import Table, read_table
from tests.leagues.files.file_forms import as_csv

FIELDS = (
    Field("name", "the name", needed=True),
    Field("club", "the club"),
    Field("position", "the position"),
    Field("country", "the country", longest=3),
    Field("kickoff", "the day", days=True),
)


def table(*rows: str) -> Table:
    return read_table("\n".join([*rows, ""]), [])


@pytest.mark.parametrize(
    "header",
    ["Spieler;Verein;Pos;Preis", "Player;Team;Position;Price", "Joueur;Équipe;Poste;Prix", "Jugador;Equipo;Puesto;€",
     "Calciatore;Squadra;Ruolo;Quota", "JOGADOR;clube;posição;preço", "Speler;Ploeg;Positie;Prijs",
     "Игрок;Клуб;Позиция;Цена", "選手名;チーム;ポジション;価格"],
)  # fmt: skip
def test_columns_are_known_in_many_languages(header: str) -> None:
    names = header.split(";")
    found = find_columns(table(header, "Ada;Reds;FW;3"), FIELDS)
    assert found.columns == dict(zip(("name", "club", "position"), names, strict=False))
    assert (found.questions, found.unused) == ([], names[3:])


def test_our_own_name_wins_over_other_words() -> None:
    found = find_columns(table("name;player;club", "Ada;7;Reds"), FIELDS)
    assert found.columns == {"name": "name", "club": "club"}
    assert found.unused == ["player"]


def test_what_could_be_two_columns_is_asked_and_the_answer_holds() -> None:
    people = table("Spieler;Full Name;Verein;Team", "Ada;Ada Keeper;Reds;A")
    asked = find_columns(people, FIELDS)
    assert {each.field: [value for value, _ in each.choices] for each in asked.questions} == {
        "name": ["Spieler", "Full Name"],
        "club": ["Verein", "Team", ""],
    }
    assert str(asked.questions[0]) == "Call the column of the name 'name'; it could be Spieler or Full Name."
    answered = find_columns(people, FIELDS, {"name": "Full Name", "club": ""})
    assert (answered.columns, answered.questions) == ({"name": "Full Name"}, [])
    assert answered.unused == ["Spieler", "Verein", "Team"]


def test_what_is_needed_and_called_otherwise_is_asked() -> None:
    [question] = find_columns(table("Wer;Wo", "Ada;Reds"), FIELDS).questions
    assert (question.field, [value for value, _ in question.choices]) == ("name", ["Wer", "Wo"])
    assert find_columns(table("Wer;Wo", "Ada;Reds"), FIELDS, {"name": "Wer"}).columns == {"name": "Wer"}
    assert find_columns(table("club", "Reds"), FIELDS).questions == []  # nothing is left that it could be


def test_a_name_with_a_letter_wrong_is_asked() -> None:
    [question] = find_columns(table("name;positon", "Ada;FW"), FIELDS).questions
    assert (question.field, question.choices[0]) == ("position", ("positon", "positon"))


def test_a_field_is_not_needed_where_the_file_has_another() -> None:
    fields = (Field("asset", "the id"), Field("name", "the name", needed=True, unless="asset"))
    assert find_columns(table("asset;x", "7;1"), fields).questions == []
    assert [each.field for each in find_columns(table("y;x", "7;1"), fields).questions] == ["name"]


def test_values_decide_too() -> None:
    found = find_columns(table("name;When?;Nation", "Ada;3.4.2026;Ghana", "Dee;;Peru"), FIELDS)
    assert found.columns == {"name": "name", "kickoff": "When?"}
    assert find_columns(table("name;Nation", "Ada;GHA"), FIELDS).columns["country"] == "Nation"


def test_the_order_of_days_is_asked_where_no_day_decides() -> None:
    people = table("name;date", "Ada;3/4/2026", "Dee;5/6/2026")
    [question] = find_columns(people, FIELDS).questions
    assert (question.field, question.label) == (DAY_ORDER, "What is 3/4/2026?")
    assert "2026-08-15" in str(question)
    assert find_columns(people, FIELDS, {DAY_ORDER: MONTH_FIRST}).day_order == MONTH_FIRST
    certain = find_columns(table("name;date", "Ada;3/4/2026", "Dee;5/25/2026"), FIELDS)
    assert (certain.questions, certain.day_order) == ([], MONTH_FIRST)


def test_table_is_given_our_names_and_keeps_the_others() -> None:
    ours, meaning = in_our_words(table("Spieler;Preis", "Ada;3"), FIELDS)
    assert (ours.columns, ours.rows[0].values) == (("name", "Preis"), {"name": "Ada", "Preis": "3"})
    assert meaning.renamed == {"Spieler": "name"}


def test_a_header_is_the_same_however_it_is_cased() -> None:
    header = read_table(as_csv([["Name", "Full Name"]]), []).columns
    assert signature_of(header) == signature_of(["NAME", "full_name"]) != signature_of(["Full Name", "Name"])
