"""For each kind of notice something that happens of which Max hears, by the product's own services."""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import User
from auctions import engine
from auctions.models import Auction, Participant
from auctions.notifying.ending import SOON
from auctions.rules.commands import ChangePace, Nominate, Pause
from auctions.store import journal
from auctionsite.postgresql.clock import database_now
from leagues.models import League
from leagues.targets.services import Wish, put_target
from notices.announcing.services import announce
from notices.kinds import NoticeKind
from rollouts.testing import flags
from tests import cast
from tests.auctions.dates.dated_league import DAY, dated, let_pass
from tests.cast import actor_in, auction_of, bid, do, member_of, sell
from tests.season.auctioned_league import complete_auction, offer
from tests.season.scored_league import GAME_1, played_league, score


@dataclass(frozen=True)
class People:
    """Carla leads every league; Max hears, and Mia plays against him."""

    carla: User
    max: User
    mia: User
    ned: User

    def league(self, name: str, **settings: object) -> League:
        """A league of three, in which what nobody else wants is sold at once."""
        return cast.make_league(self.carla, self.max, self.mia, name=name, **cast.QUICK | settings)


def date_set(people: People) -> None:
    dated(people.league("Date"), people.carla)


def date_reminder(people: People) -> None:
    dated(people.league("Reminder"), people.carla)
    let_pass(2 * DAY)


def outbid(people: People) -> None:
    auction = auction_of(people.league("Outbid", lot_seconds=600), lots=3)
    assert bid(auction, people.max, 1).ok
    assert bid(auction, people.mia, 2).ok


def your_turn(people: People) -> None:
    """Let others have their turns until it is Max's, since it is drawn whose turn comes first."""
    league = people.league("Turn", mode="nomination", nomination_order="straight", nomination_seconds=600)
    auction = auction_of(league, lots=6)
    for lot in auction.lots.order_by("number"):
        turn = Participant.objects.get(pk=engine.read(auction.pk).auction.nominator or 0).member.user
        if turn == people.max:
            return
        actor = actor_in(league, turn)
        assert do(auction, Nominate(actor=actor, asset=lot.asset_id, amount=1, arrived=journal.now_ms())).ok
        sell(auction, people.mia if turn != people.mia else people.carla, 2)
    raise AssertionError("Max had no turn")


def lot_on_list(people: People) -> None:
    league = people.league("List", lot_seconds=600)
    auction = auction_of(league, lots=3)
    put_target(member_of(league, people.max), auction.lots.get(number=2).asset_id, Wish())
    sell(auction, people.mia, 2)


def ending_soon(people: People) -> None:
    """Max has bid on a lot of a slow auction, and half an hour is left."""
    league = people.league("Soon", format="slow", slow_lots=3, early_end=False)
    auction = auction_of(league, lots=3)
    lot = auction.lots.get(number=1)
    assert bid(auction, people.max, 1, lot=lot.pk).ok
    assert bid(auction, people.mia, 2, lot=lot.pk).ok
    at = database_now() + SOON / 2
    auction.lots.filter(pk=lot.pk).update(ends_at=at)
    Auction.objects.filter(pk=auction.pk).update(next_deadline=at)


def sold(people: People) -> None:
    sell(auction_of(people.league("Sold", lot_seconds=600), lots=3), people.max, 4)


def paused(people: People) -> None:
    auction = auction_of(people.league("Paused"), lots=3)
    assert do(auction, Pause(actor=actor_in(auction.league), reason="Pizza.")).ok


def pace_changed(people: People) -> None:
    auction = auction_of(people.league("Pace"), lots=3)
    with flags(slow_auctions=True):
        assert do(auction, ChangePace(actor=actor_in(auction.league), format="slow")).ok
    sell(auction, people.mia, 4)


def auction_over(people: People) -> None:
    sell(auction_of(people.league("Over"), lots=1), people.mia, 4)


def trade_offered(people: People) -> None:
    league = people.league("Trade")
    auction = complete_auction(league, people.max, people.mia, people.ned)
    offer(auction, member_of(league, people.mia), member_of(league, people.max), (2,), (1,))


def scores_in(people: People) -> None:
    score(played_league(people.carla, people.max, people.mia), *GAME_1)


def league_message(people: People) -> None:
    announce(member_of(people.league("Message"), people.carla), "Bring chairs, and 5 € for pizza.")


HAPPENINGS: dict[NoticeKind, Callable[[People], None]] = {
    NoticeKind.DATE_SET: date_set,
    NoticeKind.DATE_REMINDER: date_reminder,
    NoticeKind.OUTBID: outbid,
    NoticeKind.YOUR_TURN: your_turn,
    NoticeKind.LOT_ON_LIST: lot_on_list,
    NoticeKind.ENDING_SOON: ending_soon,
    NoticeKind.SOLD: sold,
    NoticeKind.PAUSED: paused,
    NoticeKind.PACE_CHANGED: pace_changed,
    NoticeKind.AUCTION_OVER: auction_over,
    NoticeKind.TRADE_OFFERED: trade_offered,
    NoticeKind.SCORES_IN: scores_in,
    NoticeKind.LEAGUE_MESSAGE: league_message,
}
assert set(HAPPENINGS) == set(NoticeKind), "every kind happens"
