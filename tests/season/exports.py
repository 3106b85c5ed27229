"""A season as it looks from outside: the operators' exports as files, what programs read, and the pages."""

import re
from typing import Any

from django.test import Client

from accounts.models import User
from accounts.sign_in.devices import sign_in_tokens
from season.admin.competitions import FixtureResource
from season.admin.scores import PerformanceResource, PointsResource
from season.models import LeagueSeason, Ownership
from season.standings.queries import played_rounds

EXPORTED = {"fixture": FixtureResource, "performance": PerformanceResource, "assetpoints": PointsResource}


def exports_of(season: LeagueSeason, operator: User, commissioner: User) -> dict[str, Any]:
    """Everything, by what it is called. When the standings were counted is left out."""
    return {
        **{f"{name}.csv": _file(operator, name) for name in EXPORTED},
        "ownership": list(Ownership.objects.order_by("pk").values_list("asset", "member", "from_at", "until_at")),
        "standings": _standings(season, commissioner),
        **{path: _page(season, commissioner, path) for path in ("", "fixtures/", "bargains/")},
    }


def _file(operator: User, name: str) -> bytes:
    client = Client()
    client.force_login(operator)
    resource = EXPORTED[name]
    chosen = {f"{resource.__name__.lower()}_{field}": "on" for field in resource._meta.fields if field != "scheme"}
    answer = client.post(f"/admin/season/{name}/export/", {"format": "0", "resource": "0", **chosen})
    assert answer["Content-Type"] == "text/csv", answer.text
    return answer.content


def _standings(season: LeagueSeason, user: User) -> list[Any]:
    headers = {"Authorization": f"Bearer {sign_in_tokens(user)['access']}"}
    address = f"/api/leagues/{season.league_id}/standings"
    rounds = [each.pk if each else 0 for each in played_rounds(season)]
    answers = [Client().get(f"{address}?round={each}", headers=headers).json() for each in rounds]
    return [answer | {"counted_at": None} for answer in answers]


def _page(season: LeagueSeason, user: User, path: str) -> str:
    client = Client()
    client.force_login(user)
    text = client.get(f"/leagues/{season.league_id}/season/{path}").text
    return re.sub(
        r'<time datetime="[^"]*">[^<]*</time>|name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"', "", text
    )
