"""Nobody but its owner reads a target list: on no page, in no answer, admin, download, log, metric or command.

What is said on it is such as stands nowhere by chance. Every address that is read is asked, so that a new one is, too.
"""

import logging
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from prometheus_client import generate_latest

from accounts.models import User
from auctions.models import Auction
from leagues.models import Asset, Member, Role, Target
from leagues.targets.services import Wish, move_target, put_target
from tests import cast
from tests.security.test_maxima import paths, read

WORTH, NOTE = 733_191, "Zanzibar plan"
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume"),
]


def told(text: str) -> bool:
    return NOTE in text or any(worth in text for worth in (str(WORTH), f"{WORTH:,}"))


@pytest.fixture
def auction(carla: User, max_: User, mia: User) -> Auction:
    """Max has said what every lot is worth to him."""
    league = cast.make_league(carla, max_, mia, lot_seconds=3600)
    Member.objects.create(league=league, user=cast.make_user("Sven"), role=Role.SPECTATOR, plays=False)
    auction = cast.auction_of(league, lots=3)
    for asset in auction.lots.values_list("asset", flat=True):
        put_target(cast.member_of(league, max_), asset, Wish(worth=WORTH, note=NOTE))
    return auction


def addresses_about(auction: Auction) -> list[str]:
    """Every address of the site, and of the admin about people, members and assets of the list."""
    member = Member.objects.get(league=auction.league, user__name="Max")
    asset = Asset.objects.filter(targets__member=member).earliest("pk")
    rows = {"accounts/user": member.user_id, "leagues/league": auction.league_id, "leagues/asset": asset.pk}
    pages = [f"/admin/{name}/{pk}/{page}/" for name, pk in rows.items() for page in ("change", "history", "delete")]
    return [*paths(auction), *pages, f"/api/leagues/{auction.league_id}/targets/{asset.pk}"]


def test_no_page_answer_or_download_of_others_tells_it(auction: Auction, carla: User, mia: User, olga: User) -> None:
    User.objects.filter(pk=olga.pk).update(is_superuser=True)
    for user in (mia, carla, User.objects.get(name="Sven"), User.objects.get(pk=olga.pk)):
        client = Client()
        client.force_login(user)
        for path in addresses_about(auction):
            assert not told(read(client, path)), (user.name, path)


def test_its_owner_reads_it_on_page_in_answer_and_download(auction: Auction, max_: User) -> None:
    """Or the test above would look in the wrong places."""
    client = Client()
    client.force_login(max_)
    for path in ("/leagues/{}/targets/", "/leagues/{}/targets/targets.csv", "/api/leagues/{}/targets", "/leagues/{}/"):
        assert told(read(client, path.format(auction.league_id))), path
    assert told(read(client, "/account/data.json"))


def test_what_the_room_is_sent_doesnt_have_it_even_for_its_owner(auction: Auction, max_: User) -> None:
    """It is fetched by itself, so that nothing on a bid's way carries it."""
    client = Client()
    client.force_login(max_)
    assert not told(read(client, f"/api/auction/{auction.pk}/"))


def test_no_log_metric_or_command_tells_it(auction: Auction, max_: User, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    target = Target.objects.earliest("pk")
    put_target(target.member, target.asset_id, Wish(worth=WORTH, note=NOTE))
    move_target(target.member, target.asset_id, 2)
    client = Client()
    client.force_login(max_)
    client.post(
        f"/leagues/{auction.league_id}/targets/{target.asset_id}/", {"do": "save", "worth": WORTH, "note": NOTE}
    )
    out = StringIO()
    call_command("audit_auctions", "--json", stdout=out, stderr=out)
    assert not told(out.getvalue() + caplog.text + generate_latest().decode() + str(target))
