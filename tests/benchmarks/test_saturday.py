"""The evening of very many leagues adds up, and a site grows by what breaks until all fits."""

import json
from dataclasses import asdict, replace
from pathlib import Path
from random import Random

import pytest

from benchmarks.saturday import BIDS, SOCKETS, USED_AT_MOST, Costs, Load, Site, evening, simulate, steps

COSTS = Costs()
BUSY = Load(rooms=100, sockets=1200, opened=10, bids=50)


@pytest.mark.parametrize("leagues", [50, 1_000_000])
def test_every_league_plays_its_bids_and_everybody_comes_once(leagues: int) -> None:
    loads = evening(leagues, Random(1))  # noqa: S311 # nothing secret
    assert sum(load.bids for load in loads) * 60 == pytest.approx(BIDS * leagues)
    assert sum(load.opened for load in loads) * 60 == pytest.approx(SOCKETS * leagues)
    assert max(load.rooms for load in loads) <= leagues


def test_a_site_grows_by_what_breaks_until_it_is_used_to_seven_tenths() -> None:
    grown = [*steps([BUSY.times(1000)], COSTS, Site())]
    assert {part for part, _, _ in grown} == {"web processes", "cores of Postgres", "commits on one disk", "Valkey"} | {
        "lines to Postgres"
    }
    assert all(used > USED_AT_MOST for _, used, _ in grown)
    assert max(grown[-1][2].used(BUSY.times(1000), COSTS).values()) <= USED_AT_MOST
    assert [*steps([BUSY], COSTS, grown[-1][2])] == []


@pytest.mark.parametrize("part", Site().used(BUSY, COSTS))
def test_more_of_a_part_is_used_less(part: str) -> None:
    site = replace(Site(), web_processes=64)
    assert site.with_more(part).used(BUSY, COSTS)[part] < site.used(BUSY, COSTS)[part]


def test_each_evening_begins_with_the_site_of_the_one_before() -> None:
    few, many = simulate([1000, 100_000], COSTS)
    assert few["site"]["web_processes"] < many["site"]["web_processes"]
    [alone] = simulate([100_000], COSTS)
    assert alone["site"] == many["site"]


def test_costs_are_read_from_what_was_measured(tmp_path: Path) -> None:
    file = tmp_path / "costs"
    file.write_text('{"machine": "2 cores"}\n' + json.dumps({"server": "uvicorn", **asdict(COSTS)}) + "\n")
    assert Costs.read(file) == COSTS
