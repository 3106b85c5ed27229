"""Settings to begin with, by sport: what a commissioner chooses first. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, gettext_noop

from leagues.settings.auction import AuctionSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """Settings that fit together, under a name; those not among `values` have their defaults.

    `name` and `about` are English; readers see `title` and `explanation`.
    """

    key: str
    sport: str
    name: str
    about: str
    values: Mapping[str, Any]

    @property
    def title(self) -> str:
        """Its name in the reader's language."""
        return gettext(self.name)

    @property
    def explanation(self) -> str:
        """Its purpose, in the reader's language."""
        return gettext(self.about)

    def settings(self, current: AuctionSettings) -> AuctionSettings:
        """Return the preset's settings; what `current` stores and this release can't use stays stored."""
        return current.changed({**AuctionSettings().values(), **self.values})


_CLUBS = Preset(
    key="football-clubs",
    sport="football",
    name=gettext_noop("Football clubs"),
    about=gettext_noop("36 lots, 8 managers with £200m each, 3 or 4 clubs a manager."),
    values={"unit": "£m", "budget": 200, "slots_min": 3, "slots_max": 4},
)
_SQUAD_OF_15 = Preset(
    key="fpl-squad",
    sport="football-players",
    name=gettext_noop("FPL squad of 15"),
    about=gettext_noop(
        "100.0 each, counted in tenths: 1,000 × £0.1m. Exactly 15 players a manager, from £0.5m up: 2 GK, 5 DEF, 5 MID "
        "and 3 FWD, at most 3 of one club."
    ),
    values={
        "unit": "× £0.1m",
        "budget": 1000,
        "slots_min": 15,
        "slots_max": 15,
        "limits": "GK: 2, DEF: 5, MID: 5, FWD: 3, each club: at most 3",
        "min_price": 5,
        "increment": 1,
        "increment_by_price": "0–50: 1, 50–100: 2, above: 5",
        "order": "rank",
        "lot_seconds": 20,
        "anti_snipe_seconds": 8,
        "unsold_rounds": 1,
    },
)
_SLOW_SQUAD = Preset(
    key="slow-squad",
    sport="football-players",
    name=gettext_noop("Slow auction of squads"),
    about=gettext_noop(
        "Over days and weeks: £200m each, 11 to 15 players a manager, each of whom puts up to 5 lots up at once. A lot "
        "is open for a day, a new leader leaves eight hours, and nothing ends from 22:00 to 08:00."
    ),
    values={
        "format": "slow",
        "mode": "nomination",
        "unit": "£m",
        "budget": 200,
        "slots_min": 11,
        "slots_max": 15,
        "order": "rank",
        "slow_nominations": 5,
        "slow_apart_minutes": 2,
        "quiet_hours": "22:00–08:00",
        "time_zone": "Europe/London",
        "early_end": False,
        "outage_pause_seconds": 3600,
    },
)
_IPL = Preset(
    key="ipl-squad",
    sport="cricket",
    name=gettext_noop("IPL squad"),
    about=gettext_noop(
        "Purses of ₹12,500 lakh (125 crore), 18 to 25 players a manager, increments by slabs, two unsold rounds."
    ),
    values={
        "unit": "₹ lakh",
        "budget": 12_500,
        "slots_min": 18,
        "slots_max": 25,
        "min_price": 30,
        "increment": 5,
        "increment_by_price": "0–100: 5, 100–200: 10, 200–300: 20, above: 25",
        "order": "shuffled",
        "unsold_rounds": 2,
        "unsold_percent": 50,
    },
)
PRESETS: Mapping[str, Preset] = {each.key: each for each in (_CLUBS, _SQUAD_OF_15, _SLOW_SQUAD, _IPL)}


def presets_of(sports: set[str]) -> list[Preset]:
    """Return the presets of some sports, by their keys."""
    return [each for each in PRESETS.values() if each.sport in sports]
