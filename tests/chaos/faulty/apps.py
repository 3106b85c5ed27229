"""Puts the fault into a process: a flag, and the new way to begin that stands behind it."""

from functools import wraps
from typing import Any
from uuid import UUID

from django.apps import AppConfig

from rollouts.evaluation.evaluate import evaluate
from rollouts.evaluation.registry import FlagSpec, declare_flag

FLAG = FlagSpec(
    name="faulty_begin",
    does="Auctions begin in a new way. Off: as before.",
    owner="tests",
    ends="2099-01",
    on_elsewhere=False,
)
FAILING_PERCENT = 40
"""Of the leagues that have the flag. Where five fail, it takes eight times as many leagues to know."""
LOOK_SECONDS = 3
"""How often plans are looked at here, so that nobody waits for half a minute."""


class FaultyConfig(AppConfig):
    name = "tests.chaos.faulty"

    def ready(self) -> None:
        """Declare the flag, and let the call that begins an auction ask it."""
        from auctions.api.views import BeginView
        from rollouts.plans import runner

        declare_flag(FLAG)
        runner.LOOK_SECONDS = LOOK_SECONDS
        BeginView.post = _in_a_new_way(BeginView.post)  # type: ignore[method-assign]


def _in_a_new_way(begin: Any) -> Any:
    from auctions.models import Auction
    from rollouts.exposures import recorder
    from rollouts.propagation import snapshot
    from rollouts.subjects import of_league

    @wraps(begin)
    def post(view: Any, request: Any, auction_id: UUID) -> Any:
        league: UUID = Auction.objects.values_list("league_id", flat=True).get(pk=auction_id)
        now = snapshot.current()
        answer = evaluate(now, FLAG.name, of_league(league))
        recorder.note_exposure(now, of_league(league), answer)
        if answer.value and league.int % 100 < FAILING_PERCENT:
            raise RuntimeError("The new way to begin doesn't work for this league.")
        return begin(view, request, auction_id)

    return post
