"""Exports of the admin can be imported again, and then change nothing."""

import pytest
from django.test import Client

from leagues.models import Asset
from season.fixtures.services import FIXTURE_IMPORT
from season.models import Competition
from season.scores.services import SCORE_IMPORT
from tests.season.small_competitions import scores


def export(admin: Client, model: str, fields: str) -> bytes:
    resource = f"{model}resource"
    chosen = {f"{resource}_{name}": "on" for name in fields.split()}
    answer = admin.post(f"/admin/season/{model}/export/", {"format": "0", "resource": "0", **chosen})
    assert answer.status_code == 200
    return bytes(answer.content)


@pytest.fixture
def played(cup: Competition) -> Competition:
    text = 'external_id,kickoff,home,away,home_score,away_score\nf1,2026-08-15,\'=Reds,"Ø, Blues",2,1\n'
    FIXTURE_IMPORT.run(None, cup, text.encode(), "fixtures.csv")
    Asset.objects.filter(external_id="4").update(name="=Ødegaard")
    SCORE_IMPORT.run(None, cup, scores("f1,4,90,1,0", "f1,1,10,0,3"), "scores.csv")
    return cup


def test_fixtures(admin: Client, played: Competition) -> None:
    content = export(
        admin,
        "fixture",
        "external_id round kickoff home away status home_score away_score home_extra away_extra home_penalties "
        "away_penalties winner",
    )
    assert content.startswith(b"\xef\xbb\xbf")
    assert "'=Reds" in content.decode()
    counts = FIXTURE_IMPORT.run(None, played, content, "again.csv").counts()
    assert counts == {"created": 0, "changed": 0, "unchanged": 3}


def test_scores(admin: Client, played: Competition) -> None:
    content = export(admin, "performance", "fixture asset name position statistics")
    assert b"goals_scored" in content.splitlines()[0]
    counts = SCORE_IMPORT.run(None, played, content, "again.csv").counts()
    assert counts == {"created": 0, "changed": 0, "unchanged": 2}
