"""The page of what seats begin with: shown, filled from three sources, saved as a whole or not at all."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from auctions import engine
from auctions.audit.run import audit_auction
from auctions.models import Auction
from auctions.rules.commands import Begin
from auctions.rules.powers.seat_table import terms_of
from leagues.models import League
from tests import cast
from tests.season.auctioned_league import complete_auction

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def auction(league: League) -> Auction:
    """It waits: Carla, Max and Mia have 200 and rosters of 3 to 6, and 36 clubs are for sale."""
    return cast.auction_of(league, begun=False)


def page(user: User, auction: Auction, **form: Any) -> Any:
    browser = Client()
    browser.force_login(user)
    address = reverse("auction-seats", args=[auction.pk])
    return browser.post(address, form, follow=True) if form else browser.get(address, follow=True)


def seat_of(auction: Auction, user: User) -> int:
    return auction.participants.get(member__user=user).pk


def row(auction: Auction, user: User, budget: str, *keepers: tuple[str, str], **sizes: str) -> dict[str, Any]:
    seat = seat_of(auction, user)
    names = {f"keeper-{seat}": [name for name, _ in keepers], f"price-{seat}": [price for _, price in keepers]}
    return {f"budget-{seat}": budget, **{f"{name}-{seat}": text for name, text in sizes.items()}, **names}


def test_table_is_saved_and_shown_again(auction: Auction, carla: User, max_: User, mia: User) -> None:
    club = auction.lots.get(number=4).asset.name
    form = row(auction, max_, "1,200", (club, "30"), ("", ""), least="1", most="2") | row(auction, mia, "90", least="0")
    saved = page(carla, auction, do="save", **form)
    assert "Saved. Everybody in the room sees it." in saved.text
    state = engine.read(auction.pk)
    maxs = terms_of(state, seat_of(auction, max_))
    assert (maxs.budget, maxs.slots_min, maxs.slots_max) == (1200, 1, 2)
    assert [(state.lots[lot].number, price) for lot, price in maxs.keepers] == [(4, 30)]
    mias = state.participants[seat_of(auction, mia)]
    assert (mias.granted, mias.size(state.auction.settings)) == (90, (0, 6))
    assert state.participants[seat_of(auction, carla)].granted == 200
    shown = {each["name"]: each["typed"] for each in page(carla, auction).context["rows"]}
    assert (shown["Max"].budget, shown["Max"].keepers[0].name, shown["Mia"].slots_min) == ("1200", club, "0")
    assert audit_auction(auction.pk) == []


def test_all_that_is_wrong_is_said_beside_its_row_and_nothing_is_saved(
    auction: Auction, carla: User, max_: User, mia: User
) -> None:
    first, second = (auction.lots.get(number=number).asset.name for number in (1, 2))
    form = row(auction, max_, "lots", ("Arsenall", "5")) | row(auction, mia, "20", (first, "x"))
    answer = page(carla, auction, do="save", **form)
    rows = {each["name"]: each["problems"] for each in answer.context["rows"]}
    assert rows["Max"] == [
        "Budget: Give a whole number in digits, such as 1000.",
        next(each for each in rows["Max"] if each.startswith("Arsenall isn't there")),
    ]
    assert rows["Mia"] == [f"{first}: Give a whole number in digits, such as 1000."]
    form = row(auction, max_, "20", (first, "21")) | row(auction, mia, "20", (second, "1"), most="0")
    rows = {each["name"]: each for each in page(carla, auction, do="save", **form).context["rows"]}
    assert rows["Max"]["problems"] == ["What Max keeps costs £21m, and the budget is £20m."]
    assert rows["Mia"]["problems"] == ["The roster of Mia can't have 3 to 0 places."]
    assert rows["Max"]["typed"].budget == "20", "what was typed is there to be mended"
    form = row(auction, max_, "20", (first, "1")) | row(auction, mia, "20", (first, "1"))
    assert f"{first} would be kept by two managers." in page(carla, auction, do="save", **form).text
    assert engine.read(auction.pk).seq == 1


def test_page_says_with_the_numbers_whose_roster_cannot_be_filled(auction: Auction, carla: User, max_: User) -> None:
    assert page(carla, auction).context["obstacles"] == []
    answer = page(carla, auction, do="save", **row(auction, max_, "2"))
    assert answer.context["obstacles"] == ["Max needs 3 more lots, and the cheapest cost £3m: £2m is left."]


def test_table_is_filled_from_the_settings_and_by_more_rows_without_saving(
    auction: Auction, carla: User, max_: User
) -> None:
    page(carla, auction, do="save", **row(auction, max_, "90", least="0"))
    seq = engine.read(auction.pk).seq
    alike = page(carla, auction, do="settings")
    assert {(each["typed"].budget, each["typed"].slots_min) for each in alike.context["rows"]} == {("200", "")}
    more = page(carla, auction, do="more", **row(auction, max_, "77", ("Nobody yet", "")))
    [typed] = more.context["rows"]
    assert (typed["typed"].budget, len(typed["keepers"])) == ("77", 13)
    assert engine.read(auction.pk).seq == seq


def test_table_is_filled_from_the_last_auction(league: League, carla: User, max_: User, mia: User) -> None:
    complete_auction(league, max_, mia, cast.make_user("Ned"))
    again = cast.auction_of(league, begun=False)  # anew: nobody brings anything
    filled = page(carla, again, do="last")
    rows = {each["name"]: each["typed"] for each in filled.context["rows"]}
    assert {name: (row.budget, [each.price for each in row.keepers]) for name, row in rows.items()} == {
        "Carla": ("50", []),
        "Max": ("50", ["30", "5"]),
        "Mia": ("50", ["10"]),
        "Ned": ("50", ["1"]),
    }
    assert engine.read(again.pk).seq == 1
    [kept, _] = rows["Max"].keepers
    page(carla, again, do="save", **row(again, max_, rows["Max"].budget, (kept.name, kept.price)))
    seat = engine.read(again.pk).participants[seat_of(again, max_)]
    assert (seat.available, seat.filled) == (20, 1)


@pytest.mark.parametrize("pasted", [True, False], ids=["pasted", "uploaded"])
def test_table_is_filled_from_a_file(auction: Auction, carla: User, max_: User, pasted: bool) -> None:
    club = auction.lots.get(number=1).asset.name
    text = f"manager;budget;keeper;price\nMax;120;{club};30\nMia;90;;\n"
    file = SimpleUploadedFile("purses.csv", text.encode())
    answer = page(carla, auction, do="file", **({"pasted": text} if pasted else {"file": file}))
    rows = {each["name"]: each["typed"] for each in answer.context["rows"]}
    assert [(rows[name].budget, len(rows[name].keepers)) for name in ("Max", "Mia", "Carla")] == [
        ("120", 1), ("90", 0), ("200", 0),
    ]  # fmt: skip
    assert "Look it over, then save it." in answer.text
    assert engine.read(auction.pk).seq == 1


def test_file_with_a_mistake_fills_nothing_and_names_the_line(auction: Auction, carla: User) -> None:
    text = "manager,budget,keeper,price\nMax,120,,\nMia,90,Arsenall,3\nOtto,1,,\n"
    answer = page(carla, auction, do="file", pasted=text)
    assert [each.line for each in answer.context["problems"]] == [4]
    answer = page(carla, auction, do="file", pasted=text.replace("Otto,1,,\n", "Carla,1e9,,\n"))
    assert {each.line for each in answer.context["problems"]} == {3, 4}
    assert {each["typed"].budget for each in answer.context["rows"]} == {"200"}
    assert "Choose a file or paste rows" in page(carla, auction, do="file").text


def test_page_is_the_commissioners_and_only_while_the_auction_waits(
    auction: Auction, carla: User, max_: User, otto: User
) -> None:
    assert page(max_, auction).status_code == 403
    assert page(otto, auction, do="save").status_code == 404
    assert cast.do(auction, Begin(actor=cast.actor_in(auction.league))).ok
    assert "set before the auction begins" in page(carla, auction, do="save").text
