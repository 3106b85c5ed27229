"""Operators' actions in the admin, each with a reason: from the list of auctions, and from an auction's own pages."""

from html import unescape
from typing import Any

import psycopg
import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.models import User
from auctions import engine, services
from auctions.models import Auction, AuctionEvent, Bid, Lot, Participant
from auctions.recovery import bulk_commands, operator_actions
from auctions.rules.commands import Actor, ActorRole
from auctions.store import journal
from leagues.models import League
from operations.backup import databases
from tests import cast
from tests.auctions.admin.pages import CHANGELIST, assert_fits_policy, choose

MINUTE = 60_000


@pytest.fixture
def auction(league: League, max_: User) -> Auction:
    """A running auction with one bid."""
    auction = cast.auction_of(league, waiting_room=True)
    assert cast.bid(auction, max_, 5).ok
    return auction


@pytest.fixture
def stuck(otto: User) -> Auction:
    """An auction whose first lot ended long ago, and no clock came."""
    league = cast.make_league(otto, name="Stuck", lot_seconds=30)
    boss = Actor(user=otto.pk, role=ActorRole.COMMISSIONER)
    then = journal.now_ms() - 2 * MINUTE
    return services.create_auction(league, boss, waiting_room=False, clock=lambda: then)


def address(auction: Auction, act: str) -> str:
    return reverse("admin:auctions_auction_do", args=[auction.pk, act])


def do(admin: Client, auction: Auction, act: str, reason: str | None = "a test") -> Any:
    """Press the button of an auction, with a reason or without."""
    return admin.post(address(auction, act), {} if reason is None else {"reason": reason}, follow=True)


def status(auction: Auction) -> str:
    return str(engine.read(auction.pk).auction.status)


def said(page: Any) -> list[str]:
    """The messages on the page."""
    return [str(each) for each in page.context["messages"]]


# Asking -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("act", operator_actions.ACTIONS)
def test_asks_for_a_reason_first(admin: Client, auction: Auction, act: str) -> None:
    page = admin.get(address(auction, act))
    assert 'name="reason"' in page.text
    assert "The Friday League" in page.text
    assert operator_actions.ACTIONS[act].does in unescape(page.text)
    assert_fits_policy(page.text)
    assert status(auction) == "active"


@pytest.mark.parametrize("reason", ["  ", "x" * 201])
def test_without_a_fitting_reason_asks_again(admin: Client, auction: Auction, reason: str) -> None:
    assert "Give a reason of 200 characters or less." in do(admin, auction, "pause", reason).text
    assert status(auction) == "active"
    assert not LogEntry.objects.exists()


def test_list_asks_for_a_reason_too(admin: Client, auction: Auction) -> None:
    page = choose(admin, "pause", auction)
    assert 'name="reason"' in page.text
    assert_fits_policy(page.text)
    assert "Give a reason of 200 characters or less." in choose(admin, "pause", auction, reason="  ").text
    assert status(auction) == "active"


def test_fix_shows_what_is_stuck_before_it_mends(admin: Client, auction: Auction, stuck: Auction) -> None:
    assert "Nothing is stuck" in admin.get(address(auction, "fix")).text
    page = admin.get(address(stuck, "fix")).text
    assert "Stuck: lot 1 ended at" in page
    assert "Nothing is stuck" not in page


# Doing ------------------------------------------------------------------------------------------------
def test_pause_resume_and_cancel_in_the_operators_name(admin: Client, auction: Auction, olga: User) -> None:
    became = {
        "pause": ("paused", "paused: all its clocks stand still."),
        "resume": ("active", "resumed, with the 3-2-1."),
        "cancel": ("cancelled", "cancelled. 1 hold and 0 sales were given back to 1 manager: £5m in all."),
    }
    for act, (then, sentence) in became.items():
        page = do(admin, auction, act, f"{act} for a test")
        assert page.redirect_chain == [(reverse("admin:index"), 302)]
        assert said(page) == [f"The Friday League: {sentence}"]
        assert status(auction) == then
        event = AuctionEvent.objects.filter(auction=auction).latest("seq")
        assert (event.actor, event.reason) == (olga, f"{act} for a test")
        entry = LogEntry.objects.latest("pk")
        assert (entry.user, entry.object_id) == (olga, str(auction.pk))
        assert f"{act} for a test" in entry.change_message
        assert sentence in entry.change_message


def test_fix_mends_and_says_so(admin: Client, stuck: Auction, olga: User) -> None:
    [message] = said(do(admin, stuck, "fix", "they called"))
    assert message.startswith("Stuck: lot_overdue mended. The clock's step was done: it is running")
    assert engine.read(stuck.pk).auction.lots_unsold == 1
    history = admin.get(f"{CHANGELIST}{stuck.pk}/history/").text
    assert "Fix what is stuck (they called): lot_overdue mended." in history


def test_fix_leaves_alone_what_is_not_stuck(admin: Client, auction: Auction, stuck: Auction) -> None:
    seq = engine.read(auction.pk).seq
    assert said(do(admin, auction, "fix")) == ["The Friday League: nothing is stuck, so nothing was changed."]
    assert engine.read(auction.pk).seq == seq
    assert engine.read(stuck.pk).auction.lots_unsold == 0


def test_fix_waits_for_another_run(admin: Client, stuck: Auction) -> None:
    with psycopg.connect(databases.site_database().url) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [bulk_commands._LOCK_KEY])
        assert said(do(admin, stuck, "fix")) == [f"Stuck: {bulk_commands.ANOTHER_RUN}"]
    assert engine.read(stuck.pk).auction.lots_unsold == 0


def test_what_is_refused_says_why(admin: Client, auction: Auction) -> None:
    assert said(do(admin, auction, "resume")) == ["The Friday League: That can't be done now: it is running."]
    do(admin, auction, "cancel")
    [message] = said(do(admin, auction, "cancel"))
    assert message == "The Friday League: not cancelled: That can't be done now: it is cancelled."


def test_several_auctions_of_the_list_at_once(admin: Client, auction: Auction, otto: User) -> None:
    other = cast.auction_of(cast.make_league(otto, name="Second"))
    page = choose(admin, "pause", auction, other, reason="the site moves")
    assert len(said(page)) == 2
    assert {status(each) for each in (auction, other)} == {"paused"}


def test_what_there_is_not_is_not_found(admin: Client, auction: Auction) -> None:
    assert admin.get(address(auction, "explode")).status_code == 404
    missing = reverse("admin:auctions_auction_do", args=["00000000-0000-4000-8000-000000000000", "pause"])
    assert admin.post(missing, {"reason": "a test"}).status_code == 404


# Who --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("act", operator_actions.ACTIONS)
def test_staff_who_may_only_look_can_not_act(client: Client, auction: Auction, mia: User, act: str) -> None:
    mia.is_staff = True
    mia.save()
    mia.user_permissions.add(Permission.objects.get(codename="view_auction"))
    client.force_login(mia)
    assert client.get(address(auction, act)).status_code == 403
    assert do(client, auction, act).status_code == 403
    choose(client, act, auction, reason="out of spite")
    assert status(auction) == "active"


def test_people_without_the_admin_can_not_act(client: Client, auction: Auction, carla: User) -> None:
    client.force_login(carla)
    assert client.post(address(auction, "cancel"), {"reason": "mine"}).status_code == 302
    assert status(auction) == "active"


# What nobody does by hand -----------------------------------------------------------------------------
def test_nothing_of_an_auction_is_edited_added_or_deleted_by_hand(admin: Client, auction: Auction) -> None:
    rows = [
        auction,
        Lot.objects.filter(auction=auction).latest("pk"),
        Bid.objects.get(),
        Participant.objects.filter(auction=auction).latest("pk"),
        AuctionEvent.objects.filter(auction=auction).latest("pk"),
    ]
    before = [list(type(row)._default_manager.order_by("pk").values()) for row in rows]
    changed = {"status": "completed", "seq": "1", "amount": "1", "granted": "999", "spent": "0", "kind": "bid_placed"}
    for row in rows:
        base = f"/admin/auctions/{type(row)._meta.model_name}/"
        assert admin.post(f"{base}add/", changed).status_code == 403
        assert admin.post(f"{base}{row.pk}/change/", {**changed, "_save": "Save"}).status_code == 403
        assert admin.post(f"{base}{row.pk}/delete/", {"post": "yes"}).status_code == 403
        admin.post(base, {"action": "delete_selected", "_selected_action": [str(row.pk)], "post": "yes"}, follow=True)
    assert [list(type(row)._default_manager.order_by("pk").values()) for row in rows] == before


def test_before_a_cancellation_an_operator_reads_who_loses_what(admin: Client, auction: Auction) -> None:
    page = do(admin, auction, "cancel", reason=None)
    lot = auction.lots.select_related("asset").get(number=1).asset.name
    assert f"Max's bid of £5m on {lot} is void." in unescape(page.text)
    assert status(auction) == "active"
    assert "is void" not in do(admin, auction, "pause", reason=None).text
