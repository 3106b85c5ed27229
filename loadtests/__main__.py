"""Load tests: people who bid in real rooms of a site of its own, on this machine, and what they saw.

    make loadtest                                                asks which scenario, and for how long
    make loadtest ARGS=sockets-30                                one of them
    make loadtest ARGS='one-auction --minutes 2'                 in less time; the shape stays
    ASGI_SERVER=uvicorn make loadtest ARGS=sockets-100           with another server

The site is made anew in .local/loadtest, with real Postgres, Valkey, clock and bots. Limits of bids and calls are off,
since all load comes from one address; everything goes to 127.0.0.1. Reports are in .local/loadtest/reports: a page with
charts, tables as CSV, and the verdict. Each auction is audited at the end. Exit code 1 if a target was missed or the
audit found something, 2 if it could not be played. The people share the cores with the site, so figures are worse than
on two machines.
"""

import argparse
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import django

from auctionsite.local.place import PROJECT
from loadtests import report
from loadtests.scenarios import SCENARIOS, Line, Scenario
from loadtests.world import VARIABLE, Person, World
from ops.drill.site import DrillFailed, LocalSite

FOLDER = PROJECT / ".local" / "loadtest"
REPORTS = FOLDER / "reports"
SECONDS_A_LOT = 8
"""Of a busy room, with the break after it."""
LATE_SECONDS = 120
"""So much longer than it should locust may take."""
PEOPLE = {Line.HTTP: "HttpBidder", Line.SOCKETS: "SocketBidder"}


def main(arguments: list[str] | None = None) -> int:
    """0: all targets were reached; 1: some weren't, or the audit found something; 2: it could not be played."""
    parser = argparse.ArgumentParser(
        prog="make loadtest", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("scenario", nargs="?", choices=SCENARIOS, help="which; without it you are asked")
    parser.add_argument("--minutes", type=float, help="at most so long, 0.2 to 120; the scenario's by default")
    options = parser.parse_args(arguments)
    if options.minutes is not None and not 0.2 <= options.minutes <= 120:
        parser.error("--minutes is a number from 0.2 to 120")
    if options.scenario is None:
        if not sys.stdin.isatty():
            parser.error(f"name a scenario: {', '.join(SCENARIOS)}")
        options.scenario, options.minutes = ask()
    scenario = SCENARIOS[options.scenario]
    try:
        return play(scenario.within(options.minutes or scenario.minutes))
    except DrillFailed as error:
        print(f"FAILED: {error}", file=sys.stderr)
        return 2


def ask() -> tuple[str, float | None]:
    """Ask somebody at a terminal for a scenario, and for its minutes."""
    names = list(SCENARIOS)
    for number, each in enumerate(SCENARIOS.values(), start=1):
        print(f"{number:>3}  {each.name:<15} {describe(each)}")
    while True:
        answer = input("Which one? ").strip()
        if answer.isdecimal() and 1 <= int(answer) <= len(names):
            break
        print(f"A number from 1 to {len(names)}, please.")
    name = names[int(answer) - 1]
    while True:
        answer = input(f"How many minutes? [{SCENARIOS[name].minutes:g}] ").strip()
        try:
            minutes = float(answer) if answer else None
        except ValueError:
            minutes = 0.0
        if minutes is None or 0.2 <= minutes <= 120:
            return name, minutes
        print("A number from 0.2 to 120, please.")


def describe(scenario: Scenario) -> str:
    """One line about a scenario."""
    rooms = "one auction" if scenario.auctions == 1 else f"{scenario.auctions} auctions"
    return f"{scenario.users} people in {rooms}, {scenario.minutes:g} min, over {scenario.line}"


def play(scenario: Scenario) -> int:
    """Make a site and rooms, let people come, and report."""
    print(f"{scenario.name}: {describe(scenario)}", flush=True)
    for elsewhere in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(elsewhere, None)
    site_folder = FOLDER / "site"
    os.environ |= {"DATA_DIR": str(site_folder), "ENVIRONMENT": "local", "RATE_LIMITS": "off", "LOG_LEVEL": "WARNING"}
    reports = REPORTS / f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{scenario.name}"
    reports.mkdir(parents=True)
    shutil.rmtree(site_folder, ignore_errors=True)
    try:
        with LocalSite(site_folder) as site:
            return _play_on(site, scenario, reports)
    finally:
        shutil.rmtree(site_folder, ignore_errors=True)


def _play_on(site: LocalSite, scenario: Scenario, reports: Path) -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "auctionsite.settings"
    django.setup()
    from accounts.sign_in.devices import sign_in_tokens  # needs Django
    from ops.drill.evening import BusyRoom  # needs Django

    managers = -(-scenario.users // scenario.auctions)
    lots = round(scenario.minutes * 60 / SECONDS_A_LOT) + 20
    rooms = [BusyRoom(managers, name=f"Load test {n}", lots=lots) for n in range(1, scenario.auctions + 1)]
    everybody = [
        Person(room.auction_id, **sign_in_tokens(room.people[number])) for number in range(managers) for room in rooms
    ]
    world = reports / "world.json"
    World(site.url, scenario.name, scenario.minutes, everybody).write(world)
    for room in rooms:
        room.begin()
    try:
        _let_people_come(scenario, reports, world)
    finally:
        world.unlink()
    figures = report.read_figures(reports / "report_stats.csv")
    problems = report.missed(figures, scenario.targets) + [each for room in rooms for each in room.audit()]
    verdict = "All targets are reached, and the audit found nothing." if not problems else "\n".join(problems)
    text = f"{describe(scenario)}\n\n{report.table(figures)}\n\n{verdict}\n"
    (reports / "verdict.md").write_text(f"# {scenario.name}\n{text}", encoding="utf-8")
    print(f"\n{text}\nMore: {reports}/report.html")
    return int(bool(problems))


def _let_people_come(scenario: Scenario, reports: Path, world: Path) -> None:
    """Run locust until the scenario is over. Raises DrillFailed if it doesn't end, or measured nothing."""
    command = (
        sys.executable, "-m", "locust", "--headless", "--only-summary", "--exit-code-on-error", "0",
        "--stop-timeout", "15", "--html", str(reports / "report.html"), "--csv", str(reports / "report"),
        "-f", str(Path(__file__).with_name("locustfile.py")), PEOPLE[scenario.line],
    )  # fmt: skip
    env = {**os.environ, VARIABLE: str(world), "PYTHONPATH": str(PROJECT)}
    log = reports / "locust.log"
    with log.open("wb") as out:
        try:
            code = subprocess.run(  # noqa: S603 - our own command
                command,
                cwd=PROJECT,
                env=env,
                stdout=out,
                stderr=out,
                timeout=scenario.minutes * 60 + LATE_SECONDS,
                check=False,
            ).returncode
        except subprocess.TimeoutExpired as error:
            raise DrillFailed(f"locust doesn't end; see {log}") from error
    if code or not (reports / "report_stats.csv").exists():
        raise DrillFailed(f"locust ended with {code}; see {log}")


if __name__ == "__main__":
    sys.exit(main())
