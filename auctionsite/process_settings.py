"""The settings of a process: that part of its environment which people take for the site's.

A process that serves goes by its own. A command goes by what the serving processes say
(`rollouts/propagation/fleet.py`): the shell that it runs in may have other variables than they, or none.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings as site
from django.core.exceptions import ImproperlyConfigured

from auctionsite.flag_overrides import (
    DEFAULT_STEP_MINUTES,
    FEATURE_PREFIX,
    StepMinutes,
    format_hours,
    parse_peak_hours,
    parse_step_minutes,
)

_LONGEST_VALUE = 200


@dataclass(frozen=True, slots=True)
class ProcessSettings:
    """The settings by the names of their variables, as texts; what isn't set isn't there. There are no secrets."""

    texts: Mapping[str, str]

    @property
    def environment(self) -> str:
        """ENVIRONMENT; this process's where none is registered."""
        return self.texts.get("ENVIRONMENT") or str(site.ENVIRONMENT)

    @property
    def base_url(self) -> str:
        """BASE_URL, the address of the site; empty where none is registered."""
        return self.texts.get("BASE_URL", "")

    @property
    def peak_hours(self) -> frozenset[int]:
        """ROLLOUT_PEAK_HOURS; where a process registered what can't be read, those of this process."""
        try:
            return parse_peak_hours(self.texts.get("ROLLOUT_PEAK_HOURS", ""))
        except ImproperlyConfigured:
            hours: frozenset[int] = site.ROLLOUT_PEAK_HOURS
            return hours

    @property
    def step_minutes(self) -> StepMinutes:
        """ROLLOUT_STEP_MINUTES; where a process registered none, or what can't be read, those of its environment."""
        default = DEFAULT_STEP_MINUTES.get(self.environment, "")
        try:
            return parse_step_minutes(self.texts.get("ROLLOUT_STEP_MINUTES", default))
        except ImproperlyConfigured:
            return parse_step_minutes(default)

    @property
    def overrides(self) -> dict[str, bool]:
        """The flags that FEATURE_<NAME> sets."""
        return {
            name.removeprefix(FEATURE_PREFIX).lower(): text == "true"
            for name, text in self.texts.items()
            if name.startswith(FEATURE_PREFIX)
        }


def own_settings() -> ProcessSettings:
    """Return what this process was started with."""
    named = {
        "ENVIRONMENT": site.ENVIRONMENT,
        "BASE_URL": site.BASE_URL,
        "ALLOWED_HOSTS": ",".join(site.ALLOWED_HOSTS),
        "EMAIL_HOST": site.EMAIL_HOST if site.EMAIL_BACKEND.endswith("smtp.EmailBackend") else "",
        "EMAIL_FROM": site.DEFAULT_FROM_EMAIL,
        "OPERATOR_TOTP": "1" if site.OPERATOR_TOTP else "0",
        "ROLLOUT_PEAK_HOURS": format_hours(site.ROLLOUT_PEAK_HOURS),
        "ROLLOUT_STEP_MINUTES": "{},{}".format(*site.ROLLOUT_STEP_MINUTES),
        "RATE_LIMITS": "on" if site.RATE_LIMITS else "off",
        "MAX_ROOM_SIZE": str(site.MAX_ROOM_SIZE),
    }
    flags = {f"{FEATURE_PREFIX}{name.upper()}": "true" if on else "false" for name, on in site.FEATURES.items()}
    return ProcessSettings({name: text[:_LONGEST_VALUE] for name, text in (named | flags).items() if text})


_adopted: ProcessSettings | None = None


def settings_in_force() -> ProcessSettings:
    """Return the settings to judge by here: those that were adopted, else this process's own."""
    return _adopted or own_settings()


@contextmanager
def adopted(settings: ProcessSettings) -> Iterator[None]:
    """Judge by these settings in the block, in the whole process: for commands, which have it to themselves."""
    global _adopted
    before, _adopted = _adopted, settings
    try:
        yield
    finally:
        _adopted = before
