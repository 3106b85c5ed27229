"""The register of the product's flags: each one's name, purpose, owner and expected end. Pure."""

from dataclasses import dataclass, field
from datetime import datetime

from rollouts.evaluation.types import BucketBy

PERMANENT = "stays"
"""The end of an operators' switch: it is there for the bad day, not for a release."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagSpec:
    """A flag that the code reads. A `switch` is on or off for everybody, and nothing between.

    Where nobody has set it, `on_in_production` is its value on a deployed production site, `on_elsewhere` its value
    everywhere else. `ends`: the month, as 2027-03, by which the flag should be gone, or PERMANENT.
    """

    name: str
    does: str
    owner: str
    ends: str
    bucket_by: BucketBy = BucketBy.LEAGUE
    requires: dict[str, bool] = field(default_factory=dict)
    on_in_production: bool = False
    on_elsewhere: bool = True
    switch: bool = False

    def default(self, environment: str) -> bool:
        """Return its value in an environment where nobody has set it."""
        return self.on_in_production if environment == "production" else self.on_elsewhere


def is_overdue(ends: str, now: datetime) -> bool:
    """True if the month by which a flag should be gone is over."""
    return ends != PERMANENT and f"{now:%Y-%m}" > ends


TRAITS: dict[str, str] = {}
"""The traits of subjects that conditions of flags may ask about, each with what it means; `rollouts/flags.py` declares
them."""
SPECS: dict[str, FlagSpec] = {}
"""Every flag of the product by name, in the order of their declaration; `rollouts/flags.py` declares them."""


def declare_flag(spec: FlagSpec) -> FlagSpec:
    """Register a flag. Raises ValueError if the name is taken."""
    if spec.name in SPECS:
        raise ValueError(f"There are two flags named {spec.name}.")
    return SPECS.setdefault(spec.name, spec)


def declare_switch(name: str, does: str, *, on: bool) -> FlagSpec:
    """Register a switch for the bad day, with the same default in every environment."""
    return declare_flag(
        FlagSpec(
            name=name, does=does, owner="operations", ends=PERMANENT, on_in_production=on, on_elsewhere=on, switch=True
        )
    )
