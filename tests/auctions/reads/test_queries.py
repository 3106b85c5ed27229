"""Reads for pages, API and sockets."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from auctions import engine
from auctions.models import Auction
from auctions.new_settings.services import adopt
from auctions.publish.names import forget_names
from auctions.reads import queries
from auctions.reads.queries import SUSPICIOUS_BIDS, suspicious_activity
from auctions.rules.codes import Code
from auctions.rules.commands import (
    SYSTEM,
    Actor,
    ActorRole,
    AdoptSettings,
    Begin,
    ListedLot,
    PlaceBid,
    Resume,
    SetAway,
    UndoSale,
)
from auctions.seats import take_seat
from auctions.store import journal
from clients.room import merge
from leagues.models import League, Member
from leagues.services import join_league
from rollouts import subjects
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def auction(league: League) -> Auction:
    return cast.auction_of(league)


def test_state_is_rendered_once_for_each_seq(auction: Auction, max_: User) -> None:
    first = queries.rendered_state(auction.pk)
    assert queries.rendered_state(auction.pk) is first
    cast.bid(auction, max_, 5)
    second = queries.rendered_state(auction.pk)
    assert second.state.seq == first.state.seq + 1
    assert orjson.loads(second.text)["lots"][0]["price"] == 5


def commit_between(monkeypatch: pytest.MonkeyPatch, commit: Callable[[], object]) -> None:
    """Let something be committed just before the journal is read the next time."""
    events_after = journal.events_after

    def read_later(*args: Any) -> Any:
        monkeypatch.setattr(journal, "events_after", events_after)
        commit()
        return events_after(*args)

    monkeypatch.setattr(journal, "events_after", read_later)


def test_events_are_shown_by_the_settings_that_they_set(league: League, monkeypatch: pytest.MonkeyPatch) -> None:
    auction = cast.auction_of(league, begun=False, lots=4)
    state = engine.read(auction.pk)
    shown = orjson.loads(queries.rendered_state(auction.pk).text)
    lots = tuple(ListedLot(lot=lot.id, asset=lot.asset, opening_price=lot.opening_price) for lot in state.lots.values())
    others = replace(state.auction.settings, slots_min=1, slots_max=2, increment=5)
    adopt = AdoptSettings(actor=cast.actor_in(league), settings=others, lots=lots)
    commit_between(monkeypatch, lambda: cast.do(auction, adopt))
    for event in queries.events_frame(auction.pk, state.seq)["events"]:
        merge(shown, orjson.loads(orjson.dumps(event["data"])))
    assert shown == orjson.loads(queries.rendered_state(auction.pk).text)


@pytest.mark.parametrize("read", [queries.events_frame, queries.journal_page])
def test_events_that_come_while_they_are_read_name_nobody_unknown(
    league: League, otto: User, monkeypatch: pytest.MonkeyPatch, read: Callable[[UUID, int, int], object]
) -> None:
    auction = cast.auction_of(league, begun=False)
    join_league(otto, league.code)
    seq = engine.read(auction.pk).seq
    forget_names()
    queries.rendered_state(auction.pk)
    commit_between(monkeypatch, lambda: take_seat(auction.pk, cast.member_of(league, otto)))
    assert "Otto" in str(read(auction.pk, seq, 100))


def test_new_epoch_is_rendered_anew(auction: Auction) -> None:
    first = queries.rendered_state(auction.pk)
    Auction.objects.filter(pk=auction.pk).update(epoch=2)
    assert queries.rendered_state(auction.pk) is not first


def test_state_is_rendered_anew_when_names_are_read_anew(auction: Auction, carla: User) -> None:
    before = queries.rendered_state(auction.pk)
    User.objects.filter(pk=carla.pk).update(name="Carlotta")
    forget_names()
    after = queries.rendered_state(auction.pk)
    assert (after.state.seq, "Carlotta" in before.text, "Carlotta" in after.text) == (before.state.seq, False, True)


def test_snapshot_is_json_with_what_only_its_owner_sees(auction: Auction, max_: User, mia: User) -> None:
    rendered = queries.rendered_state(auction.pk)
    snapshots = [
        orjson.loads(queries.snapshot_text(rendered, cast.actor_in(auction.league, user), 77)) for user in (max_, mia)
    ]
    for snapshot in snapshots:
        assert (snapshot["type"], snapshot["epoch"], snapshot["seq"], snapshot["now"]) == ("snapshot", 1, 3, 77)
    assert [snapshot["you"]["user"] for snapshot in snapshots] == [str(max_.pk), str(mia.pk)]
    assert snapshots[0]["state"] == snapshots[1]["state"]


def test_lots_page_begins_after_a_number(auction: Auction) -> None:
    assert [lot["number"] for lot in queries.lots_page(auction.pk, 34, 100)] == [35, 36]
    assert [lot["number"] for lot in queries.lots_page(auction.pk, 0, 2)] == [1, 2]
    assert queries.lots_page(auction.pk, 36, 100) == []


def test_preview_of_a_refused_command_has_no_effects(auction: Auction) -> None:
    seq = engine.read(auction.pk).seq
    outcome, sentences = queries.preview(auction.pk, Resume(actor=SYSTEM))
    assert (outcome.code, outcome.facts, sentences) == (Code.WRONG_STATUS, {"status": "active"}, [])
    assert engine.read(auction.pk).seq == seq


def test_preview_of_the_beginning_says_that_not_every_roster_can_be_filled(carla: User, max_: User) -> None:
    waiting = cast.auction_of(cast.make_league(carla, max_, slots_min=2), begun=False, lots=3)
    begin = Begin(actor=cast.actor_in(waiting.league))
    assert queries.preview(waiting.pk, begin)[1][0] == (
        "2 managers with rosters of at least 2 need 4 lots, and only 3 are on sale: 1 too few to fill every roster."
    )


def test_rosters_are_read_from_the_events_that_change_them(carla: User, max_: User, mia: User) -> None:
    auction = cast.auction_of(cast.make_league(carla, max_, mia, **cast.QUICK), lots=3)
    lot = cast.sell(auction, max_, 40)
    asset = auction.lots.get(pk=lot).asset_id
    seat = cast.actor_in(auction.league, max_).participant
    cast.do(auction, UndoSale(actor=SYSTEM, lot=lot))
    events = [event for event in queries.roster_events([auction.pk]) if event.participant == seat]
    assert [event.roster for event in events] == [((asset, 40),), ()]
    assert [event.seq for event in events] == sorted(event.seq for event in events)
    assert queries.roster_events([]) == []


def test_download_has_ones_own_bids_alone(auction: Auction, max_: User, mia: User) -> None:
    cast.bid(auction, max_, 5)
    cast.bid(auction, mia, 5)
    [bid] = queries.bids_of_user(mia)["bids"]
    assert (bid["amount"], bid["code"], bid["auction__league__name"]) == (5, "too_low", auction.league.name)


# Each event ---------------------------------------------------------------------------------------
def test_each_event_is_shown_by_the_settings_under_which_it_happened(league: League, max_: User) -> None:
    auction = cast.auction_of(league, begun=False)
    carla, seat = cast.actor_in(league), cast.actor_in(league, max_).participant
    assert seat is not None
    assert cast.do(auction, SetAway(actor=carla, participant=seat, away=True)).ok
    then = orjson.loads(queries.rendered_state(auction.pk).text)
    auction.league.settings |= {"slots_max": 7, "increment": 3}
    auction.league.save()
    assert adopt(auction, carla, subjects.anonymous()).ok
    assert cast.do(auction, SetAway(actor=carla, participant=seat, away=False)).ok
    whole = queries.events_frame(auction.pk, 0, each=True)["events"]
    created, away, adopted, back = (event["data"] for event in whole)
    assert created["lots"] == then["lots"]
    assert created["lots"][0]["increment"] < adopted["lots"][0]["increment"] == 3
    assert away["participants"] == [one for one in then["participants"] if one["id"] == str(seat)]
    assert [one["slots_max"] for one in (created["participants"][0], away["participants"][0])] == [6, 6]
    assert back["participants"][0]["slots_max"] == 7
    for since in range(len(whole) + 1):
        assert queries.events_frame(auction.pk, since, each=True)["events"] == whole[since:]
        assert queries.journal_page(auction.pk, since, 1) == whole[since : since + 1]


# Suspicious activity --------------------------------------------------------------------------------
def bid_often(auction: Auction, user: User, times: int) -> None:
    """Most of them are refused: what counts is that they were made."""
    actor, lot, now = cast.actor_in(auction.league, user), cast.open_lot(auction), journal.now_ms()
    bids = [PlaceBid(actor=actor, id=uuid4(), lot=lot, amount=1, arrived=now) for _ in range(times)]
    engine.execute(auction.pk, *bids)


def test_account_with_many_bids_on_its_first_day_is_marked(auction: Auction, max_: User, mia: User) -> None:
    bid_often(auction, max_, SUSPICIOUS_BIDS + 1)
    bid_often(auction, mia, SUSPICIOUS_BIDS)
    [marked] = suspicious_activity(User.objects.all())
    assert marked == max_
    evidence = vars(marked)
    assert (evidence["early_bids"], evidence["early_auctions"]) == (SUSPICIOUS_BIDS + 1, 1)


def test_older_accounts_and_bots_may_bid_often(auction: Auction, max_: User, mia: User) -> None:
    User.objects.filter(pk=max_.pk).update(date_joined=timezone.now() - timedelta(hours=25))
    Member.objects.filter(user=mia).update(bot=True)
    for user in (max_, mia):
        bid_often(auction, user, SUSPICIOUS_BIDS + 1)
    assert list(suspicious_activity(User.objects.all())) == []


def test_bids_count_for_the_owner_who_made_them_and_for_no_other_of_the_seat(
    auction: Auction, max_: User, mia: User, otto: User
) -> None:
    cast.share_seat(auction.league, max_, otto)
    seat = cast.actor_in(auction.league, max_).participant
    half, lot = SUSPICIOUS_BIDS // 2 + 1, cast.open_lot(auction)
    for user, times in ((max_, half), (otto, half)):
        actor = Actor(user=user.pk, role=ActorRole.MANAGER, participant=seat)
        now = journal.now_ms()
        bids = [PlaceBid(actor=actor, id=uuid4(), lot=lot, amount=1, arrived=now) for _ in range(times)]
        engine.execute(auction.pk, *bids)
    assert list(suspicious_activity(User.objects.all())) == [], "together they made many, each of them few"
    actor = Actor(user=otto.pk, role=ActorRole.MANAGER, participant=seat)
    more = [PlaceBid(actor=actor, id=uuid4(), lot=lot, amount=1, arrived=journal.now_ms()) for _ in range(half)]
    engine.execute(auction.pk, *more)
    assert list(suspicious_activity(User.objects.all())) == [otto]


def test_operators_see_the_evidence_and_nobody_is_blocked(
    auction: Auction, max_: User, olga: User, client: Client
) -> None:
    bid_often(auction, max_, SUSPICIOUS_BIDS + 1)
    client.force_login(olga)
    page = client.get("/admin/auctions/suspiciousactivity/").text
    assert f'<td class="field-bids">{SUSPICIOUS_BIDS + 1}</td>' in page
    assert max_.email in page
    max_.refresh_from_db()
    assert max_.is_active
