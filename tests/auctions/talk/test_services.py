"""Messages that people write in a room: who may, who removes them, and what the room is told."""

import pytest
from django.db import transaction

from accounts.account import delete_account, export_data
from accounts.models import User
from auctions.models import Auction, AuctionEvent, RoomMessage, RoomTalk
from auctions.publish import broadcast
from auctions.talk import queries, services
from auctions.talk.services import TalkRefused, remove, say, set_open
from leagues.models import League, Member, Role
from leagues.services import NotAllowed
from rollouts.changes.services import Author, Source, change_flag
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def auction(league: League) -> Auction:
    return cast.auction_of(league, lots=2)


def write(auction: Auction, user: User, text: str = "Going, going…") -> RoomMessage:
    return say(auction, cast.member_of(auction.league, user), text)


def read(auction: Auction) -> list[tuple[str, str]]:
    return [(each["name"], each["text"]) for each in queries.message_page(auction.pk, None).messages]


def test_members_write_and_everybody_reads_in_order_and_no_journal_knows(
    auction: Auction, carla: User, max_: User
) -> None:
    before = AuctionEvent.objects.count()
    watcher = cast.make_user("Sven")
    Member.objects.create(league=auction.league, user=watcher, role=Role.SPECTATOR, plays=False)
    for user, text in ((max_, "Hi"), (watcher, "<b>Hi</b>"), (carla, "👏")):
        write(auction, user, text)
    assert read(auction) == [("Max", "Hi"), ("Sven", "<b>Hi</b>"), ("Carla", "👏")]
    assert AuctionEvent.objects.count() == before


def test_the_commissioner_turns_messages_off_and_on_for_all_rooms_of_the_league(
    auction: Auction, carla: User, max_: User
) -> None:
    write(auction, max_)
    head = cast.member_of(auction.league, carla)
    with pytest.raises(NotAllowed):
        set_open(cast.member_of(auction.league, max_), is_on=False)
    set_open(head, is_on=False)
    with pytest.raises(TalkRefused, match="Messages are off in this league"):
        write(auction, carla)
    assert len(read(auction)) == 1, "what was written stays"
    other = cast.auction_of(cast.make_league(max_, name="Another"), lots=1)
    write(other, max_)
    set_open(head, is_on=True)
    write(auction, max_)
    assert RoomTalk.objects.count() == 1


def test_without_the_flag_nobody_writes(auction: Auction, max_: User) -> None:
    change_flag("room_messages", {"everyone": False}, Author(source=Source.CODE))
    assert not queries.is_offered(auction)
    with pytest.raises(TalkRefused):
        write(auction, max_)


def test_a_message_is_removed_by_its_writer_or_a_commissioner_and_the_report_keeps_it(
    auction: Auction, carla: User, max_: User, mia: User
) -> None:
    first, second = write(auction, max_, "One"), write(auction, max_, "Two")
    with pytest.raises(NotAllowed):
        remove(first, cast.member_of(auction.league, mia))
    remove(first, cast.member_of(auction.league, max_))
    remove(second, cast.member_of(auction.league, carla))
    remove(second, cast.member_of(auction.league, max_))  # nobody removes it twice
    assert read(auction) == []
    told = [(each.text, each.removed_by and each.removed_by.name) for each in queries.reported_messages(auction.pk)]
    assert told == [("Two", "Carla"), ("One", "Max")]


@pytest.mark.django_db(transaction=True)
def test_the_room_is_told_once_it_is_kept(
    auction: Auction, carla: User, max_: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[dict[str, object]] = []
    monkeypatch.setattr(broadcast, "talk", lambda auction_id, news: told.append(dict(news)))
    with transaction.atomic():
        message = write(auction, max_, "Hi")
        remove(message, cast.member_of(auction.league, max_))
        set_open(cast.member_of(auction.league, carla), is_on=False)
        assert told == []
    assert told == [
        {"message": queries.message_payload(message)}, {"removed": str(message.pk)}, {"open": False},
    ]  # fmt: skip
    with pytest.raises(TalkRefused):
        write(auction, max_)
    assert len(told) == 3


def test_what_one_wrote_is_in_ones_data_and_goes_with_the_account(auction: Auction, max_: User, mia: User) -> None:
    write(auction, max_, "Mine")
    write(auction, mia, "Hers")
    assert [each["text"] for each in export_data(max_)["messages"]] == ["Mine"]
    delete_account(max_)
    assert read(auction) == [("Mia", "Hers")]


def test_an_operator_who_is_no_member_writes_nothing() -> None:
    with pytest.raises(NotAllowed, match="Only members"):
        services.require_member(None)
