"""`manage.py demo`."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import SignInLink, User
from auctions import engine
from auctions.models import Auction
from auctions.rules.commands import SYSTEM, Actor, ActorRole, Begin, Cancel
from leagues.models import Asset, League, Member
from rollouts.models import Reader
from rollouts.testing import flags


def run(*args: str) -> str:
    out = StringIO()
    call_command("demo", *args, stdout=out)
    return out.getvalue()


def test_makes_people_league_and_auction(db: None) -> None:
    run()
    league = League.objects.get()
    assert league.name == "Champions Evening"
    assert (league.settings["budget"], league.settings["lot_seconds"]) == (200, 20)
    roles = {member.user.name: member.role for member in league.memberships.filter(bot=False).select_related("user")}
    assert roles == {"Carla": "commissioner", "Max": "manager", "Mia": "manager"}
    assert league.memberships.filter(bot=True).count() == 5
    assert Asset.objects.filter(sport="football").count() == 36
    auction = Auction.objects.get()
    assert (auction.status, auction.waiting_room, auction.participants.count()) == ("waiting", True, 8)
    olga = User.objects.get(email="olga@example.com")
    assert olga.is_staff
    assert olga.is_superuser


def test_while_no_auction_may_be_made_the_last_one_is_shown(db: None) -> None:
    with flags(new_auctions=False), pytest.raises(CommandError, match="switched new auctions off"):
        run()
    run()
    auction = Auction.objects.get()
    engine.execute(auction.pk, Cancel(actor=SYSTEM, reason="Late"))
    with flags(new_auctions=False):
        assert run().startswith(f"Champions Evening is cancelled at http://127.0.0.1:8000/auction/{auction.pk}/")


def test_status_is_said_as_pages_say_it(db: None) -> None:
    run()
    engine.execute(Auction.objects.get().pk, Begin(actor=SYSTEM))
    assert run().startswith("Champions Evening is running at ")


def test_second_run_changes_nothing(db: None) -> None:
    first = run()
    counts = [model.objects.count() for model in (User, League, Member, Asset, Auction)]
    assert run() == first
    assert [model.objects.count() for model in (User, League, Member, Asset, Auction)] == counts


def test_auction_that_is_over_is_followed_by_a_new_one(db: None) -> None:
    run()
    over = Auction.objects.get()
    engine.execute(over.pk, Cancel(actor=Actor(role=ActorRole.SYSTEM), reason="rained off"))
    run()
    assert Auction.objects.exclude(pk=over.pk).get().status == "waiting"


def test_links_sign_in(db: None, client: Client) -> None:
    text = run("--links")
    assert SignInLink.objects.count() == 4
    rows = [line.split() for line in text.splitlines() if line.startswith("  ")]
    assert [row[:2] for row in rows] == [
        ["Carla", "commissioner"],
        ["Max", "manager"],
        ["Mia", "manager"],
        ["Olga", "operator"],
    ]
    assert len({line.index("http") for line in text.splitlines() if line.startswith("  ")}) == 1
    assert client.get(rows[0][2]).status_code in {200, 302}


def test_without_links_nobody_can_sign_in_by_reading(db: None) -> None:
    assert "sign-in" not in run()
    assert not SignInLink.objects.exists()


def test_json(db: None) -> None:
    demo = json.loads(run("--json", "--links"))
    assert demo["auction"]["status"] == "waiting"
    assert demo["people"][0]["email"] == "carla@example.com"
    assert all(person["link"].startswith(demo["url"]) for person in demo["people"])


def test_is_refused_in_production(server: Reader) -> None:
    Reader.objects.update(settings={"ENVIRONMENT": "production"})
    with pytest.raises(CommandError, match="production"):
        run("--links")
    assert not User.objects.exists()
