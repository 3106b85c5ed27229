"""The demo's auction, as its commissioner and the person on call see it."""

import asyncio
import json
import urllib.error
import urllib.request
from typing import Any

from django.db import connection

from accounts.sign_in.devices import sign_in_tokens
from auctions.audit.run import audit_auction
from auctions.demo import prepare_demo
from clients.room import Refused, call
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
        """How far the journal is; 0 while nobody answers."""
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
        """What the site's own health says is wrong with a part; of the web, which can't say it, a look from beside."""
        parts = self._beside() if part == "web" else self._asked().get("parts", {})
        word = parts.get(part, checks.OK)
        return "" if word == checks.OK else str(word)

    def is_healthy(self) -> bool:
        """Whether the site itself says so."""
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
        """What the audit finds; nothing if the journal proves it all."""
        connection.close()  # it may be of before the database was killed
        found = [str(each) for each in audit_auction(self._auction.pk)]
        if not found:
            print(f"audit     {self.seq()} events prove every bid and every unit of money")
        return found
