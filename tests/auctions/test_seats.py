"""Seats: given in the waiting room, marked away or back as members' roles change."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import User
from auctions import engine, seats
from auctions.models import Auction, AuctionEvent, Participant
from auctions.rules.commands import SYSTEM, Begin, Cancel, SetAway
from leagues.models import League, Member, Role
from leagues.queries import players_of
from leagues.services import join_league
from tests import cast
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def auction(league: League) -> Auction:
    """In its waiting room."""
    return cast.auction_of(league, begun=False, lots=2)


@pytest.fixture
def late(auction: Auction, otto: User) -> Member:
    """Otto joins the league once the auction waits."""
    join_league(otto, auction.league.code)
    return cast.member_of(auction.league, otto)


def away(auction: Auction, user: User) -> bool:
    seat = cast.actor_in(auction.league, user).participant
    assert seat is not None
    return engine.read(auction.pk).participants[seat].away


def test_seat_is_given_once(auction: Auction, late: Member) -> None:
    seat = seats.take_seat(auction.pk, late)
    assert seat is not None
    assert seats.take_seat(auction.pk, late) == seat
    assert engine.read(auction.pk).participants[seat].granted == 200
    assert AuctionEvent.objects.filter(auction=auction, kind="participant_joined").count() == 1


def test_two_tabs_at_once_get_the_same_seat(auction: Auction, late: Member) -> None:
    one, other = at_once(lambda: seats.take_seat(auction.pk, late))
    assert one == other == Participant.objects.get(auction=auction, member=late).pk


def test_who_was_there_before_keeps_the_seat_after_the_beginning(auction: Auction, late: Member, max_: User) -> None:
    cast.do(auction, Begin(actor=SYSTEM))
    member = cast.member_of(auction.league, max_)
    assert seats.take_seat(auction.pk, member) == cast.actor_in(auction.league, max_).participant
    assert seats.take_seat(auction.pk, late) is None, "the auction has begun"


def test_member_who_does_not_play_gets_none(auction: Auction, late: Member) -> None:
    Member.objects.filter(pk=late.pk).update(plays=False)
    assert seats.take_seat(auction.pk, late) is None


# Following a member ---------------------------------------------------------------------------------
class Ways:
    """The ways out of a league or of playing in it, and the ways back, by page, API and admin. Max goes them."""

    def __init__(self, league: League, carla: User, max_: User, olga: User) -> None:
        self.league, self.max = league, max_
        self.page, self.carla_page, self.admin = Client(), Client(), Client()
        for client, user in ((self.page, max_), (self.carla_page, carla), (self.admin, olga)):
            client.force_login(user)
        self.api, self.carla_api = APIClient(), APIClient()
        self.api.force_authenticate(max_)
        self.carla_api.force_authenticate(carla)

    @property
    def member(self) -> Member:
        return cast.member_of(self.league, self.max)

    def press(self, client: Client, **fields: str) -> None:
        client.post(f"/leagues/{self.league.pk}/members/{self.member.pk}/", {**fields, "confirmed": "1"})

    def in_admin(self, **fields: Any) -> None:
        """Save the league's page with other values in Max's row."""
        path = f"/admin/leagues/league/{self.league.pk}/change/"
        page = self.admin.get(path)
        data = dict(page.context["adminform"].form.initial) | {"settings": json.dumps(self.league.settings)}
        [formset] = [each.formset for each in page.context["inline_admin_formsets"]]
        data |= {f"{formset.prefix}-{name}": value for name, value in formset.management_form.initial.items()}
        for row in formset.initial_forms:
            values = {name: row.initial.get(name) for name in row.fields}
            values |= {"id": row.instance.pk, "league": self.league.pk}
            left = values.pop("left_at", None)
            values |= {"left_at_0": f"{left:%Y-%m-%d}", "left_at_1": f"{left:%H:%M:%S}"} if left else {}
            values |= fields if row.instance.pk == self.member.pk else {}
            data |= {f"{row.prefix}-{name}": value for name, value in values.items() if value not in (None, False, "")}
        filled = {name: value for name, value in data.items() if value is not None}
        assert self.admin.post(path, filled | {"confirmed": "1"}).status_code == 302

    def code(self) -> str:
        self.league.refresh_from_db()
        return self.league.code


OUT: dict[str, Callable[[Ways], object]] = {
    "leaves by the page": lambda ways: ways.press(ways.page, do="remove"),
    "is removed by the page": lambda ways: ways.press(ways.carla_page, do="remove"),
    "is made a spectator by the page": lambda ways: ways.press(ways.carla_page, do="role", role="spectator"),
    "is taken out in the admin": lambda ways: ways.in_admin(left_at_0="2026-01-02", left_at_1="10:00:00"),
    "is made a spectator in the admin": lambda ways: ways.in_admin(role="spectator"),
    "does not play, by the admin": lambda ways: ways.in_admin(plays=""),
    "is marked away": lambda ways: cast.do(
        ways.league.auctions.get(), SetAway(actor=SYSTEM, participant=seat_of(ways), away=True)
    ),
}
BACK: dict[str, Callable[[Ways], object]] = {
    "joins by the page": lambda ways: ways.page.post(f"/join/{ways.code()}/"),
    "joins by the API": lambda ways: ways.api.post(
        f"/api/leagues/{ways.league.pk}/join", {"code": ways.code()}, "json"
    ),
    "is made a manager by the page": lambda ways: ways.press(ways.carla_page, do="role", role="manager"),
    "is put back in the admin": lambda ways: ways.in_admin(left_at_0="", left_at_1="", role="manager", plays="on"),
    "says so": lambda ways: cast.do(
        ways.league.auctions.get(),
        SetAway(actor=cast.actor_in(ways.league, ways.max), participant=seat_of(ways), away=False),
    ),
    "bids": lambda ways: cast.bid(ways.league.auctions.get(), ways.max, 1),
}
LEFT = {"leaves by the page", "is removed by the page", "is taken out in the admin"}
WATCHES = {"is made a spectator by the page", "is made a spectator in the admin"}


def seat_of(ways: Ways) -> int:
    return Participant.objects.get(member=ways.member).pk


def leads_back(out: str, back: str) -> bool:
    """Return True if the way back is open to one who went this way out. The admin's is from anywhere."""
    if back == "is put back in the admin":
        return out != "is marked away"
    if out in LEFT:
        return back.startswith("joins")
    return (
        back == "is made a manager by the page"
        if out in WATCHES
        else back in {"says so", "bids"} and "admin" not in out
    )


PAIRS = [(out, back) for out in OUT for back in BACK if leads_back(out, back)]


@pytest.mark.parametrize(("out", "back"), PAIRS)
def test_whoever_comes_back_by_any_way_is_not_away(
    out: str, back: str, league: League, carla: User, max_: User, olga: User
) -> None:
    auction = cast.auction_of(league, lots=2)
    ways = Ways(league, carla, max_, olga)
    OUT[out](ways)
    assert away(auction, max_), out
    BACK[back](ways)
    assert not away(auction, max_), back
    assert ways.member in players_of(league.pk), "and plays in the league as before"
    assert ways.member.left_at is None
    assert cast.bid(auction, max_, 2).code in {"ok", "already_leading"}


def test_every_way_out_and_every_way_back_is_gone() -> None:
    assert {out for out, _ in PAIRS} == set(OUT)
    assert {back for _, back in PAIRS} == set(BACK)


def test_nothing_is_written_of_a_member_who_stays(auction: Auction, max_: User) -> None:
    seq = engine.read(auction.pk).seq
    seats.follow_member(cast.member_of(auction.league, max_))
    assert engine.read(auction.pk).seq == seq


def test_auction_that_is_over_is_left_alone(auction: Auction, max_: User) -> None:
    cast.do(auction, Cancel(actor=SYSTEM, reason="Late."))
    seq = engine.read(auction.pk).seq
    Member.objects.filter(user=max_).update(role=Role.SPECTATOR)
    seats.follow_member(cast.member_of(auction.league, max_))
    assert engine.read(auction.pk).seq == seq
