"""The settings of an auction: kept by the league, copied into each of its auctions. Pure: no Django here."""

from dataclasses import Field, asdict, dataclass, fields
from typing import Any, Self

ORDERS = ("given", "alphabetical", "rank", "shuffled")


class SettingsError(ValueError):
    """Settings that can't be played. `fields` maps each wrong field to a sentence that says what to do."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {sentence}" for name, sentence in problems.items()))
        self.fields = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class AuctionSettings:
    """Money is in whole units of `unit`; times end in their unit."""

    unit: str = "£m"
    budget: int = 200
    slots_min: int = 3
    slots_max: int = 6
    min_price: int = 1
    increment: int = 1
    lot_seconds: int = 30
    anti_snipe_seconds: int = 10
    lot_cap_seconds: int | None = None  # a lot ends after this long, whatever happens
    grace_ms: int = 300
    break_seconds: int = 3  # between one lot and the next
    order: str = "given"
    seed: int | None = None  # of the shuffle, published; None: drawn when the auction is made
    early_end: bool = True  # a lot ends when nobody else can or wants to bid
    unsold_rounds: int = 0  # how often unsold lots come back
    outage_pause_seconds: int = 10

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Settings from a JSON object; what is absent has its default.

        Raises SettingsError for unknown names, wrong types and values that can't be played.
        """
        known = {field.name: field for field in fields(cls)}
        problems = {name: "There is no such setting." for name in data if name not in known}
        for name, value in data.items():
            if name in known and not _fits(_kind(known[name]), value):
                problems[name] = f"Give {_WORDS[_kind(known[name])]}."
        if problems:
            raise SettingsError(problems)
        settings = cls(**data)
        settings.check()
        return settings

    def to_json(self) -> dict[str, Any]:
        """All settings as a JSON object."""
        return asdict(self)

    def check(self) -> None:
        """Raises SettingsError if these settings can't be played."""
        problems = {
            name: sentence for name, (low, high) in _BOUNDS.items() if (sentence := self._bound(name, low, high))
        }
        if self.slots_min > self.slots_max:
            problems["slots_min"] = f"Must be {self.slots_max} at most, the size of a full roster."
        if self.slots_min * self.min_price > self.budget:
            problems["budget"] = (
                f"{self.slots_min} slots at {self.min_price} each cost {self.slots_min * self.min_price}; give more."
            )
        if self.order not in ORDERS:
            problems["order"] = f"Choose one of {', '.join(ORDERS)}."
        if not self.unit.strip() or len(self.unit) > 12 or not self.unit.isprintable():
            problems["unit"] = "Give a label of 1 to 12 characters, such as £m or credits."
        if problems:
            raise SettingsError(problems)

    def _bound(self, name: str, low: int, high: int) -> str | None:
        value = getattr(self, name)
        return None if value is None or low <= value <= high else f"Give a whole number from {low} to {high}."


_BOUNDS = {
    "budget": (1, 1_000_000_000),
    "slots_min": (0, 100),
    "slots_max": (1, 100),
    "min_price": (1, 1_000_000),
    "increment": (1, 1_000_000),
    "lot_seconds": (1, 3600),
    "anti_snipe_seconds": (0, 600),
    "lot_cap_seconds": (1, 7200),
    "grace_ms": (0, 5000),
    "break_seconds": (0, 300),
    "unsold_rounds": (0, 10),
    "outage_pause_seconds": (2, 3600),
}
_WORDS = {
    "str": "a text",
    "int": "a whole number",
    "bool": "true or false",
    "int | None": "a whole number or nothing",
}


def _kind(field: "Field[Any]") -> str:
    return field.type if isinstance(field.type, str) else getattr(field.type, "__name__", str(field.type))


def _fits(kind: str, value: object) -> bool:
    if kind == "bool":
        return isinstance(value, bool)
    if kind == "str":
        return isinstance(value, str)
    is_int = isinstance(value, int) and not isinstance(value, bool)
    return is_int or (kind == "int | None" and value is None)
