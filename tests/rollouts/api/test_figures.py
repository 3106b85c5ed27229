"""Figures over HTTP, as programs read them."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from accounts.models import User
from rollouts.evaluation.types import BucketBy
from rollouts.exposures import storage
from rollouts.exposures.outcomes import SERVER_ERROR
from rollouts.exposures.storage import ExposureEntry, FailureEntry
from tests.database_clock import DatabaseClock
from tests.rollouts.admin.admin_site import ROOM, change
from tests.rollouts.api.api_client import Api, refused


def test_both_sides_are_told(olga: User) -> None:
    change(ROOM, everyone=None, percent=50)
    leagues = [str(uuid4()) for _ in range(10)]
    met = [ExposureEntry(ROOM, BucketBy.LEAGUE, league, number < 4, True) for number, league in enumerate(leagues)]
    storage.write_exposures([(each, 0.0) for each in met])
    storage.write_failures([(FailureEntry(BucketBy.LEAGUE, leagues[0], SERVER_ERROR), 0.0)])
    told = Api(olga).get(f"{ROOM}/figures").json()
    assert (told["flag"], told["bucket_by"], told["on"], told["off"], told["share"]) == (ROOM, "league", 4, 6, 0.5)
    by = {each["name"]: each for each in told["metrics"]}[SERVER_ERROR]
    assert (by["on"]["subjects"], by["on"]["failed"], by["on"]["rate"]) == (4, 1, 0.25)
    assert by["on"]["interval"]["low"] < 0.25 < by["on"]["interval"]["high"]
    assert by["verdict"] == "undecided"
    assert told["passing"]["subjects"] == 73
    outcomes = {each["name"]: each for each in told["outcomes"]}
    assert outcomes["completed"]["on"] == {"subjects": 0, "typical": None}
    assert (outcomes["time_to_begin"]["within_seconds"], outcomes["time_to_begin"]["unit"]) == (172_800, "seconds")
    assert (outcomes["managers_back"]["verdict"], outcomes["managers_back"]["interval"]["high"]) == ("too_few", 1)


def test_arms_are_told(olga: User) -> None:
    change(ROOM, everyone=None, percent=50)
    assert Api(olga).get(f"{ROOM}/figures").json()["arms"] is None
    change(ROOM, arms=[{"name": "as_today", "weight": 50}, {"name": "larger", "weight": 50}])
    met = [ExposureEntry(ROOM, BucketBy.LEAGUE, str(uuid4()), True, True, "larger") for _ in range(3)]
    storage.write_exposures([(each, 0.0) for each in met])
    told = Api(olga).get(f"{ROOM}/figures").json()["arms"]
    assert (told["control"], told["ratio_off"]) == ("as_today", False)
    assert told["sizes"] == [
        {"arm": "as_today", "subjects": 0, "share": 0.5},
        {"arm": "larger", "subjects": 3, "share": 0.5},
    ]
    [larger] = told["compared"]
    assert larger["arm"] == "larger"
    assert {each["verdict"] for each in larger["outcomes"]} == {"too_few"}


def test_what_never_comes_is_null(olga: User) -> None:
    change(ROOM, everyone=None, percent=50)
    met = [ExposureEntry(ROOM, BucketBy.LEAGUE, str(uuid4()), number % 2 == 0, True) for number in range(6)]
    storage.write_exposures([(each, 0.0) for each in met])
    DatabaseClock(datetime.now(UTC) + timedelta(days=3))
    found = {each["name"]: each for each in Api(olga).get(f"{ROOM}/figures").json()["outcomes"]}
    assert found["time_to_begin"]["on"] == {"subjects": 3, "typical": None}
    assert (found["time_to_begin"]["same"], found["completed"]["off"]) == (3, {"subjects": 3, "typical": 0})


def test_figures_of_no_flag_of_a_switch_and_for_others_are_refused(olga: User, max_: User) -> None:
    refused(Api(olga).get("nothing_such/figures"), 404, "not_found")
    refused(Api(olga).get("bidding/figures"), 404, "not_found")
    refused(Api(max_).get(f"{ROOM}/figures"), 403, "permission_denied")
