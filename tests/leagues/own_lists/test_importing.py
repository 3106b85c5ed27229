"""A league's own list comes in from a file: what it would change, the good lines, and what was decided."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from leagues.assets.identity import AnswerRefused
from leagues.files.assets import COLUMNS
from leagues.files.parse_errors import ParseError
from leagues.files.tables import read_table
from leagues.imports.planning import Decisions, QuestionsOpen, Rest
from leagues.models import League, ListUpload
from leagues.own_lists import importing
from leagues.own_lists.deciding import to_json
from leagues.own_lists.importing import (
    apply_list,
    arrange_list,
    bring_list,
    decide,
    explain_columns,
    list_workflow,
    look_at,
)
from leagues.own_lists.states import states_of
from leagues.own_lists.taking_back import take_back_list
from leagues.services import NotAllowed
from leagues.uploads.records import UploadNotFound
from tests.leagues.own_lists.small_lists import PLAYERS, bring, brought, called, everything, export


def test_a_list_is_previewed_and_nothing_is_there_before_it_is_applied(league: League, carla: User) -> None:
    before = everything(league)
    waiting, remarks = bring_list(carla, league, PLAYERS, "players.csv")
    assert (remarks, everything(league)) == ([], before)
    report = look_at(carla, waiting)
    assert report.counts() == {"created": 3, "changed": 0, "unchanged": 0}
    assert [line.subject for line in report.lines()] == ["Saka (MID, Arsenal)", "Kane (FWD, Bayern)", "Yamal"]
    apply_list(carla, waiting, good_lines=False)
    assert export(league).splitlines()[1:] == PLAYERS.splitlines()[1:]
    with pytest.raises(UploadNotFound):
        apply_list(carla, waiting, good_lines=False)
    with pytest.raises(UploadNotFound):
        decide(carla, waiting, Decisions())


def test_new_one_is_told_with_all_that_the_file_says_of_them(league: League, carla: User) -> None:
    text = "name,club,country,rank,opening_price\nRice,Arsenal,ENG,3,50\nSaka,Arsenal,,,\n"
    report = bring(carla, league, text, dry_run=True)
    assert [tuple(line) for line in report.lines()] == [
        ("new", "Rice (Arsenal)", "country ENG, rank 3, opening price 50"),
        ("new", "Saka (Arsenal)", ""),
    ]


def test_new_changed_and_gone_are_told_apart(league: League, carla: User) -> None:
    brought(carla, league, PLAYERS)
    text = "external_id,name,club\n1,Saka,Chelsea\n2,Kane,Bayern\n4,Rice,Arsenal\n"
    report = bring(carla, league, text, Decisions(retire_missing=True), dry_run=True)
    assert [tuple(line) for line in report.lines()] == [
        ("new", "Rice (Arsenal)", "id 4"),
        ("changed", "Saka (MID, Arsenal)", "club Arsenal → Chelsea"),
        ("gone", "Yamal", "not in the file"),
    ]
    assert report.counts() == {"created": 1, "changed": 2, "unchanged": 1}
    brought(carla, league, text, Decisions(retire_missing=True))
    report = bring(carla, league, PLAYERS, Decisions(bring_back=True))
    assert ("changed", "Yamal", "sold again") in [tuple(line) for line in report.lines()]
    assert "Yamal" in export(league)


def test_good_lines_are_applied_and_the_others_come_back_to_mend(league: League, carla: User) -> None:
    text = PLAYERS.replace(",2\n", ",second\n")
    waiting, _ = bring_list(carla, league, text, "players.csv")
    assert (waiting.left_out, look_at(carla, waiting).good_lines()) == (1, 2)
    with pytest.raises(ParseError):
        apply_list(carla, waiting, good_lines=False)
    with pytest.raises(ParseError, match="would be retired"):
        decide(carla, waiting, Decisions(retire_missing=True))
    apply_list(carla, waiting, good_lines=True)
    waiting.refresh_from_db()
    [row] = read_table(waiting.to_mend, []).rows
    assert (row.values["name"], "second" in waiting.to_mend) == ("Kane", True)
    brought(carla, league, waiting.to_mend.replace("second", "2"))
    assert sorted(export(league).splitlines()[1:]) == sorted(PLAYERS.splitlines()[1:])


def test_whoever_could_be_two_is_asked_and_the_answer_is_kept_with_the_file(league: League, carla: User) -> None:
    brought(carla, league, "name,club\nMartin Odegaard,Arsenal\n")
    asset = called(league, "Martin Odegaard")
    waiting, _ = bring_list(carla, league, "name,club\nMartin Ødegaard,Arsenal\n", "next.csv")
    [question] = look_at(carla, waiting).questions
    with pytest.raises(QuestionsOpen):
        apply_list(carla, waiting, good_lines=False)
    assert called(league, "Martin Odegaard") == asset
    with pytest.raises(AnswerRefused):
        decide(carla, waiting, Decisions(answers={question.key: "nobody"}))
    waiting.decisions = to_json(Decisions(answers={question.key: "nobody"}))
    assert look_at(carla, waiting).questions == [question], "what isn't asked any more is passed over"
    decide(carla, waiting, Decisions(answers={question.key: question.candidates[0].external_id}))
    apply_list(carla, waiting, good_lines=False)
    assert called(league, "Martin Ødegaard") == asset
    assert [(each.old, each.new) for each in asset.changes.all()] == [("Martin Odegaard", "Martin Ødegaard")]


def test_columns_that_are_not_certain_are_asked_once(league: League, carla: User) -> None:
    text = "Wer,Verein\nSaka,Arsenal\n"
    waiting, _ = bring_list(carla, league, text, "liste.csv")
    asked = arrange_list(league, waiting.content, waiting.file_name).meaning
    assert asked is not None
    answers = {each.field: "Wer" for each in asked.questions}
    if len(answers) == 1:
        answers |= {"club": "Verein"}
    waiting, remarks = explain_columns(carla, waiting, answers)
    assert look_at(carla, waiting).created
    assert remarks, "how the columns were read"
    again, _ = bring_list(carla, league, text.replace("Saka", "Kane"), "liste.csv")
    assert [line.subject.split(" ")[0] for line in look_at(carla, again).lines()] == ["Kane"]


def test_only_a_commissioner_of_the_league_brings_one(league: League, max_: User, otto: User) -> None:
    for other in (max_, otto):
        with pytest.raises(NotAllowed):
            bring_list(other, league, PLAYERS, "players.csv")
    assert not ListUpload.objects.exists()


Rows = list[tuple[str, str, str]]
NAMES = ["Ødegaard", "Odegaard", "Danilo", "=1+1", "'t Hooft", "محمد صلاح", "王霜", "★", "é"]
ROWS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(["", "DEF", "MID"]), st.sampled_from(["", "Arsenal"])),
    min_size=1,
    max_size=7,
    unique=True,
)


def table(rows: Rows) -> str:
    return "".join(f"{','.join(row)}\n" for row in [("name", "position", "club"), *rows])


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS, ROWS, st.data())
def test_an_export_changes_nothing_an_edit_one_asset_and_what_is_taken_back_nothing(
    league: League, carla: User, rows: Rows, others: Rows, data: st.DataObject
) -> None:
    league.own_assets.all().delete()  # those of the example before
    league.list_uploads.all().delete()
    bring(carla, league, table(rows))
    assert bring(carla, league, export(league)).changes_nothing()

    before = everything(league)
    lines = export(league).splitlines()
    place = data.draw(st.integers(1, len(lines) - 1))
    external_id, name, *rest = lines[place].split(",")
    lines[place] = ",".join([external_id, data.draw(st.sampled_from(["Else", name + " II"])), *rest])
    was = states_of(league)
    edit = brought(carla, league, "\n".join(lines), Decisions(rest=Rest.SAME))
    now = states_of(league)
    assert [was[asset]["asset"]["external_id"] for asset in now if now[asset] != was[asset]] == [external_id]
    take_back_list(carla, edit)
    assert everything(league) == before

    answer, retire = data.draw(st.sampled_from([Rest.SAME, Rest.ANOTHER])), data.draw(st.booleans())
    decisions = Decisions(rest=answer, retire_missing=retire, bring_back=True)
    if upload := bring(carla, league, table(others), decisions).upload:
        take_back_list(carla, upload)
    assert everything(league) == before


def test_the_columns_of_an_export_are_those_that_are_read(league: League, carla: User) -> None:
    brought(carla, league, "external_id,name,opening_price\n1,Saka,20\n")
    assert export(league).splitlines()[0] == "\ufeff" + ",".join(COLUMNS)
    assert list_workflow().run(carla, league, export(league).encode(), "x.csv").upload is None


def test_a_long_list_costs_no_more_queries_than_a_short_one(
    league: League, carla: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    def named(count: int) -> str:
        return "name,club\n" + "".join(f"Player {number},Club {number}\n" for number in range(count))

    with CaptureQueriesContext(connection) as short:
        bring(carla, league, named(3))
    take_back_list(carla, ListUpload.objects.get())
    with django_assert_max_num_queries(len(short)):
        bring(carla, league, named(900))


def test_a_list_has_an_end(league: League, carla: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "MOST_ASSETS", 3)
    brought(carla, league, PLAYERS)
    brought(carla, league, PLAYERS.replace("Arsenal", "Leeds"))
    with pytest.raises(ParseError, match="With the 3 that are there it would be more"):
        bring(carla, league, "name\nRice\n")
    with pytest.raises(ParseError, match="at most; leave out"):
        bring(carla, league, PLAYERS + "4,Rice,,,,\n")
