"""The page of a flag's figures: side by side in words, and honest where nothing can be said."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from rollouts.evaluation.types import BucketBy
from rollouts.exposures import storage
from rollouts.exposures.outcomes import SERVER_ERROR
from rollouts.exposures.storage import ExposureEntry, FailureEntry
from rollouts.models import Exposure
from tests.database_clock import DatabaseClock
from tests.rollouts.admin.admin_site import ROOM, address, change, text_of


def page(admin: Client, flag: str = ROOM) -> str:
    return text_of(admin.get(address("figures", flag)))


def meet(number: int, *, on: bool, failing: int = 0) -> None:
    leagues = [str(uuid4()) for _ in range(number)]
    storage.write_exposures([(ExposureEntry(ROOM, BucketBy.LEAGUE, league, on, True), 0.0) for league in leagues])
    failed = [FailureEntry(BucketBy.LEAGUE, league, SERVER_ERROR) for league in leagues[:failing]]
    if failed:
        storage.write_failures([(each, 0.0) for each in failed])


def test_sides_stand_beside_each_other_with_what_they_say(admin: Client) -> None:
    change(ROOM, everyone=None, percent=50)
    meet(20, on=True, failing=2)
    meet(18, on=False)
    text = page(admin)
    assert "20 leagues met it on and 18 met it off since" in text
    assert "Got an error page or an answer 5xx" in text
    assert "2 of 20: 10 %<br>" in text
    assert "0 of 18: 0 %<br>" in text
    assert text.count("between 0 and 22 %") >= 1
    assert "No difference can be told yet." in text
    assert "Four times as many would be noticed after about" in text
    assert "Nobody failed on either side." in text
    assert "from 73 leagues on, if none fails" in text


def test_what_they_did_stands_below_once_their_time_is_over(admin: Client) -> None:
    change(ROOM, everyone=None, percent=50)
    meet(3, on=True)
    assert "Completed an auction, within 2 days" in page(admin)
    assert "nobody yet" in page(admin)
    meet(3, on=False)
    DatabaseClock(datetime.now(UTC) + timedelta(days=3))
    text = page(admin)
    assert "0 % on average of 3" in text
    assert "never in the middle of 3" in text
    assert "Too few to say anything: it takes 20 on each side." in text
    assert "3 are alike." in text


def test_where_nobody_was_drawn_outcomes_say_nothing(admin: Client) -> None:
    change(ROOM, everyone=None, percent=50)
    meet(3, on=True)
    Exposure.objects.update(drawn=False)
    assert "Completed an auction" not in page(admin)


def test_arms_stand_against_the_control(admin: Client) -> None:
    arms = [{"name": "as_today", "weight": 33.33}, {"name": "larger", "weight": 66.67}]
    change(ROOM, everyone=None, percent=50, arms=arms)
    assert "Its arms" not in page(admin)
    for arm, number in (("as_today", 30), ("larger", 60)):
        met = [ExposureEntry(ROOM, BucketBy.LEAGUE, str(uuid4()), True, True, arm) for _ in range(number)]
        storage.write_exposures([(each, 0.0) for each in met])
    text = page(admin)
    assert "Of 90 who have it there are 30 in as_today, the control (33.33 %) and 60 in larger (66.67 %)." in text
    assert "larger against as_today" in text
    assert "as_today against" not in text
    assert "The arms aren" not in text
    met = [ExposureEntry(ROOM, BucketBy.LEAGUE, str(uuid4()), True, True, "as_today") for _ in range(90)]
    storage.write_exposures([(each, 0.0) for each in met])
    assert "The arms aren" in page(admin)


def test_harm_is_marked(admin: Client) -> None:
    change(ROOM, everyone=None, percent=50)
    meet(60, on=False)
    meet(60, on=True, failing=30)
    assert '<strong class="tag bad">More fail with it. Turn it down or off.</strong>' in page(admin)


def test_wrong_draw_is_a_caution(admin: Client) -> None:
    change(ROOM, everyone=None, percent=10)
    meet(40, on=True)
    meet(40, on=False)
    assert '<p class="caution">40 of 80 leagues have it, where 10 % should' in page(admin)


def test_without_anybody_there_is_no_table(admin: Client) -> None:
    text = page(admin)
    assert "Nobody has met it since" in text
    assert 'class="figures"' not in text


def test_flag_links_to_its_figures_and_a_switch_has_none(admin: Client) -> None:
    assert f'href="{address("figures", ROOM)}"' in text_of(admin.get(address("change", ROOM)))
    assert address("figures", "bidding") not in text_of(admin.get(address("change", "bidding")))
    assert admin.get(address("figures", "bidding")).status_code == 404
    assert admin.get(address("figures", "nothing_such")).status_code == 404


@pytest.mark.parametrize("who", ["max_", "nobody"])
def test_figures_are_for_operators(who: str, client: Client, request: pytest.FixtureRequest, db: None) -> None:
    if who != "nobody":
        client.force_login(request.getfixturevalue(who))
    assert client.get(address("figures", ROOM)).status_code in (302, 403, 404)
