"""Rows of a new list are the assets that they were, or are asked about."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from leagues.assets.identity import ANOTHER, AnswerRefused, KnownAsset, Resolution, is_like, resolve
from leagues.files.assets import AssetRow, parse_csv
from leagues.files.parse_errors import ParseError

COLUMNS = ("external_id", "name", "country", "position", "club", "rank")


def row(name: str, external_id: str = "", **fields: str | int) -> AssetRow:
    """A row as a file has it, with an id or without."""
    columns = {"external_id": external_id, "name": name, **fields} if external_id else {"name": name, **fields}
    return parse_csv(as_csv([columns]))[0]


def known(pk: int, name: str, external_id: str, **fields: str | int | bool) -> KnownAsset:
    return KnownAsset(id=pk, name=name, external_id=external_id, **fields)  # type: ignore[arg-type] # as the test says


def as_csv(rows: Sequence[Mapping[str, object]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, [*rows[0]])
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def candidates(found: Resolution) -> list[list[int]]:
    return [[asset.id for asset in question.candidates] for question in found.questions]


def kept(found: Resolution) -> dict[str, int]:
    """The asset that each settled row is, by name."""
    return {each.name: found.known[each.external_id].id for each in found.rows if each.external_id in found.known}


ODEGAARD = known(7, "Martin Ødegaard", "martin-odegaard", country="NOR", position="MID", club="Arsenal")
SAKA = known(8, "Bukayo Saka", "2025-8", country="ENG", position="MID", club="Arsenal")


def test_a_name_with_all_that_the_row_says_is_the_asset() -> None:
    found = resolve([row("Martin Ødegaard", club="Arsenal"), row("Bukayo Saka", club="Arsenal")], [SAKA, ODEGAARD], {})
    assert (kept(found), found.questions) == ({"Martin Ødegaard": 7, "Bukayo Saka": 8}, [])
    assert [each.external_id for each in found.rows] == ["martin-odegaard", "2025-8"]


@pytest.mark.parametrize(
    "changed",
    [
        row("Martin Odegaard", club="Arsenal"),
        row("MARTIN ØDEGAARD", club="Arsenal"),
        row("Martin Ødegard", club="Arsenal"),
        row("Martin Ødegaard", club="Real Madrid"),
        row("Martin Odegaard", club="Real Madrid"),
        row("Martin Ødegaard", club="Arsenal", position="FWD"),
        row("Martin Odegaard", "fpl-14", club="Arsenal"),
    ],
    ids=["without an accent", "in capitals", "mistyped", "sold", "sold and without an accent", "moved", "with an id"],
)
def test_a_part_that_agrees_is_asked_about(changed: AssetRow) -> None:
    found = resolve([changed], [SAKA, ODEGAARD], {})
    assert (candidates(found), found.unanswered, found.rows) == ([[7]], found.questions, [])
    same = resolve([changed], [SAKA, ODEGAARD], {changed.external_id: "martin-odegaard"})
    assert (kept(same), same.unanswered) == ({changed.name: 7}, [])
    another = resolve([changed], [SAKA, ODEGAARD], {changed.external_id: ANOTHER})
    assert (another.known, len(another.rows), another.moved) == ({}, 1, {})
    assert another.rows[0].external_id not in {"martin-odegaard", "2025-8"}


def test_an_id_that_was_somebody_elses_is_asked_about() -> None:
    given = row("Kay Doe", "2025-8")
    found = resolve([given], [SAKA], {})
    assert candidates(found) == [[8]]
    assert resolve([given], [SAKA], {"2025-8": ANOTHER}).moved == {8: "2025-8-2"}
    assert kept(resolve([given], [SAKA], {"2025-8": "2025-8"})) == {"Kay Doe": 8}


def test_ids_that_are_given_anew_follow_the_names() -> None:
    rows = [row("Kay Doe", "1"), row("Ann Poe", "2")]
    assets = [known(10, "Ann Poe", "1"), known(20, "Kay Doe", "2")]
    found = resolve(rows, assets, {"1": "2", "2": "1"})
    assert kept(found) == {"Kay Doe": 20, "Ann Poe": 10}
    assert found.moved == {20: "1", 10: "2"}


def test_an_id_with_a_name_like_it_is_no_question() -> None:
    found = resolve([row("Saka", "2025-8", club="Chelsea")], [SAKA], {})
    assert (kept(found), found.questions) == ({"Saka": 8}, [])


def test_namesakes_are_told_apart_by_all_that_is_said() -> None:
    assets = [known(1, "Danilo", "danilo-def", position="DEF"), known(2, "Danilo", "danilo-mid", position="MID")]
    rows = parse_csv("name,position\nDanilo,MID\nDanilo,DEF\n")
    found = resolve(rows, assets, {})
    assert [found.known[each.external_id].id for each in found.rows] == [2, 1]
    one_left = resolve(parse_csv("name,position\nDanilo,DEF\n"), assets, {})
    assert [found.known[each.external_id].id for each in one_left.rows] == [1]
    assert candidates(resolve(parse_csv("name\nDanilo\n"), assets, {})) == [[1, 2]]


def test_who_is_like_nobody_is_new_under_an_id_of_its_own() -> None:
    taken = known(9, "Renamed since", "kim-min-jae")
    found = resolve([row("Kim Min-jae")], [taken], {})
    assert (found.questions, found.rows[0].external_id) == ([], "kim-min-jae-2")


def test_answers_that_fit_no_question_are_refused() -> None:
    asked = [row("Martin Odegaard", club="Arsenal"), row("Martin Ödegaard", club="Arsenal", position="MID")]
    asked[1] = replace(asked[1], external_id="other")
    for answers, words in (
        ({"nobody": ANOTHER}, "Nothing is asked about 'nobody'"),
        ({"other": "2025-8"}, "can be martin-odegaard, and not '2025-8'"),
        ({asked[0].external_id: "martin-odegaard", "other": "martin-odegaard"}, "can't both be Martin Ødegaard"),
    ):
        with pytest.raises(AnswerRefused, match=words):
            resolve(asked, [ODEGAARD, SAKA], answers)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Arsenal", "Arsenal FC", True),
        ("Martin Odegaard", "Martin Ødegård", True),
        ("Зенит", "Зенит Санкт-Петербург", True),
        ("Bukayo Saka", "Kay Doe", False),
        ("محمد صلاح", "ساديو ماني", False),
    ],
)
def test_spellings_of_one_name(one: str, other: str, alike: bool) -> None:
    assert is_like(one, other) is is_like(other, one) is alike


# Lists of any names --------------------------------------------------------------------------------

LETTERS = [
    "Latin", "ÆøŁ é̃ß", "Зенит ёйъ", "محمد ﷺ ئ", "王霜 浦和レッズ", "김민재", "हिन्दी ி", "שלום ְ", "´`★-.'", "019 ٣",
]  # fmt: skip
ALIKE = ["Danilo", "danilo", "Danilo Silva", "José", "Jose", "Kim", "金", "Ким", "Ёж", "Еж", "★", "☆", "A+", "A-"]
NAMES = st.one_of(
    st.sampled_from(ALIKE),
    st.sampled_from(LETTERS).flatmap(lambda letters: st.text(letters, min_size=1, max_size=12)),
)
NAMES = NAMES.map(lambda name: " ".join(name.lstrip("' ").split())).filter(bool)
"""None begins with an apostrophe, which spreadsheets put before a text that isn't a formula: readers take it off."""
FIELDS = st.fixed_dictionaries(
    {
        "name": NAMES,
        "country": st.sampled_from(["", "BRA"]),
        "position": st.sampled_from(["", "DEF", "MID"]),
        "club": st.sampled_from(["", "Arsenal", "Зенит"]),
        "rank": st.sampled_from(["", "1", "2", "30"]),
    }
)
IDS = st.one_of(st.just(""), st.text("abc0é-", min_size=1, max_size=3))


def as_known(rows: Sequence[AssetRow]) -> list[KnownAsset]:
    """The assets of a first import."""
    settled = resolve(rows, [], {}).rows
    return [
        KnownAsset(id=pk, **{"country": "", "position": "", "club": "", **each.values()})
        for pk, each in enumerate(settled)
    ]


def exported(assets: Sequence[KnownAsset], columns: Sequence[str]) -> list[dict[str, object]]:
    return [{column: getattr(each, column) for column in columns} for each in assets]


@st.composite
def lists(draw: st.DrawFn) -> list[KnownAsset]:
    rows = draw(st.lists(FIELDS, min_size=1, max_size=8))
    with_ids = draw(st.booleans())
    ids = [draw(IDS) if with_ids else "" for _ in rows]
    try:
        return as_known(
            parse_csv(as_csv([{"external_id": each, **fields} for each, fields in zip(ids, rows, strict=True)]))
        )
    except ParseError:  # a line twice
        assume(False)
        raise


@given(lists())
def test_a_list_that_is_exported_and_imported_again_changes_nothing(assets: list[KnownAsset]) -> None:
    found = resolve(parse_csv(as_csv(exported(assets, COLUMNS))), assets, {})
    assert (found.questions, found.moved) == ([], {})
    assert [found.known[each.external_id] for each in found.rows] == assets
    assert as_known(found.rows) == assets


@given(lists())
def test_so_does_one_without_ids_and_in_another_order(assets: list[KnownAsset]) -> None:
    rows = [{**each, "rank": each["rank"] or ""} for each in exported(assets[::-1], COLUMNS[1:])]
    try:
        found = resolve(parse_csv(as_csv(rows)), assets, {})
    except ParseError:  # two that only their ids tell apart
        assume(False)
    assert (found.questions, found.moved) == ([], {})
    assert [found.known[each.external_id] for each in found.rows] == assets[::-1]


@given(lists(), FIELDS, st.data(), st.booleans())
def test_an_edit_of_one_row_changes_that_asset_alone(
    assets: list[KnownAsset], new: dict[str, str], data: st.DataObject, with_ids: bool
) -> None:
    """Whoever answers rightly keeps it the same, and whatever isn't asked is right: none becomes another."""
    edited = data.draw(st.sampled_from(assets))
    what = data.draw(st.sampled_from(COLUMNS[1:]))
    rows = exported(assets, COLUMNS if with_ids else COLUMNS[1:])
    rows[edited.id][what] = new[what]
    try:
        parsed = parse_csv(as_csv(rows))
    except ParseError:
        assume(False)
    asked = resolve(parsed, assets, {}).questions
    answers = {}
    for question in asked:
        [place] = [place for place, each in enumerate(parsed) if each.external_id == question.key]
        assert place == edited.id or not with_ids
        mine = [each for each in question.candidates if each.id == place]
        answers[question.key] = mine[0].external_id if mine else ANOTHER
    found = resolve(parsed, assets, answers)
    assert not found.unanswered
    for place, (each, asset) in enumerate(zip(found.rows, assets, strict=True)):
        now = found.known.get(each.external_id)
        assert now == asset or (place == edited.id and now is None and not with_ids)
        if place != edited.id:
            assert each.values() == {name: value for name in COLUMNS if (value := getattr(asset, name)) is not None}
    assert len({each.external_id for each in found.rows}) == len(assets)
