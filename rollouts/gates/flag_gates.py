"""The gates that flags themselves answer, from what the code declares and what processes say."""

from datetime import datetime, timedelta

from rollouts.evaluation.registry import PERMANENT, SPECS, is_overdue
from rollouts.gates.findings import GateFinding, failed, passed
from rollouts.gates.table import GateSpec
from rollouts.plans.definition import GateCategory
from rollouts.propagation import readers, scrapes, snapshot
from rollouts.stale.code_places import places_by_flag

WATCHED_WITHIN = timedelta(minutes=5)
"""Prometheus reads figures every 15 s; after so long nobody would see a release go wrong."""


def _undeclared(flag: str, now: datetime) -> GateFinding:
    return failed(f"The code declares no flag {flag}: declare it in rollouts/flags.py.", now)


def is_documented(flag: str, now: datetime) -> GateFinding:
    """Find whether the flag says what it does, whose it is and when it should be gone."""
    spec = SPECS.get(flag)
    if spec is None:
        return _undeclared(flag, now)
    known = {"what it does": spec.does.strip(), "its owner": spec.owner.strip(), "its end": spec.ends.strip()}
    if missing := [name for name, text in known.items() if not text]:
        return failed(f"{flag} doesn't say {' and '.join(missing)}: add that in rollouts/flags.py.", now)
    end = "it stays" if spec.ends == PERMANENT else f"it should be gone by {spec.ends}"
    return passed(f"{flag} is {spec.owner}'s, and {end}: {spec.does}", now)


def is_off_by_default(flag: str, now: datetime) -> GateFinding:
    """Find whether the flag is off in production as long as nobody sets it."""
    spec = SPECS.get(flag)
    if spec is None:
        return _undeclared(flag, now)
    if spec.switch:
        return failed(f"{flag} is a switch for the bad day, which is no release: it takes no plan.", now)
    if spec.on_in_production:
        return failed(
            f"{flag} is on in production where nobody has set it: declare it with on_in_production=False, or set it "
            "to 0 % before the deploy.",
            now,
        )
    return passed(f"{flag} is off in production until somebody sets it.", now)


def ends_later(flag: str, now: datetime) -> GateFinding:
    """Find whether the month by which the flag should be gone is still to come."""
    spec = SPECS.get(flag)
    if spec is None:
        return _undeclared(flag, now)
    if is_overdue(spec.ends, now):
        return failed(f"{flag} should have been gone by {spec.ends}: remove it, or give it a later month.", now)
    return passed(f"{flag} {'stays' if spec.ends == PERMANENT else f'is to end by {spec.ends}'}.", now)


def is_read(flag: str, now: datetime) -> GateFinding:
    """Find whether the deployed code reads the flag."""
    places = places_by_flag().get(flag, ())
    if not places:
        return failed(f"Nothing in this release reads {flag}: deploy the code that does.", now)
    return passed(f"{flag} is read in {len(places)} places, such as {places[0]}.", now)


def is_readable(flag: str, now: datetime) -> GateFinding:
    """Find whether every process knows the newest flags, and can read this one."""
    if why := snapshot.newest().unreadable.get(flag):
        return failed(f"The row of {flag} {why}. Set the flag anew on its page.", now)
    status = readers.propagation_status()
    if not status.processes:
        return failed("No process of the site runs: start it.", now)
    if not status.complete:
        behind = status.processes - status.current
        return failed(f"{behind} of {status.processes} processes use old flags: restart them.", now)
    return passed(f"All {status.processes} processes use the newest flags.", now)


def is_watched(flag: str, now: datetime) -> GateFinding:
    """Find whether somebody reads the site's figures."""
    minutes = WATCHED_WITHIN // timedelta(minutes=1)
    if scrapes.scraped_since(now - WATCHED_WITHIN):
        return passed(f"Complete figures were read from /metrics within {minutes} minutes.", now)
    return failed(
        f"Nobody has read complete figures from /metrics for {minutes} minutes: see that Prometheus runs and may.", now
    )


FLAG_GATES = (
    GateSpec(
        name="flag_documented",
        says="The flag says what it does, whose it is and when it should be gone",
        category=GateCategory.FLAGS,
        look=is_documented,
    ),
    GateSpec(
        name="flag_off_by_default",
        says="The flag is off in production until somebody sets it",
        category=GateCategory.FLAGS,
        look=is_off_by_default,
    ),
    GateSpec(
        name="flag_ends_later",
        says="The month by which the flag should be gone is still to come",
        category=GateCategory.FLAGS,
        look=ends_later,
    ),
    GateSpec(
        name="flags_propagated",
        says="Every process knows the newest flags",
        category=GateCategory.FLAGS,
        look=is_readable,
    ),
    GateSpec(
        name="flag_read_in_code",
        says="The deployed code reads the flag",
        category=GateCategory.CODE,
        look=is_read,
    ),
    GateSpec(
        name="figures_watched",
        says="Somebody reads the site's figures",
        category=GateCategory.OBSERVABILITY,
        look=is_watched,
    ),
)
