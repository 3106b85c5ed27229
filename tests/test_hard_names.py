"""Names in every script and of every length, in all mails and downloads: none moves an amount, none is a formula."""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterator
from email.header import decode_header, make_header
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.contrib.admin import site
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.test import Client
from django.urls import get_resolver

from accounts.models import User
from accounts.sign_in import links
from auctions.models import Auction
from auctions.publish import names as display_names
from auctions.publish import notices
from auctions.talk.services import say
from auctionsite.http.exports import ExportableAdmin
from auctionsite.text.isolates import END_OF_FENCE, FENCE, isolated
from auctionsite.text.template_filters import bdi
from auctionsite.text.typed import show_hidden
from leagues.models import Asset, League, Member
from tests import cast
from tests.leagues.test_views import signed_in

PEOPLE = (
    "مُحَمَّد بن عبد الله", "\u202eevil", "W" * 60, "משה 7", "王小明", "Влади\u0301мир", "=SUM(A1)", "<b>Max</b>",
    "Z\u200bero", "MAX", "Max",
)  # fmt: skip
"""The override and the zero width were stored before names were read with care."""
ASSETS = ("نادي الهلال 3", "X" * 60, "北京国安", "'-12,345", "Ne\u0301po\u0300t,\u202e 9", 'Real; Madrid|"')
LEAGUE = "دوري الجمعة 12 & <i>"
UNIT = "superdollars"
PRICES = (123_456_789, 98_765_432, 7_000_001)


@pytest.fixture
def league(db: None) -> League:
    users = [User.objects.create_user(f"{number}@example.com", name) for number, name in enumerate(PEOPLE)]
    league = cast.make_league(*users, name="League", unit=UNIT, **cast.QUICK, budget=999_999_999)
    League.objects.filter(pk=league.pk).update(name=LEAGUE)
    for asset, name in zip(Asset.objects.order_by("pk"), ASSETS, strict=False):
        Asset.objects.filter(pk=asset.pk).update(name=name)
    return League.objects.get(pk=league.pk)


@pytest.fixture
def auction(league: League) -> Auction:
    """An auction in which three of them have bought something at nine digits."""
    auction = cast.auction_of(league, lots=len(ASSETS))
    for member, price in zip(people_of(league), PRICES, strict=False):
        cast.sell(auction, member.user, price)
    display_names._cache.clear()
    return auction


def people_of(league: League) -> list[Member]:
    return list(Member.objects.filter(league=league).order_by("pk").select_related("user"))


def hidden_in(text: str) -> list[str]:
    """Return what can't be seen in a text, and isn't the fence around a name."""
    text = re.sub(f"{FENCE}[^{FENCE}{END_OF_FENCE}]*{END_OF_FENCE}", lambda found: found[0][1:-1], text)
    return [f"U+{ord(each):04X}" for each in text.lstrip("\ufeff") if unicodedata.category(each) == "Cf"]


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def formulas_in(rows: list[dict[str, str]]) -> list[str]:
    cells = (cell for row in rows for cell in row.values())
    return [cell for cell in cells if re.match(r"[=@\t\r]|[+-](?!\d+(\.\d+)?$)", cell)]


async def _whole(answer: Any) -> bytes:
    return b"".join([part async for part in answer.streaming_content])


def downloaded(user: User, address: str) -> str:
    return async_to_sync(_whole)(signed_in(user).get(address)).decode()


def test_results_have_every_name_and_every_amount_in_its_own_cell(auction: Auction) -> None:
    carla = people_of(auction.league)[0].user
    text = downloaded(carla, f"/api/auction/{auction.pk}/results.csv")
    rows = rows_of(text)
    assert [row[f"price ({UNIT})"] for row in rows if row["status"] == "sold"] == [str(price) for price in PRICES]
    assert {row["name"].removeprefix("'") for row in rows} >= {
        show_hidden(name).removeprefix("'") for name in ASSETS[:3]
    }
    assert [row["manager"] for row in rows][:3] == [each.name for each in people_of(auction.league)[:3]]
    assert (hidden_in(text), formulas_in(rows)) == ([], [])


def test_messages_show_names_and_texts_as_they_are_seen_and_as_nothing_else(auction: Auction) -> None:
    people = people_of(auction.league)
    for member in people:
        say(auction, member, show_hidden(member.user.name)[:280])
    carla = signed_in(people[0].user)
    page = carla.get(f"/auction/{auction.pk}/messages/").text
    told = carla.get(f"/api/auction/{auction.pk}/messages").json()["messages"]
    table = downloaded(people[0].user, f"/api/auction/{auction.pk}/messages.csv")
    assert [each["name"] for each in told] == [each.name for each in people]
    assert (hidden_in(json.dumps(told, ensure_ascii=False)), hidden_in(table)) == ([], [])
    assert formulas_in(rows_of(table)) == []
    for each in told:
        assert bdi(each["text"]) in page


@pytest.mark.parametrize("name", ["rosters.csv", "journal.csv"])
def test_other_tables_have_no_formula_and_nothing_hidden(auction: Auction, name: str) -> None:
    text = downloaded(people_of(auction.league)[0].user, f"/api/auction/{auction.pk}/{name}")
    assert (hidden_in(text), formulas_in(rows_of(text))) == ([], [])


def test_the_journal_has_names_as_they_are_seen_and_amounts_as_numbers(auction: Auction) -> None:
    file = downloaded(people_of(auction.league)[0].user, f"/api/auction/{auction.pk}/journal.jsonl")
    events = [json.loads(line) for line in file.splitlines()]
    text = json.dumps(events, ensure_ascii=False)
    assert hidden_in(text) == []
    assert {str(price) for price in PRICES} <= {*re.findall(r"(?<=: )\d+(?=[,}])", text)}


def mails(auction: Auction, outbox: list[EmailMessage]) -> Iterator[EmailMessage]:
    """Every mail that we send."""
    notices.mail_commissioners(auction.pk, f"Nobody is here: {isolated(PEOPLE[0])} and {isolated(PEOPLE[3])} left.")
    links.send_sign_in_mail("0@example.com", f"/leagues/{auction.league_id}/")
    yield from outbox


def test_mails_fence_names_and_keep_their_links_and_codes(auction: Auction, mailoutbox: list[EmailMessage]) -> None:
    paused, sign_in = mails(auction, mailoutbox)
    assert paused.subject == f"{FENCE}{LEAGUE}{END_OF_FENCE}: your auction is paused"
    assert re.search(rf"^Resume it here: http\S+/auction/{auction.pk}/$", str(paused.body), re.MULTILINE)
    for mail in (paused, sign_in):
        assert hidden_in(f"{mail.subject}\n{mail.body}") == []
        assert str(make_header(decode_header(str(mail.message()["Subject"])))) == mail.subject
        for line in str(mail.body).splitlines():
            assert line.count(FENCE) == line.count(END_OF_FENCE)
    assert isinstance(sign_in, EmailMultiAlternatives)
    [html] = [str(content) for content, _ in sign_in.alternatives]
    [code] = re.findall(r"\d{6}", str(sign_in.subject))
    assert f">{code}<" in html
    assert code in str(sign_in.body)


@pytest.mark.parametrize("number", range(len(PEOPLE)))
def test_ones_own_data_has_the_name_as_it_is_seen(league: League, number: int) -> None:
    user = people_of(league)[number].user
    data = json.loads(signed_in(user).get("/account/data.json").content)
    assert show_hidden(PEOPLE[number]) in json.dumps(data, ensure_ascii=False)
    assert hidden_in(json.dumps(data, ensure_ascii=False)) == []


def exported(operator: User, model: Any) -> Iterator[str]:
    """The files that an operator's page exports, as CSV and as JSON."""
    client = Client()
    client.force_login(operator)
    address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/export/"
    page = client.get(address).text
    fields = dict.fromkeys(re.findall(r'type="checkbox" name="([^"]+)"', page), "on")
    for number in ("0", "1"):
        yield client.post(address, {"format": number, "resource": "0", **fields}).content.decode()


def test_no_export_has_a_formula_or_what_cannot_be_seen(auction: Auction, olga: User) -> None:
    get_resolver().url_patterns  # noqa: B018 # which imports every page of the admin
    models = [model for model, page in site._registry.items() if isinstance(page, ExportableAdmin)]
    assert Asset in models
    for model in models:
        table, data = exported(olga, model)
        assert formulas_in(rows_of(table)) == [], model
        assert len(rows_of(table)) == len(json.loads(data)) == model._default_manager.count()
        for text in (table, json.dumps(json.loads(data), ensure_ascii=False)):
            assert hidden_in(text) == [], model
