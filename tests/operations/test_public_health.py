"""The state of the site, in everybody's words."""

import asyncio

import pytest
from django.utils import translation

from operations.health.checks import run_checks
from operations.public_health import SiteLevel, TurnedOff, describe_site

WELL = dict.fromkeys(("database", "clock", "migrations", "flags", "redis", "disk", "mail"), "ok")


def test_all_is_well() -> None:
    site = describe_site(WELL, TurnedOff())
    assert (site.level, site.headline, site.troubles) == (SiteLevel.WORKS, "Everything works", [])


def test_database_that_is_away_says_nothing_of_what_nobody_knows() -> None:
    unknown = dict.fromkeys(("clock", "migrations", "flags"), "unknown: the database does not answer")
    site = describe_site({**WELL, "database": "does not answer: see that it runs", **unknown}, TurnedOff())
    assert (site.level, site.headline) == (SiteLevel.AWAY, "We're down right now")
    [sentence] = site.troubles
    assert sentence.startswith("We can't reach our database")


@pytest.mark.parametrize("part", ["clock", "redis", "mail"])
def test_part_that_people_notice_is_said_without_its_name(part: str) -> None:
    site = describe_site({**WELL, part: "was never seen; start manage.py run_clock"}, TurnedOff())
    assert site.level is SiteLevel.PARTLY
    assert "manage.py" not in site.troubles[0]


@pytest.mark.parametrize("part", ["migrations", "flags", "disk"])
def test_what_is_for_operators_is_no_trouble_of_others(part: str) -> None:
    assert describe_site({**WELL, part: "1 not applied"}, TurnedOff()).level is SiteLevel.WORKS


def test_what_operators_turned_off_is_said() -> None:
    off = TurnedOff(new_auctions=True, running_auctions=True, bidding=True, changes=True)
    site = describe_site(WELL, off)
    assert (site.level, len(site.troubles)) == (SiteLevel.PARTLY, 4)


@pytest.mark.django_db
def test_every_part_is_one_that_is_checked() -> None:
    assert {*asyncio.run(run_checks())} == {*WELL}


def test_it_is_said_in_the_readers_language() -> None:
    with translation.override("de"):
        site = describe_site({**WELL, "mail": "away"}, TurnedOff(bidding=True))
    assert site.headline == "Etwas funktioniert gerade nicht"
    assert [each.split()[0] for each in site.troubles] == ["E-Mails", "Bieten"]
