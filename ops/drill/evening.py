"""The demo's auction, as its commissioner and the person on call see it."""

import asyncio
import json
import urllib.error
import urllib.request
from typing import Any

from django.db import connection

from accounts.services import find_or_create_user
from accounts.sign_in.devices import sign_in_tokens
from auctions import engine, services
from auctions.audit.run import audit_auction
from auctions.demo import prepare_demo
from auctions.models import AuctionEvent
from auctions.rules.commands import SYSTEM, Actor, ActorRole, Begin, Resume
from clients.room import Refused, call
from leagues.files.assets import AssetRow
from leagues.models import Sport
from leagues.services import create_league, import_assets, join_league
from leagues.settings.auction import AuctionSettings
from operations.health import checks
from ops.drill.site import DrillFailed, eventually

KINDS = ("clock", "web")
ANSWER_SECONDS = 5.0


class Evening:
    """Everything over the API, but for the audit and the look from beside the site."""

    def __init__(self, url: str) -> None:
        self._url = url
        demo = prepare_demo()
        self._auction = demo.auction
        self._token = sign_in_tokens(demo.people["Carla"])["access"]

    def begin(self) -> None:
        """Begin the auction, and wait for the bots' first bids."""
        self._call("begin", {})
        eventually(lambda: self.seq() > 5, 60, "the bots bid")

    def seq(self) -> int:
        """Return the newest number of the journal; 0 while nobody answers."""
        return int(self._state().get("seq", 0))

    def resume_if_paused(self) -> None:
        """An outage of some seconds pauses an auction; its commissioner resumes it."""
        eventually(self._runs_again, 60, "the auction can be resumed")

    def _runs_again(self) -> bool:
        auction = self._state().get("state", {}).get("auction", {})
        if auction.get("status") != "paused":
            return bool(auction)
        self._call("commands", {"name": "resume", "args": {}, "reason": ""})
        return True

    def _state(self) -> dict[str, Any]:
        try:
            return dict(call(self._url, f"auction/{self._auction.pk}/", token=self._token))
        except (OSError, Refused):
            return {}

    def _call(self, what: str, body: dict[str, Any]) -> None:
        try:
            call(self._url, f"auction/{self._auction.pk}/{what}", body, self._token)
        except Refused as error:
            raise DrillFailed(f"{what} was refused: {error}") from error

    def word_about(self, part: str) -> str:
        """Return what the site's health says is wrong with a part; of the web, which can't say it, a look of ours."""
        parts = self._beside() if part == "web" else self._asked().get("parts", {})
        word = parts.get(part, checks.OK)
        return "" if word == checks.OK else str(word)

    def is_healthy(self) -> bool:
        """Return True if the site itself says so."""
        said = self._asked()
        return bool(said) and said["status"] == "healthy"

    def _beside(self) -> dict[str, str]:
        return {name: part.word for name, part in asyncio.run(checks.run_checks(kinds=KINDS)).items()}

    def _asked(self) -> dict[str, Any]:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(f"{self._url}/api/health", timeout=ANSWER_SECONDS) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as error:
            with error:
                return dict(json.load(error))
        except (OSError, ValueError):
            return {}

    def audit(self) -> list[str]:
        """Return what the audit finds; nothing if the journal proves it all."""
        connection.close()  # it may be of before the database was killed
        findings = [str(finding) for finding in audit_auction(self._auction.pk)]
        if not findings:
            print(f"audit     {self.seq()} events prove every bid and every unit of money")
        return findings


class BusyRoom:
    """An auction of many short lots with so many managers, as one who made it sees it."""

    SETTINGS = AuctionSettings(
        budget=100_000_000, slots_min=1, slots_max=100, lot_seconds=7, anti_snipe_seconds=0, break_seconds=1,
        early_end=False, outage_pause_seconds=60,
    )  # fmt: skip

    def __init__(self, managers: int, *, name: str = "Faults", lots: int = 300) -> None:
        key = name.lower().replace(" ", "-")
        sport = Sport.objects.create(key=key, name=name)
        numbers = range(1, lots + 1)
        import_assets(sport.key, [AssetRow(external_id=f"F{n}", name=f"Club {n}", rank=n) for n in numbers])
        self.people = [
            find_or_create_user(f"{key}-{number}@example.com", f"Manager {number}") for number in range(managers)
        ]
        league = create_league(self.people[0], name, sport, self.SETTINGS)
        for person in self.people[1:]:
            join_league(person, league.code)
        conductor = Actor(user=self.people[0].pk, role=ActorRole.COMMISSIONER)
        self._auction = services.create_auction(league, conductor, waiting_room=True)
        self.auction_id = str(self._auction.pk)

    def tokens(self) -> list[str]:
        """For each manager, an access token."""
        return [sign_in_tokens(person)["access"] for person in self.people]

    def begin(self) -> None:
        """Open the first lot."""
        engine.execute(self._auction.pk, Begin(actor=SYSTEM))

    def resume_if_paused(self) -> None:
        """Go on after an outage that was long enough to pause the auction."""
        connection.close()
        if engine.read(self._auction.pk).auction.status == "paused":
            paused = AuctionEvent.objects.filter(auction=self._auction, kind="auction_paused").latest("seq")
            print(f"paused: {paused.payload['detail'].get('reason')}", flush=True)
            engine.execute(self._auction.pk, Resume(actor=SYSTEM))

    def closings(self) -> list[tuple[int, int]]:
        """Return when each lot was closed, and how long after its deadline and the grace; in ms."""
        connection.close()
        closings = []
        for event in AuctionEvent.objects.filter(auction=self._auction, kind__in=("lot_sold", "lot_unsold")):
            at = round(event.at.timestamp() * 1000)
            closed = next(lot for lot in event.payload["lots"] if lot["id"] == event.payload["detail"]["lot"])
            closings.append((at, at - closed["ends_at"] - self.SETTINGS.grace_ms))
        return closings

    def audit(self) -> list[str]:
        """Return what the audit finds."""
        return [str(each) for each in audit_auction(self._auction.pk)]
