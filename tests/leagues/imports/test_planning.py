"""A list on its way in: what it changes, what it asks, and what people decide."""

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from leagues.assets.identity import ANOTHER, AnswerRefused
from leagues.files.assets import COLUMNS, AssetRow, parse_csv
from leagues.imports.planning import (
    Decisions,
    QuestionsOpen,
    Rest,
    described,
    import_list,
    import_own_list,
    plan_import,
    question_sentence,
)
from leagues.lists import queries
from leagues.models import Asset, AssetList, League, Sport
from leagues.services import NotAllowed
from tests import cast

WEEK_1 = "name,club,position\nMartin Odegaard,Arsenal,MID\nBukayo Saka,Arsenal,MID\nDanilo,Juventus,DEF\n"


@pytest.fixture
def first_week(league: League, carla: User) -> dict[str, int]:
    """The league's list of the first week: the keys of its assets by name."""
    import_own_list(cast.member_of(league, carla), parse_csv(WEEK_1))
    return {asset.name: asset.pk for asset in queries.assets_of(league)}


def changes_of(asset: int) -> list[tuple[str, str, str, str | None]]:
    rows = Asset.objects.get(pk=asset).changes.order_by("pk").select_related("by")
    return [(each.what, each.old, each.new, each.by.name if each.by else None) for each in rows]


def test_the_same_list_again_changes_nothing(league: League, carla: User, first_week: dict[str, int]) -> None:
    done = import_own_list(cast.member_of(league, carla), parse_csv(WEEK_1))
    assert (len(done.report.unchanged), [*done.plan.changes()], done.plan.missing) == (3, [], [])
    assert {asset.name: asset.pk for asset in queries.assets_of(league)} == first_week


def test_a_mended_name_and_a_transfer_are_asked_and_kept(
    league: League, carla: User, first_week: dict[str, int]
) -> None:
    rows = parse_csv("name,club,position\nMartin Ødegaard,Arsenal,MID\nBukayo Saka,Chelsea,MID\nDanilo,Juventus,DEF\n")
    member = cast.member_of(league, carla)
    with pytest.raises(QuestionsOpen, match=r"is Martin Ødegaard .MID, Arsenal. the same as Martin Odegaard"):
        import_own_list(member, rows)
    plan = import_own_list(member, rows, dry_run=True).plan
    assert [described(each.row) for each in plan.unanswered] == [
        "Martin Ødegaard (MID, Arsenal)", "Bukayo Saka (MID, Chelsea)",
    ]  # fmt: skip
    assert question_sentence(plan.unanswered[1]) == (
        "bukayo-saka-chelsea: is Bukayo Saka (MID, Chelsea) the same as Bukayo Saka (MID, Arsenal), "
        "bukayo-saka-arsenal?"
    )
    done = import_own_list(member, rows, Decisions(rest=Rest.SAME))
    assert [each.fields for each in done.plan.changes()] == [
        {"name": ("Martin Odegaard", "Martin Ødegaard")},
        {"club": ("Arsenal", "Chelsea")},
    ]
    now = {asset.name: asset.pk for asset in queries.assets_of(league)}
    assert now == {name.replace("Odegaard", "Ødegaard"): pk for name, pk in first_week.items()}
    assert changes_of(first_week["Bukayo Saka"]) == [("club", "Arsenal", "Chelsea", "Carla")]
    assert changes_of(first_week["Martin Odegaard"]) == [("name", "Martin Odegaard", "Martin Ødegaard", "Carla")]


def test_answers_of_their_own_come_before_the_rest(league: League, carla: User, first_week: dict[str, int]) -> None:
    rows = parse_csv("name,club,position\nMartin Ødegaard,Arsenal,MID\nBukayo Saka,Chelsea,MID\n")
    decisions = Decisions(answers={"martin-odegaard-arsenal": ANOTHER}, rest=Rest.SAME)
    done = import_own_list(cast.member_of(league, carla), rows, decisions)
    assert done.report.created == ["martin-odegaard-arsenal-2"]
    assert [asset.name for asset in done.plan.missing] == ["Martin Odegaard", "Danilo"]
    saka = Asset.objects.get(pk=first_week["Bukayo Saka"])
    assert saka.club == "Chelsea"
    with pytest.raises(AnswerRefused):
        import_own_list(cast.member_of(league, carla), rows, Decisions(answers={"nobody": ANOTHER}))


def test_what_is_in_the_file_no_more_stays_or_is_retired(
    league: League, carla: User, first_week: dict[str, int]
) -> None:
    member, rows = cast.member_of(league, carla), parse_csv("name,club,position\nDanilo,Juventus,DEF\n")
    done = import_own_list(member, rows)
    assert [asset.name for asset in done.plan.missing] == ["Martin Odegaard", "Bukayo Saka"]
    assert len(queries.assets_of(league)) == 3
    import_own_list(member, rows, Decisions(retire_missing=True))
    assert [asset.name for asset in queries.assets_of(league)] == ["Danilo"]
    again = import_own_list(member, parse_csv(WEEK_1), dry_run=True).plan
    assert [asset.name for asset in again.retired] == ["Martin Odegaard", "Bukayo Saka"]
    import_own_list(member, parse_csv(WEEK_1))
    assert [asset.name for asset in queries.assets_of(league)] == ["Danilo"]
    import_own_list(member, parse_csv(WEEK_1), Decisions(bring_back=True))
    assert {asset.name: asset.pk for asset in queries.assets_of(league)} == first_week


def test_ids_that_two_have_swapped_follow_their_names(football: Sport) -> None:
    for name, external_id in (("Ann Poe", "1"), ("Kay Doe", "2")):
        import_list("football", [AssetRow(external_id=external_id, name=name)])
    rows = [AssetRow(external_id="2", name="Ann Poe"), AssetRow(external_id="1", name="Kay Doe")]
    import_list("football", rows, Decisions(rest=Rest.SAME))
    ids = dict(Asset.objects.filter(name__in=["Ann Poe", "Kay Doe"]).values_list("name", "external_id"))
    assert ids == {"Ann Poe": "2", "Kay Doe": "1"}
    assert Asset.objects.filter(name="Ann Poe").count() == 1


def test_namesakes_are_told_apart_and_it_is_said(league: League) -> None:
    rows = parse_csv("name,position\nDanilo,DEF\nDanilo,MID\nSaka,MID\n")
    plan = plan_import(AssetList.objects.create(sport=league.sport, league=league, key="own", name="Own"), rows)
    assert [row.external_id for row in plan.told_apart] == ["danilo-def", "danilo-mid"]
    assert plan.unanswered == []


def test_what_the_league_has_sold_of_the_sports_list_stays_what_it_is(carla: User, max_: User, mia: User) -> None:
    league = cast.make_league(carla, max_, mia, **cast.QUICK)
    auction = cast.auction_of(league, lots=2)
    cast.sell(auction, max_, 5)
    sold = Asset.objects.get(lots__auction=auction, lots__number=1)
    rows = parse_csv(f"name,country,rank\n{sold.name},{sold.country},9\nLeeds,ENG,1\n")
    done = import_own_list(cast.member_of(league, carla), rows)
    assert (done.report.created, done.report.listed) == (["leeds-eng"], [sold.external_id])
    assert [(asset.pk == sold.pk, asset.name) for asset in queries.assets_of(league)] == [
        (True, sold.name), (False, "Leeds"),
    ]  # fmt: skip
    sold.refresh_from_db()
    assert sold.rank != 9, "it is the sport's"
    done = import_own_list(cast.member_of(league, carla), parse_csv("name\nLeeds\n"), Decisions(retire_missing=True))
    assert [asset.id for asset in done.plan.missing] == [sold.pk]
    assert [asset.name for asset in queries.assets_of(league)] == ["Leeds"]
    sold.refresh_from_db()
    assert sold.retired_at is None


def test_a_tried_list_leaves_nothing(league: League, carla: User, first_week: dict[str, int]) -> None:
    tried = Decisions(rest=Rest.ANOTHER, retire_missing=True)
    import_own_list(cast.member_of(league, carla), parse_csv("name\nMartin Ødegaard\n"), tried, dry_run=True)
    assert {asset.name: asset.pk for asset in queries.assets_of(league)} == first_week


def test_only_a_commissioner_imports(league: League, max_: User) -> None:
    with pytest.raises(NotAllowed):
        import_own_list(cast.member_of(league, max_), parse_csv(WEEK_1))


# The whole way, through the database --------------------------------------------------------------

NAMES = ["Ødegaard", "Odegaard", "Danilo", "Зенит", "Зенйт", "محمد صلاح", "王霜", "김민재", "★", "☆", "é", "हिन्दी"]
ROWS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(["", "DEF", "MID"]), st.sampled_from(["", "Arsenal"])),
    min_size=1,
    max_size=8,
    unique=True,
)


def file_of(rows: list[dict[str, object]]) -> list[AssetRow]:
    out = io.StringIO()
    writer = csv.DictWriter(out, [*rows[0]])
    writer.writeheader()
    writer.writerows(rows)
    return parse_csv(out.getvalue())


def stored(league: League) -> dict[int, dict[str, object]]:
    return {row.pop("id"): row for row in Asset.objects.filter(league=league).values("id", "retired_at", *COLUMNS)}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS, st.data())
def test_what_is_exported_and_imported_is_as_it_was_and_an_edit_is_of_one(
    league: League, carla: User, rows: list[tuple[str, str, str]], data: st.DataObject
) -> None:
    league.own_assets.all().delete()  # those of the example before
    member = cast.member_of(league, carla)
    import_own_list(member, file_of([dict(zip(("name", "position", "club"), row, strict=True)) for row in rows]))
    before = stored(league)
    assert sorted((row["name"], row["position"], row["club"]) for row in before.values()) == sorted(rows)
    table = [{name: row[name] for name in COLUMNS} for row in before.values()]
    import_own_list(member, file_of(table))
    assert stored(league) == before

    place = data.draw(st.integers(0, len(table) - 1))
    table[place]["name"] = data.draw(st.sampled_from(["Somebody Else", "Ödegaard", "Danilo II"]))
    import_own_list(member, file_of(table), Decisions(rest=Rest.SAME))
    edited = [*before][place]
    assert stored(league) == {**before, edited: {**before[edited], "name": table[place]["name"]}}
