"""Permissions (who may do what), asked of the real views: every call, page and socket command × everybody.

The rows are checked against the URL configuration, so a new address without a row fails. Operators who aren't members
watch, and act through the admin.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import get_resolver
from pytest_django import DjangoDbBlocker

from accounts.models import User
from auctions.access import AdmissionDenied, admit
from auctions.models import Auction, Bid
from auctions.rules.codes import Code
from auctions.sockets.protocol import _COMMANDS, named_command
from auctions.store import heartbeat
from auctions.store.state_cache import memory
from leagues.models import Member, Role
from rollouts.changes.services import Author, Source, change_flag
from rollouts.models import Ring
from rollouts.plans import services as plans
from rollouts.plans.definition import definition_as_json
from rollouts.plans.templates.catalogue import TEMPLATES
from season.models import Trade
from tests import cast, database
from tests.auctionsite.http.test_openapi import addresses

WHO = ("anonymous", "outsider", "spectator", "manager", "other commissioner", "commissioner", "operator")
Row = tuple[int, int, int, int, int, int, int]
MEMBERS: Row = (401, 404, 200, 200, 404, 200, 404)
WATCHERS: Row = (401, 404, 200, 200, 404, 200, 200)
HEADS: Row = (401, 404, 403, 403, 404, 200, 404)
PLAYERS: Row = (401, 404, 403, 200, 404, 200, 404)
HEADS_OF_SEASON: Row = (401, 404, 403, 403, 404, 409, 404)  # it follows nothing
SIGNED_IN: Row = (401, 200, 200, 200, 200, 200, 200)
EVERYBODY: Row = (200,) * 7
PAGE_MEMBERS: Row = (302, 404, 200, 200, 404, 200, 404)
PAGE_WATCHERS: Row = (302, 404, 200, 200, 404, 200, 200)
PAGE_HEADS: Row = (302, 404, 403, 403, 404, 200, 404)
PAGE_PLAYERS: Row = (302, 404, 403, 200, 404, 200, 404)
PAGE_SIGNED_IN: Row = (302, 200, 200, 200, 200, 200, 200)
OPERATORS: Row = (401, 403, 403, 403, 403, 403, 200)
COMMAND: dict[str, Any] = {"name": "pause", "reason": "Tea."}

# (method, URL name): (status for each of WHO, body)
TABLE: dict[tuple[str, str], tuple[Row, Any]] = {
    ("GET", "health"): ((503,) * 7, None),  # no clock runs here
    ("GET", "status"): (EVERYBODY, None),
    ("GET", "metrics"): (EVERYBODY, None),  # from this machine; see tests/auctionsite/observability/test_exposition.py
    ("POST", "api-client-errors"): ((204,) * 7, {"message": "TypeError: x is undefined"}),
    ("GET", "manifest"): (EVERYBODY, None),
    ("GET", "worker"): (EVERYBODY, None),
    ("GET", "offline"): (EVERYBODY, None),
    ("GET", "api-schema"): (EVERYBODY, None),
    ("GET", "api-docs"): (EVERYBODY, None),
    ("GET", "api-leagues"): (SIGNED_IN, None),
    ("POST", "api-leagues"): ((401, 201, 201, 201, 201, 201, 201), {"name": "New", "sport": "football"}),
    ("GET", "api-league"): (MEMBERS, None),
    ("PATCH", "api-league"): (HEADS, {"name": "Renamed"}),
    ("POST", "api-league-join"): ((401, 404, 404, 404, 404, 404, 404), {"code": "WRONG"}),
    ("GET", "api-league-members"): (MEMBERS, None),
    ("PATCH", "api-league-member"): (HEADS, {"role": "spectator"}),
    ("DELETE", "api-league-member"): ((401, 404, 403, 403, 404, 204, 404), None),
    ("GET", "api-seat-owners"): (MEMBERS, None),
    ("POST", "api-seat-owners"): ((401, 404, 403, 403, 404, 409, 404), "Max himself"),
    ("DELETE", "api-seat-owner"): ((401, 404, 404, 404, 404, 404, 404), None),  # nobody shares a seat here
    ("POST", "api-seat-invitation"): ((401, 404, 403, 403, 404, 201, 404), {}),
    ("DELETE", "api-seat-invitation"): ((401, 404, 403, 403, 404, 204, 404), None),
    ("POST", "api-seat-join"): ((401, 404, 404, 404, 404, 404, 404), {"code": "WRONG"}),
    ("POST", "api-assets-import"): ((401, 404, 415, 415, 404, 415, 404), {}),
    ("GET", "api-list-uploads"): (HEADS, None),
    ("POST", "api-list-take-back"): ((401, 404, 403, 403, 404, 404, 404), {}),
    ("GET", "api-league-pool"): (MEMBERS, None),
    ("PATCH", "api-league-pool"): (HEADS, {"first": 5}),
    ("GET", "api-league-lists"): (MEMBERS, None),
    ("GET", "api-league-assets"): (MEMBERS, None),
    ("GET", "api-targets"): (PLAYERS, None),
    ("GET", "api-targets-table"): (PLAYERS, None),
    ("PUT", "api-target"): ((401, 404, 403, 409, 404, 409, 404), {"worth": 5}),  # there is no such asset
    ("DELETE", "api-target"): (PLAYERS, None),
    ("GET", "api-sports"): (SIGNED_IN, None),
    ("GET", "api-sport-assets"): (SIGNED_IN, None),
    ("POST", "api-auction-start"): ((401, 404, 403, 403, 404, 409, 404), {}),
    ("GET", "api-auction"): (WATCHERS, None),
    ("GET", "api-auction-events"): (WATCHERS, None),
    ("GET", "api-auction-lots"): (WATCHERS, None),
    ("POST", "api-auction-lots"): ((401, 404, 403, 403, 404, 200, 403), {"name": "Kickers Nowhere"}),
    ("POST", "api-auction-begin"): ((401, 404, 403, 403, 404, 409, 403), {}),
    ("POST", "api-auction-bids"): ((401, 404, 403, 200, 404, 200, 403), "bid"),
    ("POST", "api-auction-commands"): ((401, 404, 403, 403, 404, 200, 403), COMMAND),
    ("GET", "api-auction-seats"): ((401, 404, 403, 403, 404, 200, 403), None),
    ("POST", "api-auction-seats"): ((401, 404, 403, 403, 404, 404, 403), {"member": "1"}),  # nobody came late
    ("PUT", "api-auction-seats"): ((401, 404, 403, 403, 404, 409, 403), {"seats": []}),  # it has begun
    ("GET", "api-auction-new-settings"): ((401, 404, 403, 403, 404, 409, 403), None),  # it has begun
    ("POST", "api-auction-new-settings"): ((401, 404, 403, 403, 404, 409, 403), {}),
    ("PUT", "api-auction-seat-bot"): ((401, 404, 403, 403, 404, 404, 403), {}),  # there is no such seat
    ("DELETE", "api-auction-seat-bot"): ((401, 404, 403, 403, 404, 404, 403), None),
    ("POST", "api-auction-preview"): ((401, 404, 403, 403, 404, 200, 403), COMMAND),
    ("GET", "api-auction-results"): (WATCHERS, None),
    ("GET", "api-messages"): (WATCHERS, None),
    ("POST", "api-messages"): ((401, 404, 201, 201, 404, 201, 403), {"text": "Going, going…"}),
    ("PATCH", "api-messages"): ((401, 404, 403, 403, 404, 200, 403), {"open": False}),
    ("DELETE", "api-message"): ((401, 404, 404, 404, 404, 404, 404), None),  # there is none
    ("GET", "api-messages-table"): ((401, 404, 403, 403, 404, 200, 403), None),
    ("GET", "auction-stand-in"): ((302, 404, 404, 200, 404, 200, 404), None),
    ("GET", "api-stand-in"): ((401, 404, 403, 200, 404, 200, 403), None),
    ("PUT", "api-stand-in"): ((401, 404, 403, 200, 404, 200, 403), {"most": 5}),
    ("GET", "seat-owners"): (PAGE_HEADS, None),  # and its owners: see leagues/owners/test_views.py
    ("GET", "auction-messages"): (PAGE_HEADS, None),
    ("GET", "auction-messages-export"): (PAGE_HEADS, None),
    ("GET", "api-auction-results-lines"): (WATCHERS, None),
    ("GET", "api-auction-rosters"): (WATCHERS, None),
    ("GET", "api-auction-rosters-lines"): (WATCHERS, None),
    ("GET", "api-auction-journal-table"): (WATCHERS, None),
    ("GET", "api-auction-journal"): (WATCHERS, None),
    ("GET", "api-auction-proof"): (WATCHERS, None),
    ("GET", "api-trades"): (MEMBERS, None),
    ("POST", "api-trades"): ((401, 404, 403, 409, 404, 409, 404), {"partner": "1", "gives": ["1"]}),
    ("GET", "api-trade"): ((401, 404, 404, 200, 404, 404, 404), None),
    ("POST", "api-trade-accept"): ((401, 404, 403, 409, 404, 404, 404), {}),
    ("POST", "api-trade-decline"): ((401, 404, 403, 200, 404, 404, 404), {}),
    ("POST", "api-trade-withdraw"): ((401, 404, 403, 409, 404, 404, 404), {}),
    ("POST", "api-trade-approve"): ((401, 404, 403, 403, 404, 404, 404), {}),
    ("POST", "api-trade-veto"): ((401, 404, 403, 409, 404, 404, 404), {}),
    ("GET", "api-trade-settings"): (MEMBERS, None),
    ("PATCH", "api-trade-settings"): (HEADS, {"veto_hours": 3}),
    ("POST", "api-drops"): ((401, 404, 403, 409, 404, 409, 404), {"asset": "1"}),
    ("GET", "api-owned"): (MEMBERS, None),
    ("GET", "api-owned-news"): (MEMBERS, None),
    ("GET", "api-standings"): (MEMBERS, None),
    ("GET", "api-standings-together"): (MEMBERS, None),
    ("GET", "api-fixtures"): (MEMBERS, None),
    ("POST", "api-fixtures"): (HEADS_OF_SEASON, "x"),
    ("POST", "api-scores"): (HEADS_OF_SEASON, "x"),
    ("GET", "season"): (PAGE_MEMBERS, None),
    ("GET", "season-together"): ((302, *(404,) * 6), None),
    ("GET", "season-fixtures"): ((302, *(404,) * 6), None),  # it follows nothing
    ("GET", "season-manager"): ((302, *(404,) * 6), None),
    ("GET", "season-asset"): ((302, *(404,) * 6), None),
    ("GET", "season-bargains"): ((302, *(404,) * 6), None),
    ("GET", "season-manage"): (PAGE_HEADS, None),
    ("GET", "season-upload"): ((302, 404, 403, 403, 404, 404, 404), None),
    ("POST", "season-upload-apply"): ((302, 404, 403, 403, 404, 302, 404), {}),
    ("POST", "season-upload-columns"): ((302, 404, 403, 403, 404, 404, 404), {}),
    ("POST", "season-upload-ask-again"): ((302, 404, 403, 403, 404, 404, 404), {}),
    ("GET", "season-upload-to-mend"): ((302, 404, 403, 403, 404, 404, 404), None),
    ("POST", "season-upload-take-back"): ((302, 404, 403, 403, 404, 404, 404), {}),
    ("POST", "season-retire"): ((302, 404, 403, 403, 404, 404, 404), {}),
    ("GET", "trades"): (PAGE_MEMBERS, None),
    ("GET", "trade-new"): ((302, 404, 403, 200, 404, 200, 404), None),
    ("GET", "trade-settings"): ((302, 404, 403, 403, 404, 200, 404), None),
    ("POST", "trade-do"): ((302, 404, 302, 302, 404, 302, 404), {}),
    ("GET", "rosters"): (PAGE_MEMBERS, None),
    ("POST", "roster-drop"): ((302, 404, 302, 302, 404, 302, 404), {}),
    ("GET", "my-leagues"): (EVERYBODY, None),
    ("GET", "watch"): (EVERYBODY, None),
    ("GET", "help"): ((302,) * 7, None),
    ("GET", "help-page"): (EVERYBODY, None),
    ("GET", "new-league"): (PAGE_SIGNED_IN, None),
    ("GET", "league"): ((302, 404, 200, 200, 404, 200, 302), None),  # operators have it in the admin
    ("GET", "league-settings"): (PAGE_HEADS, None),
    ("GET", "league-date"): (PAGE_HEADS, None),
    ("GET", "league-message"): (PAGE_HEADS, None),
    ("GET", "api-notices"): (SIGNED_IN, None),
    ("GET", "api-notice-choices"): (SIGNED_IN, None),
    ("PUT", "api-notice-choices"): (SIGNED_IN, {"mail_every": "day"}),
    ("POST", "api-league-message"): ((401, 404, 403, 403, 404, 204, 404), {"text": "We meet on Friday."}),
    ("GET", "api-league-date"): (MEMBERS, None),
    ("PUT", "api-league-date-answer"): ((401, 404, 403, 409, 404, 409, 404), {"can": True}),  # there is no date
    ("POST", "answer-date"): ((302, 404, 403, 302, 404, 302, 404), {"can": "yes"}),
    ("GET", "league-calendar"): ((404,) * 7, None),  # the right is in the link
    ("GET", "proof"): ((404,) * 7, None),  # here too
    ("GET", "proof-file"): ((404,) * 7, None),
    ("GET", "proof-script"): (EVERYBODY, None),
    ("GET", "watch-room"): ((404,) * 7, None),  # and here
    ("GET", "watch-snapshot"): ((404,) * 7, None),
    ("GET", "watch-events"): ((404,) * 7, None),
    ("GET", "auction-spectators"): (PAGE_HEADS, None),
    ("POST", "auction-spectators"): ((302, 404, 403, 403, 404, 403, 404), {}),  # no button was pressed
    ("POST", "share-proof"): ((302, 404, 403, 403, 404, 302, 404), {}),
    ("GET", "choose-pool"): (PAGE_HEADS, None),
    ("GET", "targets"): (PAGE_PLAYERS, None),
    ("GET", "targets-export"): (PAGE_PLAYERS, None),
    ("POST", "change-target"): (PAGE_PLAYERS, {}),
    ("GET", "own-list"): (PAGE_HEADS, None),
    ("GET", "own-list-export"): (PAGE_HEADS, None),
    ("POST", "own-list-ask-again"): ((302, 404, 403, 403, 404, 302, 404), {}),
    ("GET", "own-list-upload"): ((302, 404, 403, 403, 404, 302, 404), None),
    ("GET", "own-list-to-mend"): ((302, 404, 403, 403, 404, 404, 404), None),
    ("POST", "own-list-take-back"): ((302, 404, 403, 403, 404, 404, 404), {}),
    ("GET", "own-list-add"): (PAGE_HEADS, None),
    ("GET", "own-list-asset"): ((302, 404, 403, 403, 404, 404, 404), None),
    ("GET", "auction"): (PAGE_WATCHERS, None),
    ("GET", "auction-results"): (PAGE_WATCHERS, None),
    ("GET", "auction-recap"): (PAGE_WATCHERS, None),
    ("GET", "auction-screen"): (PAGE_WATCHERS, None),
    ("GET", "auction-replay"): (PAGE_WATCHERS, None),
    ("GET", "auction-seats"): ((302, 404, 403, 403, 404, 302, 403), None),  # it has begun
    ("GET", "auction-new-settings"): ((302, 404, 403, 403, 404, 302, 403), None),
    ("GET", "bid-receipt"): ((302, 404, 403, 200, 404, 200, 403), None),
    ("GET", "event-receipt"): ((302, 404, 403, 200, 404, 200, 403), None),
    ("GET", "command-receipt"): ((302, *(404,) * 6), None),  # nobody's command is known by the id that is asked for
    ("POST", "auction-start"): ((302, 404, 403, 403, 404, 302, 404), {}),
    ("GET", "name"): (PAGE_SIGNED_IN, None),
    ("GET", "account"): (PAGE_SIGNED_IN, None),
    ("GET", "account-data"): (PAGE_SIGNED_IN, None),
    ("GET", "notices"): (PAGE_SIGNED_IN, None),
    ("POST", "notice-device"): ((302,) * 7, {}),
    ("POST", "stop-notices"): ((404,) * 7, None),  # the right is in the link
    ("GET", "account-delete"): ((302, *(405,) * 6), None),
    ("POST", "language"): ((302,) * 7, {}),
    ("GET", "account-sign-out"): ((302, *(405,) * 6), None),
    ("GET", "two-factor"): ((302, 403, 403, 403, 403, 403, 200), None),
    ("GET", "sign-in-code"): ((405,) * 7, None),
    ("POST", "api-magic-link"): ((202,) * 7, {"email": "friend@example.com"}),
    ("POST", "api-verify-magic-link"): ((401,) * 7, {"token": "wrong"}),
    ("POST", "api-refresh"): ((401,) * 7, {"refresh": "wrong"}),
    ("POST", "api-logout"): ((204,) * 7, {}),
    ("GET", "api-me"): (SIGNED_IN, None),
    ("POST", "api-operator"): ((401, *(403,) * 6), {"code": "123456"}),  # these are browsers
    ("GET", "api-flags"): (OPERATORS, None),
    ("GET", "api-flag"): (OPERATORS, None),
    ("PUT", "api-flag"): (OPERATORS, {"enabled": False}),
    ("GET", "api-flag-changes"): (OPERATORS, None),
    ("GET", "api-flag-figures"): (OPERATORS, None),
    ("POST", "api-flags-toggle"): (OPERATORS, {"flag": "waiting_room", "enabled": False}),
    ("POST", "api-flags-bulk"): (OPERATORS, [{"flag": "waiting_room", "enabled": False}]),
    ("POST", "api-flag-increase"): ((401, 403, 403, 403, 403, 403, 409), {}),  # on for everybody already
    ("POST", "api-flag-freeze"): (OPERATORS, {}),
    ("POST", "api-flag-unfreeze"): (OPERATORS, {}),
    ("POST", "api-flag-revert"): (OPERATORS, {}),
    ("GET", "api-plans"): (OPERATORS, None),
    ("POST", "api-plans"): ((*OPERATORS[:-1], 201), {"flag": "waiting_room", "template": "rings"}),
    ("GET", "api-plan"): (OPERATORS, None),
    ("PUT", "api-plan"): (OPERATORS, {"definition": definition_as_json(TEMPLATES["rings"])}),
    ("POST", "api-plan-act"): (OPERATORS, {}),
    ("POST", "api-plan-approve"): ((*OPERATORS[:-1], 403), {"phase": "internal", "role": "engineering"}),
    ("POST", "api-plan-gate"): ((*OPERATORS[:-1], 409), {"gate": "tea", "passed": True, "proof": "here"}),
    ("POST", "api-flags-evaluate"): ((401, 200, 403, 403, 403, 403, 200), "about Otto"),
    ("POST", "ofrep-flag"): (SIGNED_IN, {}),
    ("POST", "ofrep-flags"): (SIGNED_IN, {}),
    ("GET", "sign-in"): ((200, 302, 302, 302, 302, 302, 302), None),
}
NO_ROW_NEEDED = {"sign-in-link", "sign-out", "join", "join-by-code", "join-seat", "change-member"}
"""Addresses whose right is in the link or code itself, or that have a table of their own (`test_members.py`)."""
COMMANDS_FOR_MANAGERS = {"pass", "proxy", "nominate", "retract_bid"}


def test_every_address_has_a_row() -> None:
    named = {each.name for path, each in addresses(get_resolver().url_patterns) if not path.startswith("/admin/")}
    assert named == {name for _, name in TABLE} | NO_ROW_NEEDED


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Auction]:
    """The people and things that the rows are about, made once, and committed: each test rolls back to here.

    A running auction in Carla's league with a bid of Max's, and Sven who only watches; Otto is a stranger, Rita
    commissions another league.
    """
    with django_db_blocker.unblock():
        carla, max_, mia, sven, rita = map(cast.make_user, ("Carla", "Max", "Mia", "Sven", "Rita"))
        cast.make_user("Otto")
        cast.make_user("Olga", is_staff=True, is_superuser=True)
        league = cast.make_league(carla, max_, mia, lot_seconds=3600)  # the first lot has to outlast all tests
        Member.objects.create(league=league, user=sven, role=Role.SPECTATOR, plays=False)
        cast.make_league(rita, name="Elsewhere")
        auction = cast.auction_of(league, lots=3)
        assert cast.bid(auction, max_, 1).ok
        for place, name in enumerate(("internal", "beta", "ga"), start=1):  # a test before may have emptied the table
            Ring.objects.get_or_create(name=name, defaults={"place": place})
        yield auction
        database.empty()


@pytest.fixture
def running(world: Auction, db: None) -> Iterator[Auction]:
    """The world's auction, as it was made."""
    yield Auction.objects.get(pk=world.pk)
    memory.forget(world.pk)  # of what is rolled back now


def offered_trade(auction: Auction) -> Trade:
    """Max offers Mia a trade; the others don't see it."""
    max_, mia = (Member.objects.get(league=auction.league, user__name=name) for name in ("Max", "Mia"))
    return Trade.objects.create(league=auction.league, auction=auction, proposer=max_, partner=mia)


def person(who: str) -> User | None:
    names = dict(zip(WHO[1:], ("Otto", "Sven", "Mia", "Rita", "Carla", "Olga"), strict=True))
    return User.objects.get(name=names[who]) if who in names else None


def client_of(who: str) -> Client:
    client = Client()
    if user := person(who):
        client.force_login(user)
    return client


@cache
def routes() -> dict[str, str]:
    """All paths with their parameters, by the name of the address."""
    return {each.name: path for path, each in addresses(get_resolver().url_patterns) if each.name}


def member_id(auction: Auction, name: str) -> int:
    return Member.objects.get(league=auction.league_id, user__name=name).pk


def path_of(name: str, auction: Auction, bid: Bid) -> str:
    """The path of an address in the world. A trade or a change of a flag is made only where one is named."""
    known: dict[str, Callable[[], Any]] = {
        "league_id": lambda: auction.league_id,
        "auction_id": lambda: auction.pk,
        "bid_id": lambda: bid.pk,
        "seq": lambda: bid.seq,
        "command_id": lambda: uuid4(),
        "participant": lambda: 999_999_999,  # nobody's, whatever ran before
        "key": lambda: "football",
        "page": lambda: "manager",
        "flag": lambda: "waiting_room",
        "change_id": lambda: change_flag("waiting_room", {"note": "Tea."}, Author(source=Source.CODE)).pk,
        "plan": lambda: plans.make_plan("waiting_room", TEMPLATES["rings"], None).pk,
        "act": lambda: "end",
        "trade_id": lambda: offered_trade(auction).pk,
        "member_id": lambda: member_id(auction, "Max"),
    }
    return re.sub(r"<\w+:(\w+)>", lambda found: str(known.get(found[1], lambda: 1)()), routes()[name])


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize(("method", "name"), TABLE)
@pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume")
def test_answers_are_as_the_table_says(running: Auction, method: str, name: str, who: str) -> None:
    expected, body = TABLE[method, name]
    bid = Bid.objects.get()
    path = path_of(name, running, bid)
    if body == "bid":
        body = {"lot": str(bid.lot_id), "amount": 5}
    elif body == "Max himself":
        body = {"member": member_id(running, "Max")}
    elif body == "about Otto":
        body = {"context": {"user": User.objects.get(name="Otto").pk}}
    more = {} if body is None else {"data": body, "content_type": "application/json"}
    is_receipt = name in {"bid-receipt", "event-receipt"}
    client = client_of("manager" if is_receipt and who == "nobody" else who)
    if is_receipt and who == "manager":
        client.force_login(User.objects.get(name="Max"))
    send = getattr(client, method.lower())
    answer = send(path, headers={"Idempotency-Key": str(uuid4())}, **more)
    assert answer.status_code == expected[WHO.index(who)], answer.content[:300] if not answer.streaming else ""
    answer.close()


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("name", _COMMANDS)
def test_commands_on_a_socket_are_for_the_commissioner(running: Auction, name: str, who: str) -> None:
    entry = admit(running.pk, person(who))
    if who in ("anonymous", "outsider", "other commissioner"):
        assert isinstance(entry, AdmissionDenied)
        return
    assert not isinstance(entry, AdmissionDenied)
    lot = str(cast.open_lot(running))
    seat = str(cast.actor_in(running.league).participant)
    fields: dict[str, Any] = {"lot": lot, "participant": seat, "away": True, "refund": False}
    fields |= {"other": seat, "gives": [lot], "takes": [], "pays": 0, "maximum": 50, "price": 5, "seconds": 15}
    fields |= {"asset": lot, "amount": 5, "position": 1, "format": "slow"}
    args = {key: fields[key] for key in _COMMANDS[name][1].required}
    outcome = cast.do(
        running,
        named_command({"name": name, "args": args, "reason": "Tea."}, entry.actor, arrived=heartbeat.now_ms()),
    )
    refused = outcome.code in (Code.FORBIDDEN, Code.NOT_A_PARTICIPANT)
    allowed = who == "commissioner" or (who == "manager" and name in COMMANDS_FOR_MANAGERS)
    assert refused is not allowed, outcome.code


@pytest.mark.parametrize("who", WHO)
def test_the_admin_is_for_operators(running: Auction, who: str) -> None:
    for path, each in addresses(get_resolver().url_patterns):
        if path.startswith("/admin/") and "<" not in path and "(" not in path and each.name not in ("login", "logout"):
            status = client_of(who).get(path).status_code
            assert (status in (200, 302, 403, 404, 405)) if who == "operator" else (status in (302, 404)), path
    assert client_of(who).get("/admin/").status_code == (200 if who == "operator" else 302)
