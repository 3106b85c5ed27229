"""The work of seasons that nobody asks for: small steps, each of which finds one thing that is due and does it.

Any number of processes may take the steps at once: see each step for what makes that right. See `run_season`.
"""

import time
from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass, field
from typing import Any

import structlog
from django.db import connection

from auctions.dates import due
from auctions.notifying import ending, follower
from auctions.store import late_chain
from notices import mailing, upkeep
from notices.push import sending
from season import score_news
from season.ownership import services as ownership_services
from season.standings import services as standings_services
from season.trades import settling

log = structlog.get_logger("season")
PUSH_BACK_SECONDS = 30.0
"""What fails is left alone for so long, and never holds up the rest."""
MOST_IN_A_ROW = 100
"""How often a step is taken before the next has its turn."""


@dataclass(frozen=True, slots=True)
class BackgroundStep:
    """A kind of work: `find` returns what is due, but for what it is told to leave alone, or None; `run` does it."""

    name: str
    find: Callable[[Collection[Any]], Hashable | None]
    run: Callable[[Any], object]


BACKGROUND_STEPS = (
    BackgroundStep("waiting rooms", due.next_to_open, due.open_waiting_room),
    BackgroundStep("begins", due.next_to_begin, due.begin_by_itself),
    BackgroundStep("reminders", due.next_reminder, due.remind),
    BackgroundStep("trades", settling.next_due_trade, settling.settle_trade),
    BackgroundStep("chains of journals", late_chain.next_unchained, late_chain.chain_some),
    BackgroundStep("news of auctions", follower.next_auction, follower.follow),
    BackgroundStep("lots that end soon", ending.next_ending, ending.tell_of_endings),
    BackgroundStep("ownership", ownership_services.next_league_to_refresh, ownership_services.refresh_ownership),
    BackgroundStep("scores that are in", score_news.next_season_to_tell, score_news.tell_of_scores),
    BackgroundStep("standings", standings_services.next_competition_to_recount, standings_services.recount),
)
"""In the order in which they have their turns."""
NOTICE_STEPS = (
    BackgroundStep("mails", mailing.next_mail, mailing.send_mail),
    BackgroundStep("pushes", sending.next_push, sending.send_push),
    BackgroundStep("cut-off mails", upkeep.next_cut_off, upkeep.mark_unsure),
    BackgroundStep("old notices", upkeep.next_old, upkeep.delete_old),
)
"""Those that may wait for a mail server or a push service: another thread takes them, so that nothing else waits."""


@dataclass(slots=True)
class Worker:
    """Takes steps, and remembers what has failed a moment ago."""

    steps: tuple[BackgroundStep, ...] = BACKGROUND_STEPS
    _failed: dict[tuple[str, Hashable], float] = field(default_factory=dict)

    def work(self, stopped: Callable[[], bool] = lambda: False) -> int:
        """Do what is due, step by step, until nothing is or `stopped` says so; how many things were done or failed."""
        count = 0
        for step in self.steps:
            for _ in range(MOST_IN_A_ROW):
                if stopped() or not self._run_once(step):
                    break
                count += 1
        return count

    def _run_once(self, step: BackgroundStep) -> bool:
        """Do one thing that is due; False if there was none. Raises DatabaseError if the database can't be reached."""
        due = step.find(self._pushed_back(step))
        if due is None:
            return False
        try:
            step.run(due)
        except Exception as error:  # one thing that fails must not stop the others, whatever it is
            log.exception("season.failed", step=step.name, due=str(due), error=str(error))
            self._failed[step.name, due] = time.monotonic() + PUSH_BACK_SECONDS
            connection.close()  # it may be broken, or in a transaction that failed; the next step opens another
        return True

    def _pushed_back(self, step: BackgroundStep) -> list[Hashable]:
        now = time.monotonic()
        self._failed = {key: until for key, until in self._failed.items() if until > now}
        return [due for name, due in self._failed if name == step.name]
