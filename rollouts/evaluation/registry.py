"""What a flag of the product is: its name, what it does, who owns it and when it should be gone."""

from dataclasses import dataclass, field

from rollouts.evaluation.types import BucketBy

FOR_GOOD = "stays"
"""The end of a switch: it is there for the bad day, not for a release."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """A flag that the code asks for. `released`: what it is where nobody has set it, on a deployed production site.

    Everywhere else it is on, or what `elsewhere` says. A `switch` is on or off for everybody, and nothing between.
    `ends`: the month, as 2027-03, by which the flag should be gone, or FOR_GOOD.
    """

    name: str
    does: str
    owner: str
    ends: str
    bucket_by: BucketBy = BucketBy.LEAGUE
    requires: dict[str, bool] = field(default_factory=dict)
    released: bool = False
    elsewhere: bool = True
    switch: bool = False

    def default(self, environment: str) -> bool:
        """What it is where nobody has set it."""
        return self.released if environment == "production" else self.elsewhere


SPECS: dict[str, Spec] = {}
"""Every flag of the product by name, in the order of their declaration; `rollouts/flags.py` declares them."""


def declare(spec: Spec) -> Spec:
    """Make a flag known. Raises ValueError if the name is taken."""
    if spec.name in SPECS:
        raise ValueError(f"There are two flags named {spec.name}.")
    return SPECS.setdefault(spec.name, spec)


def switch(name: str, does: str, *, usually: bool) -> Spec:
    """A switch for the bad day: the same in every environment."""
    return declare(
        Spec(name=name, does=does, owner="operations", ends=FOR_GOOD, released=usually, elsewhere=usually, switch=True)
    )
