"""Every call of the OpenAPI document with all sorts of requests: no 5xx, nothing undocumented, answers as promised."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.checks import CHECKS, load_all_checks

from accounts.models import User
from accounts.sign_in.devices import sign_in_tokens
from auctions.models import Auction
from auctionsite.settings import BASE_DIR
from leagues.models import League
from rollouts.changes.services import Author, Source, change_flag
from rollouts.models import FlagChange
from season.models import Trade
from tests import cast
from tests.thoroughness import TIMES

pytestmark = [
    pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]
EXAMPLES = 2 * TIMES
load_all_checks()
PROMISES = CHECKS.get_by_names(
    ["not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance"]
)
# The health call's 503 is a good answer.
schema = schemathesis.openapi.from_path(BASE_DIR / "docs" / "openapi.yaml").exclude(path="/api/health")
schema.app = get_wsgi_application()


@pytest.fixture
def auction(league: League) -> Auction:
    """Running, so that bids and commands meet something."""
    return cast.auction_of(league, lots=5)


@pytest.fixture
def change(db: None) -> FlagChange:
    """Of a flag, to be taken back."""
    return change_flag("waiting_room", {"percent": 10, "everyone": None}, Author(source=Source.CODE))


@pytest.fixture
def trade(auction: Auction, carla: User, max_: User) -> Trade:
    """Offered to Carla, to be answered."""
    members = {"proposer": cast.member_of(auction.league, max_), "partner": cast.member_of(auction.league, carla)}
    return Trade.objects.create(league=auction.league, auction=auction, **members)


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Keep the test's transaction open over many requests, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("one_connection")
@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_calls_keep_their_promises(
    case: "schemathesis.Case[Any]", carla: User, olga: User, auction: Auction, change: FlagChange, trade: Trade
) -> None:
    """Half of the time about the league and the auction there are; ids that somebody made up lead nowhere."""
    known = {
        "league_id": str(auction.league_id),
        "auction_id": str(auction.pk),
        "key": "football",
        "flag": change.flag,
        "change_id": change.pk,
        "trade_id": trade.pk,
    }
    if len(repr(case.query)) % 2 or case.method == "POST":
        case.path_parameters = {name: known.get(name, value) for name, value in case.path_parameters.items()}
    user = olga if case.path.startswith("/api/feature-flags") else carla
    headers = {"Authorization": f"Bearer {sign_in_tokens(user)['access']}"}
    case.call_and_validate(headers=headers, checks=PROMISES)  # type: ignore[arg-type] # its own list
