"""`manage.py simulate`: what it plays, prints, keeps and discards."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from auctions.bots.report import Report
from auctions.management.commands import simulate
from auctions.models import Auction, AuctionEvent, Lot
from leagues.models import Asset, League, Member, Sport
from leagues.settings.auction import AuctionSettings
from rollouts.testing import flags
from tests import cast

SETTINGS = AuctionSettings(lot_seconds=20, anti_snipe_seconds=8, order="shuffled", seed=7)


def run(*args: str) -> str:
    out = StringIO()
    call_command("simulate", *args, stdout=out)
    return out.getvalue()


def run_json(*args: str) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(run("--json", *args))
    return report


def journal(auction: Auction) -> list[tuple[int, str, float]]:
    """(seq, kind, ms since the first event) of every event."""
    events = list(AuctionEvent.objects.filter(auction=auction).order_by("seq"))
    return [(each.seq, each.kind, (each.at - events[0].at).total_seconds() * 1000) for each in events]


def test_same_seed_plays_the_same_auction(transactional_db: None) -> None:
    first, second = (run_json("--managers", "4", "--seed", "7") for _ in range(2))
    for report in (first, second):
        del report["auction"], report["took_seconds"]
    assert first == second
    one, other = Auction.objects.order_by("created_at")
    assert journal(one) == journal(other)


def test_another_seed_plays_another_auction(transactional_db: None) -> None:
    first, second = (run_json("--managers", "2", "--seed", seed) for seed in ("1", "2"))
    assert first["managers"] != second["managers"]


def test_numbers_add_up(transactional_db: None) -> None:
    report = run_json("--clubs", "--managers", "8", "--seed", "7")
    assert report["proven"] is True
    assert report["problems"] == []
    assert report["sold"] + len(report["unsold"]) == report["lots"] == 36
    assert report["sold"] >= 30  # lively: most clubs find a buyer, and most of the money is spent
    assert report["spent"] >= 0.8 * 8 * 200
    for manager in report["managers"]:
        assert sum(each["price"] for each in manager["bought"]) == manager["spent"]
        assert manager["spent"] + manager["left"] == manager["budget"] == 200
        assert 3 <= len(manager["bought"]) <= 6


def test_is_kept_in_a_league_of_its_own(transactional_db: None) -> None:
    run("--managers", "2", "--seed", "5")
    league = League.objects.get()
    assert league.name == "Simulation, seed 5"
    assert Auction.objects.get(league=league).status == "completed"
    assert Member.objects.filter(league=league, bot=True).count() == 2


def test_discard_removes_what_it_made_and_nothing_else(transactional_db: None, league: League) -> None:
    before = [model.objects.count() for model in (User, League, Member, Asset, Auction, Lot, AuctionEvent)]
    assert "lots sold" in run("--managers", "2", "--discard")
    assert [model.objects.count() for model in (User, League, Member, Asset, Auction, Lot, AuctionEvent)] == before


def test_sells_the_shipped_clubs_whatever_else_there_is(transactional_db: None, football: Sport) -> None:
    Asset.objects.create(sport=football, external_id="leeds-eng", name="Leeds")
    assert run_json("--managers", "2")["lots"] == 36
    assert run_json("--managers", "2", "--sport", "football")["lots"] == 37


def test_table_for_people(transactional_db: None) -> None:
    text = run("--managers", "2")
    assert "Ada: " in text
    assert "12 of 36 lots sold for" in text
    assert text.rstrip().endswith("all money adds up at every event.")


@pytest.mark.parametrize(
    ("args", "words"), [(["--managers", "1"], "2 to 100"), (["--sport", "chess"], "no sport 'chess'")]
)
def test_says_what_can_not_be_played(db: None, args: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        run(*args)


@pytest.mark.parametrize("off", ["new_auctions", "running_auctions", "bidding"])
def test_what_is_switched_off_is_not_played(transactional_db: None, off: str) -> None:
    with flags(**{off: False}), pytest.raises(CommandError, match="The operators have"):
        run("--managers", "2")
    assert not League.objects.exists()


def test_auction_that_is_not_proven_is_an_error() -> None:
    report = Report("a", "£m", "paused", [], [], lots=2, events=1, bids=0, seconds=0)
    problems = ["The auction is paused, not completed.", "0 sold and 0 unsold are not 2 lots."]
    assert report.problems() == problems
    out = StringIO()
    with pytest.raises(CommandError, match="Not proven: 2") as caught:
        simulate.Command(stdout=out).conclude(report, problems, 1.0, as_json=False)
    assert caught.value.returncode == 1
    assert out.getvalue().splitlines()[-2:] == problems


def test_preset_is_played_with_its_sport_and_the_purses_given(transactional_db: None) -> None:
    cast.make_football()
    report = run_json("--preset", "football-clubs", "--managers", "2", "--purses", "40,25")
    assert sorted(manager["budget"] for manager in report["managers"]) == [25, 40]
    assert report["proven"] is True
    [auction] = Auction.objects.all()
    assert (auction.settings["slots_max"], auction.settings["seed"]) == (4, 7)


@pytest.mark.parametrize(
    ("purses", "why"), [("40", "2 managers, and purses for 1"), ("40,", "whole amounts"), ("40,0", "whole amounts")]
)
def test_purses_that_fit_nobody_are_refused(transactional_db: None, purses: str, why: str) -> None:
    cast.make_football()
    with pytest.raises(CommandError, match=why):
        run("--managers", "2", f"--purses={purses}")
    assert not Auction.objects.exists()
