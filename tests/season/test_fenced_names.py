"""On every page, names that are written from right to left stand between fences: they move nothing beside them."""

import re
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from auctions.models import Auction, Bid
from leagues.models import Asset, League, Member, Sport
from leagues.own_lists.importing import bring_list
from season.models import Competition, Fixture, Round
from season.trades.services import TradeOffer, propose
from tests import cast
from tests.leagues.own_lists.small_lists import brought
from tests.season.scored_league import GAME_1, played_league, score

pytestmark = pytest.mark.django_db
HEBREW = re.compile("[\u0590-\u05ff]")
ISOLATED = re.compile("\u2068[^\u2068\u2069]*\u2069")


class Fences(HTMLParser):
    """Collects what is written from right to left and isn't fenced."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.unfenced: list[str] = []
        self.fenced = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in {"input", "link", "meta", "br", "img"}:
            self.open.append(tag)
        for name, value in attrs:
            if not (tag == "input" and name == "value") and not name.startswith("data-"):
                self.look(value or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not {"bdi", "textarea"} & {*self.open}:
            self.look(data)
        elif HEBREW.search(data):
            self.fenced += 1

    def look(self, text: str) -> None:
        self.fenced += len(ISOLATED.findall(text))
        if HEBREW.search(ISOLATED.sub("", text)):
            self.unfenced.append(f"{'/'.join(self.open[-3:])}: {text.strip()[:200]}")


def rename_all() -> None:
    """Give everybody and everything a Hebrew name."""
    for model, field in (
        (User, "name"), (League, "name"), (Member, "team"), (Asset, "name"), (Asset, "club"), (Sport, "name"),
        (Competition, "name"), (Round, "name"), (Fixture, "home_name"), (Fixture, "away_name"),
    ):  # fmt: skip
        for number, row in enumerate(model._default_manager.all()):
            model._default_manager.filter(pk=row.pk).update(**{field: f"שם {field} {chr(0x5D0 + number % 20)}"})


def unfenced_on(client: Client, address: str, data: dict[str, str] | None = None) -> tuple[list[str], int]:
    answer = client.post(address, data) if data is not None else client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    fences = Fences()
    fences.feed(answer.text)
    return fences.unfenced, fences.fenced


def test_names_on_pages_are_fenced(carla: User, max_: User, mia: User, client: Client) -> None:
    season = played_league(carla, max_, mia)
    score(season, *GAME_1)
    league = season.league
    auction = Auction.objects.get(league=league)
    members = {member.user_id: member for member in Member.objects.filter(league=league)}
    given = Asset.objects.get(lots__auction=auction, lots__number=1)
    propose(members[max_.pk], TradeOffer(partner=members[mia.pk].pk, gives=[given.pk], takes=[]))
    brought(carla, league, "name\nSomebody\nSomebody else\n")
    rename_all()
    own = Asset.objects.filter(league=league)[0]
    waiting, _ = bring_list(carla, league, f"name,club\n{own.name},קבוצה\nאחר,קבוצה\n", "רשימה.csv")
    done = brought(carla, league, "name\nשחקן\n", file_name="קובץ.csv")
    client.force_login(User.objects.get(pk=carla.pk))
    id_ = [league.pk]
    addresses = [
        *(reverse(name) for name in ("my-leagues", "account", "name")),
        *(reverse(name, args=id_) for name in (
            "league", "league-settings", "choose-pool", "season", "season-fixtures", "season-bargains", "season-manage",
            "season-upload", "trades", "trade-new", "trade-settings", "rosters", "own-list", "own-list-add",
        )),
        reverse("own-list-asset", args=[league.pk, own.pk]),
        reverse("own-list-upload", args=[league.pk, waiting.pk]),
        reverse("season-manager", args=[league.pk, members[max_.pk].pk]),
        reverse("season-asset", args=[league.pk, given.pk]),
        reverse("auction", args=[auction.pk]),
        reverse("auction-results", args=[auction.pk]),
        reverse("auction-recap", args=[auction.pk]),
        reverse("bid-receipt", args=[Bid.objects.filter(auction=auction).values_list("pk", flat=True)[0]]),
    ]  # fmt: skip
    found = {address: unfenced_on(client, address) for address in addresses}
    member_page = reverse("change-member", args=[league.pk, members[mia.pk].pk])
    for what in ("hand_over", "remove"):
        found[f"{member_page} {what}"] = unfenced_on(client, member_page, {"do": what})
    back = reverse("own-list-take-back", args=[league.pk, done.pk])
    found[back] = unfenced_on(client, back, {})
    client.force_login(User.objects.get(pk=mia.pk))
    for address in (
        reverse("trades", args=id_),
        f"{reverse('trade-new', args=id_)}?with={members[max_.pk].pk}",
        reverse("rosters", args=id_),
        reverse("account-delete"),
    ):
        data = {"email": mia.email} if address.endswith("delete/") else None
        found[f"Mia: {address}"] = unfenced_on(client, address, data)
    otto = cast.make_user("Otto")
    client.force_login(otto)
    found["join"] = unfenced_on(client, reverse("join", args=[League.objects.get(pk=league.pk).code]))
    wrong = [f"{address} {each}" for address, (unfenced, _) in found.items() for each in unfenced]
    assert not wrong, "\n".join(wrong)
    assert all(fenced for address, (_, fenced) in found.items()), found
