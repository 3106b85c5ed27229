"""The settings of a league after its auction: kept by the league. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from leagues.settings.typed import SettingsError, TypedSettings
from season.trade_policy import Approval

__all__ = ["SeasonSettings", "SettingsError"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonSettings(TypedSettings):
    """Fixed once the first trade is agreed."""

    trades: bool = True  # whether managers may trade at all
    approval: str = "veto"
    veto_hours: int = 24  # how long others may object to an accepted trade
    trade_deadline: str | None = None  # ISO 8601 with its offset; nothing is offered or accepted from then on
    drops: bool = True  # whether managers may give assets up
    drop_refund: bool = False  # whether they get the price of the sale back

    BOUNDS = {"veto_hours": (1, 168)}

    def problems(self) -> dict[str, str]:
        """Return a sentence for each setting that can't be played, by its name."""
        problems = TypedSettings.problems(self)
        if self.approval not in [*Approval]:
            problems["approval"] = _("Choose one of {choices}.").format(choices=", ".join(Approval))
        if self.trade_deadline is not None and _instant(self.trade_deadline) is None:
            sentence = _("Give a date and a time with its offset, such as {example}.")
            problems["trade_deadline"] = sentence.format(example="2026-03-01T18:00:00+01:00")
        return problems

    @property
    def deadline(self) -> datetime | None:
        """`trade_deadline` as an instant in UTC; None: there is none."""
        return None if self.trade_deadline is None else _instant(self.trade_deadline)


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
        return None if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
